//! Hidden test of `04_tcp_service`: each line is answered, nobody waits for anybody else, and patience has an end.
//!
//! The clients are in the check's own process, and so is the service. Patience is either an hour, which never ends here, or
//! so short that its end can be waited for. Where a busy machine could make a client slower than it means to be, the
//! client looks at how slow it was before it blames anybody, and tries again with more patience.

use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpStream};
use std::panic;
use std::sync::mpsc;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread;
use std::time::{Duration, Instant};

use witness::{Check, check, mistake, undecided};

use super::start;

/// Longer than any check.
const AN_HOUR: Duration = Duration::from_secs(3600);
/// So long a client waits. Only a wrong service lets it.
const WAIT: Duration = Duration::from_secs(5);
/// More clients than anybody has threads in stock.
const N_SILENT: usize = 40;
/// So many answers are worked out at the same time.
const N_MEETING: usize = 3;
/// More than the system keeps for a reader that does not read.
const MUCH: usize = 16 << 20;

const TOO_SLOW: &str =
    "the machine was too busy to tell a slow client from a slow service; judge it once more";

pub fn checks() -> Vec<Check> {
    vec![
        check("each line is answered, in order", || {
            let service = Service::start(AN_HOUR, loudly);
            let mut client = service.connect();
            for question in ["one?", "", "is it two?"] {
                client.say(format!("{question}\n").as_bytes());
                client.expect(&loudly(question));
            }
            client.say(b"three\nfour\nfive\n");
            for question in ["three", "four", "five"] {
                client.expect(&loudly(question));
            }
        }),
        check("a line may come in pieces", || {
            let service = Service::start(AN_HOUR, loudly);
            let mut client = service.connect();
            client.say(b"ann\nt\xC3");
            client.expect("ANN");
            client.say(b"\xBCr\n");
            let found = client.next();
            let heard = service.heard();
            if found.as_deref() != Ok("TÜR") || heard != ["ann", "tür"] {
                mistake!(
                    "partial-read",
                    "the lines were \"ann\" and \"tür\", and came in two pieces: \"ann\\nt…\" and \"…r\\n\"; `answer` was asked {heard:?}"
                );
            }
        }),
        check("two services run side by side", || {
            let first = Service::start(AN_HOUR, loudly);
            match panic::catch_unwind(|| started(AN_HOUR, loudly)) {
                Ok(Ok(second)) => {
                    assert!(
                        second != first.address,
                        "a second service is started, and says that it is where the first one is"
                    );
                    first.connect().ask("one?");
                    Client::to(second).ask("two?");
                }
                Ok(Err(error)) => mistake!(
                    "fixed-port",
                    "a service runs, and a second one can't be started: {error}"
                ),
                Err(_) => mistake!(
                    "fixed-port",
                    "a service runs, and `start` panics when a second one is started"
                ),
            }
        }),
        check("other machines are kept out", || {
            let service = Service::start(AN_HOUR, loudly);
            let address = service.address;
            // On Linux every address that begins with 127 is this machine. A service at one of them is not at the others.
            let elsewhere = SocketAddr::from((Ipv4Addr::new(127, 0, 0, 2), address.port()));
            let reached = address.ip().is_ipv4()
                && address.ip() != elsewhere.ip()
                && TcpStream::connect_timeout(&elsewhere, WAIT).is_ok();
            if !address.ip().is_loopback() || reached {
                mistake!(
                    "open-to-all",
                    "the service says that it is at {address}, and listens at every address of this machine: whoever reaches the machine reaches it"
                );
            }
        }),
        check("nobody waits for a silent client", || {
            let service = Service::start(AN_HOUR, loudly);
            let silent: Vec<Client> = (0..N_SILENT).map(|_| service.connect()).collect();
            let mut client = service.connect();
            client.say(b"one?\n");
            match client.next() {
                Ok(found) => assert_eq!(found, "ONE?"),
                Err(silence) => {
                    drop(silent);
                    mistake!(
                        NotConcurrent,
                        "silent-client-blocks",
                        "{N_SILENT} clients are connected and say nothing; another one asks, and {}",
                        silence.words()
                    );
                }
            }
        }),
        check("nobody waits for somebody else's answer", || {
            let meeting = Meeting::default();
            let service = Service::start(AN_HOUR, move |_| meeting.wait().to_owned());
            let mut clients: Vec<Client> = (0..N_MEETING).map(|_| service.connect()).collect();
            for client in &mut clients {
                client.say(b"a hard one\n");
            }
            for client in &mut clients {
                let found = client.next();
                if found.as_deref() != Ok(MET) {
                    mistake!(
                        NotConcurrent,
                        "one-answer-at-a-time",
                        "{N_MEETING} clients have asked, and their answers take long; they are not worked on at the same time"
                    );
                }
            }
        }),
        check("nobody waits for a client that does not read", || {
            let service = Service::start(AN_HOUR, much_or_loudly);
            let mut slow: Vec<Client> = (0..4).map(|_| service.connect()).collect();
            slow[0].say(b"much\n");
            slow[0].wait_for_the_first_byte();
            for client in &mut slow[1..] {
                client.say(b"much\n");
            }
            let mut client = service.connect();
            client.say(b"one?\n");
            match client.next() {
                Ok(found) => assert_eq!(found, "ONE?"),
                Err(silence) => mistake!(
                    NotConcurrent,
                    "slow-reader-blocks",
                    "four clients have asked for much and do not read it; another one asks, and {}",
                    silence.words()
                ),
            }
        }),
        check("who is silent is hung up on", || {
            let service = Service::start(Duration::from_millis(100), loudly);
            let mut silent = service.connect();
            let mut half = service.connect();
            half.say(b"half a li");
            let mut answered = service.connect();
            answered.say(b"one?\n");
            // On a busy machine it may have been too late with its question. Then it has been hung up on.
            let _ = answered.next();
            for (client, who) in [
                (&mut silent, "has never said anything"),
                (&mut half, "has said half a line"),
                (
                    &mut answered,
                    "has asked, was answered, and is silent since",
                ),
            ] {
                if client.next() != Err(Silence::HungUp) {
                    mistake!(
                        Inefficient,
                        "no-timeout",
                        "patience is 100 ms, and after {WAIT:?} there is still a connection to a client that {who}"
                    );
                }
            }
            assert!(
                !service.heard().iter().any(|line| line == "half a li"),
                "`answer` was asked \"half a li\", which was no line"
            );
        }),
        check("a line is to be complete in time", || {
            for patience in [300, 1000, 2500].map(Duration::from_millis) {
                let service = Service::start(patience, loudly);
                match service.connect().dribble() {
                    // A gap as long as patience would have been reason enough for any service.
                    Dribbled::HungUp { longest_gap } if longest_gap >= patience => {}
                    Dribbled::HungUp { .. } => return,
                    Dribbled::Heard => mistake!(
                        Inefficient,
                        "timeout-starts-anew",
                        "patience is {patience:?} for a line; a client sends a letter now and then and never ends its line, and after {WAIT:?} it is still listened to"
                    ),
                }
            }
            undecided(TOO_SLOW);
        }),
        check("who does not read is hung up on", || {
            let patience = Duration::from_millis(200);
            let service = Service::start(patience, much_or_loudly);
            // On a busy machine a client may be too late with its question.
            for _ in 0..10 {
                let mut slow = service.connect();
                slow.say(b"much\n");
                if !slow.wait_for_the_first_byte() {
                    continue;
                }
                let start = Instant::now();
                // Only Linux tells what became of a connection to somebody who does not read.
                while service.has_connection_to(&slow) == Some(true) {
                    if start.elapsed() > WAIT {
                        mistake!(
                            Inefficient,
                            "no-timeout",
                            "patience is {patience:?}; a client has asked for much and reads nothing of it, and after {WAIT:?} the service still waits for it"
                        );
                    }
                    thread::sleep(Duration::from_millis(10));
                }
                return;
            }
            undecided(TOO_SLOW);
        }),
        check("patience is what the caller says", || {
            let patient = Service::start(AN_HOUR, loudly);
            let mut calm = patient.connect();
            calm.say(b"one?\n");
            calm.expect("ONE?");
            calm.say(b"tw");
            // A head start for whoever has the same patience with everybody.
            thread::sleep(Duration::from_millis(100));
            let hasty = Service::start(Duration::from_millis(50), loudly);
            let mut lost = hasty.connect();
            if lost.next() != Err(Silence::HungUp) {
                mistake!(
                    Inefficient,
                    "no-timeout",
                    "patience is 50 ms, and after {WAIT:?} there is still a connection to a client that has never said anything"
                );
            }
            calm.say(b"o?\n");
            if calm.next().as_deref() != Ok("TWO?") {
                mistake!(
                    "patience-not-the-callers",
                    "patience is an hour, and a client is hung up on as soon as one of a service whose patience is 50 ms"
                );
            }
        }),
        check("there is time for each line anew", || {
            // The last patience is long enough for a machine that has much else to do.
            let patiences = [250, 800, 2000].map(Duration::from_millis);
            let mut was_slow = false;
            for patience in patiences {
                let service = Service::start(patience, loudly);
                match service.connect().ask_often(patience) {
                    Often::Answered => return,
                    Often::HungUp { was_slow: slow } => was_slow |= slow,
                }
            }
            if was_slow {
                // Then it may have been the client's fault.
                undecided(TOO_SLOW);
            }
            mistake!(
                "one-time-for-all-lines",
                "patience is {:?} for each line; a client sends a line every now and then, each in time, and is hung up on",
                patiences[2]
            );
        }),
        check("half a line is no question", || {
            let service = Service::start(AN_HOUR, loudly);
            let mut client = service.connect();
            client.say(b"whole\nhal");
            client.leave();
            client.expect("WHOLE");
            let more = client.next();
            let heard = service.heard();
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
        check("the desk outlives its clients", || {
            let service = Service::start(AN_HOUR, loudly);
            service.connect().ask("one?");
            for _ in 0..5 {
                // Gone with unread answers: a TCP connection is torn down then.
                let mut client = service.connect_again();
                client.say("one?\n".repeat(50).as_bytes());
                client.wait_for_the_first_byte();
                client.say("two?\n".repeat(50).as_bytes());
                drop(client);
                service.must_live("left without reading its answers");

                let mut client = service.connect_again();
                client.say(b"\xFF\xFE\n");
                client.leave();
                let _ = io::copy(&mut client.stream, &mut io::sink());
                drop(client);
                service.must_live("said what is no text");

                let mut client = service.connect_again();
                client.say(b"half a li");
                drop(client);
                service.must_live("left in the middle of a line");
            }
        }),
    ]
}

fn loudly(line: &str) -> String {
    line.to_uppercase()
}

fn much_or_loudly(line: &str) -> String {
    if line == "much" {
        "x".repeat(MUCH)
    } else {
        loudly(line)
    }
}

/// Calls `start`, which has to return although the service goes on.
fn started(
    patience: Duration,
    answer: impl Fn(&str) -> String + Send + Sync + 'static,
) -> io::Result<SocketAddr> {
    let (sender, receiver) = mpsc::channel();
    let starter = thread::spawn(move || {
        let _ = sender.send(start(patience, answer));
    });
    match receiver.recv_timeout(Duration::from_secs(3)) {
        Ok(address) => address,
        Err(mpsc::RecvTimeoutError::Timeout) => {
            panic!("`start` does not return: it is to serve in the background")
        }
        Err(mpsc::RecvTimeoutError::Disconnected) => match starter.join() {
            Err(payload) => panic::resume_unwind(payload),
            Ok(()) => unreachable!("it has sent what there was to send"),
        },
    }
}

/// The learner's service, running.
struct Service {
    address: SocketAddr,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Service {
    fn start(
        patience: Duration,
        answer: impl Fn(&str) -> String + Send + Sync + 'static,
    ) -> Service {
        let heard = Arc::new(Mutex::new(Vec::new()));
        let notes = Arc::clone(&heard);
        let noted = move |line: &str| {
            locked(&notes).push(line.to_owned());
            answer(line)
        };
        let address = match started(patience, noted) {
            Ok(address) => address,
            // By whatever else runs on this machine.
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => mistake!(
                "fixed-port",
                "`start` fails, because somebody else uses its port: {error}"
            ),
            Err(error) => panic!("`start` fails: {error}"),
        };
        assert!(
            address.port() != 0,
            "`start` says that the service is at {address}: port 0 is a wish, and none that can be connected to"
        );
        Service { address, heard }
    }

    fn connect(&self) -> Client {
        Client::to(self.address)
    }

    /// Others have left before.
    fn connect_again(&self) -> Client {
        Client::try_to(self.address).unwrap_or_else(|silence| {
            mistake!(
                "dies-with-a-client",
                "clients have left early; after that another one comes, and {}",
                silence.words()
            )
        })
    }

    /// What `answer` was asked so far.
    fn heard(&self) -> Vec<String> {
        locked(&self.heard).clone()
    }

    /// Other clients are answered after a client has left in this way.
    fn must_live(&self, how: &str) {
        for _ in 0..3 {
            let answered = Client::try_to(self.address).and_then(|mut client| {
                client.say(b"still there?\n");
                client.next()
            });
            match answered {
                Ok(found) => assert_eq!(found, "STILL THERE?"),
                Err(silence) => mistake!(
                    "dies-with-a-client",
                    "a client {how}; after that another one asks, and {}",
                    silence.words()
                ),
            }
        }
    }

    /// Whether the service's end of a connection is open, if the system tells.
    fn has_connection_to(&self, client: &Client) -> Option<bool> {
        let theirs = client.stream.get_ref().local_addr().ok()?;
        let list = match self.address {
            SocketAddr::V4(_) => "/proc/net/tcp",
            SocketAddr::V6(_) => "/proc/net/tcp6",
        };
        let (own, theirs) = (self.address.port(), theirs.port());
        Some(fs::read_to_string(list).ok()?.lines().any(|line| {
            let mut fields = line.split_whitespace().skip(1);
            let mut is_at = |port: u16| {
                let address = fields.next().unwrap_or_default();
                address.ends_with(&format!(":{port:04X}"))
            };
            // 01 is a connection that neither side has closed.
            is_at(own) && is_at(theirs) && fields.next() == Some("01")
        }))
    }
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Silence {
    Refused,
    HungUp,
    Waited,
}

impl Silence {
    fn words(self) -> &'static str {
        match self {
            Silence::Refused => "nobody listens any more",
            Silence::HungUp => "is hung up on",
            Silence::Waited => "gets no answer",
        }
    }
}

/// What became of a client that sends letter by letter.
enum Dribbled {
    HungUp { longest_gap: Duration },
    Heard,
}

/// What became of a client that asks again and again.
enum Often {
    Answered,
    /// `was_slow`: it may have come too late with its question.
    HungUp {
        was_slow: bool,
    },
}

struct Client {
    stream: BufReader<TcpStream>,
}

impl Client {
    fn try_to(address: SocketAddr) -> Result<Client, Silence> {
        let stream = TcpStream::connect_timeout(&address, WAIT).map_err(|_| Silence::Refused)?;
        for set in [TcpStream::set_read_timeout, TcpStream::set_write_timeout] {
            set(&stream, Some(WAIT)).expect("a limit");
        }
        stream.set_nodelay(true).expect("no delay");
        Ok(Client {
            stream: BufReader::new(stream),
        })
    }

    fn to(address: SocketAddr) -> Client {
        Client::try_to(address).unwrap_or_else(|_| panic!("nobody listens at {address}"))
    }

    /// If the service has hung up, the missing answer will tell.
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
            Err(error) if is_waiting(&error) => Err(Silence::Waited),
            Ok(_) | Err(_) => Err(Silence::HungUp),
        }
    }

    fn expect(&mut self, answer: &str) {
        match self.next() {
            Ok(found) => assert!(
                found == answer,
                "the answer was to be {answer:?}, and is {found:?}"
            ),
            Err(silence) => panic!("a client has asked, and {}", silence.words()),
        }
    }

    fn ask(&mut self, question: &str) {
        self.say(format!("{question}\n").as_bytes());
        self.expect(&loudly(question));
    }

    /// Whether an answer begins. Takes nothing of it.
    fn wait_for_the_first_byte(&self) -> bool {
        self.stream
            .get_ref()
            .peek(&mut [0])
            .is_ok_and(|n_bytes| n_bytes > 0)
    }

    /// Sends a letter of an endless line now and then.
    fn dribble(&mut self) -> Dribbled {
        let stream = self.stream.get_mut();
        let start = Instant::now();
        let (mut last, mut longest_gap) = (start, Duration::ZERO);
        stream
            .set_read_timeout(Some(Duration::from_millis(10)))
            .expect("a limit");
        while start.elapsed() < WAIT {
            let sent = stream.write_all(b"x");
            longest_gap = longest_gap.max(last.elapsed());
            last = Instant::now();
            // Waits a little, or sees that the service has hung up.
            let heard = stream.peek(&mut [0]);
            if sent.is_err() || !heard.is_err_and(|error| is_waiting(&error)) {
                return Dribbled::HungUp { longest_gap };
            }
        }
        Dribbled::Heard
    }

    /// Asks again and again, for longer than `patience`.
    fn ask_often(&mut self, patience: Duration) -> Often {
        let start = Instant::now();
        let mut last = start;
        while start.elapsed() < patience + patience / 2 {
            self.say(b"one?\n");
            let was_slow = last.elapsed() >= patience / 2;
            last = Instant::now();
            if self.next().as_deref() != Ok("ONE?") {
                return Often::HungUp { was_slow };
            }
            thread::sleep(patience / 20);
        }
        Often::Answered
    }
}

fn is_waiting(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut
    )
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
            .wait_timeout_while(state, WAIT, |state| state.0 < N_MEETING && !state.1)
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        // One that gives up does it for all, else they would give up one after the other.
        state.1 |= waited.timed_out();
        self.changed.notify_all();
        if state.1 { ALONE } else { MET }
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex
        .lock()
        .unwrap_or_else(|poisoned| poisoned.into_inner())
}
