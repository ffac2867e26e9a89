//! Hidden test of `07_named_pipe`: records of many processes arrive whole, and the end of one sender is not the end.
//!
//! The senders are other processes, which call the learner's `send`. How often somebody looks in vain is seen on Linux
//! only, in `/proc`.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;
use std::process::{Child, Command, ExitCode};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use witness::{Check, as_role, check, mistake, role};

use super::{Collector, send};

/// Where the FIFO is.
const LOG: &str = "log";
/// So long something is waited for that a right program does at once.
const WAIT: Duration = Duration::from_secs(5);
/// Processes that send at the same time, and how many records each of them sends.
const SENDERS: [&str; 4] = ["a", "b", "c", "d"];
const N_RECORDS: usize = 400;
/// Reads in vain: so many are too many.
const MANY_READS: u64 = 1000;

pub fn checks() -> Vec<Check> {
    vec![
        role("sender", sender),
        role("many", many),
        check("the collector and a sender find each other", || {
            make_fifo();
            let senders = Senders::start([&["sender", "backup done"][..]]);
            let mut collector = open();
            assert_eq!(next(&mut collector), "backup done");
            senders.wait();
        })
        .if_stuck(&["opened-in-the-wrong-order"]),
        check("the end of a sender is not the end", || {
            make_fifo();
            let senders = Senders::start([&["sender", "first"][..]]);
            let mut collector = open();
            assert_eq!(next(&mut collector), "first");
            senders.wait();
            let before = n_reads();
            for record in ["second", "third", "fourth"] {
                // Nobody has the FIFO open now. Somebody will, later, when the collector waits already.
                let later = thread::spawn(move || {
                    wait_for_rest();
                    Senders::start([&["sender", record][..]]).wait();
                });
                match collector.next_record() {
                    Ok(found) if found == record => {}
                    Ok(found) if !found.is_empty() => {
                        panic!("{record:?} was sent, and what came is {found:?}")
                    }
                    Ok(_) | Err(_) => {
                        // The sender waits for a reader. That one ends here.
                        drain_for(collector, later);
                        mistake!(
                            "stopped-at-the-first-end",
                            "a sender has left, and before the next one comes, `next_record` says that it has come to the end"
                        );
                    }
                }
                if later.join().is_err() {
                    panic!("a sender could not send {record:?}");
                }
            }
            if let (Some(before), Some(after)) = (before, n_reads())
                && after - before > MANY_READS
            {
                mistake!(
                    Inefficient,
                    "busy-wait",
                    "while nobody sends anything, the collector reads again and again: {} times for three records",
                    after - before
                );
            }
        })
        .if_stuck(&["opened-in-the-wrong-order"]),
        check("records of one sender come in order", || {
            make_fifo();
            let records = ["one", "", "grün", "four and more", "5"];
            let mut arguments = vec!["sender"];
            arguments.extend(records);
            let senders = Senders::start([&arguments[..]]);
            let mut collector = open();
            let trickle = Trickle::start("", Some(senders));
            // All of them may be in the pipe by now, and one read may give them all.
            for (record_idx, record) in records.into_iter().enumerate() {
                let found = next(&mut collector);
                if found != record {
                    mistake!(
                        "partial-read",
                        "{records:?} were sent, in this order; number {} came as {found:?}",
                        record_idx + 1
                    );
                }
            }
            drop(trickle);
        })
        .if_stuck(&["partial-read"]),
        check("a record may come in pieces", || {
            make_fifo();
            let script = Trickle::start("first\nsec", None);
            let mut collector = open();
            let found = [next(&mut collector), next(&mut collector)];
            if found != ["first", "second"] {
                mistake!(
                    "partial-read",
                    "a script has written \"first\\nsec\", and then \"ond\\n\"; what came is {found:?}"
                );
            }
            drop(script);
        })
        .if_stuck(&["partial-read"]),
        check("records of many processes are not mixed", || {
            make_fifo();
            let senders = Senders::start(SENDERS.map(|name| ["many", name]));
            let mut collector = open();
            let mut n_found = [0; SENDERS.len()];
            for _ in 0..N_RECORDS * SENDERS.len() {
                let found = next(&mut collector);
                let whose = (0..SENDERS.len())
                    .find(|&sender| record_of(SENDERS[sender], n_found[sender]) == found);
                match whose {
                    Some(sender) => n_found[sender] += 1,
                    None => mistake!(
                        "torn-record",
                        "four processes send at the same time, and what comes is {}: that is none of their records",
                        shortened(&found)
                    ),
                }
            }
            senders.wait();
        })
        .if_stuck(&["torn-record"]),
        check("what does not go in as a whole is refused", || {
            make_fifo();
            // Somebody who reads, so that whatever is sent gets in.
            let arrived = reader_of_all();
            let fits = "x".repeat(511);
            let ending = File::options().write(true).open(LOG).expect("the FIFO");
            if let Err(error) = send(Path::new(LOG), &fits) {
                panic!("a record of 511 bytes and its end of line are 512 bytes, and `send` fails: {error}");
            }
            for n_bytes in [512, 5000, 100_000] {
                if send(Path::new(LOG), &"y".repeat(n_bytes)).is_ok() {
                    mistake!(
                        "torn-record",
                        "a record of {n_bytes} bytes and its end of line are more than 512, and `send` takes it: another one's bytes could get into it"
                    );
                }
            }
            assert!(
                send(Path::new(LOG), "two\nrecords").is_err(),
                "a record with an end of line in it would be two records, and `send` takes it"
            );
            drop(ending);
            let arrived = arrived
                .recv_timeout(WAIT)
                .expect("all that was sent");
            assert!(
                arrived == format!("{fits}\n"),
                "one record was sent, and others were refused; {} bytes came, and 512 were to",
                arrived.len()
            );
        })
        .if_stuck(&["torn-record"]),
        check("nothing is made where no FIFO is", || {
            let is_refused = send(Path::new(LOG), "lost").is_err();
            if Path::new(LOG).exists() {
                mistake!(
                    "file-instead-of-fifo",
                    "there was nothing at the path, and now there is an ordinary file: what is written there, nobody will ever collect"
                );
            }
            assert!(is_refused, "there is nothing at the path, and `send` says that the record is sent");
        }),
    ]
}

fn make_fifo() {
    let made = Command::new("mkfifo").arg(LOG).status();
    assert!(
        made.is_ok_and(|status| status.success()),
        "no FIFO was made"
    );
}

fn open() -> Collector {
    Collector::open(Path::new(LOG)).unwrap_or_else(|error| panic!("`open` fails: {error}"))
}

fn next(collector: &mut Collector) -> String {
    collector
        .next_record()
        .unwrap_or_else(|error| panic!("a record is sent, and `next_record` fails: {error}"))
}

/// Sends each of its arguments.
fn sender(records: &[String]) -> ExitCode {
    for record in records {
        if let Err(error) = send(Path::new(LOG), record) {
            eprintln!("`send` fails: {error}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

/// Sends many records, of which everybody knows whose they are.
fn many(arguments: &[String]) -> ExitCode {
    let records: Vec<String> = (0..N_RECORDS)
        .map(|number| record_of(&arguments[0], number))
        .collect();
    sender(&records)
}

/// Its beginning and its end.
fn shortened(record: &str) -> String {
    if record.len() <= 40 || !record.is_ascii() {
        return format!("{record:?}");
    }
    let (beginning, end) = (&record[..20], &record[record.len() - 20..]);
    format!("{beginning:?} … {end:?}, {} bytes", record.len())
}

/// They have different lengths.
fn record_of(name: &str, number: usize) -> String {
    format!("{name}{number} {}", name.repeat(100 + number * 7 % 300))
}

/// A script that writes the beginning of something, and then goes on, piece by piece, until it is dropped. A collector that
/// has lost a record gets another one, and does not wait for ever.
struct Trickle {
    is_over: Arc<AtomicBool>,
    script: Option<thread::JoinHandle<()>>,
}

impl Trickle {
    /// Begins when these have ended.
    fn start(beginning: &'static str, after: Option<Senders>) -> Trickle {
        let is_over = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&is_over);
        let script = thread::spawn(move || {
            if let Some(senders) = after {
                senders.wait();
            }
            let Ok(mut log) = OpenOptions::new().write(true).open(LOG) else {
                return;
            };
            let mut piece = beginning;
            while !flag.load(Ordering::SeqCst) && log.write_all(piece.as_bytes()).is_ok() {
                // Time for a collector that takes what there is.
                thread::sleep(Duration::from_millis(50));
                piece = if piece == "first\nsec" {
                    "ond\n"
                } else {
                    "later\n"
                };
            }
        });
        Trickle {
            is_over,
            script: Some(script),
        }
    }
}

impl Drop for Trickle {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::SeqCst);
        // Its senders have to be waited for before the check ends.
        if let Some(script) = self.script.take() {
            let _ = script.join();
        }
    }
}

/// Processes that send. They do not outlive the check.
struct Senders(Vec<Child>);

impl Senders {
    /// One for each list: the role, and its arguments.
    fn start<'a>(all: impl IntoIterator<Item = impl AsRef<[&'a str]>>) -> Senders {
        let start = |list: &[&str]| as_role(list[0], &list[1..]).spawn().expect("a process");
        Senders(all.into_iter().map(|list| start(list.as_ref())).collect())
    }

    fn wait(mut self) {
        for mut sender in self.0.drain(..) {
            let status = sender.wait().expect("a child");
            assert!(status.success(), "a process could not send its records");
        }
    }
}

impl Drop for Senders {
    fn drop(&mut self) {
        for sender in &mut self.0 {
            let _ = sender.kill().and_then(|()| sender.wait());
        }
    }
}

/// Reads what comes, so that the last sender can end.
fn drain_for(collector: Collector, sender: thread::JoinHandle<()>) {
    let reader = OpenOptions::new().read(true).write(true).open(LOG);
    let _ = sender.join();
    drop((reader, collector));
}

/// Hands over all that is written into the FIFO, when nobody has it open for writing any more.
fn reader_of_all() -> mpsc::Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut all = String::new();
        let read = File::open(LOG).and_then(|mut log| log.read_to_string(&mut all));
        let _ = read.and_then(|_| sender.send(all).map_err(io::Error::other));
    });
    receiver
}

/// Waits until the collector waits (this process hardly reads any more), or has read so often that it plainly does not.
fn wait_for_rest() {
    /// Reads that a look itself may take.
    const LOOK: u64 = 6;
    let mut last = n_reads();
    let mut n_calm = 0;
    let mut n_busy = 0;
    while n_calm < 16 && n_busy < MANY_READS {
        thread::sleep(Duration::from_millis(5));
        let now = n_reads();
        let n_new = now.zip(last).map_or(0, |(now, last)| now - last);
        if n_new <= LOOK {
            n_calm += 1;
        } else {
            n_calm = 0;
            n_busy += n_new - LOOK;
        }
        last = now;
    }
}

/// How often this process has read anything from anywhere, if the system counts that.
fn n_reads() -> Option<u64> {
    let counts = fs::read_to_string("/proc/self/io").ok()?;
    let line = counts
        .lines()
        .find_map(|line| line.strip_prefix("syscr:"))?;
    line.trim().parse().ok()
}
