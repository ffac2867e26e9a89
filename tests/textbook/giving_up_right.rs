// expect: pass
//! Who waits gives up only when the other says that nothing will come.

use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

const NOTHING_YET: u32 = 0;
const FAILED: u32 = 1;

static ANSWER: AtomicU32 = AtomicU32::new(NOTHING_YET);

fn main() {
    let worker = thread::spawn(|| ANSWER.store(FAILED, Ordering::Release));
    let answer = loop {
        match ANSWER.load(Ordering::Acquire) {
            NOTHING_YET => thread::yield_now(),
            FAILED => break None,
            answer => break Some(answer),
        }
    };
    assert_eq!(answer, None);
    worker.join().unwrap();
}
