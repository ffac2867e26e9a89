// expect: wrong-answer completion-order
// Belief: results arrive in the order in which the jobs were begun.

use std::env;
use std::process::{Command, Stdio};
use std::sync::{Mutex, mpsc};
use std::thread;
use std::time::{Duration, Instant};

/// Runs all jobs, at most `most_at_once` at the same time; that is at least one. For each job, in their order, what it
/// printed on standard output, or `None` if it failed.
pub fn run_all(jobs: Vec<Command>, most_at_once: usize) -> Vec<Option<String>> {
    let queue = Mutex::new(jobs.into_iter());
    let (sender, results) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..most_at_once {
            let sender = sender.clone();
            let queue = &queue;
            scope.spawn(move || {
                loop {
                    let next = queue.lock().unwrap().next();
                    let Some(mut job) = next else { return };
                    sender.send(run(&mut job)).unwrap();
                }
            });
        }
    });
    drop(sender);
    results.into_iter().collect()
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
