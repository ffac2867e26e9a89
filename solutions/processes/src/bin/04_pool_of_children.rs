//! # 4. Pool of children: a solution
//!
//! As many threads as there may be children. Each takes the next job, runs it to its end, and comes back for another. A
//! thread that waits for its child can't start a second one: that is the bound, and nobody has to count. A thread whose
//! child has ended takes the next job at once, whatever the others do.
//!
//! The lock on the queue is held while a job is taken, and not while it runs: `next` is in a statement of its own.
//! `output` reads the child's pipes and waits for it, in one. Each result carries the number of its job, and is put in
//! its place at the end.

use std::env;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

/// Runs all jobs, at most `most_at_once` at the same time; that is at least one. For each job, in their order, what it
/// printed on standard output, or `None` if it failed.
pub fn run_all(jobs: Vec<Command>, most_at_once: usize) -> Vec<Option<String>> {
    let mut results = vec![None; jobs.len()];
    let queue = Mutex::new(jobs.into_iter().enumerate());
    thread::scope(|scope| {
        let workers: Vec<_> = (0..most_at_once)
            .map(|_| scope.spawn(|| work(&queue)))
            .collect();
        for worker in workers {
            for (number, result) in worker.join().unwrap() {
                results[number] = result;
            }
        }
    });
    results
}

/// Takes jobs and runs them until there are none left.
fn work(queue: &Mutex<impl Iterator<Item = (usize, Command)>>) -> Vec<(usize, Option<String>)> {
    let mut results = Vec::new();
    loop {
        let next = queue.lock().unwrap().next();
        let Some((number, mut job)) = next else {
            return results;
        };
        results.push((number, run(&mut job)));
    }
}

fn run(job: &mut Command) -> Option<String> {
    let output = job.output().ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

fn main() {
    // The child's part: it takes its time, and says what it has done.
    if let Some(millis) = env::args().nth(1) {
        thread::sleep(Duration::from_millis(millis.parse().unwrap()));
        println!("worked for {millis} ms");
        return;
    }
    for most_at_once in [1, 2, 4] {
        let jobs = [400, 100, 100, 100]
            .map(|millis| {
                let mut job = Command::new(env::current_exe().unwrap());
                job.arg(millis.to_string()).stdin(Stdio::null());
                job
            })
            .into();
        let start = Instant::now();
        let results = run_all(jobs, most_at_once);
        let millis = start.elapsed().as_millis();
        println!("{most_at_once} at a time: {millis} ms, {results:?}");
    }
}
