//! Waiting in a circle: four conditions.
//!
//! Threads are in *deadlock* if each of them waits for something that only they can do. It takes four
//! things, all at once (Coffman, Elphick and Shoshani, *System Deadlocks*, 1971):
//!
//! 1. **Mutual exclusion**: what is wanted can be had by one at a time.
//! 2. **Hold and wait**: who waits for more keeps what it has.
//! 3. **No preemption**: nothing can be taken away from who has it.
//! 4. **Circular wait**: the first waits for the second, the second for the third, …, and the last for the first.
//!
//! Take away any one of them, and there is no deadlock. So there are four kinds of cure:
//!
//! | take away | by |
//! | --- | --- |
//! | mutual exclusion | not sharing, or sharing what never changes |
//! | hold and wait | taking all at once, or one at a time; letting go before waiting |
//! | no preemption | `try_lock`: if the second is not to be had, put the first one back, and try again |
//! | circular wait | an order of all locks, the same for everybody: [`lock_order`](crate::lock_order) |
//!
//! Locks are not the only thing to wait for. Joining a thread that waits for your lock is a circle, too, and so are two
//! threads that each wait for the other's message.
//!
//! Putting back and trying again has a trap of its own. Two threads may do it in step, for ever: both busy, neither
//! gets on. That is a *livelock*. Deadlock and livelock break liveness, not safety: nothing wrong is ever done, because
//! nothing is done.
//!
//! Who waits for whom can be drawn as a *wait-for graph*: an arrow from each waiting thread to the one that it waits
//! for. Where each waits for one other at most, there is a deadlock exactly if the arrows make a circle.

/// A circle in a wait-for graph: threads of which each waits for the next one, and the last for the first.
///
/// `waits_for[t]` is the thread for which thread `t` waits, if it waits. The circle begins with its smallest thread.
///
/// ```
/// use shared_state::deadlock::circle;
/// // 0 waits for 2, 2 for 1, and 1 can go on: no circle.
/// assert_eq!(circle(&[Some(2), None, Some(1)]), None);
/// // Now 1 waits for 2. Thread 0 is not in the circle, but it waits for ever all the same.
/// assert_eq!(circle(&[Some(2), Some(2), Some(1)]), Some(vec![1, 2]));
/// // A thread that locks again what it has locked waits for itself.
/// assert_eq!(circle(&[Some(0)]), Some(vec![0]));
/// ```
///
/// # Panics
/// If a thread waits for one that is not in the list.
pub fn circle(waits_for: &[Option<usize>]) -> Option<Vec<usize>> {
    (0..waits_for.len()).find_map(|start| circle_through(waits_for, start))
}

/// The circle that leads from a thread back to itself.
fn circle_through(waits_for: &[Option<usize>], start: usize) -> Option<Vec<usize>> {
    let mut path = vec![start];
    let mut next = waits_for[start]?;
    while next != start {
        // There is a circle on the way, but `start` is not in it.
        if path.contains(&next) {
            return None;
        }
        path.push(next);
        next = waits_for[next]?;
    }
    Some(path)
}
