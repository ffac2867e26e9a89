// expect: race sent-away
// Belief: if somebody else was quicker, there is no seat left.

use std::hint;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread;

/// The seats of a bus. Passengers get on by several doors.
pub struct Bus {
    n_taken: AtomicU32,
    n_seats: u32,
}

impl Bus {
    /// A bus with so many seats, all of them free.
    pub fn new(n_seats: u32) -> Self {
        Bus {
            n_taken: AtomicU32::new(0),
            n_seats,
        }
    }

    /// How many seats are taken now. The sign above the door shows this number. Leave it as it is.
    pub fn n_taken(&self) -> u32 {
        self.n_taken.load(Ordering::SeqCst)
    }

    /// Takes a seat. Returns false, and changes nothing, if there is none left.
    pub fn take_seat(&self) -> bool {
        let seen = self.n_taken.load(Ordering::SeqCst);
        seen < self.n_seats
            && self
                .n_taken
                .compare_exchange(seen, seen + 1, Ordering::SeqCst, Ordering::SeqCst)
                .is_ok()
    }
}

/// A lock that is waited for by looking again and again.
#[derive(Default)]
pub struct SpinLock {
    is_locked: AtomicBool,
}

impl SpinLock {
    /// A free lock.
    pub fn new() -> Self {
        SpinLock::default()
    }

    /// Returns when the calling thread has the lock. Only one thread has it at a time.
    pub fn lock(&self) {
        while self
            .is_locked
            .compare_exchange(false, true, Ordering::SeqCst, Ordering::SeqCst)
            .is_err()
        {
            hint::spin_loop();
        }
    }

    /// Lets go of the lock. Only who has it may call this.
    pub fn unlock(&self) {
        self.is_locked.store(false, Ordering::SeqCst);
    }
}

fn main() {
    let bus = Bus::new(10);
    let lock = SpinLock::new();
    thread::scope(|scope| {
        for door in ["front", "middle", "back"] {
            let (bus, lock) = (&bus, &lock);
            scope.spawn(move || {
                let n_seated = (0..5).filter(|_| bus.take_seat()).count();
                // The lock keeps these two lines together.
                lock.lock();
                println!("the {door} door: 5 want to get on,");
                println!("   {n_seated} have found a seat");
                lock.unlock();
            });
        }
    });
    println!("{} of 10 seats are taken", bus.n_taken());
}
