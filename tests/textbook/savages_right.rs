// expect: pass
//! The dining savages: who finds the pot empty wakes the cook, and all wait until it is full.

use std::sync::{Condvar, Mutex};
use std::thread;

#[derive(Default)]
struct Pot {
    servings: u32,
    is_ordered: bool,
    n_fillings: u32,
}

fn main() {
    let pot = Mutex::new(Pot::default());
    let (order, filled) = (Condvar::new(), Condvar::new());
    thread::scope(|s| {
        s.spawn(|| {
            let mut pot = order
                .wait_while(pot.lock().unwrap(), |pot| !pot.is_ordered)
                .unwrap();
            pot.is_ordered = false;
            pot.servings = 2;
            pot.n_fillings += 1;
            filled.notify_all();
        });
        for _ in 0..2 {
            s.spawn(|| {
                let mut pot = pot.lock().unwrap();
                while pot.servings == 0 {
                    if !pot.is_ordered {
                        pot.is_ordered = true;
                        order.notify_one();
                    }
                    pot = filled.wait(pot).unwrap();
                }
                pot.servings -= 1;
            });
        }
    });
    let pot = pot.into_inner().unwrap();
    assert_eq!((pot.servings, pot.n_fillings), (0, 1));
}
