//! Makes a real deadlock, and finds the circle: `cargo run -p shared-state --example deadly_embrace`.
//!
//! Two threads take two locks in opposite order. A watcher, which knows who waits for whom, draws the arrows and ends
//! the program. Without it, nothing would ever end.

use std::process;
use std::sync::{Barrier, Mutex};
use std::thread;
use std::time::Duration;

use shared_state::deadlock::circle;

/// Who holds which lock and who wants which, written down before each step for the watcher.
#[derive(Clone, Default)]
struct Board {
    /// `holder[lock]` is a thread.
    holder: [Option<usize>; 2],
    /// `wanted[thread]` is a lock.
    wanted: [Option<usize>; 2],
}

impl Board {
    /// The wait-for graph: a thread waits for whoever holds the lock that it wants.
    fn waits_for(&self) -> Vec<Option<usize>> {
        self.wanted
            .iter()
            .map(|wanted| wanted.and_then(|lock| self.holder[lock]))
            .collect()
    }
}

fn main() {
    let locks = [Mutex::new(()), Mutex::new(())];
    let board = Mutex::new(Board::default());
    // Both hold one lock before either wants the second: this is the bad luck, made certain.
    let both_hold_one = Barrier::new(2);
    thread::scope(|scope| {
        for thread in [0, 1] {
            let (locks, board, both_hold_one) = (&locks, &board, &both_hold_one);
            scope.spawn(move || {
                let (first, second) = (thread, 1 - thread);
                let _first = locks[first].lock().unwrap();
                board.lock().unwrap().holder[first] = Some(thread);
                println!("thread {thread} holds lock {first}");
                both_hold_one.wait();
                board.lock().unwrap().wanted[thread] = Some(second);
                println!("thread {thread} wants lock {second}");
                let _second = locks[second].lock().unwrap();
                unreachable!("the other thread never lets go");
            });
        }
        loop {
            // A watcher may look again and again: it is no part of the program that it watches.
            thread::sleep(Duration::from_millis(50));
            let waits_for = board.lock().unwrap().waits_for();
            if let Some(circle) = circle(&waits_for) {
                for (idx, thread) in circle.iter().enumerate() {
                    println!(
                        "watcher: {thread} waits for {}",
                        circle[(idx + 1) % circle.len()]
                    );
                }
                println!("watcher: a circle. This would never end, so I end it.");
                // Threads can't be stopped from outside. A process can.
                process::exit(0);
            }
        }
    });
}
