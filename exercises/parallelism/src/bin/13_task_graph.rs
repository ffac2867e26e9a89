//! # 13. Task graph
//!
//! A new version of a program is to be released. There are tasks, each takes its time, and some need others to be done
//! before: nothing can be tested that is not compiled.
//!
//! Your task has two parts. This time nobody says how.
//!
//! First predict, with pen and paper. Look at `release`, and fill in `prediction`. The *work* is what all tasks take
//! together. The *span* is the time that not even a thousand threads could go below. And how long does it take with two
//! threads, and with three? Nobody idles while a task is ready; then it does not matter here which of the ready ones
//! somebody takes.
//!
//! Then write `run`, which does tasks of any kind.
//! - Each task is done once: `work(3)` does `tasks[3]`, and returns when it is done. No task begins before all that it
//!   needs is done. When `run` returns, all is done.
//! - At most `n_threads` tasks are done at a time, by as many threads. It is never 0.
//! - No thread idles while a task is ready. But who has nothing to do sleeps, and doesn't ask again and again.
//! - The tasks are in any order. Nothing goes round in a circle, and no task is named twice in one `after`.
//!
//! ```text
//! 0 check out ─┬─▶ 1 compile ─┬─▶ 3 test on Linux              6 check the spelling
//!              │              ├─▶ 4 test on Windows
//!              │              └─▶ 5 test on macOS
//!              └─▶ 2 make the manual
//! ```
//!
//! When your program is right, compare its chart with your prediction. A minute of the tasks is a millisecond there.
//! `main` starts two threads; change that to three, and to seven. With a thread and a core for each task you see the
//! span.
//!
//! ```console
//! $ cargo learn explore exercises/parallelism/src/bin/13_task_graph.rs --timed --cores 8
//! ```

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
        work: 0,
        span: 0,
        on_two_threads: 0,
        on_three_threads: 0,
    }
}

/// Does all tasks, on at most `n_threads` threads. `work` is called with the index of a task, and does it.
pub fn run(tasks: &[Task], n_threads: usize, work: impl Fn(usize) + Sync) {
    todo!("do the tasks, on several threads")
}

fn main() {
    let tasks = release();
    let start = Instant::now();
    run(&tasks, 2, |task| {
        lab::cpu(1_000 * tasks[task].minutes);
        println!("{:3} ms  {}", start.elapsed().as_millis(), tasks[task].name);
    });
}
