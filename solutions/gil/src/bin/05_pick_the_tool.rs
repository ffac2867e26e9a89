//! # 5. Pick the tool: a solution
//!
//! - thumbnails: they only compute. In a process each takes 1 + 95 + 4 = 100 ms; four of them on one core take 400 ms.
//! - downloads: they only wait, and threads can do that together. Cores don't matter, and processes would have to copy.
//! - sums: 20 ms of computing in all. To copy one table takes longer than that.
//! - reports: a process takes 1 + 60 + 30 + 9 = 100 ms. On one core the first one has started and waited after 61 ms; from then
//!   on there are four times 30 + 9 ms to compute, one after the other: 61 + 156 = 217 ms. Threads take 60 + 120 = 180 ms.
//! - indexes: threads wait together for 100 ms, and compute for 40 ms in turn. A process takes 1 + 100 + 10 + 60 = 171 ms.

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
        "thumbnails" => (Tool::Processes, 400, 100),
        "downloads" => (Tool::Threads, 200, 200),
        "sums" => (Tool::Sequential, 20, 20),
        "reports" => (Tool::Processes, 217, 100),
        "indexes" => (Tool::Threads, 140, 140),
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
