//! # 13. Compare and exchange
//!
//! An atomic can be read and written by many threads. But "read, decide, write" is three steps, and somebody can come in
//! between. `fetch_add` is one step, but it decides nothing: it always adds.
//!
//! `compare_exchange(seen, new, …)` is one step that decides: if the value is still `seen`, it becomes `new`, and you get
//! an `Ok`. If it isn't, nothing changes, and you get an `Err` with what is there now. Then you may decide again.
//!
//! Your task has two parts. No `Mutex` this time.
//! - Write `take_seat`. There are never more seats taken than there are, not even for a moment: everybody can see the
//!   sign. And nobody is sent away while a seat is free.
//! - Write `lock` and `unlock` of a spin lock. Who waits looks again and again; `hint::spin_loop()` in the loop tells the
//!   processor so.
//!
//! ```text
//! 9 of 10 seats are taken
//! front door   looks: 9 ······························ 9 becomes 10?  no, it is 10: full
//! back door    ······· looks: 9 ── 9 becomes 10?  yes ──
//! ```
//!
//! `Ordering::SeqCst` is right everywhere here.

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
        todo!("look, decide, and take the seat if nothing has changed; else decide again")
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
        todo!("turn false into true; go round until you are the one who did it")
    }

    /// Lets go of the lock. Only who has it may call this.
    pub fn unlock(&self) {
        todo!("the next one may have it")
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
