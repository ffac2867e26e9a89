//! A solution of `13_task_graph`: one list of what is ready, one lock, one condition variable.
//!
//! For each task it is counted how many of those that it needs are missing. Who finishes a task counts down, and puts
//! what has become ready into the list. Whoever has nothing to do takes from that list, or sleeps. So nobody waits for
//! a certain task, and nobody idles while there is something in the list.
//!
//! The prediction. Work: 2 + 4 + 5 + 3 + 3 + 3 + 1. Span: check out, compile, test. Two threads would take 11 minutes
//! if they could share everything fairly. But one of them has nothing to do during most of the first two minutes, and
//! three tests can't be divided by two: 12. With three threads the manual, the spelling and the compiler are no
//! trouble, but all three tests are ready at minute 6, when the manual still takes one more: 10, and a fourth thread
//! brings it down to the span.

use std::sync::{Condvar, Mutex};
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
    let all = Mutex::new(State {
        n_missing: tasks.iter().map(|task| task.after.len()).collect(),
        ready: (0..tasks.len())
            .filter(|task| tasks[*task].after.is_empty())
            .collect(),
        n_left: tasks.len(),
    });
    let changed = Condvar::new();
    thread::scope(|scope| {
        for _ in 0..n_threads.min(tasks.len()) {
            scope.spawn(|| {
                let mut state = all.lock().unwrap();
                while state.n_left > 0 {
                    let Some(task) = state.ready.pop() else {
                        state = changed.wait(state).unwrap();
                        continue;
                    };
                    drop(state);
                    work(task);
                    state = all.lock().unwrap();
                    state.finish(task, tasks);
                    changed.notify_all();
                }
            });
        }
    });
}

/// How far everything is.
struct State {
    /// For each task: how many of those that it needs are not done.
    n_missing: Vec<usize>,
    /// What can begin.
    ready: Vec<usize>,
    /// How many are not done.
    n_left: usize,
}

impl State {
    fn finish(&mut self, done: usize, tasks: &[Task]) {
        self.n_left -= 1;
        for (idx, task) in tasks.iter().enumerate() {
            if task.after.contains(&done) {
                self.n_missing[idx] -= 1;
                if self.n_missing[idx] == 0 {
                    self.ready.push(idx);
                }
            }
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
