// expect: race
// Belief: the pill of one producer comes behind the items of all producers.

use std::sync::mpsc;
use std::thread;

fn main() {
    let (sender, receiver) = mpsc::channel();
    thread::scope(|s| {
        for producer in 1..=2 {
            let sender = sender.clone();
            s.spawn(move || {
                sender.send(Some(producer)).unwrap();
                if producer == 2 {
                    sender.send(None).unwrap();
                }
            });
        }
    });
    let mut sum = 0;
    while let Ok(Some(n)) = receiver.recv() {
        sum += n;
    }
    assert_eq!(sum, 3);
}
