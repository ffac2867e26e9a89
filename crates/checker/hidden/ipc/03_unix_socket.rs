//! Hidden test of `03_unix_socket`: each line of each client is answered, nobody waits for anybody else, and the name of a
//! dead server is taken over, but no other one's.
//!
//! The clients are in the check's own process, and so is the desk, in a thread. It is never stopped: the process ends with
//! the check.

use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::panic;
use std::path::Path;
use std::process::ExitCode;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use witness::{Check, as_role, check, mistake, role};

use super::{bind, serve};

/// Where the desk is.
const DESK: &str = "desk";
/// So long a client waits. Only a wrong desk lets it.
const PATIENCE: Duration = Duration::from_secs(5);
/// More clients than anybody has threads in stock.
const N_SILENT: usize = 40;
/// So many answers are worked out at the same time.
const N_MEETING: usize = 3;
/// A question whose answer takes long.
const HARD_ONE: &str = "a hard one";
/// The exit code of a desk whose `serve` has returned, and of one that has panicked.
const RETURNED: u8 = 42;
const PANICKED: i32 = 101;

pub fn checks() -> Vec<Check> {
    vec![
        check("each line is answered, in order", || {
            let desk = Desk::open(loudly);
            let mut client = Client::connect();
            for question in ["one?", "", "is it two?"] {
                client.say(format!("{question}\n").as_bytes());
                client.expect(&desk, question);
            }
            client.say(b"three\nfour\nfive\n");
            for question in ["three", "four", "five"] {
                client.expect(&desk, question);
            }
        }),
        check("a line may come in pieces", || {
            let desk = Desk::open(loudly);
            let mut client = Client::connect();
            // One write, so the desk sees a line and two thirds of the next letter's line at once.
            client.say(b"ann\nt\xC3");
            client.expect(&desk, "ann");
            client.say(b"\xBCr\n");
            let found = client.next();
            let heard = desk.heard();
            if found.as_deref() != Ok("TÜR") || heard != ["ann", "tür"] {
                mistake!(
                    "partial-read",
                    "the lines were \"ann\" and \"tür\", and came in two pieces: \"ann\\nt…\" and \"…r\\n\"; `answer` was asked {heard:?}"
                );
            }
            for byte in b"ben\n" {
                client.say(&[*byte]);
            }
            let found = client.next();
            let heard = desk.heard();
            if found.as_deref() != Ok("BEN") || heard.len() != 3 {
                mistake!(
                    "partial-read",
                    "the line \"ben\" came byte by byte, and `answer` was asked {:?}",
                    &heard[2.min(heard.len())..]
                );
            }
        }),
        check("nobody waits for a silent client", || {
            let desk = Desk::open(loudly);
            let silent: Vec<Client> = (0..N_SILENT).map(|_| Client::connect()).collect();
            let mut client = Client::connect();
            client.say(b"one?\n");
            match client.next() {
                Ok(found) => assert_eq!(found, "ONE?"),
                Err(Silence::HungUp) => panic!("{}", desk.no_answer("one?", Silence::HungUp)),
                Err(Silence::Waited) => {
                    drop(silent);
                    mistake!(
                        NotConcurrent,
                        "silent-client-blocks",
                        "{N_SILENT} clients are connected and say nothing; another one asks, and gets no answer while they are there"
                    );
                }
            }
        }),
        check("nobody waits for somebody else's answer", || {
            let meeting = Arc::new(Meeting::default());
            let hall = Arc::clone(&meeting);
            let desk = Desk::open(move |_| hall.wait().to_owned());
            let mut clients: Vec<Client> = (0..N_MEETING).map(|_| Client::connect()).collect();
            for client in &mut clients {
                client.say(format!("{HARD_ONE}\n").as_bytes());
            }
            for client in &mut clients {
                match client.next() {
                    Ok(found) if found == MET => {}
                    Ok(_) => mistake!(
                        NotConcurrent,
                        "one-answer-at-a-time",
                        "{N_MEETING} clients have asked, and their answers take long; they are not worked on at the same time"
                    ),
                    Err(silence) => panic!("{}", desk.no_answer(HARD_ONE, silence)),
                }
            }
        }),
        check("half a line is no question", || {
            let desk = Desk::open(loudly);
            let mut client = Client::connect();
            client.say(b"whole\nhal");
            client.leave();
            client.expect(&desk, "whole");
            // Either the desk hangs up, or it waits for ever for the rest. What counts is whether it asked.
            let more = client.next();
            let heard = desk.heard();
            if more.is_ok() || heard.len() > 1 {
                mistake!(
                    "truncated-accepted",
                    "a client said \"whole\\nhal\" and left; `answer` was asked {heard:?}"
                );
            }
            assert!(
                more == Err(Silence::HungUp),
                "a client has said all and is answered, and the desk does not hang up"
            );
        }),
        check("`answer` gets the line as it came", || {
            let desk = Desk::open(loudly);
            let mut client = Client::connect();
            for question in ["  two words \r", "\t", "three  \r"] {
                client.say(format!("{question}\n").as_bytes());
                let found = client.next();
                let heard = desk.heard().pop();
                if let Some(heard) = heard
                    && heard != question
                    && heard.trim() == question.trim()
                {
                    mistake!(
                        "line-changed",
                        "a client asked {question:?}, and `answer` was asked {heard:?}: only the `\\n` was to be taken off"
                    );
                }
                match found {
                    Ok(found) => assert_answer(&found, question),
                    Err(silence) => panic!("{}", desk.no_answer(question, silence)),
                }
            }
        }),
        role("desk", |_| {
            // Whatever it returns: that it has returned is what counts.
            let _ = bind(Path::new(DESK)).and_then(|listener| serve(listener, loudly));
            ExitCode::from(RETURNED)
        }),
        check("no client ends the whole program", || {
            let mut desk = as_role("desk", &[])
                .spawn()
                .expect("a process can be started");
            let mut ended = None;
            while ended.is_none() && UnixStream::connect(DESK).is_err() {
                thread::sleep(Duration::from_millis(1));
                ended = desk.try_wait().expect("it was started");
            }
            let mut guilty = "came and left";
            let mut is_silent = false;
            for (said, how) in [
                (&b"\xFF\xFE\n"[..], "said what is no text"),
                (b"half a li", "left in the middle of a line"),
            ] {
                let Ok(mut client) = Client::try_connect() else {
                    is_silent = true;
                    break;
                };
                guilty = how;
                client.say(said);
                client.leave();
                client.drain();
                let asked = Client::try_connect().and_then(|mut client| {
                    client.say(b"still there?\n");
                    client.next()
                });
                if asked.is_err() {
                    is_silent = true;
                    break;
                }
            }
            // A program that ends hangs up first, and is gone a moment later.
            let start = Instant::now();
            while is_silent && ended.is_none() && start.elapsed() < Duration::from_millis(500) {
                thread::sleep(Duration::from_millis(1));
                ended = desk.try_wait().expect("it was started");
            }
            let _ = desk.kill();
            desk.wait().expect("it was started");
            // If `serve` returned or panicked, the next check says so.
            if let Some(status) = ended
                && ![Some(i32::from(RETURNED)), Some(PANICKED)].contains(&status.code())
            {
                mistake!(
                    "dies-with-a-client",
                    "a client {guilty}; after that, the whole program of the desk has ended ({status})"
                );
            }
        }),
        check("the desk outlives its clients", || {
            let gate = Arc::new(Gate::default());
            let inside = Arc::clone(&gate);
            let desk = Desk::open(move |line| {
                if line == "late" {
                    inside.pass();
                }
                loudly(line)
            });
            Client::connect().ask_or("one?", |silence| {
                panic!("{}", desk.no_answer("one?", silence))
            });
            for round in 1..=4 {
                // Gone before its answers are read.
                let mut client = desk.connect_again();
                client.say("one?\n".repeat(50).as_bytes());
                drop(client);
                desk.must_live("left without reading its answers");

                // Gone before its answer is written.
                let mut client = desk.connect_again();
                client.say(b"late\n");
                gate.wait_for(round, &desk);
                drop(client);
                gate.open();
                desk.must_live("left before its answer was there");

                let mut client = desk.connect_again();
                client.say(b"\xFF\xFE\n");
                client.leave();
                client.drain();
                drop(client);
                desk.must_live("said what is no text");

                let mut client = desk.connect_again();
                client.say(b"half a li");
                drop(client);
                drop(desk.connect_again());
                desk.must_live("left in the middle of a line");
            }
        }),
        check("a stale socket is replaced", || {
            drop(UnixListener::bind(DESK).expect("a socket"));
            // What a panic says, and where, is told by the mistake's name.
            match panic::catch_unwind(|| bind(Path::new(DESK))) {
                Ok(Ok(listener)) => {
                    let desk = Desk::of(listener, loudly);
                    Client::connect().ask_or("one?", |silence| {
                        panic!("{}", desk.no_answer("one?", silence))
                    });
                }
                Ok(Err(error)) => mistake!(
                    "stale-socket",
                    "at the path is the socket of a server that is gone, and `bind` fails: {error}"
                ),
                Err(_) => mistake!(
                    "stale-socket",
                    "at the path is the socket of a server that is gone, and `bind` panics"
                ),
            }
        }),
        check("a server that listens keeps its name", || {
            let others = UnixListener::bind(DESK).expect("a socket");
            others
                .set_nonblocking(true)
                .expect("a listener that does not wait");
            let bound = bind(Path::new(DESK));
            if bound.is_ok() {
                mistake!(
                    "address-stolen",
                    "another server listens at the path, and `bind` gives a listener all the same: the other one gets no clients any more"
                );
            }
            if !is_found(&others) {
                mistake!(
                    "address-stolen",
                    "another server listens at the path; `bind` fails, as it should, but clients do not find the other server any more"
                );
            }
        }),
        check("what is no socket stays", || {
            fs::write(DESK, "the only copy").expect("a file");
            let bound = bind(Path::new(DESK));
            let left = fs::read_to_string(DESK).ok();
            if left.as_deref() != Some("the only copy") {
                mistake!(
                    "deleted-data",
                    "at the path was an ordinary file with somebody's text in it, and `bind` {} it",
                    if left.is_some() { "changed" } else { "removed" }
                );
            }
            assert!(
                bound.is_err(),
                "at the path is an ordinary file, and `bind` says that it listens there"
            );
        }),
    ]
}

fn assert_answer(found: &str, question: &str) {
    let answer = loudly(question);
    assert!(
        found == answer,
        "a client asked {question:?}; the answer was to be {answer:?}, and is {found:?}"
    );
}

fn loudly(line: &str) -> String {
    line.to_uppercase()
}

/// The learner's server, serving.
struct Desk {
    heard: Arc<Mutex<Vec<String>>>,
    server: JoinHandle<io::Result<()>>,
}

impl Desk {
    fn open(answer: impl Fn(&str) -> String + Send + Sync + 'static) -> Desk {
        let listener = bind(Path::new(DESK)).unwrap_or_else(|error| {
            panic!("nothing is at the path, and `bind` fails: {error}");
        });
        Desk::of(listener, answer)
    }

    fn of(listener: UnixListener, answer: impl Fn(&str) -> String + Send + Sync + 'static) -> Desk {
        let heard = Arc::new(Mutex::new(Vec::new()));
        let notes = Arc::clone(&heard);
        let server = thread::spawn(move || {
            serve(listener, move |line| {
                locked(&notes).push(line.to_owned());
                answer(line)
            })
        });
        Desk { heard, server }
    }

    /// What `answer` was asked so far.
    fn heard(&self) -> Vec<String> {
        locked(&self.heard).clone()
    }

    /// Whether `serve` has returned or panicked. It may be about to.
    fn has_ended(&self) -> bool {
        let start = Instant::now();
        while !self.server.is_finished() && start.elapsed() < Duration::from_millis(500) {
            thread::sleep(Duration::from_millis(5));
        }
        self.server.is_finished()
    }

    fn no_answer(&self, question: &str, silence: Silence) -> String {
        match silence {
            _ if self.has_ended() => {
                "`serve` has ended, although it could have accepted clients".to_owned()
            }
            Silence::HungUp => {
                format!(
                    "a client has asked {question:?}, and is hung up on instead of being answered"
                )
            }
            Silence::Waited => format!("a client has asked {question:?}, and gets no answer"),
        }
    }

    /// Others have left before.
    fn connect_again(&self) -> Client {
        Client::try_connect().unwrap_or_else(|_| self.blame_a_client("has left"))
    }

    fn blame_a_client(&self, how: &str) -> ! {
        mistake!(
            "dies-with-a-client",
            "a client {how}; after that, {}",
            if self.has_ended() {
                "`serve` has ended"
            } else {
                "other clients get no answer any more"
            }
        )
    }

    /// Other clients are answered after a client has left in this way.
    fn must_live(&self, how: &str) {
        for _ in 0..3 {
            let answered = Client::try_connect().and_then(|mut client| {
                client.say(b"still there?\n");
                client.next()
            });
            match answered {
                Ok(found) if found == "STILL THERE?" => {}
                Ok(found) => panic!("\"still there?\" was asked; the answer is {found:?}"),
                Err(_) => self.blame_a_client(how),
            }
        }
    }
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Silence {
    HungUp,
    Waited,
}

struct Client {
    stream: BufReader<UnixStream>,
}

impl Client {
    fn try_connect() -> Result<Client, Silence> {
        let stream = UnixStream::connect(DESK).map_err(|_| Silence::HungUp)?;
        for set in [UnixStream::set_read_timeout, UnixStream::set_write_timeout] {
            set(&stream, Some(PATIENCE)).expect("a limit");
        }
        Ok(Client {
            stream: BufReader::new(stream),
        })
    }

    fn connect() -> Client {
        Client::try_connect().unwrap_or_else(|_| panic!("nobody listens at the path any more"))
    }

    /// If the desk has hung up, the missing answer will tell.
    fn say(&mut self, bytes: &[u8]) {
        let _ = self.stream.get_mut().write_all(bytes);
    }

    /// There will be no more questions.
    fn leave(&mut self) {
        let _ = self.stream.get_mut().shutdown(Shutdown::Write);
    }

    fn next(&mut self) -> Result<String, Silence> {
        let mut line = String::new();
        match self.stream.read_line(&mut line) {
            Ok(_) if line.ends_with('\n') => {
                line.pop();
                Ok(line)
            }
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut
                ) =>
            {
                Err(Silence::Waited)
            }
            Ok(_) | Err(_) => Err(Silence::HungUp),
        }
    }

    fn expect(&mut self, desk: &Desk, question: &str) {
        match self.next() {
            Ok(found) => assert_answer(&found, question),
            Err(silence) => panic!("{}", desk.no_answer(question, silence)),
        }
    }

    fn ask_or(&mut self, question: &str, otherwise: impl FnOnce(Silence)) {
        self.say(format!("{question}\n").as_bytes());
        match self.next() {
            Ok(found) => assert_answer(&found, question),
            Err(silence) => otherwise(silence),
        }
    }

    /// Waits until the desk has done with this client.
    fn drain(&mut self) {
        let _ = io::copy(&mut self.stream, &mut io::sink());
    }
}

/// Whether clients that connect to the path come to this listener. There may be others in its queue, who only looked.
fn is_found(listener: &UnixListener) -> bool {
    let Ok(mut client) = UnixStream::connect(DESK) else {
        return false;
    };
    client.write_all(b"found").expect("room for five bytes");
    drop(client);
    while let Ok((mut client, _)) = listener.accept() {
        let mut said = Vec::new();
        if client
            .set_nonblocking(false)
            .and_then(|()| client.set_read_timeout(Some(PATIENCE)))
            .and_then(|()| client.read_to_end(&mut said))
            .is_ok()
            && said == b"found"
        {
            return true;
        }
    }
    false
}

const MET: &str = "met";
const ALONE: &str = "alone";

/// Several answers that are worked out at the same time.
#[derive(Default)]
struct Meeting {
    /// How many are here, and whether somebody has given up.
    state: Mutex<(usize, bool)>,
    changed: Condvar,
}

impl Meeting {
    fn wait(&self) -> &'static str {
        let mut state = locked(&self.state);
        state.0 += 1;
        self.changed.notify_all();
        let (mut state, waited) = self
            .changed
            .wait_timeout_while(state, PATIENCE, |state| state.0 < N_MEETING && !state.1)
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        // One that gives up does it for all, else they would give up one after the other.
        state.1 |= waited.timed_out();
        self.changed.notify_all();
        if state.1 { ALONE } else { MET }
    }
}

/// Holds up an answer until its client has gone.
#[derive(Default)]
struct Gate {
    /// How many have come to the gate, and how many may pass.
    state: Mutex<(usize, usize)>,
    changed: Condvar,
}

impl Gate {
    fn pass(&self) {
        let mut state = locked(&self.state);
        state.0 += 1;
        let turn = state.0;
        self.changed.notify_all();
        let _passed = self
            .changed
            .wait_while(state, |state| state.1 < turn)
            .unwrap_or_else(|poisoned| poisoned.into_inner());
    }

    fn wait_for(&self, turn: usize, desk: &Desk) {
        let (_state, waited) = self
            .changed
            .wait_timeout_while(locked(&self.state), PATIENCE, |state| state.0 < turn)
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        if waited.timed_out() {
            desk.blame_a_client("has left");
        }
    }

    fn open(&self) {
        locked(&self.state).1 += 1;
        self.changed.notify_all();
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex
        .lock()
        .unwrap_or_else(|poisoned| poisoned.into_inner())
}
