// expect: pass
//! The sleeping barber: one chair to wait on, and who finds it taken goes home.

use std::sync::{Arc, Condvar, Mutex};
use std::thread;

#[derive(Default)]
struct Shop {
    waiting: u32,
    served: u32,
    turned_away: u32,
    is_closed: bool,
}

fn main() {
    let shop = Arc::new((Mutex::new(Shop::default()), Condvar::new()));
    let barber = thread::spawn({
        let shop = shop.clone();
        move || {
            let (state, changed) = &*shop;
            loop {
                let mut state = state.lock().unwrap();
                while state.waiting == 0 && !state.is_closed {
                    state = changed.wait(state).unwrap();
                }
                if state.waiting == 0 {
                    return;
                }
                state.waiting -= 1;
                state.served += 1;
            }
        }
    });
    let customers: Vec<_> = (0..2)
        .map(|_| {
            let shop = shop.clone();
            thread::spawn(move || {
                let mut state = shop.0.lock().unwrap();
                if state.waiting == 1 {
                    state.turned_away += 1;
                } else {
                    state.waiting += 1;
                    shop.1.notify_one();
                }
            })
        })
        .collect();
    for customer in customers {
        customer.join().unwrap();
    }
    shop.0.lock().unwrap().is_closed = true;
    shop.1.notify_one();
    barber.join().unwrap();
    let state = shop.0.lock().unwrap();
    assert_eq!(state.served + state.turned_away, 2);
    assert!(state.served >= 1);
}
