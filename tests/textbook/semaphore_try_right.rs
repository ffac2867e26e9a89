// expect: pass
//! A semaphore without waiting: who gets no permit does without, and permits come back when their holder is dropped.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

struct Permit(Arc<AtomicU32>);

fn try_acquire(free: &Arc<AtomicU32>) -> Option<Permit> {
    free.fetch_update(Ordering::AcqRel, Ordering::Acquire, |n| n.checked_sub(1))
        .ok()
        .map(|_| Permit(Arc::clone(free)))
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::Release);
    }
}

fn main() {
    let free = Arc::new(AtomicU32::new(1));
    let inside = Arc::new(AtomicU32::new(0));
    let threads: Vec<_> = (0..2)
        .map(|_| {
            let (free, inside) = (free.clone(), inside.clone());
            thread::spawn(move || {
                let Some(_permit) = try_acquire(&free) else {
                    return 0;
                };
                assert_eq!(inside.fetch_add(1, Ordering::SeqCst), 0);
                inside.fetch_sub(1, Ordering::SeqCst);
                1
            })
        })
        .collect();
    let n: u32 = threads.into_iter().map(|t| t.join().unwrap()).sum();
    assert!(n >= 1);
    assert_eq!(free.load(Ordering::Acquire), 1);
}
