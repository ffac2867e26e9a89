// expect: inefficient level-by-level
// Belief: first all that needs nothing, then all that needs only that, and so on.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

/// Something to be done.
pub struct Task {
    /// What people call it.
    pub name: &'static str,
    /// How long it takes.
    pub minutes: u64,
    /// What must be done before: indices of other tasks.
    pub after: Vec<usize>,
}

/// What has to be done for a release. Leave it as it is.
pub fn release() -> Vec<Task> {
    let task = |name, minutes, after: &[usize]| Task {
        name,
        minutes,
        after: after.to_vec(),
    };
    vec![
        task("check out", 2, &[]),
        task("compile", 4, &[0]),
        task("make the manual", 5, &[0]),
        task("test on Linux", 3, &[1]),
        task("test on Windows", 3, &[1]),
        task("test on macOS", 3, &[1]),
        task("check the spelling", 1, &[]),
    ]
}

/// What is known of a release before it begins. All in minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prediction {
    /// What all tasks take together.
    pub work: u64,
    /// The time that no number of threads can go below.
    pub span: u64,
    /// How long it takes with two threads.
    pub on_two_threads: u64,
    /// How long it takes with three.
    pub on_three_threads: u64,
}

/// Your prediction for `release`.
pub fn prediction() -> Prediction {
    Prediction {
        work: 21,
        span: 9,
        on_two_threads: 12,
        on_three_threads: 10,
    }
}

/// Does all tasks, on at most `n_threads` threads. `work` is called with the index of a task, and does it.
pub fn run(tasks: &[Task], n_threads: usize, work: impl Fn(usize) + Sync) {
    let mut is_done = vec![false; tasks.len()];
    loop {
        let level: Vec<usize> = (0..tasks.len())
            .filter(|task| {
                !is_done[*task] && tasks[*task].after.iter().all(|before| is_done[*before])
            })
            .collect();
        if level.is_empty() {
            break;
        }
        let next = AtomicUsize::new(0);
        let do_level = || {
            while let Some(task) = level.get(next.fetch_add(1, Ordering::SeqCst)) {
                work(*task);
            }
        };
        thread::scope(|scope| {
            // This thread is one of them.
            for _ in 1..n_threads.min(level.len()) {
                scope.spawn(do_level);
            }
            do_level();
        });
        for task in level {
            is_done[task] = true;
        }
    }
}

fn main() {
    let tasks = release();
    let start = Instant::now();
    run(&tasks, 2, |task| {
        lab::cpu(1_000 * tasks[task].minutes);
        println!("{:3} ms  {}", start.elapsed().as_millis(), tasks[task].name);
    });
}
