// expect: deadlock place-not-given-back
// Belief: `?` leaves a function, and everything that has to be done is done.

use std::env;
use std::process::{Command, Stdio};
use std::sync::{Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// How many children may still be started.
struct Places {
    free: Mutex<usize>,
    one_more: Condvar,
}

/// Runs all jobs, at most `most_at_once` at the same time; that is at least one. For each job, in their order, what it
/// printed on standard output, or `None` if it failed.
pub fn run_all(jobs: Vec<Command>, most_at_once: usize) -> Vec<Option<String>> {
    let places = Places {
        free: Mutex::new(most_at_once),
        one_more: Condvar::new(),
    };
    thread::scope(|scope| {
        let mut workers = Vec::new();
        for mut job in jobs {
            let mut free = places
                .one_more
                .wait_while(places.free.lock().unwrap(), |free| *free == 0)
                .unwrap();
            *free -= 1;
            drop(free);
            let places = &places;
            workers.push(scope.spawn(move || run(&mut job, places)));
        }
        workers
            .into_iter()
            .map(|worker| worker.join().unwrap())
            .collect()
    })
}

fn run(job: &mut Command, places: &Places) -> Option<String> {
    let output = job.output().ok()?;
    *places.free.lock().unwrap() += 1;
    places.one_more.notify_one();
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
