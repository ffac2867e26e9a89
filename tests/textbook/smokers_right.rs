// expect: pass
//! The cigarette smokers: whoever has what is missing on the table takes the rest; everybody looks at each change.

use std::sync::{Condvar, Mutex};
use std::thread;

#[derive(Clone, Copy, PartialEq)]
enum Missing {
    Paper,
    Tobacco,
}

fn main() {
    let table = Mutex::new(None);
    let changed = Condvar::new();
    let (table, changed) = (&table, &changed);
    thread::scope(|s| {
        for mine in [Missing::Paper, Missing::Tobacco] {
            s.spawn(move || {
                let mut on_table = table.lock().unwrap();
                while *on_table != Some(mine) {
                    on_table = changed.wait(on_table).unwrap();
                }
                *on_table = None;
                changed.notify_all();
            });
        }
        for missing in [Missing::Tobacco, Missing::Paper] {
            let mut on_table = table.lock().unwrap();
            while on_table.is_some() {
                on_table = changed.wait(on_table).unwrap();
            }
            *on_table = Some(missing);
            changed.notify_all();
        }
    });
    assert!(table.lock().unwrap().is_none());
}
