// expect: race
// Belief: two who draw the same number are told apart by their names, so it need not show that somebody is choosing.

use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::thread;

static NUMBER: [AtomicU32; 2] = [AtomicU32::new(0), AtomicU32::new(0)];
static COUNT: AtomicU32 = AtomicU32::new(0);

fn visit(me: usize) {
    let other = 1 - me;
    let mine = NUMBER[other].load(SeqCst) + 1;
    NUMBER[me].store(mine, SeqCst);
    loop {
        let theirs = NUMBER[other].load(SeqCst);
        if theirs == 0 || (mine, me) < (theirs, other) {
            break;
        }
        thread::yield_now();
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
