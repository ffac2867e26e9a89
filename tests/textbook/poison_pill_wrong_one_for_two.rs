// expect: deadlock
// Belief: one sign to stop reaches all consumers.

use std::sync::{Arc, Mutex, mpsc};
use std::thread;

fn main() {
    let (jobs, queue) = mpsc::channel::<Option<u32>>();
    let queue = Arc::new(Mutex::new(queue));
    let consumers: Vec<_> = (0..2)
        .map(|_| {
            let queue = Arc::clone(&queue);
            thread::spawn(move || {
                loop {
                    let job = queue.lock().unwrap().recv().unwrap();
                    if job.is_none() {
                        break;
                    }
                }
            })
        })
        .collect();
    jobs.send(Some(1)).unwrap();
    jobs.send(None).unwrap();
    for consumer in consumers {
        consumer.join().unwrap();
    }
}
