// expect: deadlock
// Belief: the readers can be counted with a load and a store, as each changes the number by one only.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::{Condvar, Mutex};
use std::thread;

static READERS: AtomicUsize = AtomicUsize::new(0);
static READING: [AtomicBool; 2] = [AtomicBool::new(false), AtomicBool::new(false)];
static GATE: Mutex<()> = Mutex::new(());
static NO_READER: Condvar = Condvar::new();

fn read(me: usize) {
    {
        let _gate = GATE.lock().unwrap();
        READERS.fetch_add(1, SeqCst);
        READING[me].store(true, SeqCst);
    }
    READING[me].store(false, SeqCst);
    let readers = READERS.load(SeqCst);
    READERS.store(readers - 1, SeqCst);
    let _gate = GATE.lock().unwrap();
    NO_READER.notify_all();
}

fn write() {
    let mut gate = GATE.lock().unwrap();
    while READERS.load(SeqCst) != 0 {
        gate = NO_READER.wait(gate).unwrap();
    }
    for reading in &READING {
        assert!(!reading.load(SeqCst), "somebody is reading");
    }
}

fn main() {
    thread::scope(|s| {
        s.spawn(|| read(0));
        s.spawn(|| read(1));
        s.spawn(write);
    });
}
