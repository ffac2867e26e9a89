// expect: deadlock lost-wakeup
// Belief: somebody will always wake whoever parks.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, Thread};
use std::time::Duration;

/// Called by the sleeper: returns once `rung` is true, and sleeps until then.
pub fn wait_until_rung(rung: &AtomicBool) {
    loop {
        thread::park();
        if rung.load(Ordering::SeqCst) {
            return;
        }
    }
}

/// Called by somebody else: sets `rung` to true, and wakes the sleeper.
pub fn ring(rung: &AtomicBool, sleeper: &Thread) {
    // In this order: a sleeper woken first would find the flag unset, and park again.
    rung.store(true, Ordering::SeqCst);
    sleeper.unpark();
}

fn main() {
    let rung = AtomicBool::new(false);
    thread::scope(|scope| {
        let sleeper = scope.spawn(|| {
            println!("sleeper: good night");
            wait_until_rung(&rung);
            println!("sleeper: good morning");
        });
        thread::sleep(Duration::from_millis(500));
        println!("main: ring!");
        ring(&rung, sleeper.thread());
    });
}
