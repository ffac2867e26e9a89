//! Where a thread waits, in plain words.

use crate::{StuckOn, StuckTask};

/// Fills in the words of each task.
pub(super) fn tell(tasks: &mut [StuckTask]) {
    let names: Vec<(u32, String)> = tasks
        .iter()
        .map(|task| (task.pid, task.program.clone()))
        .collect();
    for task in tasks {
        let mut who = name(task.pid, &names);
        if task.thread != 0 {
            who = format!("thread {} of {who}", task.thread);
        }
        let does = match task.call.as_str() {
            "running" => "is running".to_owned(),
            "stopped" => "is stopped by a signal until somebody continues it".to_owned(),
            "accept" | "accept4" => "waits for somebody to connect".to_owned(),
            "connect" => "waits to be taken as a connection".to_owned(),
            "nanosleep" | "clock_nanosleep" => "sleeps".to_owned(),
            "pause" | "rt_sigsuspend" | "rt_sigtimedwait" => "waits for a signal".to_owned(),
            call if task.on.is_empty() => format!("waits in the system call `{call}`"),
            _ => {
                let each: Vec<String> = task
                    .on
                    .iter()
                    .map(|on| waits_for(on, task, &names))
                    .collect();
                format!("waits {}", each.join(", or "))
            }
        };
        task.words = format!("{who} {does}");
    }
}

fn name(pid: u32, names: &[(u32, String)]) -> String {
    match names.iter().find(|&&(other, _)| other == pid) {
        _ if pid == 0 => "the program".to_owned(),
        Some((_, program)) => format!("process {pid} (`{program}`)"),
        None => format!("process {pid}"),
    }
}

fn list(pids: &[u32], names: &[(u32, String)]) -> String {
    let all: Vec<String> = pids.iter().map(|&pid| name(pid, names)).collect();
    all.join(" and ")
}

fn waits_for(on: &StuckOn, task: &StuckTask, names: &[(u32, String)]) -> String {
    match on {
        StuckOn::Memory => "for another thread: for a lock, a message or its end".to_owned(),
        StuckOn::Children { pids } if pids.is_empty() => "for a child".to_owned(),
        StuckOn::Children { pids } => format!("for the end of {}", list(pids, names)),
        StuckOn::FileLock { object, holders } if holders.is_empty() => {
            format!("for a lock on `{object}`, which it holds itself through another descriptor")
        }
        StuckOn::FileLock { object, holders } => {
            format!(
                "for a lock on `{object}`; the file is also open in {}",
                list(holders, names)
            )
        }
        StuckOn::Descriptor { fd: -1, object, .. } => {
            format!("in `open` for somebody who opens the other end of `{object}`")
        }
        StuckOn::Descriptor {
            fd,
            object,
            writing,
            filled,
            capacity,
            other_end,
            judge,
        } => {
            let own = match fd {
                0 => "its standard input".to_owned(),
                1 => "its standard output".to_owned(),
                2 => "its standard error".to_owned(),
                fd => format!("descriptor {fd}"),
            };
            let verb = if *writing {
                "to write to"
            } else {
                "to read from"
            };
            let mut text = format!("{verb} {own} ({object}");
            match (filled, capacity) {
                (Some(0), _) => text.push_str(", empty"),
                // A write of more than a page may wait although a bit of room is left.
                (Some(filled), Some(capacity)) if *writing && filled + 4096 > *capacity => {
                    text.push_str(&format!(", full: {} KiB", capacity / 1024));
                }
                (Some(filled), _) => text.push_str(&format!(", {filled} bytes in it")),
                (None, _) => {}
            }
            text.push(')');
            let ends = if *writing {
                "the reading end"
            } else {
                "the writing end"
            };
            let others: Vec<u32> = other_end
                .iter()
                .copied()
                .filter(|&pid| pid != task.pid)
                .collect();
            let itself = other_end.contains(&task.pid);
            if *judge {
                text.push_str(", whose other end the judge holds");
            } else if itself && others.is_empty() {
                text.push_str(&format!("; nobody but itself holds {ends}"));
            } else if itself {
                text.push_str(&format!(
                    "; {ends} is held by itself and {}",
                    list(&others, names)
                ));
            } else if !others.is_empty() {
                text.push_str(&format!("; {ends} is held by {}", list(&others, names)));
            }
            text
        }
    }
}
