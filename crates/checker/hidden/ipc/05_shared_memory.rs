//! Hidden test of `05_shared_memory`: all processes see the same words, at the same places, and no change is lost.
//!
//! Between what a rule sees and what is put in its place anything may happen. Here it does happen: the rule itself lets
//! another process change the number, and returns only then. So a change that can be lost is lost, every time.

use std::fs;
use std::path::Path;
use std::process::{Child, ExitCode, ExitStatus, Stdio};
use std::sync::Barrier;
use std::sync::atomic::Ordering::SeqCst;
use std::thread;
use std::time::{Duration, Instant};

use mapped::{Layout, SharedWords};
use witness::{Check, as_role, check, mistake, role};

use super::Museum;

/// Where the numbers are.
const FILE: &str = "museum";
/// What everybody has agreed on.
const LAYOUT: Layout = Layout {
    name: *b"visitors",
    version: 1,
    n_words: 4,
};
/// So long another process is waited for. Only a wrong one lets us.
const WAIT: Duration = Duration::from_secs(3);
/// The same for one that has much to do.
const LONG_WAIT: Duration = Duration::from_secs(8);
/// Processes that count at the same time, and how far each of them counts.
const N_DOORS: usize = 4;
const N_VISITORS: usize = 20_000;
/// Openings at the same time, and how often.
const N_OPENERS: usize = 4;
const N_ROUNDS: usize = 300;

pub fn checks() -> Vec<Check> {
    vec![
        role("door", door),
        role("look", look),
        role("stuck", stuck),
        check(
            "a new museum is empty, and its visitors are counted",
            || {
                let museum = open();
                for hall in 0..4 {
                    assert!(
                        museum.visitors(hall) == 0,
                        "nobody has come yet, and in hall {hall} there are {} visitors",
                        museum.visitors(hall)
                    );
                }
                assert!(museum.change(3, |seen| Some(seen + 7)), "there is a change");
                assert!(museum.change(3, |seen| Some(seen - 2)), "there is a change");
                assert!(!museum.change(3, |_| None), "there is no change");
                assert!(
                    [0, 1, 2, 3].map(|hall| museum.visitors(hall)) == [0, 0, 0, 5],
                    "7 visitors came to hall 3, and 2 left; the halls have {:?}",
                    [0, 1, 2, 3].map(|hall| museum.visitors(hall))
                );
            },
        ),
        check("every process sees the same numbers", || {
            let museum = open();
            finish("door", &["2", "5"]);
            if museum.visitors(2) != 5 {
                mistake!(
                    "private-copy",
                    "another process has counted 5 visitors in hall 2; who has opened the file before sees {}",
                    museum.visitors(2)
                );
            }
            museum.change(2, |seen| Some(seen + 3));
            if !finish("look", &["2", "8"]).success() {
                mistake!(
                    "private-copy",
                    "there are 8 visitors in hall 2; a process that opens the file now sees something else"
                );
            }
            drop(museum);
            assert!(
                open().visitors(2) == 8,
                "there were 8 visitors in hall 2; who opens the file again sees {}",
                open().visitors(2)
            );
        }),
        check("the numbers are where others look for them", || {
            let museum = open();
            for hall in 0..4 {
                museum.change(hall, |seen| Some(seen + 10 + hall as u64));
            }
            match SharedWords::open(FILE, LAYOUT) {
                Ok(display) => {
                    let found: Vec<u64> = display
                        .words()
                        .iter()
                        .map(|word| word.load(SeqCst))
                        .collect();
                    if found != [10, 11, 12, 13] {
                        mistake!(
                            "layout-not-fixed",
                            "the halls have 10, 11, 12 and 13 visitors; the display, another program, reads {found:?}"
                        );
                    }
                }
                Err(error) => mistake!(
                    "layout-not-fixed",
                    "the display, another program, can't read the file: {error}"
                ),
            }
        }),
        check("a file of somebody else stays as it is", || {
            let newer = Layout {
                version: 2,
                ..LAYOUT
            };
            let others = SharedWords::create(FILE, newer).expect("a file");
            others.words()[0].store(42, SeqCst);
            drop(others);
            let is_refused = Museum::open(Path::new(FILE)).is_err();
            let left = SharedWords::open(FILE, newer)
                .ok()
                .map(|others| others.words()[0].load(SeqCst));
            if left != Some(42) {
                mistake!(
                    "deleted-data",
                    "at the path was a file with another version and somebody's numbers in it; after `open` they are gone"
                );
            }
            assert!(
                is_refused,
                "the file says that its words have another meaning, version 2; `open` takes it all the same"
            );
        }),
        check("no change of another process is lost", || {
            let museum = open();
            let mut n_asked = 0;
            let changed = museum.change(1, |seen| {
                n_asked += 1;
                if n_asked == 1 {
                    come_in_meanwhile(1);
                }
                Some(seen + 10)
            });
            if museum.visitors(1) != 11 {
                mistake!(
                    "non-atomic-shared-update",
                    "`rule` saw 0; before it said 10, another process counted one more visitor; then there are to be 11, and there are {}",
                    museum.visitors(1)
                );
            }
            assert!(
                changed,
                "there was a change, and `change` says that there was none"
            );
        }),
        check("a rule decides by what is there, not by what was", || {
            let museum = open();
            museum.change(0, |_| Some(4));
            let mut n_asked = 0;
            let changed = museum.change(0, |seen| {
                n_asked += 1;
                if n_asked == 1 {
                    come_in_meanwhile(0);
                }
                (seen < 5).then_some(seen + 1)
            });
            if museum.visitors(0) > 5 {
                mistake!(
                    "check-then-act",
                    "a hall has room for 5 and there were 4; while one process let its visitor in, another one did too; now there are {}",
                    museum.visitors(0)
                );
            }
            if changed {
                mistake!(
                    "non-atomic-shared-update",
                    "a hall has room for 5 and there were 4; two processes say that they have let a visitor in, and there are {}",
                    museum.visitors(0)
                );
            }
            assert!(
                museum.visitors(0) == 5,
                "one visitor came to 4 others, and there are {}",
                museum.visitors(0)
            );
        }),
        check("nobody waits for another process", || {
            let museum = open();
            let mut stuck = as_role("stuck", &["3"])
                .stdin(Stdio::piped())
                .spawn()
                .expect("a process");
            let start = Instant::now();
            while !Path::new("in its rule").exists() {
                assert!(
                    start.elapsed() < WAIT,
                    "a process calls `change`, and its rule is not asked"
                );
                thread::sleep(Duration::from_millis(2));
            }
            let others = try_finish("door", &["3", "1"]);
            let killed = stuck.kill().and_then(|()| stuck.wait());
            killed.expect("the process' end");
            if others.is_none() {
                mistake!(
                    "waits-for-another",
                    "a process is in the middle of its rule, and another one that wants to change the same hall does not get on"
                );
            }
            // Now the other one is dead, and has left whatever it has left.
            if try_finish("door", &["3", "1"]).is_none() {
                mistake!(
                    "waits-for-another",
                    "a process was killed in the middle of its rule, and since then nobody can change that hall"
                );
            }
            assert!(
                museum.visitors(3) == 2,
                "two visitors came, and a process was killed before it changed anything; there are {}",
                museum.visitors(3)
            );
        }),
        check("many processes count right", || {
            let museum = open();
            let _meeting = SharedWords::create(MEETING, MEETING_LAYOUT).expect("a file");
            let n_visitors = N_VISITORS.to_string();
            let doors: Vec<Child> = (0..N_DOORS)
                .map(|_| {
                    as_role("door", &["2", &n_visitors, "meet"])
                        .spawn()
                        .expect("a process")
                })
                .collect();
            for door in doors {
                assert!(
                    wait_for(door, LONG_WAIT).is_some_and(|status| status.success()),
                    "a process could not count its visitors"
                );
            }
            let expected = (N_DOORS * N_VISITORS) as u64;
            if museum.visitors(2) != expected {
                mistake!(
                    "non-atomic-shared-update",
                    "{N_DOORS} processes counted {N_VISITORS} visitors each, at the same time; that makes {expected}, and there are {}",
                    museum.visitors(2)
                );
            }
        }),
        check("several may come first", || {
            let start = Barrier::new(N_OPENERS);
            for round in 0..N_ROUNDS {
                let file = format!("museum {round}");
                let open_one = || -> Result<(), mapped::Error> {
                    start.wait();
                    Museum::open(Path::new(&file))?.change(0, |seen| Some(seen + 1));
                    Ok(())
                };
                let results: Vec<_> = thread::scope(|scope| {
                    let openers = [(); N_OPENERS].map(|()| scope.spawn(open_one));
                    openers.into_iter().map(|opener| opener.join()).collect()
                });
                for result in results {
                    match result {
                        Ok(Ok(())) => {}
                        Ok(Err(error)) => mistake!(
                            "check-then-act",
                            "{N_OPENERS} open the file at the same time, and one of them fails: {error}"
                        ),
                        Err(payload) => std::panic::resume_unwind(payload),
                    }
                }
                let museum = Museum::open(Path::new(&file)).expect("the file again");
                if museum.visitors(0) != N_OPENERS as u64 {
                    mistake!(
                        "check-then-act",
                        "{N_OPENERS} open the file at the same time, and each counts a visitor; there are {}: not all of them had the same file",
                        museum.visitors(0)
                    );
                }
                drop(museum);
                let _ = fs::remove_file(&file);
            }
        }),
    ]
}

fn open() -> Museum {
    Museum::open(Path::new(FILE)).unwrap_or_else(|error| panic!("`open` fails: {error}"))
}

/// Where processes wait for one another.
const MEETING: &str = "meeting";
const MEETING_LAYOUT: Layout = Layout {
    name: *b"meeting\0",
    version: 1,
    n_words: 1,
};

/// Counts so many visitors into a hall, one by one; if it is to, when all doors are there.
fn door(arguments: &[String]) -> ExitCode {
    let museum = open();
    let hall = number(&arguments[0]);
    if arguments.len() > 2 {
        let meeting = SharedWords::open(MEETING, MEETING_LAYOUT).expect("the meeting");
        let n_here = &meeting.words()[0];
        n_here.fetch_add(1, SeqCst);
        let start = Instant::now();
        while n_here.load(SeqCst) < N_DOORS as u64 && start.elapsed() < WAIT {
            thread::yield_now();
        }
    }
    for _ in 0..number(&arguments[1]) {
        museum.change(hall, |seen| Some(seen + 1));
    }
    ExitCode::SUCCESS
}

/// Succeeds if there are so many visitors in a hall.
fn look(arguments: &[String]) -> ExitCode {
    let found = open().visitors(number(&arguments[0]));
    ExitCode::from(u8::from(found != number(&arguments[1]) as u64))
}

/// Calls `change` with a rule that never says anything.
fn stuck(arguments: &[String]) -> ExitCode {
    open().change(number(&arguments[0]), |_| {
        fs::write("in its rule", "").expect("a file");
        // Ends with whoever started this process, should that one forget to kill it.
        let _ = std::io::stdin().read_line(&mut String::new());
        None
    });
    ExitCode::SUCCESS
}

fn number(argument: &str) -> usize {
    argument.parse().expect("a number")
}

/// Lets another process count one visitor, and returns when it has.
fn come_in_meanwhile(hall: usize) {
    if try_finish("door", &[&hall.to_string(), "1"]).is_none() {
        mistake!(
            "waits-for-another",
            "a process is in the middle of its rule, and another one that wants to change the same hall does not get on"
        );
    }
}

/// Another process plays its role to the end.
fn finish(name: &str, arguments: &[&str]) -> ExitStatus {
    try_finish(name, arguments)
        .unwrap_or_else(|| panic!("a process that calls `change` does not get on"))
}

/// The same; nothing if it does not get there.
fn try_finish(name: &str, arguments: &[&str]) -> Option<ExitStatus> {
    wait_for(as_role(name, arguments).spawn().expect("a process"), WAIT)
}

fn wait_for(mut child: Child, most: Duration) -> Option<ExitStatus> {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait().expect("a child") {
            return Some(status);
        }
        if start.elapsed() > most {
            let killed = child.kill().and_then(|()| child.wait());
            killed.expect("the process' end");
            return None;
        }
        thread::sleep(Duration::from_millis(1));
    }
}
