// expect: deadlock
// Belief: the loop over a receiver ends when all threads that send have ended.

use std::sync::mpsc;
use std::thread;

fn main() {
    let (sender, receiver) = mpsc::sync_channel(1);
    let producers: Vec<_> = (0..2)
        .map(|n| {
            let sender = sender.clone();
            thread::spawn(move || sender.send(n).unwrap())
        })
        .collect();
    let sum: i32 = receiver.iter().sum();
    for producer in producers {
        producer.join().unwrap();
    }
    println!("{sum}");
}
