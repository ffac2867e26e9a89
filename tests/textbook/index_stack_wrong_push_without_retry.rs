// expect: race
// Belief: an exchange that fails has been done by somebody else.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::thread;

fn main() {
    let head = Arc::new(AtomicUsize::new(0));
    let next = Arc::new([const { AtomicUsize::new(0) }; 3]);
    let pushers: Vec<_> = (1..=2)
        .map(|idx| {
            let (head, next) = (head.clone(), next.clone());
            thread::spawn(move || {
                let seen = head.load(SeqCst);
                next[idx].store(seen, SeqCst);
                let _ = head.compare_exchange(seen, idx, SeqCst, SeqCst);
            })
        })
        .collect();
    for pusher in pushers {
        pusher.join().unwrap();
    }
    let mut found = Vec::new();
    let mut at = head.load(SeqCst);
    while at != 0 {
        found.push(at);
        at = next[at].load(SeqCst);
    }
    assert_eq!(found.len(), 2);
}
