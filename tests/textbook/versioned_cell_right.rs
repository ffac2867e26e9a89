// expect: pass
//! A cell with a version: a change is accepted only by whoever has seen the newest one.

use std::sync::{Arc, Mutex};
use std::thread;

#[derive(Clone, Copy)]
struct Versioned {
    version: u64,
    value: u32,
}

struct Cell(Mutex<Versioned>);

impl Cell {
    fn read(&self) -> Versioned {
        *self.0.lock().unwrap()
    }

    fn replace(&self, seen: u64, value: u32) -> bool {
        let mut cell = self.0.lock().unwrap();
        let is_newest = cell.version == seen;
        if is_newest {
            *cell = Versioned {
                version: seen + 1,
                value,
            };
        }
        is_newest
    }
}

fn main() {
    let cell = Arc::new(Cell(Mutex::new(Versioned {
        version: 0,
        value: 0,
    })));
    let adders: Vec<_> = [1, 2]
        .into_iter()
        .map(|amount| {
            let cell = Arc::clone(&cell);
            thread::spawn(move || {
                loop {
                    let seen = cell.read();
                    if cell.replace(seen.version, seen.value + amount) {
                        return;
                    }
                }
            })
        })
        .collect();
    for adder in adders {
        adder.join().unwrap();
    }
    let last = cell.read();
    assert_eq!((last.version, last.value), (2, 3));
}
