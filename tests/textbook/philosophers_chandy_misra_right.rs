// expect: pass
//! Two dining philosophers after Chandy and Misra: a used fork goes to whoever asks for it, a clean one is kept.

use std::sync::{Condvar, Mutex};
use std::thread;

#[derive(Clone, Copy)]
struct Fork {
    owner: usize,
    is_dirty: bool,
}

struct Table {
    // Between the same two seats, one fork on each side.
    forks: Mutex<[Fork; 2]>,
    changed: Condvar,
}

fn eat(table: &Table, me: usize, meals: &Mutex<u32>) {
    let mut forks = table.forks.lock().unwrap();
    loop {
        for fork in forks.iter_mut() {
            if fork.owner != me && fork.is_dirty {
                *fork = Fork {
                    owner: me,
                    is_dirty: false,
                };
            }
        }
        if forks.iter().all(|fork| fork.owner == me) {
            break;
        }
        forks = table.changed.wait(forks).unwrap();
    }
    // Clean forks can't be taken away: this goes on without the lock.
    for fork in forks.iter_mut() {
        fork.is_dirty = false;
    }
    drop(forks);
    *meals.try_lock().expect("nobody else has both forks") += 1;
    let mut forks = table.forks.lock().unwrap();
    for fork in forks.iter_mut() {
        fork.is_dirty = true;
    }
    table.changed.notify_all();
}

fn main() {
    let dirty = |owner| Fork {
        owner,
        is_dirty: true,
    };
    let table = Table {
        forks: Mutex::new([dirty(0), dirty(0)]),
        changed: Condvar::new(),
    };
    let meals = Mutex::new(0);
    thread::scope(|s| {
        s.spawn(|| eat(&table, 0, &meals));
        s.spawn(|| eat(&table, 1, &meals));
    });
    assert_eq!(*meals.lock().unwrap(), 2);
}
