// expect: deadlock
// Belief: a meeting over a channel of no places can begin on both sides at once.

use std::sync::mpsc::sync_channel;
use std::thread;

fn main() {
    let (to_boat, from_pier) = sync_channel(0);
    let (to_pier, from_boat) = sync_channel(0);
    let boat = thread::spawn(move || {
        to_pier.send("come aboard").unwrap();
        from_pier.recv().unwrap()
    });
    to_boat.send("may I?").unwrap();
    println!("{}", from_boat.recv().unwrap());
    println!("{}", boat.join().unwrap());
}
