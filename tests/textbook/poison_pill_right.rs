// expect: pass
//! Producer and consumers with one poison pill for each consumer.

use std::sync::mpsc;
use std::sync::{Arc, Mutex};
use std::thread;

enum Job {
    Work(u32),
    Stop,
}

fn main() {
    let (jobs, queue) = mpsc::channel();
    let queue = Arc::new(Mutex::new(queue));
    let consumers: Vec<_> = (0..2)
        .map(|_| {
            let queue = Arc::clone(&queue);
            thread::spawn(move || {
                let mut sum = 0;
                loop {
                    let job = queue.lock().unwrap().recv().unwrap();
                    match job {
                        Job::Work(n) => sum += n,
                        Job::Stop => return sum,
                    }
                }
            })
        })
        .collect();
    for n in 1..=2 {
        jobs.send(Job::Work(n)).unwrap();
    }
    for _ in &consumers {
        jobs.send(Job::Stop).unwrap();
    }
    let sum: u32 = consumers.into_iter().map(|c| c.join().unwrap()).sum();
    assert_eq!(sum, 3);
}
