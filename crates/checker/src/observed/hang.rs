//! What a hang is called, and told in words: who waits for what, process by process.
//!
//! The shapes that are known by name rest on which pipes are full or empty and who holds their other ends, as the keeper
//! found it while nobody moved.

use keeper::{Event, Stuck, StuckOn, StuckTask, What};

use super::names::Names;

/// The shapes that have names.
const SHAPES: [&str; 4] = [
    "pipe-not-drained",
    "inherited-descriptor",
    "stdin-left-open",
    "not-flushed",
];

/// The name of the mistake. `expected` is what the hidden test says that a hang may be called in this check: the first one
/// whose shape is seen counts, and one that is none of a shape fits every hang.
pub(super) fn name(
    stuck: &Stuck,
    events: &[Event],
    names: &Names,
    expected: &[String],
) -> Option<String> {
    let seen = shapes(stuck, events, names);
    if expected.is_empty() {
        return seen.first().map(|&name| name.to_owned());
    }
    expected
        .iter()
        .find(|name| seen.contains(&name.as_str()) || !SHAPES.contains(&name.as_str()))
        .cloned()
}

/// All shapes that are there, the surest first.
fn shapes(stuck: &Stuck, events: &[Event], names: &Names) -> Vec<&'static str> {
    let mut seen = Vec::new();
    for task in &stuck.tasks {
        for on in waits(task) {
            let StuckOn::Descriptor {
                object,
                writing,
                other_end,
                judge: false,
                ..
            } = on
            else {
                continue;
            };
            if !object.starts_with("pipe:") {
                continue;
            }
            if *writing {
                seen.push("pipe-not-drained");
            } else {
                shapes_of_reader(task, object, other_end, (stuck, events, names), &mut seen);
            }
        }
    }
    // A full pipe, and an end in the wrong hands, are causes; that somebody waits for input may follow from them.
    seen.sort_by_key(|name| match *name {
        "pipe-not-drained" => 0,
        "inherited-descriptor" => 1,
        _ => 2,
    });
    seen
}

/// Somebody waits for bytes, or for the end, of a pipe that others hold open.
fn shapes_of_reader(
    task: &StuckTask,
    object: &str,
    writers: &[u32],
    (stuck, events, names): (&Stuck, &[Event], &Names),
    seen: &mut Vec<&'static str>,
) {
    // Who is to write into it: the process whose output it is; else whoever made it may.
    let writer = names.output_of(object);
    let is_stray = |holder: u32| match writer {
        Some(writer) => holder != writer,
        None => holder == task.pid,
    };
    if writers.iter().any(|&holder| is_stray(holder)) {
        seen.push("inherited-descriptor");
        return;
    }
    // A child that waits for more on its standard input, which its parent has not closed.
    if names.stdin_of(object) != Some(task.pid) || writer.is_some() {
        return;
    }
    let reads_the_answer = stuck.tasks.iter().any(|other| {
        writers.contains(&other.pid)
            && waits(other).any(|on| {
                matches!(on, StuckOn::Descriptor { object, writing: false, .. }
                    if names.output_of(object) == Some(task.pid))
            })
    });
    let nothing_was_written = !events.iter().any(
        |event| matches!(&event.what, What::Write { object: to, bytes: 1.., .. } if to == object),
    );
    // Both look alike from outside. If nothing came through, it is more likely that it has not been sent.
    if reads_the_answer && nothing_was_written {
        seen.push("not-flushed");
    }
    seen.push("stdin-left-open");
    if reads_the_answer {
        seen.push("not-flushed");
    }
}

/// Where everybody is, in one sentence without a full stop: "the program waits to write to stdin of `upper` (full: 64 KiB),
/// and `upper` waits to write to its stdout (full: 64 KiB), which the program does not read".
pub(super) fn words(stuck: &Stuck, names: &Names) -> String {
    let told: Vec<String> = stuck
        .tasks
        .iter()
        .map(|task| words_of(task, names))
        .collect();
    told.join("; ")
}

/// What a thread really waits for. A call that reads here and writes there doesn't wait for bytes that are there already.
pub(super) fn waits(task: &StuckTask) -> impl Iterator<Item = &StuckOn> {
    let is_there = |on: &StuckOn| {
        matches!(
            on,
            StuckOn::Descriptor {
                writing: false,
                filled: Some(1..),
                ..
            }
        )
    };
    let some_wait = task.on.iter().any(|on| !is_there(on));
    task.on
        .iter()
        .filter(move |on| !(some_wait && is_there(on)))
}

fn words_of(task: &StuckTask, names: &Names) -> String {
    let mut who = names.process(task.pid);
    if task.thread != 0 {
        who = format!("thread {} of {who}", task.thread + 1);
    }
    match task.call.as_str() {
        "running" => return format!("{who} is running"),
        "stopped" => return format!("{who} is stopped until somebody lets it go on"),
        "accept" | "accept4" => return format!("{who} waits for somebody to connect"),
        "connect" => return format!("{who} waits until its connection is accepted"),
        "nanosleep" | "clock_nanosleep" => return format!("{who} sleeps"),
        // A sleep, or a wait with a time-out, that was looked at.
        "restart_syscall" => return format!("{who} waits for some time to pass"),
        "pause" | "rt_sigsuspend" | "rt_sigtimedwait" => {
            return format!("{who} waits for a signal");
        }
        _ => {}
    }
    if task.on.is_empty() {
        return format!("{who} waits in the system call `{}`", task.call);
    }
    let each: Vec<String> = waits(task).map(|on| waits_for(on, task, names)).collect();
    format!("{who} waits {}", each.join(", or "))
}

fn waits_for(on: &StuckOn, task: &StuckTask, names: &Names) -> String {
    let all = |pids: &[u32]| {
        let told: Vec<String> = pids.iter().map(|&pid| names.process(pid)).collect();
        told.join(" and ")
    };
    match on {
        StuckOn::Memory => "for another of its threads".to_owned(),
        StuckOn::Children { pids } if pids.is_empty() => "for a child to end".to_owned(),
        StuckOn::Children { pids } => format!("for {} to end", all(pids)),
        StuckOn::FileLock { object, holders } if holders.is_empty() => {
            format!("for the lock of `{object}`, which it holds itself")
        }
        StuckOn::FileLock { object, holders } => {
            format!(
                "for the lock of `{object}`, which is open in {} too",
                all(holders)
            )
        }
        StuckOn::Descriptor { fd: -1, object, .. } => {
            format!("until somebody opens the other end of `{object}`")
        }
        StuckOn::Descriptor {
            object,
            writing,
            filled,
            capacity,
            other_end,
            judge,
            ..
        } => {
            let verb = if *writing { "write to" } else { "read from" };
            let mut text = format!("to {verb} {}", names.object(object, task.pid));
            match (filled, capacity) {
                (Some(0), _) if !writing => text.push_str(" (empty)"),
                // A write of more than a page may wait although a bit of room is left.
                (Some(filled), Some(capacity)) if *writing && filled + 4096 > *capacity => {
                    text.push_str(&format!(" (full: {} KiB)", capacity / 1024));
                }
                _ => {}
            }
            let others: Vec<u32> = other_end
                .iter()
                .copied()
                .filter(|&pid| pid != task.pid)
                .collect();
            let end = if *writing { "reading" } else { "writing" };
            let has = if others.len() == 1 { "has" } else { "have" };
            if *judge || !object.starts_with("pipe:") {
                return text;
            }
            if other_end.contains(&task.pid) && others.is_empty() {
                text.push_str(&format!("; nobody else has its {end} end"));
            } else if other_end.contains(&task.pid) {
                text.push_str(&format!(
                    ", whose {end} end it has itself, as {has} {}",
                    all(&others)
                ));
            } else if !others.is_empty() {
                text.push_str(&format!(", whose {end} end {} {has}", all(&others)));
            }
            text
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pipe(object: &str, writing: bool, other_end: &[u32]) -> StuckOn {
        StuckOn::Descriptor {
            fd: 5,
            object: object.to_owned(),
            writing,
            filled: Some(if writing { 65536 } else { 0 }),
            capacity: Some(65536),
            other_end: other_end.to_vec(),
            judge: false,
        }
    }

    fn stuck(tasks: &[(u32, StuckOn)]) -> Stuck {
        let tasks = tasks
            .iter()
            .map(|(pid, on)| StuckTask {
                pid: *pid,
                thread: 0,
                program: "p".to_owned(),
                call: "read".to_owned(),
                on: vec![on.clone()],
                only_tree: true,
                words: String::new(),
            })
            .collect();
        Stuck {
            tasks,
            words: String::new(),
        }
    }

    /// One child, `upper`, whose input is pipe 0 and whose output is pipe 1.
    fn events(written: bool) -> Vec<Event> {
        let mut lines = vec![
            r#"{"t":1,"pid":0,"what":"exec","program":"/w/submission","args":[]}"#,
            r#"{"t":2,"pid":0,"what":"spawn","child":1}"#,
            r#"{"t":3,"pid":1,"what":"dup","from":3,"to":0,"object":"pipe:[0]"}"#,
            r#"{"t":3,"pid":1,"what":"dup","from":6,"to":1,"object":"pipe:[1]"}"#,
            r#"{"t":4,"pid":1,"what":"exec","program":"/bin/upper","args":[]}"#,
        ];
        if written {
            lines.push(
                r#"{"t":5,"pid":0,"what":"write","fd":4,"object":"pipe:[0]","bytes":1,"text":"x"}"#,
            );
        }
        lines
            .into_iter()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    fn named(stuck: &Stuck, written: bool, expected: &[&str]) -> Option<String> {
        let events = events(written);
        let expected: Vec<String> = expected.iter().map(|&name| name.to_owned()).collect();
        name(stuck, &events, &Names::of(&events), &expected)
    }

    #[test]
    fn two_full_pipes() {
        let stuck = stuck(&[
            (0, pipe("pipe:[0]", true, &[1])),
            (1, pipe("pipe:[1]", true, &[0])),
        ]);
        assert_eq!(
            named(&stuck, true, &[]).as_deref(),
            Some("pipe-not-drained")
        );
        let events = events(true);
        assert_eq!(
            words(&stuck, &Names::of(&events)),
            "the program waits to write to stdin of upper (full: 64 KiB), whose reading end `upper` has; \
             `upper` waits to write to stdout (full: 64 KiB), whose reading end the program has"
        );
    }

    #[test]
    fn an_input_that_stays_open() {
        let reads = stuck(&[
            (0, pipe("pipe:[1]", false, &[1])),
            (1, pipe("pipe:[0]", false, &[0])),
        ]);
        assert_eq!(named(&reads, true, &[]).as_deref(), Some("stdin-left-open"));
        assert_eq!(named(&reads, false, &[]).as_deref(), Some("not-flushed"));
        assert_eq!(
            named(&reads, false, &["stdin-left-open"]).as_deref(),
            Some("stdin-left-open")
        );
        assert_eq!(named(&reads, true, &["pipe-not-drained"]), None);
        assert_eq!(
            named(&reads, true, &["stale-lock"]).as_deref(),
            Some("stale-lock")
        );
        let waits = stuck(&[
            (0, StuckOn::Children { pids: vec![1] }),
            (1, pipe("pipe:[0]", false, &[0])),
        ]);
        assert_eq!(
            named(&waits, false, &[]).as_deref(),
            Some("stdin-left-open")
        );
    }

    #[test]
    fn an_end_that_somebody_else_has() {
        let own = stuck(&[(0, pipe("pipe:[7]", false, &[0]))]);
        assert_eq!(
            named(&own, true, &[]).as_deref(),
            Some("inherited-descriptor")
        );
        let kept = stuck(&[(0, pipe("pipe:[1]", false, &[0, 1]))]);
        assert_eq!(
            named(&kept, true, &[]).as_deref(),
            Some("inherited-descriptor")
        );
    }
}
