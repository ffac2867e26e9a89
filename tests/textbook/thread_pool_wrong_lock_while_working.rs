// expect: deadlock
// Belief: the lock on the queue is let go as soon as the job is out of it.

use std::sync::mpsc;
use std::sync::{Arc, Barrier, Mutex};
use std::thread;

type Job = Box<dyn FnOnce() + Send>;

fn main() {
    let (jobs, queue) = mpsc::channel::<Job>();
    let queue = Arc::new(Mutex::new(queue));
    let workers: Vec<_> = (0..2)
        .map(|_| {
            let queue = queue.clone();
            thread::spawn(move || {
                while let Ok(job) = queue.lock().unwrap().recv() {
                    job();
                }
            })
        })
        .collect();
    // Two jobs that wait for each other: that takes two workers.
    let both = Arc::new(Barrier::new(2));
    for _ in 0..2 {
        let both = both.clone();
        let job: Job = Box::new(move || {
            both.wait();
        });
        jobs.send(job).unwrap();
    }
    drop(jobs);
    for worker in workers {
        worker.join().unwrap();
    }
}
