// expect: deadlock
// Belief: the smoker who can smoke is the one who is woken.

use std::sync::{Condvar, Mutex};
use std::thread;

fn main() {
    let table = Mutex::new(None::<u32>);
    let changed = Condvar::new();
    thread::scope(|s| {
        for mine in 0..2 {
            let (table, changed) = (&table, &changed);
            s.spawn(move || {
                let mut on_table = table.lock().unwrap();
                while *on_table != Some(mine) {
                    on_table = changed.wait(on_table).unwrap();
                }
                *on_table = None;
                changed.notify_one();
            });
        }
        for missing in [1, 0] {
            let mut on_table = table.lock().unwrap();
            while on_table.is_some() {
                on_table = changed.wait(on_table).unwrap();
            }
            *on_table = Some(missing);
            changed.notify_one();
        }
    });
}
