// expect: pass
//! A consumer that looks up from time to time, and ends when the channel says that no more can come.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

fn main() {
    let (sender, receiver) = mpsc::channel();
    let producer = thread::spawn(move || {
        for n in 1..=2 {
            thread::sleep(Duration::from_millis(300));
            sender.send(n).unwrap();
        }
    });
    let (mut sum, mut n_idle) = (0, 0);
    loop {
        match receiver.recv_timeout(Duration::from_millis(200)) {
            Ok(n) => sum += n,
            Err(RecvTimeoutError::Timeout) => n_idle += 1,
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    producer.join().unwrap();
    assert_eq!(sum, 3);
    println!("idle {n_idle} times");
}
