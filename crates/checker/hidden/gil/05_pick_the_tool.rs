//! Hidden test of `05_pick_the_tool`: the tool that is quickest on four cores, and its time on one core and on four.
//!
//! The times are those of a small machine of this test's own, which goes on by a millisecond at a time. A wrong tool is
//! answered with what that tool takes, and with the command that draws it; a wrong time only with its name, or there would
//! be nothing left to think about.

use std::__judge::{Check, explore, mistake};

use super::{Tool, Workload};

/// In the order in which they are preferred where they are equally quick.
const TOOLS: [Tool; 3] = [Tool::Sequential, Tool::Threads, Tool::Processes];

/// The workloads, apart from the learner's own list.
const WORKLOADS: [Workload; 5] = [
    workload("thumbnails", [4, 0, 95, 4]),
    workload("downloads", [8, 200, 0, 9]),
    workload("sums", [4, 0, 5, 39]),
    workload("reports", [4, 60, 30, 9]),
    workload("indexes", [4, 100, 10, 60]),
];

const fn workload(name: &'static str, numbers: [u64; 4]) -> Workload {
    let [n_tasks, wait_ms, compute_ms, copied_mb] = numbers;
    Workload {
        name,
        n_tasks,
        wait_ms,
        compute_ms,
        copied_mb,
    }
}

/// What is believed to cost nothing.
#[derive(Clone, Copy, PartialEq)]
enum Belief {
    /// Nothing is: this is how it is.
    None,
    /// To start a process, and to copy.
    CopiesForFree,
    /// The interpreter's lock.
    NoLock,
}

/// From start to end, in milliseconds.
fn makespan(workload: &Workload, tool: Tool, n_cores: usize, belief: Belief) -> u64 {
    // Stretches of each task: (it computes, how long).
    let (wait, compute) = ((false, workload.wait_ms), (true, workload.compute_ms));
    let (stretches, n_computing) = match tool {
        Tool::Sequential => (vec![wait, compute], 1),
        Tool::Threads if belief == Belief::NoLock => (vec![wait, compute], n_cores),
        Tool::Threads => (vec![wait, compute], 1),
        Tool::Processes if belief == Belief::CopiesForFree => (vec![wait, compute], n_cores),
        Tool::Processes => {
            let copy = (true, workload.copied_mb);
            (vec![(true, 1), wait, compute, copy], n_cores)
        }
    };
    // The next one is the last.
    let mut tasks: Vec<Vec<(bool, u64)>> = (0..workload.n_tasks)
        .map(|_| stretches.iter().rev().copied().collect())
        .collect();
    let mut now = 0;
    loop {
        for left in &mut tasks {
            while matches!(left.last(), Some((_, 0))) {
                left.pop();
            }
        }
        tasks.retain(|left| !left.is_empty());
        if tasks.is_empty() {
            return now;
        }
        let n_begun = match tool {
            Tool::Sequential => 1,
            Tool::Threads | Tool::Processes => tasks.len(),
        };
        let mut n_busy = 0;
        for (computes, millis) in tasks[..n_begun]
            .iter_mut()
            .filter_map(|left| left.last_mut())
        {
            if *computes && n_busy == n_computing {
                continue;
            }
            n_busy += usize::from(*computes);
            *millis -= 1;
        }
        now += 1;
    }
}

fn words(tool: Tool) -> &'static str {
    match tool {
        Tool::Sequential => "one after the other",
        Tool::Threads => "on threads",
        Tool::Processes => "in processes",
    }
}

/// The tool that is quickest on four cores; of equals, the first.
fn quickest(workload: &Workload) -> Tool {
    let mut best = TOOLS[0];
    for tool in TOOLS {
        let time = |tool| makespan(workload, tool, 4, Belief::None);
        if time(tool) < time(best) {
            best = tool;
        }
    }
    best
}

fn on_tool(workload: &Workload, tool: Tool) {
    let best = quickest(workload);
    if tool == best {
        return;
    }
    let diagnosis = match (tool, best) {
        (Tool::Processes, _) => "copying-forgotten",
        (Tool::Sequential, _) => "nothing-overlaps",
        (Tool::Threads, Tool::Sequential) => "threads-for-nothing",
        (Tool::Threads, _) => "threads-for-computing",
    };
    let found = makespan(workload, tool, 4, Belief::None);
    let than = if found == makespan(workload, best, 4, Belief::None) {
        "a simpler tool is as quick"
    } else {
        "another tool is quicker"
    };
    let (what, chart) = match tool {
        Tool::Sequential => ("what threads make of it", "--gil"),
        Tool::Threads => ("how the time goes by", "--gil"),
        Tool::Processes => ("how the time goes by", "--processes"),
    };
    let idx = WORKLOADS
        .iter()
        .position(|other| other.name == workload.name)
        .unwrap_or(0);
    mistake!(
        diagnosis,
        "{}, {}: {found} ms on four cores, but {than}. To see {what}, put `WORKLOADS[{idx}]` into `main`, and \
         add {chart} to `cargo learn explore exercises/gil/src/bin/05_pick_the_tool.rs --timed --cores 4`",
        workload.name,
        words(tool)
    );
}

fn on_time(workload: &Workload, tool: Tool, n_cores: usize, predicted: u64) {
    let expected = makespan(workload, tool, n_cores, Belief::None);
    if predicted == expected {
        return;
    }
    let believes = |belief| predicted == makespan(workload, tool, n_cores, belief);
    let diagnosis = if believes(Belief::CopiesForFree) {
        "copying-forgotten"
    } else if believes(Belief::NoLock) {
        "lock-forgotten"
    } else if n_cores == 1 && predicted == makespan(workload, tool, 4, Belief::None) {
        "more-workers-than-cores"
    } else {
        "prediction-off"
    };
    let cores = if n_cores == 1 { "core" } else { "cores" };
    mistake!(
        diagnosis,
        "{}, {}: the tool is right, but it does not take {predicted} ms on {n_cores} {cores}",
        workload.name,
        words(tool)
    );
}

pub fn checks() -> Vec<Check> {
    let mut checks = Vec::new();
    for workload in WORKLOADS {
        let name = format!("the tool for the {}, and its times", workload.name);
        checks.push(explore(&name, move || {
            let choice = super::choose(&workload);
            on_tool(&workload, choice.tool);
            on_time(&workload, choice.tool, 4, choice.four_cores_ms);
            on_time(&workload, choice.tool, 1, choice.one_core_ms);
        }));
    }
    checks
}
