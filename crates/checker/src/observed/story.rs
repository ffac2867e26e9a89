//! A run as a trace for the reports: a lane for each process, a step for each thing that it did to another one.
//!
//! Bytes that a process moves through one pipe without doing anything else in between are one step; where it moves many,
//! in turns through several pipes (a copying loop), they are one step for each of these.

use std::collections::{HashMap, HashSet};

use keeper::{Ended, Event, Stuck, StuckOn, What};

use super::hang;
use super::names::Names;
use crate::render::words::quoted;
use crate::report::{Blocked, Counterexample, Step};

/// Texts up to so many bytes are shown, of longer ones their length.
const SHOWN: u64 = 16;

/// The trace of a run, and where it got stuck; nothing where there is but one process that did nothing.
pub(super) fn story(
    events: &[Event],
    stuck: Option<&Stuck>,
    names: &Names,
) -> Option<Counterexample> {
    let mut story = Story {
        names,
        steps: Vec::new(),
        moved: HashMap::new(),
        wrote_to: Vec::new(),
    };
    let never_ran = never_ran(events);
    for event in events {
        let about = match &event.what {
            What::Wait { child, .. } => *child,
            _ => Some(event.pid),
        };
        if about.is_none_or(|about| !never_ran.contains(&about)) {
            story.add(event);
        }
        if let What::Spawn { child } = event.what
            && never_ran.contains(&child)
            && let Some(step) = story.steps.last_mut()
        {
            step.failed = true;
            step.target = None;
            step.object = Some("a program that is not there".to_owned());
        }
    }
    let mut steps = story.steps;
    for (n, step) in (1..).zip(&mut steps) {
        step.n = n;
    }
    if steps.is_empty() {
        return None;
    }
    Some(Counterexample {
        schedule: String::new(),
        preemptions: 0,
        minimal: false,
        threads: names.processes().to_vec(),
        steps,
        blocked: stuck.map_or_else(Vec::new, |stuck| blocked(stuck, names)),
    })
}

/// Processes that never became the program that they were to become: how a start fails. Nobody wrote that process, and
/// nobody has to wait for it.
fn never_ran(events: &[Event]) -> HashSet<u32> {
    let ran = |pid: u32| {
        let is_exec = |event: &Event| event.pid == pid && matches!(event.what, What::Exec { .. });
        events.iter().any(is_exec)
    };
    let failed = events
        .iter()
        .filter(|event| matches!(event.what, What::Exit { code: 127 }));
    failed
        .map(|event| event.pid)
        .filter(|&pid| !ran(pid))
        .collect()
}

/// More bytes than this through one pipe are a load and no longer a message.
const LOAD: u64 = 4096;

/// Bytes that a step has moved, since which the process has done nothing but move bytes.
struct Moved {
    step: usize,
    bytes: u64,
    text: String,
}

struct Story<'a> {
    names: &'a Names,
    steps: Vec<Step>,
    /// By process: its latest steps, as long as they moved bytes; the last one is the latest.
    moved: HashMap<u32, Vec<Moved>>,
    /// Pipes into which a process has written. That it closes one of these is worth a step.
    wrote_to: Vec<(u32, String)>,
}

impl Story<'_> {
    fn add(&mut self, event: &Event) {
        let pid = event.pid;
        let (op, object, value, failed) = match &event.what {
            What::Spawn { child } => {
                let step = self.push(event, "starts", None, None, false);
                step.target = Some(*child);
                return;
            }
            What::Exit { .. } if pid == 0 => return,
            What::Exit { code } => ("exits", None, Some(format!("code {code}")), false),
            What::Killed { signal } => ("is killed", None, Some(signal.clone()), false),
            // Parents are told of each child's end; that says nothing new.
            What::Signal { signal, .. } if signal == "SIGCHLD" => return,
            What::Signal { signal, action, .. } => {
                let how = match action {
                    keeper::Action::Default => None,
                    keeper::Action::Handled => Some("handled".to_owned()),
                    keeper::Action::Ignored => Some("ignored".to_owned()),
                };
                ("gets", Some(signal.clone()), how, false)
            }
            What::Kill {
                to,
                signal,
                error,
                target,
            } => {
                let whom = match to {
                    Some(_) => None,
                    None if *target <= 0 => Some("a whole group".to_owned()),
                    None => Some("a process that is none of these".to_owned()),
                };
                let failed = error.is_some();
                let how = error.clone().unwrap_or_else(|| signal.clone());
                let step = self.push(event, "signals", whom, Some(how), failed);
                step.target = *to;
                return;
            }
            What::Read {
                object,
                bytes,
                text,
                eof,
                ..
            } => {
                if connects(object) {
                    if *eof {
                        let object = Some(self.names.object(object, pid));
                        self.push(event, "reads", object, Some("the end".to_owned()), false);
                    } else {
                        self.move_bytes(event, "reads", object, *bytes, text);
                    }
                }
                return;
            }
            What::Write {
                object,
                bytes,
                text,
                error,
                ..
            } => {
                if connects(object) {
                    if error.is_some() {
                        let object = Some(self.names.object(object, pid));
                        self.push(event, "writes", object, error.clone(), true);
                    } else {
                        self.wrote_to.push((pid, object.clone()));
                        self.move_bytes(event, "writes", object, *bytes, text);
                    }
                }
                return;
            }
            What::Close { object, .. } => {
                let is_known = |(by, to): &(u32, String)| *by == pid && to == object;
                let Some(at) = self.wrote_to.iter().position(is_known) else {
                    return;
                };
                self.wrote_to.remove(at);
                self.wrote_to.retain(|other| !is_known(other));
                ("closes", Some(self.names.object(object, pid)), None, false)
            }
            What::Open { path, error, .. } if is_inside(path) => {
                ("opens", Some(path.clone()), error.clone(), error.is_some())
            }
            What::Bind { address, error, .. } => {
                let failed = error.is_some();
                ("binds", Some(address.clone()), error.clone(), failed)
            }
            What::Listen { object, .. } => {
                ("listens", Some(self.names.object(object, pid)), None, false)
            }
            What::Accept { .. } => ("accepts", None, None, false),
            What::Connect { address, error, .. } => {
                let failed = error.is_some();
                ("connects", Some(address.clone()), error.clone(), failed)
            }
            What::Wait { child, result } => {
                let (Some(child), Some(result)) = (child, result) else {
                    return;
                };
                let how = match result {
                    Ended::Exited(code) => format!("code {code}"),
                    Ended::Killed(signal) => signal.clone(),
                };
                let step = self.push(event, "has waited for", None, Some(how), false);
                step.target = Some(*child);
                return;
            }
            What::Flock {
                object,
                operation,
                error,
                ..
            } => {
                let op = match operation.as_str() {
                    "unlock" => "unlocks",
                    _ => "locks",
                };
                let failed = error.is_some();
                (op, Some(object.clone()), error.clone(), failed)
            }
            What::Fsync { object, .. } => ("syncs", Some(object.clone()), None, false),
            What::Rename { from, to, error } if is_inside(from) => {
                let how = error.clone().unwrap_or_else(|| format!("to {to}"));
                ("renames", Some(from.clone()), Some(how), error.is_some())
            }
            What::Unlink { path, error } if is_inside(path) => (
                "removes",
                Some(path.clone()),
                error.clone(),
                error.is_some(),
            ),
            _ => return,
        };
        self.push(event, op, object, value, failed);
    }

    /// A new step. What a process does again and again, with nothing in between, is one step.
    fn push(
        &mut self,
        event: &Event,
        op: &str,
        object: Option<String>,
        value: Option<String>,
        failed: bool,
    ) -> &mut Step {
        self.moved.remove(&event.pid);
        let latest = self
            .steps
            .iter()
            .rposition(|step| step.thread == event.pid)
            .filter(|&at| {
                let step = &self.steps[at];
                step.op == op
                    && step.object == object
                    && step.value == value
                    && step.failed == failed
                    // Each of these is about somebody else.
                    && step.target.is_none()
                    && !matches!(op, "starts" | "signals" | "has waited for")
            });
        if let Some(at) = latest {
            return &mut self.steps[at];
        }
        self.steps.push(Step {
            n: 0,
            thread: event.pid,
            op: op.to_owned(),
            object,
            value,
            wrote: None,
            target: None,
            failed,
            waited_since: None,
            time: event.t.saturating_mul(1000),
            preemption: false,
            file: None,
            line: None,
            column: None,
        });
        self.steps.last_mut().expect("it was pushed just now")
    }

    /// A step that moves bytes, or more of the process's latest one.
    fn move_bytes(&mut self, event: &Event, op: &str, object: &str, bytes: u64, text: &str) {
        let object = self.names.object(object, event.pid);
        let mut latest = self.moved.remove(&event.pid).unwrap_or_default();
        let same = latest.iter().enumerate().rposition(|(idx, moved)| {
            let step = &self.steps[moved.step];
            step.op == op
                && step.object.as_deref() == Some(&object)
                && (idx + 1 == latest.len() || moved.bytes >= LOAD)
        });
        let at = same.unwrap_or_else(|| {
            self.push(event, op, Some(object), None, false);
            latest.push(Moved {
                step: self.steps.len() - 1,
                bytes: 0,
                text: String::new(),
            });
            latest.len() - 1
        });
        let moved = &mut latest[at];
        moved.bytes += bytes;
        if moved.bytes <= SHOWN {
            moved.text.push_str(text);
        }
        self.steps[moved.step].value = Some(if moved.bytes <= SHOWN {
            quoted(&moved.text)
        } else {
            size(moved.bytes)
        });
        self.moved.insert(event.pid, latest);
    }
}

/// Whether others may be at the other end.
fn connects(object: &str) -> bool {
    object.starts_with("pipe:") || object.starts_with("socket:") || is_inside(object)
}

/// Whether a path lies in the check's own folder.
fn is_inside(path: &str) -> bool {
    !path.is_empty()
        && !path.starts_with('/')
        && !path.contains(':')
        && !matches!(path, "stdin" | "stdout" | "stderr")
}

fn size(bytes: u64) -> String {
    if bytes >= 10 * 1024 {
        format!("{} KiB", bytes / 1024)
    } else {
        format!("{bytes} bytes")
    }
}

/// Who waits when all is over: of each process the first thread that says for what.
fn blocked(stuck: &Stuck, names: &Names) -> Vec<Blocked> {
    let mut blocked: Vec<Blocked> = Vec::new();
    for task in &stuck.tasks {
        if task.call == "running" || blocked.iter().any(|other| other.thread == task.pid) {
            continue;
        }
        let (op, object, waits_for) = match hang::waits(task).next() {
            Some(StuckOn::Descriptor { fd: -1, object, .. }) => {
                ("open", Some(names.object(object, task.pid)), Vec::new())
            }
            Some(StuckOn::Descriptor {
                object, writing, ..
            }) => {
                let op = if *writing { "write" } else { "read" };
                (op, Some(names.object(object, task.pid)), Vec::new())
            }
            Some(StuckOn::Children { pids }) => ("end of", None, pids.clone()),
            Some(StuckOn::FileLock { object, .. }) => ("lock", Some(object.clone()), Vec::new()),
            Some(StuckOn::Memory) => ("another thread", None, Vec::new()),
            None => {
                let op = match task.call.as_str() {
                    "nanosleep" | "clock_nanosleep" | "restart_syscall" => "sleep",
                    "pause" | "rt_sigsuspend" | "rt_sigtimedwait" => "a signal",
                    call => call,
                };
                (op, None, Vec::new())
            }
        };
        let children: Vec<&str> = waits_for
            .iter()
            .filter_map(|&pid| names.processes().get(pid as usize).map(String::as_str))
            .collect();
        let object = object.or_else(|| (!children.is_empty()).then(|| children.join(", ")));
        blocked.push(Blocked {
            thread: task.pid,
            op: op.to_owned(),
            object,
            waits_for,
            place: None,
            taken: None,
        });
    }
    blocked
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::{Style, plain, terminal};
    use crate::report::{NOT_MODELLED, Report, Verdict};

    fn events(lines: &str) -> Vec<Event> {
        lines
            .lines()
            .map(|line| serde_json::from_str(line.trim()).expect("an event"))
            .collect()
    }

    const PARENT_AND_CHILD: &str = r#"{"t":1,"pid":0,"what":"exec","program":"/w/submission","args":[]}
        {"t":2,"pid":0,"what":"spawn","child":1}
        {"t":3,"pid":1,"what":"dup","from":3,"to":0,"object":"pipe:[0]"}
        {"t":4,"pid":1,"what":"exec","program":"/t/interleave-prop","args":["upper"]}
        {"t":5,"pid":0,"what":"close","fd":3,"object":"pipe:[0]"}
        {"t":6,"pid":0,"what":"write","fd":4,"object":"pipe:[0]","bytes":4,"text":"one\n"}
        {"t":7,"pid":1,"what":"read","fd":0,"object":"pipe:[0]","bytes":4,"text":"one\n","eof":false}
        {"t":8,"pid":0,"what":"write","fd":4,"object":"pipe:[0]","bytes":4,"text":"two\n"}
        {"t":8,"pid":0,"what":"open","path":"/lib/libc.so","fd":7}
        {"t":9,"pid":0,"what":"close","fd":4,"object":"pipe:[0]"}
        {"t":10,"pid":1,"what":"read","fd":0,"object":"pipe:[0]","bytes":0,"text":"","eof":true}
        {"t":11,"pid":1,"what":"exit","code":3}
        {"t":12,"pid":0,"what":"wait","child":1,"result":{"exited":3}}"#;

    #[test]
    fn a_lane_for_each_process_and_a_step_for_what_concerns_others() {
        let events = events(PARENT_AND_CHILD);
        let names = Names::of(&events);
        let story = story(&events, None, &names).unwrap();
        assert_eq!(story.threads, ["program", "upper"]);
        let told: Vec<String> = story
            .steps
            .iter()
            .map(|step| {
                let target = step
                    .target
                    .map(|target| story.threads[target as usize].clone());
                let object = step.object.clone().or(target).unwrap_or_default();
                let value = step.value.clone().unwrap_or_default();
                format!("{} {} {object} {value}", step.n, step.op)
                    .trim()
                    .to_owned()
            })
            .collect();
        assert_eq!(
            told,
            [
                "1 starts upper",
                r#"2 writes stdin of upper "one\ntwo\n""#,
                r#"3 reads stdin "one\n""#,
                "4 closes stdin of upper",
                "5 reads stdin the end",
                "6 exits  code 3",
                "7 has waited for upper code 3",
            ]
        );
    }

    /// From what the keeper tells to what a learner sees.
    #[test]
    fn a_hang_on_the_screen() {
        let events = events(
            r#"{"t":1,"pid":0,"what":"exec","program":"/w/submission","args":[]}
            {"t":2,"pid":0,"what":"spawn","child":1}
            {"t":3,"pid":1,"what":"dup","from":3,"to":0,"object":"pipe:[0]"}
            {"t":3,"pid":1,"what":"dup","from":6,"to":1,"object":"pipe:[1]"}
            {"t":4,"pid":1,"what":"exec","program":"/bin/cat","args":[]}
            {"t":6,"pid":0,"what":"write","fd":4,"object":"pipe:[0]","bytes":65536,"text":""}
            {"t":7,"pid":1,"what":"read","fd":0,"object":"pipe:[0]","bytes":65536,"text":"","eof":false}
            {"t":8,"pid":1,"what":"write","fd":1,"object":"pipe:[1]","bytes":65536,"text":""}"#,
        );
        let stuck: Stuck = serde_json::from_str(
            r#"{"words":"","tasks":[
            {"pid":0,"thread":0,"program":"submission","call":"write","only_tree":true,"words":"","on":[
              {"kind":"descriptor","fd":4,"object":"pipe:[0]","writing":true,"filled":65536,"capacity":65536,
               "other_end":[1],"judge":false}]},
            {"pid":1,"thread":0,"program":"cat","call":"write","only_tree":true,"words":"","on":[
              {"kind":"descriptor","fd":1,"object":"pipe:[1]","writing":true,"filled":65536,"capacity":65536,
               "other_end":[0],"judge":false}]}]}"#,
        )
        .unwrap();
        let names = Names::of(&events);
        let mut report = Report::new(
            Some("processes/02_feed_stdin".to_owned()),
            "exercises/processes/src/bin/02_feed_stdin.rs".to_owned(),
            Verdict::Deadlock,
        );
        report.memory_model = NOT_MODELLED.to_owned();
        report.message = Some("Nobody can go on.".to_owned());
        report.diagnosis = Some("pipe-not-drained".to_owned());
        report.counterexample = story(&events, Some(&stuck), &names);
        let expected = "\
processes/02_feed_stdin

Nobody can go on.
deadlock · pipe not drained

       program                           cat
   1   starts cat
   2   writes stdin of cat: 64 KiB       │
   3   ┊                                 reads stdin: 64 KiB
   4   ┊                                 writes stdout: 64 KiB
   ✗   waits: write stdin of cat         waits: write stdout

  cargo learn hint feed_stdin --for pipe-not-drained
";
        let found = terminal(&report, "", &Style::text(80));
        assert_eq!(found, expected, "\n{found}");
        let sentences = plain(&report, "", &Style::text(80));
        for sentence in [
            "Step 1: program starts cat.",
            "Step 2: program writes 64 KiB to `stdin of cat`.",
        ] {
            assert!(sentences.contains(sentence), "{sentences}");
        }
    }

    #[test]
    fn a_start_that_fails_is_no_process() {
        let events = events(
            r#"{"t":1,"pid":0,"what":"exec","program":"/w/submission","args":[]}
            {"t":2,"pid":0,"what":"spawn","child":1}
            {"t":3,"pid":1,"what":"exit","code":127}
            {"t":4,"pid":0,"what":"wait","child":1,"result":{"exited":127}}
            {"t":5,"pid":0,"what":"unlink","path":"notes","error":null}"#,
        );
        let names = Names::of(&events);
        let story = story(&events, None, &names).unwrap();
        let told: Vec<(&str, Option<&str>, bool)> = story
            .steps
            .iter()
            .map(|step| (step.op.as_str(), step.object.as_deref(), step.failed))
            .collect();
        assert_eq!(
            told,
            [
                ("starts", Some("a program that is not there"), true),
                ("removes", Some("notes"), false)
            ]
        );
    }

    #[test]
    fn a_copying_loop_is_two_steps_and_a_conversation_is_not() {
        let told = |bytes: u64| {
            let mut lines = vec![
                r#"{"t":1,"pid":0,"what":"exec","program":"/w/submission","args":[]}"#.to_owned(),
            ];
            for _ in 0..3 {
                for (what, object) in [("read", "pipe:[0]"), ("write", "pipe:[1]")] {
                    let eof = if what == "read" {
                        r#","eof":false"#
                    } else {
                        ""
                    };
                    lines.push(format!(
                        r#"{{"t":2,"pid":0,"what":"{what}","fd":0,"object":"{object}","bytes":{bytes},"text":""{eof}}}"#
                    ));
                }
            }
            let events = events(&lines.join("\n"));
            let names = Names::of(&events);
            let story = story(&events, None, &names).unwrap();
            let values = story.steps.into_iter().map(|step| step.value.unwrap());
            values.collect::<Vec<String>>()
        };
        assert_eq!(told(8192), ["24 KiB", "24 KiB"]);
        assert_eq!(told(100).len(), 6);
    }

    #[test]
    fn much_is_told_by_its_length() {
        assert_eq!(size(100), "100 bytes");
        assert_eq!(size(64 << 10), "64 KiB");
    }
}
