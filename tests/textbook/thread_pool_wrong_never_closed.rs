// expect: deadlock
// Belief: when the pool is dropped, so is its sender, and then the workers end.

use std::sync::mpsc::{self, Sender};
use std::thread::{self, JoinHandle};

struct Pool {
    jobs: Sender<u32>,
    worker: Option<JoinHandle<u32>>,
}

impl Drop for Pool {
    fn drop(&mut self) {
        let sum = self.worker.take().unwrap().join().unwrap();
        println!("{sum}");
    }
}

fn main() {
    let (jobs, queue) = mpsc::channel();
    let worker = Some(thread::spawn(move || queue.iter().sum()));
    let pool = Pool { jobs, worker };
    pool.jobs.send(1).unwrap();
}
