// expect: panic
// Belief: a program that one names is there.

use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use std::{env, io, mem, thread};

/// Runs all jobs, at most `most_at_once` at the same time; that is at least one. For each job, in their order, what it
/// printed on standard output, or `None` if it failed.
pub fn run_all(jobs: Vec<Command>, most_at_once: usize) -> Vec<Option<String>> {
    let mut running = Vec::new();
    let mut results = vec![None; jobs.len()];
    for (number, mut job) in jobs.into_iter().enumerate() {
        while running.len() == most_at_once {
            collect(&mut running, &mut results);
        }
        let mut child = job.stdout(Stdio::piped()).spawn().unwrap();
        let mut stdout = child.stdout.take().unwrap();
        let reader = thread::spawn(move || io::read_to_string(&mut stdout).unwrap());
        running.push((number, child, reader));
    }
    while !running.is_empty() {
        collect(&mut running, &mut results);
    }
    results
}

/// Takes out who has ended.
fn collect(running: &mut Vec<Running>, results: &mut [Option<String>]) {
    for (number, mut child, reader) in mem::take(running) {
        match child.try_wait().unwrap() {
            None => running.push((number, child, reader)),
            Some(status) => {
                let printed = reader.join().unwrap();
                results[number] = status.success().then_some(printed);
            }
        }
    }
    thread::sleep(Duration::from_millis(1));
}

type Running = (usize, Child, JoinHandle<String>);

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
