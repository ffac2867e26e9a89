// expect: pass
//! A rate limiter: no two calls within 100 ms; the turns are given out under a lock, and waited for outside it.

use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

const GAP: Duration = Duration::from_millis(100);

struct Limiter {
    next: Mutex<Instant>,
}

impl Limiter {
    fn turn(&self) -> Instant {
        let mut next = self.next.lock().unwrap();
        let mine = (*next).max(Instant::now());
        *next = mine + GAP;
        drop(next);
        while let Some(left) = mine.checked_duration_since(Instant::now()) {
            if left.is_zero() {
                break;
            }
            thread::sleep(left);
        }
        assert!(Instant::now() >= mine);
        mine
    }
}

fn main() {
    let limiter = Arc::new(Limiter {
        next: Mutex::new(Instant::now()),
    });
    let callers: Vec<_> = (0..2)
        .map(|_| {
            let limiter = Arc::clone(&limiter);
            thread::spawn(move || limiter.turn())
        })
        .collect();
    let mut turns: Vec<_> = callers.into_iter().map(|c| c.join().unwrap()).collect();
    turns.sort();
    assert!(turns[1] - turns[0] >= GAP);
}
