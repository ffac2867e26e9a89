// expect: pass
//! A promise: a cell that is filled once, and anybody may wait for it.

use std::sync::{Arc, Condvar, Mutex};
use std::thread;

struct Promise<T> {
    cell: Mutex<Option<T>>,
    filled: Condvar,
}

impl<T: Clone> Promise<T> {
    fn new() -> Arc<Self> {
        Arc::new(Promise {
            cell: Mutex::new(None),
            filled: Condvar::new(),
        })
    }

    fn fill(&self, value: T) -> Result<(), T> {
        let mut cell = self.cell.lock().unwrap();
        if cell.is_some() {
            return Err(value);
        }
        *cell = Some(value);
        self.filled.notify_all();
        Ok(())
    }

    fn get(&self) -> T {
        let mut cell = self.cell.lock().unwrap();
        loop {
            match &*cell {
                Some(value) => return value.clone(),
                None => cell = self.filled.wait(cell).unwrap(),
            }
        }
    }
}

fn main() {
    let promise = Promise::new();
    let fillers = ["left", "right"].map(|value| {
        let promise = promise.clone();
        thread::spawn(move || promise.fill(value).is_ok())
    });
    let getter = {
        let promise = promise.clone();
        thread::spawn(move || promise.get())
    };
    let first = promise.get();
    assert_eq!(getter.join().unwrap(), first);
    let n_filled = fillers
        .map(|filler| filler.join().unwrap())
        .iter()
        .filter(|ok| **ok)
        .count();
    assert_eq!(n_filled, 1);
}
