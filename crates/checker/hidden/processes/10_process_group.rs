//! Hidden test of `10_process_group`: a whole family is asked to end, gets the time that it was promised, and is gone.
//!
//! A member of a family that is asked leaves a file when it has put its things in order. The grace is an hour or nearly
//! nothing, so it does not matter how fast the machine is. Who is still there is seen in `/proc`, on Linux, and by the judge
//! from outside.

use std::fs;
use std::process::{Child, Command, ExitStatus};
use std::thread;
use std::time::{Duration, Instant};

use rustix::io::Errno;
use witness::{Check, check, mistake, prop};

use super::{start, stop};

/// Only a program in which something never happens waits that long for it.
const PATIENCE: Duration = Duration::from_secs(4);

const HOUR: Duration = Duration::from_secs(3600);
const SHORT: Duration = Duration::from_millis(100);

pub fn checks() -> Vec<Check> {
    vec![
        check("all of the family are asked to end", || {
            let mut family = Family::start(&["leader:polite", "child:polite", "other:polite"]);
            let status = family.stop(HOUR);
            family.expect_saved();
            assert!(
                status.code() == Some(0),
                "the leader exits with code 0 when it is asked to end; `stop` says: {status}"
            );
        })
        .if_stuck(&["waits-out-the-grace"]),
        check("who needs a moment has it, also without the leader", || {
            for manners in [
                ["leader:polite", "child:slow"],
                ["leader:slow", "child:polite"],
            ] {
                let mut family = Family::start(&manners);
                family.stop(HOUR);
                family.expect_saved();
            }
            let mut family = Family::start(&["leader:gone", "child:polite", "other:slow"]);
            family.wait_for_the_leaders_end();
            let status = family.stop(HOUR);
            family.expect_saved();
            assert!(
                status.code() == Some(3),
                "the leader had exited with code 3; `stop` says: {status}"
            );
        })
        .if_stuck(&["waits-out-the-grace"]),
        check(
            "who does not listen is killed when the time is over",
            || {
                let mut family = Family::start(&["leader:polite", "child:stubborn"]);
                family.stop(SHORT);
                family.expect_gone();
                let mut family =
                    Family::start(&["leader:stubborn", "child:polite", "other:stubborn"]);
                let status = family.stop(SHORT);
                family.expect_gone();
                assert!(
                    status.code().is_none(),
                    "the leader doesn't listen and has to be killed; `stop` says: {status}"
                );
            },
        )
        .if_stuck(&["never-killed"]),
    ]
}

/// A leader with its children.
struct Family {
    leader: Child,
    members: Vec<Member>,
}

struct Member {
    name: String,
    /// What it does when it is asked to end.
    manner: String,
    process: u32,
    group: u32,
}

impl Family {
    /// Members by name and manner; the first one leads.
    fn start(members: &[&str]) -> Family {
        let named = || members.iter().filter_map(|member| member.split_once(':'));
        for (name, _) in named() {
            // Of the family before.
            for file in ["here", "told", "saved"].map(|file| format!("{name}.{file}")) {
                if fs::exists(&file).unwrap() {
                    fs::remove_file(file).unwrap();
                }
            }
        }
        let mut command = Command::new(prop());
        command.arg("family").args(members);
        let mut leader = start(&mut command).expect("the prop is there");
        let begin = Instant::now();
        let members = named()
            .map(|(name, manner)| {
                let path = format!("{name}.here");
                while !fs::exists(&path).unwrap() {
                    if begin.elapsed() > PATIENCE {
                        let status = leader.try_wait();
                        panic!("the family was not started, or not all of it: {status:?}");
                    }
                    thread::sleep(Duration::from_millis(1));
                }
                let text = fs::read_to_string(path).unwrap();
                let mut numbers = text.split(' ').map(|number| number.parse().unwrap());
                Member {
                    name: name.to_owned(),
                    manner: manner.to_owned(),
                    process: numbers.next().unwrap(),
                    group: numbers.next().unwrap(),
                }
            })
            .collect();
        Family { leader, members }
    }

    fn expect_own_group(&self) {
        let leader = &self.members[0];
        if leader.group != leader.process {
            mistake!(
                "not-a-group-of-its-own",
                "the child that `start` has started is in the group of its caller"
            );
        }
    }

    fn stop(&mut self, grace: Duration) -> ExitStatus {
        self.expect_own_group();
        let error = match stop(&mut self.leader, grace) {
            Ok(status) => return status,
            Err(error) => error,
        };
        let is_gone = |member: &Member| status_of(member.process).is_none_or(|it| it.state == "Z");
        if error.raw_os_error() == Some(Errno::SRCH.raw_os_error())
            && self.members.iter().all(is_gone)
        {
            mistake!(
                "gone-is-no-failure",
                "all of the family have ended, as they should, and `stop` returns an error: {error}"
            );
        }
        panic!("`stop` fails, and there was a family to stop: {error}")
    }

    /// All that listen have put their things in order.
    fn expect_saved(&self) {
        let is_saved = |name: &str| fs::exists(format!("{name}.saved")).unwrap();
        let unsaved = |member: &&Member| member.manner != "gone" && !is_saved(&member.name);
        let lost: Vec<&Member> = self.members.iter().filter(unsaved).collect();
        // That somebody still runs says more than that somebody was killed.
        for member in &lost {
            member.expect_gone();
            if is_saved(&member.name) {
                mistake!(
                    Leak,
                    "orphan",
                    "`stop` returned, and one of the family ({}) was still at work: it needs a moment to put its things in \
                     order, and there was enough time",
                    member.name
                );
            }
        }
        if let Some(member) = lost.first() {
            mistake!(
                "no-grace",
                "one of the family ({}) listens to SIGTERM and needs a moment to put its things in order. It was killed \
                 before, and there was time left",
                member.name
            );
        }
    }

    fn expect_gone(&self) {
        for member in &self.members {
            member.expect_gone();
        }
    }

    /// Waits until the leader has ended and can be waited for.
    fn wait_for_the_leaders_end(&self) {
        let begin = Instant::now();
        while begin.elapsed() < PATIENCE {
            let status = status_of(self.members[0].process);
            // The end of a process that is traced is told to the tracer first, and then to its parent.
            if status.is_none_or(|status| status.state == "Z" && !status.is_traced) {
                return;
            }
            thread::sleep(Duration::from_millis(1));
        }
        panic!("the leader was to end by itself, and it did not");
    }
}

impl Member {
    /// Who was killed may need a moment until it is gone.
    fn expect_gone(&self) {
        let begin = Instant::now();
        while status_of(self.process).is_some_and(|status| status.state != "Z") {
            if begin.elapsed() > PATIENCE {
                mistake!(
                    Leak,
                    "orphan",
                    "the family was stopped, and one of it ({}) still runs",
                    self.name
                );
            }
            thread::sleep(Duration::from_millis(1));
        }
    }
}

struct Status {
    state: String,
    is_traced: bool,
}

/// What the system says of a process; nothing if there is none, or if the system doesn't say.
fn status_of(process: u32) -> Option<Status> {
    let text = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let field = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(name));
        line.and_then(|line| line.split_whitespace().next())
    };
    Some(Status {
        state: field("State:")?.to_owned(),
        is_traced: field("TracerPid:")? != "0",
    })
}
