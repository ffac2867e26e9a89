// expect: pass
//! A cyclic barrier by hand: who waits, waits for the next generation.

use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::sync::{Condvar, Mutex};
use std::thread;

const N: u32 = 2;

#[derive(Default)]
struct Cyclic {
    state: Mutex<(u32, u32)>,
    opened: Condvar,
}

impl Cyclic {
    fn wait(&self) {
        let mut state = self.state.lock().unwrap();
        let generation = state.1;
        state.0 += 1;
        if state.0 == N {
            *state = (0, generation + 1);
            self.opened.notify_all();
            return;
        }
        while state.1 == generation {
            state = self.opened.wait(state).unwrap();
        }
    }
}

fn main() {
    let barrier = Cyclic::default();
    let rounds = AtomicU32::new(0);
    thread::scope(|s| {
        for _ in 0..N {
            s.spawn(|| {
                for round in 1..=2 {
                    rounds.fetch_add(1, SeqCst);
                    barrier.wait();
                    assert_eq!(rounds.load(SeqCst), round * N);
                    barrier.wait();
                }
            });
        }
    });
}
