// expect: timeout pipe-not-drained
// Belief: what a child prints can be read when it has ended.

use std::collections::VecDeque;
use std::env;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Runs all jobs, at most `most_at_once` at the same time; that is at least one. For each job, in their order, what it
/// printed on standard output, or `None` if it failed.
pub fn run_all(jobs: Vec<Command>, most_at_once: usize) -> Vec<Option<String>> {
    let mut results = vec![None; jobs.len()];
    let mut jobs: VecDeque<_> = jobs.into_iter().enumerate().collect();
    let mut running = Vec::new();
    while !running.is_empty() || !jobs.is_empty() {
        while running.len() < most_at_once
            && let Some((number, mut job)) = jobs.pop_front()
        {
            if let Ok(child) = job.stdout(Stdio::piped()).spawn() {
                running.push((number, child));
            }
        }
        let mut still_running = Vec::new();
        for (number, mut child) in running {
            if child.try_wait().unwrap().is_none() {
                still_running.push((number, child));
                continue;
            }
            let output = child.wait_with_output().unwrap();
            if output.status.success() {
                results[number] = Some(String::from_utf8_lossy(&output.stdout).into_owned());
            }
        }
        running = still_running;
        thread::sleep(Duration::from_millis(1));
    }
    results
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
