// expect: pass
//! A worker that is told to stop finishes what it has, and a scope waits for it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{TryRecvError, channel};
use std::thread;

fn main() {
    let stop = AtomicBool::new(false);
    let (sender, receiver) = channel();
    let done = thread::scope(|s| {
        let worker = s.spawn(|| {
            let receiver = receiver;
            let mut done = Vec::new();
            loop {
                // Before the look at the channel: what was sent before the stop is found after it.
                let is_last = stop.load(Ordering::SeqCst);
                loop {
                    match receiver.try_recv() {
                        Ok(job) => done.push(job),
                        Err(TryRecvError::Empty | TryRecvError::Disconnected) => break,
                    }
                }
                if is_last {
                    return done;
                }
                thread::yield_now();
            }
        });
        sender.send(1).unwrap();
        sender.send(2).unwrap();
        stop.store(true, Ordering::SeqCst);
        worker.join().unwrap()
    });
    assert_eq!(done, [1, 2]);
}
