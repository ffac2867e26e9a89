// expect: pass
//! Readers and writers; a writer waits until no reader is left.

use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::{Condvar, Mutex};
use std::thread;

#[derive(Default)]
struct Gate {
    // The number of readers; -1 is a writer.
    inside: Mutex<i32>,
    free: Condvar,
}

impl Gate {
    fn read<R>(&self, act: impl FnOnce() -> R) -> R {
        let mut inside = self.inside.lock().unwrap();
        while *inside < 0 {
            inside = self.free.wait(inside).unwrap();
        }
        *inside += 1;
        drop(inside);
        let result = act();
        let mut inside = self.inside.lock().unwrap();
        *inside -= 1;
        if *inside == 0 {
            self.free.notify_one();
        }
        result
    }

    fn write(&self, act: impl FnOnce()) {
        let mut inside = self.inside.lock().unwrap();
        while *inside != 0 {
            inside = self.free.wait(inside).unwrap();
        }
        *inside = -1;
        drop(inside);
        act();
        *self.inside.lock().unwrap() = 0;
        self.free.notify_all();
    }
}

fn main() {
    let gate = Gate::default();
    let (left, right) = (AtomicI32::new(0), AtomicI32::new(0));
    let look = || {
        gate.read(|| assert_eq!(left.load(Ordering::SeqCst), right.load(Ordering::SeqCst)));
    };
    thread::scope(|s| {
        s.spawn(look);
        s.spawn(look);
        s.spawn(|| {
            gate.write(|| {
                left.fetch_add(1, Ordering::SeqCst);
                right.fetch_add(1, Ordering::SeqCst);
            });
        });
    });
}
