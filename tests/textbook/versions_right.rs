// expect: pass
//! A sequence lock of atomics: odd while somebody writes, and a reader that saw a change reads again.

use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::thread;

static VERSION: AtomicU32 = AtomicU32::new(0);
static PAIR: [AtomicU32; 2] = [AtomicU32::new(0), AtomicU32::new(0)];

fn read() -> [u32; 2] {
    loop {
        let before = VERSION.load(SeqCst);
        if before % 2 == 1 {
            std::hint::spin_loop();
            continue;
        }
        let pair = [PAIR[0].load(SeqCst), PAIR[1].load(SeqCst)];
        if VERSION.load(SeqCst) == before {
            return pair;
        }
    }
}

fn main() {
    let writer = thread::spawn(|| {
        for n in 1..=2 {
            VERSION.fetch_add(1, SeqCst);
            PAIR[0].store(n, SeqCst);
            PAIR[1].store(n, SeqCst);
            VERSION.fetch_add(1, SeqCst);
        }
    });
    let [left, right] = read();
    assert_eq!(left, right);
    writer.join().unwrap();
}
