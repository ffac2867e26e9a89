// expect: race
// Belief: a version that is raised after each change tells a reader everything.

use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::thread;

static VERSION: AtomicU32 = AtomicU32::new(0);
static PAIR: [AtomicU32; 2] = [AtomicU32::new(0), AtomicU32::new(0)];

fn main() {
    let writer = thread::spawn(|| {
        PAIR[0].store(1, SeqCst);
        PAIR[1].store(1, SeqCst);
        VERSION.fetch_add(1, SeqCst);
    });
    let [left, right] = loop {
        let before = VERSION.load(SeqCst);
        let pair = [PAIR[0].load(SeqCst), PAIR[1].load(SeqCst)];
        if VERSION.load(SeqCst) == before {
            break pair;
        }
    };
    assert_eq!(left, right);
    writer.join().unwrap();
}
