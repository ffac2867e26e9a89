//! The measured programs, once for each engine: the same text over each engine's own `std`.
//!
//! `Arc` is the real one everywhere: this engine leaves it real, and a peer's own would only add steps to its count.

/// Writes the programs over the look-alike `$library`, as a module.
macro_rules! programs {
    ($(#[$meta:meta])* $module:ident, $library:ident) => {
        $(#[$meta])*
        pub(crate) mod $module {
            use std::sync::Arc;

            use $library::sync::atomic::{AtomicU32, Ordering};
            use $library::sync::{Condvar, Mutex};
            use $library::thread;

            /// Two threads that each read a counter and write back one more.
            pub(crate) fn lost_update() {
                let counter = Arc::new(AtomicU32::new(0));
                let workers: Vec<_> = (0..2)
                    .map(|_| {
                        let counter = Arc::clone(&counter);
                        thread::spawn(move || {
                            let seen = counter.load(Ordering::SeqCst);
                            counter.store(seen + 1, Ordering::SeqCst);
                        })
                    })
                    .collect();
                for worker in workers {
                    worker.join().unwrap();
                }
            }

            /// Two locks in opposite orders. The second one is only tried, because a deadlock ends a peer's search.
            pub(crate) fn ab_ba() {
                let locks = Arc::new((Mutex::new(0), Mutex::new(0)));
                let other = Arc::clone(&locks);
                let worker = thread::spawn(move || {
                    let _b = other.1.lock().unwrap();
                    if let Ok(mut a) = other.0.try_lock() {
                        *a += 1;
                    }
                });
                {
                    let _a = locks.0.lock().unwrap();
                    if let Ok(mut b) = locks.1.try_lock() {
                        *b += 1;
                    }
                }
                worker.join().unwrap();
            }

            /// `n` threads that add one to a counter under one mutex.
            fn mutex_counter(n: u32) {
                let counter = Arc::new(Mutex::new(0));
                let workers: Vec<_> = (0..n)
                    .map(|_| {
                        let counter = Arc::clone(&counter);
                        thread::spawn(move || *counter.lock().unwrap() += 1)
                    })
                    .collect();
                for worker in workers {
                    worker.join().unwrap();
                }
            }

            /// Three threads that add one to a counter under one mutex.
            pub(crate) fn three_on_one_mutex() {
                mutex_counter(3);
            }

            /// Three threads that add one to a counter of their own.
            pub(crate) fn three_own_counters() {
                let workers: Vec<_> = (0..3)
                    .map(|_| {
                        thread::spawn(|| {
                            let counter = Mutex::new(0);
                            *counter.lock().unwrap() += 1;
                        })
                    })
                    .collect();
                for worker in workers {
                    worker.join().unwrap();
                }
            }

            /// Two producers and two consumers of one item each, with room for one.
            pub(crate) fn one_slot_buffer() {
                let shared = Arc::new((Mutex::new(false), Condvar::new(), Condvar::new()));
                let mut workers = Vec::new();
                for _ in 0..2 {
                    let producer = Arc::clone(&shared);
                    workers.push(thread::spawn(move || {
                        let (full, not_full, not_empty) = &*producer;
                        let mut full = full.lock().unwrap();
                        while *full {
                            full = not_full.wait(full).unwrap();
                        }
                        *full = true;
                        not_empty.notify_one();
                    }));
                    let consumer = Arc::clone(&shared);
                    workers.push(thread::spawn(move || {
                        let (full, not_full, not_empty) = &*consumer;
                        let mut full = full.lock().unwrap();
                        while !*full {
                            full = not_empty.wait(full).unwrap();
                        }
                        *full = false;
                        not_full.notify_one();
                    }));
                }
                for worker in workers {
                    worker.join().unwrap();
                }
            }
        }
    };
}

programs!(
    /// Over this project's look-alike.
    ours, model_std
);
programs!(
    /// Over `shuttle`'s.
    on_shuttle, shuttle
);
programs!(
    /// Over `loom`'s.
    on_loom, loom
);

/// One program, for every engine.
pub(crate) struct Program {
    pub(crate) name: &'static str,
    pub(crate) ours: fn(),
    pub(crate) shuttle: fn(),
    pub(crate) loom: fn(),
}

/// Makes the table entry of a program.
macro_rules! program {
    ($name:literal, $function:ident) => {
        Program {
            name: $name,
            ours: ours::$function,
            shuttle: on_shuttle::$function,
            loom: on_loom::$function,
        }
    };
}

/// Whose rates are measured.
pub(crate) const RATED: [Program; 4] = [
    program!("lost update", lost_update),
    program!("AB-BA, second lock tried", ab_ba),
    program!("three threads, one mutex", three_on_one_mutex),
    program!("one-slot buffer, 2 by 2", one_slot_buffer),
];

/// Whose executions are counted, with the number of inequivalent interleavings.
pub(crate) const COUNTED: [(Program, u64); 3] = [
    (program!("three threads, one mutex", three_on_one_mutex), 6),
    (
        program!("three threads, own counters", three_own_counters),
        1,
    ),
    (program!("one-slot buffer, 2 by 2", one_slot_buffer), 64),
];
