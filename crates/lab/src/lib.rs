//! Work and waiting to experiment with.
//!
//! Programs about speed need something to do. [`cpu`] keeps a core busy, [`io`] waits as for a disk or a network, and
//! [`hand_over`] stands where data goes from one worker to another. In a plain program they are real: `cpu` computes, `io`
//! sleeps. Under `cargo learn explore --timed` they cost virtual time, on a machine with as many cores as you like.
//!
//! ```
//! use std::thread;
//! use std::time::Duration;
//!
//! thread::scope(|scope| {
//!     for _ in 0..4 {
//!         scope.spawn(|| {
//!             lab::io(Duration::from_millis(1)); // overlaps with the other three, even on one core
//!             lab::cpu(1_000); // needs a core
//!         });
//!     }
//! });
//! ```

use std::hint::black_box;
use std::time::Duration;

/// Rounds of computing for one unit.
const ROUNDS: u64 = 1_000;

/// Computes for `units`. A unit is one microsecond of virtual time; how long it takes in truth depends on the machine, but
/// twice as many units take twice as long there too (about a microsecond each on a machine of the year 2024).
pub fn cpu(units: u64) {
    let mut number = units;
    for _ in 0..units {
        for _ in 0..ROUNDS {
            // Each round needs the one before, so they cannot be done side by side or left out.
            number = black_box(
                number
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .rotate_left(17)
                    .wrapping_add(1),
            );
        }
    }
    black_box(number);
}

/// Waits for so long, as for a disk, a network, a person: no core is needed meanwhile.
pub fn io(duration: Duration) {
    std::thread::sleep(duration);
}

/// So many bytes go from one worker to another one. Between threads that costs nothing, as both see the same memory; between
/// processes they have to be copied, and a timed run with `--processes` counts the time for that.
pub fn hand_over(bytes: usize) {
    // Threads: nothing to do.
    black_box(bytes);
}
