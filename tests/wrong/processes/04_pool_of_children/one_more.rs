// expect: limit too-many-children
// Belief: one has to start a child before one can see that there are too many.

use std::collections::VecDeque;
use std::env;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// Runs all jobs, at most `most_at_once` at the same time; that is at least one. For each job, in their order, what it
/// printed on standard output, or `None` if it failed.
pub fn run_all(jobs: Vec<Command>, most_at_once: usize) -> Vec<Option<String>> {
    let mut results = vec![None; jobs.len()];
    let mut jobs: VecDeque<_> = jobs.into_iter().enumerate().collect();
    let (done, ended) = mpsc::channel();
    let mut n_running = 0;
    while n_running > 0 || !jobs.is_empty() {
        while n_running <= most_at_once
            && let Some((number, mut job)) = jobs.pop_front()
        {
            n_running += 1;
            let done = done.clone();
            thread::spawn(move || done.send((number, run(&mut job))));
        }
        let (number, result) = ended.recv().unwrap();
        results[number] = result;
        n_running -= 1;
    }
    results
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
