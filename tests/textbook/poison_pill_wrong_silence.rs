// expect: timing-dependent
// Belief: when nothing has come for a second, nothing will come.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

fn main() {
    let (sender, receiver) = mpsc::channel();
    let producer = thread::spawn(move || {
        for n in 1..=2 {
            thread::sleep(Duration::from_millis(10));
            // Nobody may be there any more.
            let _ = sender.send(n);
        }
        thread::sleep(Duration::from_secs(5));
    });
    let mut sum = 0;
    while let Ok(n) = receiver.recv_timeout(Duration::from_secs(1)) {
        sum += n;
    }
    producer.join().unwrap();
    assert_eq!(sum, 3);
}
