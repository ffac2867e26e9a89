//! As if each call took a single moment.
//!
//! When is a thing that many threads use *right*? For one thread we know: each call does what its description says, one
//! call after the other. But calls of several threads overlap, and then there is no "after".
//!
//! A plain answer: **every call seems to happen at one single moment, somewhere between its beginning and its end.**
//! If such moments can be found, and the calls in the order of these moments are a right story for one thread, then
//! what happened is *linearizable* (Herlihy and Wing, *Linearizability: A Correctness Condition for Concurrent
//! Objects*, 1990).
//!
//! ```text
//! ann   ├─────── write 1 ───────┤
//! ben        ├─ read: 1 ─┤                     fine: the write's moment is before the read's
//! eva                        ├─ read: 0 ─┤     not fine with ben's: he has seen the 1, and she began after he ended
//! ```
//!
//! Calls that overlap may come in either order. Calls that don't must keep theirs. So "eva read 0" alone would be fine.
//! It is not fine any more once somebody who was there before her has read 1.
//!
//! It is what one wants from a queue, a map, a counter: who uses it may think of one call after the other. A lock that
//! is held for the whole change gives it. For a `Mutex`, the moment is any at which the lock is held.

/// What a call to a shared number does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// Writes this.
    Write(u32),
    /// Reads, and got this.
    Read(u32),
}

/// One call, with the times on a clock that all can see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Call {
    /// When it began.
    pub begin: u32,
    /// When it ended, not before it began.
    pub end: u32,
    /// What it did.
    pub operation: Operation,
}

/// An order of the calls that explains what was read, as indices into `calls`. `None` if there is none: then what
/// happened is not linearizable.
///
/// This tries every order that keeps calls apart which did not overlap (Wing and Gong, *Testing and Verifying
/// Concurrent Objects*, 1993). It can take very long for many calls that overlap.
///
/// ```
/// use shared_state::linearizability::{Call, Operation::{Read, Write}, explain};
/// let ann = Call { begin: 0, end: 9, operation: Write(1) };
/// let ben = Call { begin: 2, end: 4, operation: Read(1) };
/// let eva = Call { begin: 5, end: 7, operation: Read(0) };
/// assert_eq!(explain(0, &[ann, ben]), Some(vec![0, 1]));
/// assert_eq!(explain(0, &[ann, eva]), Some(vec![1, 0]));
/// assert_eq!(explain(0, &[ann, ben, eva]), None);
/// ```
pub fn explain(initial: u32, calls: &[Call]) -> Option<Vec<usize>> {
    let mut order = Vec::new();
    extend(initial, calls, &mut order).then_some(order)
}

/// Puts one more call behind those in `order`, and goes on from there. Returns whether all calls found a place.
fn extend(value: u32, calls: &[Call], order: &mut Vec<usize>) -> bool {
    if order.len() == calls.len() {
        return true;
    }
    for (idx, call) in calls.iter().enumerate() {
        if order.contains(&idx) {
            continue;
        }
        // Who ended before this one began must have had their moment already.
        let must_wait = calls
            .iter()
            .enumerate()
            .any(|(other, earlier)| earlier.end < call.begin && !order.contains(&other));
        let value_after = match call.operation {
            Operation::Write(written) => Some(written),
            Operation::Read(read) => (read == value).then_some(value),
        };
        let Some(value_after) = value_after.filter(|_| !must_wait) else {
            continue;
        };
        order.push(idx);
        if extend(value_after, calls, order) {
            return true;
        }
        order.pop();
    }
    false
}
