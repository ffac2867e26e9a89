// expect: not-concurrent no-thread
// Belief: tasks that need each other are done one after the other.

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
    let _ = n_threads;
    let mut is_done = vec![false; tasks.len()];
    for _ in tasks {
        let ready =
            |task: &usize| !is_done[*task] && tasks[*task].after.iter().all(|b| is_done[*b]);
        let task = (0..tasks.len()).find(ready).unwrap();
        work(task);
        is_done[task] = true;
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
