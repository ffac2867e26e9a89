// expect: pass
//! A lock-free stack of indices after Treiber; a stamp beside the index changes with each exchange, so that an index
//! that has come back is not taken for one that never left.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::SeqCst};
use std::thread;

const NIL: usize = 9;

struct Stack {
    // The stamp is in the upper half, the index in the lower.
    head: AtomicU64,
    next: [AtomicUsize; 3],
}

impl Stack {
    fn pop(&self) -> Option<usize> {
        loop {
            let head = self.head.load(SeqCst);
            let (stamp, idx) = (head >> 32, (head & 0xffff_ffff) as usize);
            if idx == NIL {
                return None;
            }
            let next = self.next[idx].load(SeqCst) as u64;
            let new = ((stamp + 1) << 32) | next;
            if self
                .head
                .compare_exchange(head, new, SeqCst, SeqCst)
                .is_ok()
            {
                return Some(idx);
            }
        }
    }

    fn push(&self, idx: usize) {
        loop {
            let head = self.head.load(SeqCst);
            self.next[idx].store((head & 0xffff_ffff) as usize, SeqCst);
            let new = (((head >> 32) + 1) << 32) | idx as u64;
            if self
                .head
                .compare_exchange(head, new, SeqCst, SeqCst)
                .is_ok()
            {
                return;
            }
        }
    }
}

fn main() {
    let stack = Stack {
        head: AtomicU64::new(0),
        next: [
            AtomicUsize::new(1),
            AtomicUsize::new(2),
            AtomicUsize::new(NIL),
        ],
    };
    let (one, mut three) = thread::scope(|s| {
        let one = s.spawn(|| stack.pop().unwrap());
        let first = stack.pop().unwrap();
        let second = stack.pop();
        stack.push(first);
        (one.join().unwrap(), vec![second.unwrap()])
    });
    three.push(one);
    while let Some(idx) = stack.pop() {
        three.push(idx);
    }
    three.sort();
    assert_eq!(three, [0, 1, 2], "each index is there once");
}
