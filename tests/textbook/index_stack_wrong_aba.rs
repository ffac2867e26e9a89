// expect: race
// Belief: if the head is what it was, nothing has happened to the stack.

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::thread;

const NIL: usize = usize::MAX;

struct Stack {
    head: AtomicUsize,
    next: [AtomicUsize; 3],
}

impl Stack {
    fn pop(&self) -> Option<usize> {
        loop {
            let head = self.head.load(SeqCst);
            if head == NIL {
                return None;
            }
            let next = self.next[head].load(SeqCst);
            if self
                .head
                .compare_exchange(head, next, SeqCst, SeqCst)
                .is_ok()
            {
                return Some(head);
            }
        }
    }

    fn push(&self, idx: usize) {
        loop {
            let head = self.head.load(SeqCst);
            self.next[idx].store(head, SeqCst);
            if self
                .head
                .compare_exchange(head, idx, SeqCst, SeqCst)
                .is_ok()
            {
                return;
            }
        }
    }
}

fn main() {
    let stack = Stack {
        head: AtomicUsize::new(0),
        next: [
            AtomicUsize::new(1),
            AtomicUsize::new(2),
            AtomicUsize::new(NIL),
        ],
    };
    let mut all = thread::scope(|s| {
        let one = s.spawn(|| stack.pop().unwrap());
        let first = stack.pop().unwrap();
        let second = stack.pop().unwrap();
        stack.push(first);
        vec![one.join().unwrap(), second]
    });
    all.extend(std::iter::from_fn(|| stack.pop()));
    all.sort();
    assert_eq!(all, [0, 1, 2], "each index is there once");
}
