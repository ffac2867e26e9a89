// expect: race
// Belief: if the channel was empty and then the stop was seen, nothing is left.

use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::mpsc::channel;
use std::thread;

fn main() {
    let stop = AtomicBool::new(false);
    let (sender, receiver) = channel();
    let done = thread::scope(|s| {
        let worker = s.spawn(|| {
            let receiver = receiver;
            let mut done = Vec::new();
            loop {
                done.extend(receiver.try_iter());
                if stop.load(SeqCst) {
                    return done;
                }
                thread::yield_now();
            }
        });
        sender.send(1).unwrap();
        stop.store(true, SeqCst);
        worker.join().unwrap()
    });
    assert_eq!(done, [1]);
}
