//! Counts how often each of four threads gets its turn:
//! `cargo run --release -p shared-state --example who_gets_the_lock`.
//!
//! With a plain mutex, the counts may be far apart. Once you have a number, nobody else gets more than one turn before
//! you. (The counts need not be the same even so: a thread that the system lets wait can't take a number.) Fairness has
//! its price: look at the totals. The figures are real and differ from run to run.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Barrier, Mutex};
use std::thread;
use std::time::Duration;

use shared_state::fairness::Desk;

/// Lets four threads do something again and again for a while. Returns how often each did.
fn race(turn: impl Fn() + Sync) -> Vec<u64> {
    let is_over = AtomicBool::new(false);
    // Nobody takes a turn before all are there: whoever is alone gets very many.
    let all_are_there = Barrier::new(5);
    thread::scope(|scope| {
        let threads = [(); 4].map(|()| {
            scope.spawn(|| {
                let mut n_turns = 0;
                all_are_there.wait();
                while !is_over.load(Ordering::SeqCst) {
                    turn();
                    n_turns += 1;
                }
                n_turns
            })
        });
        all_are_there.wait();
        thread::sleep(Duration::from_millis(200));
        is_over.store(true, Ordering::SeqCst);
        threads.map(|thread| thread.join().unwrap()).to_vec()
    })
}

/// A little work, done while it is one's turn.
fn work() {
    for n in 0..2_000 {
        std::hint::black_box(n);
    }
}

fn main() {
    let lock = Mutex::new(());
    let with_lock = race(|| {
        let _guard = lock.lock().unwrap();
        work();
    });
    let desk = Desk::new();
    let with_numbers = race(|| {
        let _turn = desk.wait_for_turn();
        work();
    });
    for (name, n_turns) in [("plain mutex", with_lock), ("by numbers", with_numbers)] {
        println!(
            "{name:<12} {n_turns:>8?}   total {}",
            n_turns.iter().sum::<u64>()
        );
    }
}
