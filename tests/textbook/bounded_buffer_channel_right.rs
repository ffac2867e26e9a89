// expect: pass
//! A bounded buffer that somebody else has written: a channel of one place.

use std::sync::mpsc;
use std::thread;

fn main() {
    let (sender, receiver) = mpsc::sync_channel(1);
    for producer in 0..2 {
        let sender = sender.clone();
        thread::spawn(move || {
            for n in 0..2 {
                sender.send(producer * 10 + n).unwrap();
            }
        });
    }
    drop(sender);
    let mut got: Vec<u32> = receiver.iter().collect();
    // Each producer's items come in order, however the two are mixed.
    for producer in 0..2 {
        assert!(got.iter().filter(|n| *n / 10 == producer).is_sorted());
    }
    got.sort();
    assert_eq!(got, [0, 1, 10, 11]);
}
