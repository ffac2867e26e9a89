//! Hidden test of `06_file_lock`: among processes, one update is at work at a time, no change gets lost, a killed one holds
//! nobody up, and readers see the old contents or the new ones.
//!
//! The processes are this program again, in two roles. `hold` stays in the middle of its update until it is told to go
//! on, and says by files where it is. So who is at work at the same time is seen, and does not depend on luck; that
//! somebody already waits, on the other hand, is seen on Linux only (in `/proc`), and elsewhere it is given some time.

use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::Path;
use std::process::{Child, ExitCode};
use std::thread;
use std::time::{Duration, Instant};

use witness::{Check, as_role, check, mistake, role};

use super::update;

/// How many processes count in the last check, and how far each of them.
const N_PROCESSES: usize = 3;
const N_UPDATES: usize = 30;

/// How long an update waits when nobody else is at work: a thousand times longer than it takes.
const PATIENCE: Duration = Duration::from_secs(5);

/// So many hundredths of a second a process can't use up while it waits, unless it waits busily.
const BUSY_TICKS: u64 = 30;

pub fn checks() -> Vec<Check> {
    vec![
        check("the contents become what `change` makes of them", || {
            let path = Path::new("visitors");
            let mut seen = Vec::new();
            for new in ["1", "a longer one\nof two lines", "", "2"] {
                let updated = update(path, |old| {
                    seen.push(old.to_owned());
                    new.to_owned()
                });
                if let Err(error) = updated {
                    if seen.is_empty() && error.kind() == ErrorKind::NotFound && is_fine_elsewhere()
                    {
                        mistake!(
                            "missing-file-is-an-error",
                            "`update` of a file that is not there yet returned an error, \"{error}\"; it should have given \
                             `change` no contents (where there is a file, `elsewhere`, it succeeds)"
                        );
                    }
                    panic!("nobody is in the way, and `update` fails: {error}");
                }
                let found = contents(path);
                assert!(
                    found == new,
                    "the contents were to become {new:?}; found {found:?}"
                );
            }
            assert_eq!(
                seen,
                ["", "1", "a longer one\nof two lines", ""],
                "these were the old contents each time, the first time there was no file"
            );
        }),
        check("who has opened the file goes on reading the old contents", || {
            let path = Path::new("visitors");
            fs::write(path, "the old contents").unwrap();
            let mut reader = File::open(path).unwrap();
            must_update(path, "new");
            let mut found = String::new();
            let read = reader.read_to_string(&mut found);
            if read.is_err() || found != "the old contents" {
                mistake!(
                    "written-in-place",
                    "somebody opened the file before the update and read it afterwards; where \"the old contents\" were, \
                     {found:?} was found: the old file itself was written on"
                );
            }
            assert_eq!(contents(path), "new");
        }),
        check("a file that is no text is an error, and stays whole", || {
            let path = Path::new("visitors");
            let no_text = b"caf\xE9: 12 visitors\n";
            fs::write(path, no_text).expect("files can be made here");
            let updated = update(path, |old| format!("{old}one more\n"));
            let left = fs::read(path).unwrap_or_default();
            if left != no_text {
                mistake!(
                    "deleted-data",
                    "in the file was \"{}\", which is not UTF-8; `update` could not read it, and replaced it all the same: now \
                     it is \"{}\"",
                    no_text.escape_ascii(),
                    left.escape_ascii()
                );
            }
            assert!(
                updated.is_err(),
                "in the file was what is not UTF-8; `update` said `Ok`, and has changed nothing"
            );
        }),
        role("hold", |arguments| hold(&arguments[0])),
        check("while one is at work, nobody else is", || {
            for round in 0..2 {
                let mut first = Holder::start(&format!("first-{round}"));
                first.await_inside();
                let mut second = Holder::start(&format!("second-{round}"));
                second.settle();
                if second.is_inside() {
                    mistake!(
                        "not-exclusive",
                        "one process was in the middle of its update, and another one began its own"
                    );
                }
                if second.is_busy() {
                    mistake!(
                        Inefficient,
                        "busy-wait",
                        "one process was in the middle of its update, and another one waited for it without ever sleeping: it \
                         tried again and again, and kept a processor busy"
                    );
                }
                let beside = learners_files();
                first.finish();
                second.await_inside();
                let all_gone = !beside.is_empty() && beside.iter().all(|file| !exists(file));
                let ended = second.end();
                if ended.is_err() && all_gone && exists(&format!("missing-{}", second.name)) {
                    mistake!(
                        "lock-replaced",
                        "one process waited until another one was done, and the first removed the file that the second held \
                         ({}): the second one's update failed when it missed it, and a third one would have found another lock",
                        beside.join(", ")
                    );
                }
                if let Err(failure) = ended {
                    panic!("{failure}");
                }
                let found = contents(Path::new("visitors"));
                if !found.contains(&first.name) {
                    mistake!(
                        "read-before-locked",
                        "one process waited for another one's update, and did not see its change: the change got lost"
                    );
                }
                assert!(
                    found.contains(&second.name),
                    "a change got lost: found {found:?}"
                );
            }
        })
        .if_stuck(&["not-freed"]),
        check("who comes later does not pass one who has waited", || {
            for round in 0..2 {
                let mut first = Holder::start(&format!("first-{round}"));
                first.await_inside();
                let mut second = Holder::start(&format!("second-{round}"));
                second.settle();
                first.finish();
                second.await_inside();
                // What the second has waited for is perhaps not what the third will ask for.
                let mut third = Holder::start(&format!("third-{round}"));
                third.settle();
                if third.is_inside() {
                    mistake!(
                        "lock-replaced",
                        "one process waited until another one was done, and began; while it was at work, a third one began, \
                         too: they did not hold the same lock"
                    );
                }
                second.finish();
                third.await_inside();
                third.finish();
                let found = contents(Path::new("visitors"));
                for holder in [&first, &second, &third] {
                    assert!(
                        found.contains(&holder.name),
                        "a change got lost: found {found:?}"
                    );
                }
            }
        })
        .if_stuck(&["not-freed"]),
        role("count", |arguments| {
            let path = Path::new("visitors");
            touch(&format!("begun-{}", arguments[0]));
            while !exists("start") {
                thread::yield_now();
            }
            for _ in 0..N_UPDATES {
                let updated = update(path, |old| {
                    let n: usize = old.parse().unwrap_or(0);
                    (n + 1).to_string()
                });
                if let Err(error) = updated {
                    eprintln!("{error}");
                    fs::write(format!("error-{}", arguments[0]), error.to_string()).unwrap();
                    return ExitCode::from(7);
                }
            }
            ExitCode::SUCCESS
        }),
        check("no change gets lost", || {
            let mut children: Vec<Child> = (0..N_PROCESSES)
                .map(|number| {
                    let mut command = as_role("count", &[&number.to_string()]);
                    command.spawn().expect("a process can be started")
                })
                .collect();
            while !(0..N_PROCESSES).all(|number| exists(&format!("begun-{number}"))) {
                thread::sleep(Duration::from_millis(1));
            }
            touch("start");
            let n_failed = children
                .iter_mut()
                .map(|child| child.wait().expect("it was started"))
                .filter(|status| !status.success())
                .count();
            let found = contents(Path::new("visitors"));
            let expected = N_PROCESSES * N_UPDATES;
            if found != expected.to_string() {
                mistake!(
                    "check-then-act",
                    "{N_PROCESSES} processes have counted to {N_UPDATES} each, and {found:?} was found instead of {expected}; \
                     in {n_failed} of them an update failed"
                );
            }
            assert!(
                n_failed == 0,
                "an update failed: {}",
                first_error().unwrap_or_default()
            );
        })
        .if_stuck(&["stale-lock"]),
        check("who is killed at work holds nobody up", || {
            let path = Path::new("visitors");
            fs::write(path, "before").unwrap();
            let mut killed = Holder::start("killed");
            killed.await_inside();
            killed.child.kill().expect("it runs");
            killed.child.wait().expect("it was started");
            touch("go-next");
            let mut next = Holder::start("next");
            if !next.is_inside_in_time() {
                next.child.kill().expect("it runs");
                next.child.wait().expect("it was started");
                mistake!(
                    "stale-lock",
                    "a process was killed in the middle of its update, and {PATIENCE:?} later another one still waits for it"
                );
            }
            next.finish();
            let found = contents(path);
            assert!(
                found == "beforenext\n",
                "one update was killed before it had changed \"before\", and another one added \"next\\n\"; found {found:?}"
            );
        }),
    ]
}

/// The role `hold`: an update that adds the process' name, and waits in its middle.
fn hold(name: &str) -> ExitCode {
    touch(&format!("begun-{name}"));
    let updated = update(Path::new("visitors"), |old| {
        touch(&format!("inside-{name}"));
        while !exists(&format!("go-{name}")) {
            thread::sleep(Duration::from_millis(1));
        }
        format!("{old}{name}\n")
    });
    match updated {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            if error.kind() == ErrorKind::NotFound {
                touch(&format!("missing-{name}"));
            }
            fs::write(format!("error-{name}"), error.to_string()).unwrap();
            ExitCode::from(7)
        }
    }
}

/// A process that holds.
struct Holder {
    name: String,
    child: Child,
}

impl Holder {
    /// Starts one. It is about to update.
    fn start(name: &str) -> Holder {
        let child = as_role("hold", &[name]).spawn();
        let mut holder = Holder {
            name: name.to_owned(),
            child: child.expect("a process can be started"),
        };
        holder.await_file("begun");
        holder
    }

    fn is_inside(&self) -> bool {
        exists(&format!("inside-{}", self.name))
    }

    fn await_inside(&mut self) {
        self.await_file("inside");
    }

    fn await_file(&mut self, what: &str) {
        let file = format!("{what}-{}", self.name);
        while !exists(&file) {
            if let Some(status) = self.child.try_wait().expect("it was started")
                && !exists(&file)
            {
                panic!(
                    "`update` did not call `change` ({status}): {}",
                    first_error().unwrap_or_default()
                );
            }
            thread::sleep(Duration::from_millis(1));
        }
    }

    /// Waits until it is inside, or seems to wait for it. No right program fails if this is too short.
    fn settle(&self) {
        let mut n_asleep = 0;
        for _ in 0..50 {
            if self.is_inside() || n_asleep == 5 {
                return;
            }
            thread::sleep(Duration::from_millis(1));
            n_asleep = if is_asleep(self.child.id()) {
                n_asleep + 1
            } else {
                0
            };
        }
    }

    /// Waits until it is inside, or until only a dead lock can be the reason that it is not.
    fn is_inside_in_time(&self) -> bool {
        let begun = Instant::now();
        while !self.is_inside() && begun.elapsed() < PATIENCE {
            thread::sleep(Duration::from_millis(1));
        }
        self.is_inside()
    }

    /// Lets it go on, to its end.
    fn finish(&mut self) {
        if let Err(failure) = self.end() {
            panic!("{failure}");
        }
    }

    /// Lets it go on, to its end, and says what went wrong.
    fn end(&mut self) -> Result<(), String> {
        touch(&format!("go-{}", self.name));
        let status = self.child.wait().expect("it was started");
        if status.success() {
            return Ok(());
        }
        let error = first_error().unwrap_or_else(|| status.to_string());
        Err(format!("an update failed: {error}"))
    }

    /// Whether it works while it waits: it is never seen asleep, and has used more of a processor than any other way to
    /// wait could. Time that others took from it does not count. Only Linux tells.
    fn is_busy(&self) -> bool {
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE && !self.is_inside() && !is_asleep(self.child.id()) {
            if ticks_used(self.child.id()) > BUSY_TICKS {
                return true;
            }
            thread::sleep(Duration::from_millis(1));
        }
        false
    }
}

fn must_update(path: &Path, new: &str) {
    if let Err(error) = update(path, |_| new.to_owned()) {
        panic!("nobody is in the way, and `update` fails: {error}");
    }
}

/// Whether an update works where there is a file: then a missing one is what was in its way.
fn is_fine_elsewhere() -> bool {
    let path = Path::new("elsewhere");
    fs::write(path, "1").expect("files can be made here");
    update(path, |_| "2".to_owned()).is_ok()
}

/// The files that somebody keeps beside the visitors. While one is in the middle of its first update, there can only be
/// what it locks, or believes to lock.
fn learners_files() -> Vec<String> {
    let Ok(entries) = fs::read_dir(".") else {
        return Vec::new();
    };
    let ours = ["begun-", "inside-", "go-", "error-", "missing-"];
    entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|file| file != "visitors" && !ours.iter().any(|our| file.starts_with(our)))
        .collect()
}

/// Whether the process sleeps, as far as the system says.
fn is_asleep(pid: u32) -> bool {
    stat_of(pid).first().is_some_and(|state| state == "S")
}

/// How long it has been at work so far, in hundredths of a second, as far as the system says.
fn ticks_used(pid: u32) -> u64 {
    let stat = stat_of(pid);
    let ticks = |idx: usize| stat.get(idx).and_then(|field| field.parse().ok());
    ticks(11).unwrap_or(0u64) + ticks(12).unwrap_or(0u64)
}

/// What the system tells of a process, beginning with its state.
fn stat_of(pid: u32) -> Vec<String> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    // The program's name is in brackets, and may have anything in it.
    let behind_the_name = stat.rsplit_once(") ").map_or("", |(_, rest)| rest);
    behind_the_name
        .split_whitespace()
        .map(str::to_owned)
        .collect()
}

/// What an update that failed has said.
fn first_error() -> Option<String> {
    fs::read_dir(".").ok()?.find_map(|entry| {
        let entry = entry.ok()?;
        let is_error = entry.file_name().to_string_lossy().starts_with("error-");
        is_error.then(|| contents(&entry.path()))
    })
}

fn contents(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("the file {path:?} is gone: {error}"))
}

fn touch(file: &str) {
    fs::write(file, "").expect("files can be made here");
}

fn exists(file: &str) -> bool {
    fs::exists(file).unwrap_or(false)
}
