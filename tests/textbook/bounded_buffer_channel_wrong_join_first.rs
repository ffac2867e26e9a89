// expect: deadlock
// Belief: one waits for the producer to end, and then collects what it made.

use std::sync::mpsc::sync_channel;
use std::thread;

fn main() {
    let (sender, receiver) = sync_channel(1);
    let producer = thread::spawn(move || {
        sender.send("one").unwrap();
        sender.send("two").unwrap();
    });
    producer.join().unwrap();
    for word in receiver {
        println!("{word}");
    }
}
