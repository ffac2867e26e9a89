// expect: wrong-answer ignored-exit-status
// Belief: what a child has printed is its result.

use std::env;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

/// Runs all jobs, at most `most_at_once` at the same time; that is at least one. For each job, in their order, what it
/// printed on standard output, or `None` if it failed.
pub fn run_all(jobs: Vec<Command>, most_at_once: usize) -> Vec<Option<String>> {
    let results = Mutex::new(vec![None; jobs.len()]);
    let queue = Mutex::new(jobs.into_iter().enumerate());
    thread::scope(|scope| {
        for _ in 0..most_at_once {
            scope.spawn(|| {
                loop {
                    let next = queue.lock().unwrap().next();
                    let Some((number, mut job)) = next else {
                        return;
                    };
                    let result = run(&mut job);
                    results.lock().unwrap()[number] = result;
                }
            });
        }
    });
    results.into_inner().unwrap()
}

fn run(job: &mut Command) -> Option<String> {
    let output = job.output().ok()?;
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
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
