//! Two values, one cache line.
//!
//! A core does not fetch single bytes from memory. It fetches *lines*, 64 bytes on most machines, and keeps them in its
//! cache. To write to a line, it must be the only one that has it: the line is taken away from all other cores. When another
//! core writes to the same line, it goes back. Each time can take as long as a hundred additions.
//!
//! If both write the same value, that is *sharing*, and it can't be helped. If they write different values that happen to
//! lie on one line, it is *false sharing*. The program is right, nothing waits in it, and yet four threads can be slower than
//! one. (Processors that show one core as two are an exception: both halves have the same cache.)
//!
//! ```text
//! one line of 64 bytes:   │ a's count │ b's count │ c's count │ d's count │ …        to and fro between four cores
//! a line each:            │ a's count │ …  │ b's count │ …  │ c's count │ …          stays where it is
//! ```
//!
//! What helps, best first:
//!
//! - **Count in a local variable**, and write to the shared place once, at the end. It is also the shortest.
//! - **Put space between**, so that each has a line of its own: [`Padded`], or `CachePadded` of `crossbeam`.
//!
//! It matters only for what is written *again and again* by several threads. Lines that are only read can be in all caches at
//! the same time. Space where nobody writes does no harm, and no good.

use std::ptr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

/// How long a cache line is, in bytes, on most machines.
pub const LINE: usize = 64;

/// A value with a line of its own.
///
/// 128 bytes, not 64: some processors fetch lines in pairs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(align(128))]
pub struct Padded<Value>(pub Value);

/// Whether some byte of the one is on the same line as some byte of the other.
///
/// ```
/// use parallelism::false_sharing::{Padded, share_a_line};
/// let neighbours = [1u64, 2];
/// // Two numbers of eight bytes: they can lie on both sides of a border between two lines, by bad luck or by good.
/// println!("{}", share_a_line(&neighbours[0], &neighbours[1]));
/// // These can't share a line, wherever they are.
/// let padded = [Padded(1u64), Padded(2)];
/// assert!(!share_a_line(&padded[0], &padded[1]));
/// ```
pub fn share_a_line<A, B>(a: &A, b: &B) -> bool {
    let lines_a = lines_of(a);
    let lines_b = lines_of(b);
    lines_a.0 <= lines_b.1 && lines_b.0 <= lines_a.1
}

/// The first and the last line of a value. A value of no bytes counts as one byte.
fn lines_of<Value>(value: &Value) -> (usize, usize) {
    let address = ptr::from_ref(value).addr();
    let last = address + size_of::<Value>().max(1) - 1;
    (address / LINE, last / LINE)
}

/// A thread for each counter adds 1 so many times, each time to the shared memory.
///
/// With neighbours that is false sharing; with [`Padded`] it is not. What is counted is the same.
///
/// ```
/// use std::sync::atomic::AtomicU64;
/// use parallelism::false_sharing::{Padded, count_in_place};
/// let neighbours = [AtomicU64::new(0), AtomicU64::new(0)];
/// count_in_place(&neighbours, 1000);
/// let padded = [Padded(AtomicU64::new(0)), Padded(AtomicU64::new(0))];
/// count_in_place(&padded, 1000);
/// assert_eq!(neighbours.map(AtomicU64::into_inner), [1000, 1000]);
/// assert_eq!(padded.map(|padded| padded.0.into_inner()), [1000, 1000]);
/// ```
pub fn count_in_place(counters: &[impl AsCounter], n_times: u64) {
    thread::scope(|scope| {
        for counter in counters {
            scope.spawn(|| {
                for _ in 0..n_times {
                    counter.as_counter().fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
}

/// The same count, in a local variable first: one write to the shared memory for each thread.
///
/// ```
/// use std::sync::atomic::AtomicU64;
/// use parallelism::false_sharing::count_alone;
/// let neighbours = [AtomicU64::new(0), AtomicU64::new(0)];
/// count_alone(&neighbours, 1000);
/// assert_eq!(neighbours.map(AtomicU64::into_inner), [1000, 1000]);
/// ```
pub fn count_alone(counters: &[impl AsCounter], n_times: u64) {
    thread::scope(|scope| {
        for counter in counters {
            scope.spawn(|| {
                let mut count = 0;
                for _ in 0..n_times {
                    // So that the compiler does not replace the loop by one addition.
                    count = std::hint::black_box(count) + 1;
                }
                counter.as_counter().fetch_add(count, Ordering::Relaxed);
            });
        }
    });
}

/// Something with a counter in it.
pub trait AsCounter: Sync {
    /// The counter.
    fn as_counter(&self) -> &AtomicU64;
}

impl AsCounter for AtomicU64 {
    fn as_counter(&self) -> &AtomicU64 {
        self
    }
}

impl AsCounter for Padded<AtomicU64> {
    fn as_counter(&self) -> &AtomicU64 {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_found_by_address() {
        #[repr(align(64))]
        struct Line([u8; 3 * LINE]);
        let Line(bytes) = &Line([0; 3 * LINE]);
        assert!(share_a_line(&bytes[0], &bytes[LINE - 1]));
        assert!(!share_a_line(&bytes[LINE - 1], &bytes[LINE]));
        // A value across a border is on both lines.
        let across: &[u8; 8] = bytes[LINE - 4..].first_chunk().unwrap();
        assert!(share_a_line(across, &bytes[0]));
        assert!(share_a_line(across, &bytes[LINE + 20]));
        assert!(!share_a_line(across, &bytes[2 * LINE]));
    }

    #[test]
    fn padded_values_never_share() {
        let padded = [Padded(0u8); 5];
        for (idx, one) in padded.iter().enumerate() {
            for other in &padded[..idx] {
                assert!(!share_a_line(one, other));
            }
        }
    }
}
