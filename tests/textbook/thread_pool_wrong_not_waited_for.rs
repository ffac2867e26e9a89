// expect: race
// Belief: jobs that were sent are done.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc;
use std::thread;

static DONE: AtomicU32 = AtomicU32::new(0);

fn main() {
    let (jobs, queue) = mpsc::channel::<fn()>();
    thread::spawn(move || {
        for job in queue {
            job();
        }
    });
    jobs.send(|| {
        DONE.fetch_add(1, Ordering::SeqCst);
    })
    .unwrap();
    drop(jobs);
    assert_eq!(DONE.load(Ordering::SeqCst), 1);
}
