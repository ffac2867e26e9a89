//! # 5. Pick the tool (transfer)
//!
//! You have some programs for an interpreter with a global lock, and a machine with four cores. For each of them: would you run
//! its tasks one after the other, on threads, or in processes? And how long will it take?
//!
//! All tasks of a program are alike: a task waits, then it computes. How the time goes by:
//!
//! ```text
//! Sequential   one task after the other
//! Threads      all at the same time, in one interpreter: they wait together, but one at a time computes
//! Processes    all at the same time, each with its own interpreter: as many compute at a time as there are cores.
//!              A process computes 1 ms to start, then it does its task, and then it computes for another
//!              1 ms for each MB that has to be copied to or from it.
//! ```
//!
//! Your task: write `choose`. For each of the `WORKLOADS` give the tool that is quickest on four cores, and how long it takes
//! with this tool on one core and on four. If two tools are equally quick, take the one that stands first above.
//!
//! Predict first, with paper and pencil. Then look: `main` runs one of the workloads on threads, and these three commands
//! take the threads for what you like, on four cores or on one. Each draws who does what, and when.
//!
//! ```text
//! cargo learn explore exercises/gil/src/bin/05_pick_the_tool.rs --timed --cores 4 --gil
//! cargo learn explore exercises/gil/src/bin/05_pick_the_tool.rs --timed --cores 4 --processes
//! cargo learn explore exercises/gil/src/bin/05_pick_the_tool.rs --timed --cores 1 --processes
//! ```

use std::thread;
use std::time::{Duration, Instant};

/// A program of tasks that are all alike.
pub struct Workload {
    /// What it makes.
    pub name: &'static str,
    /// How many tasks there are.
    pub n_tasks: u64,
    /// How long a task waits.
    pub wait_ms: u64,
    /// How long it computes after that.
    pub compute_ms: u64,
    /// How much has to be copied if it is a process: what it needs and what it has found.
    pub copied_mb: u64,
}

/// The programs. Leave them as they are.
pub const WORKLOADS: [Workload; 5] = [
    workload("thumbnails", 4, 0, 95, 4),
    workload("downloads", 8, 200, 0, 9),
    workload("sums", 4, 0, 5, 39),
    workload("reports", 4, 60, 30, 9),
    workload("indexes", 4, 100, 10, 60),
];

const fn workload(
    name: &'static str,
    n_tasks: u64,
    wait_ms: u64,
    compute_ms: u64,
    copied_mb: u64,
) -> Workload {
    Workload {
        name,
        n_tasks,
        wait_ms,
        compute_ms,
        copied_mb,
    }
}

/// How to run the tasks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// One after the other.
    Sequential,
    /// All at the same time, in one interpreter.
    Threads,
    /// All at the same time, each with its own interpreter.
    Processes,
}

/// A tool, and how long it takes.
pub struct Choice {
    /// The quickest one on four cores.
    pub tool: Tool,
    /// How long it takes on one core, in milliseconds.
    pub one_core_ms: u64,
    /// How long it takes on four cores, in milliseconds.
    pub four_cores_ms: u64,
}

/// The tool for this workload.
pub fn choose(workload: &Workload) -> Choice {
    let (tool, one_core_ms, four_cores_ms) = match workload.name {
        // Like this: "thumbnails" => (Tool::Sequential, 380, 380),
        "thumbnails" => todo!("a tool, its time on one core, its time on four cores"),
        "downloads" => todo!("downloads"),
        "sums" => todo!("sums"),
        "reports" => todo!("reports"),
        "indexes" => todo!("indexes"),
        other => panic!("there is no workload {other:?}"),
    };
    Choice {
        tool,
        one_core_ms,
        four_cores_ms,
    }
}

/// Runs a workload for real, a thread for each task.
fn run(workload: &Workload) {
    thread::scope(|scope| {
        for _ in 0..workload.n_tasks {
            scope.spawn(|| {
                lab::io(Duration::from_millis(workload.wait_ms));
                lab::cpu(workload.compute_ms * 1000);
                lab::hand_over(workload.copied_mb as usize * 1_024_000);
            });
        }
    });
}

fn main() {
    // Change the number to look at another one.
    let workload = &WORKLOADS[0];
    let start = Instant::now();
    run(workload);
    println!("{}: {} ms", workload.name, start.elapsed().as_millis());
}
