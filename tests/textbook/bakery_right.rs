// expect: pass
//! Lamport's bakery for two customers (L. Lamport, 1974).

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::SeqCst};
use std::thread;

static CHOOSING: [AtomicBool; 2] = [AtomicBool::new(false), AtomicBool::new(false)];
static NUMBER: [AtomicU32; 2] = [AtomicU32::new(0), AtomicU32::new(0)];
static COUNT: AtomicU32 = AtomicU32::new(0);

fn visit(me: usize) {
    CHOOSING[me].store(true, SeqCst);
    let highest = NUMBER
        .iter()
        .map(|number| number.load(SeqCst))
        .max()
        .unwrap();
    let mine = highest + 1;
    NUMBER[me].store(mine, SeqCst);
    CHOOSING[me].store(false, SeqCst);
    let other = 1 - me;
    while CHOOSING[other].load(SeqCst) {
        std::hint::spin_loop();
    }
    loop {
        let theirs = NUMBER[other].load(SeqCst);
        if theirs == 0 || (mine, me) < (theirs, other) {
            break;
        }
        std::hint::spin_loop();
    }
    let seen = COUNT.load(SeqCst);
    COUNT.store(seen + 1, SeqCst);
    NUMBER[me].store(0, SeqCst);
}

fn main() {
    thread::scope(|s| {
        s.spawn(|| visit(0));
        s.spawn(|| visit(1));
    });
    assert_eq!(COUNT.load(SeqCst), 2);
}
