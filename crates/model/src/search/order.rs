//! Which enabled operation is tried first where a search has no preference.

use crate::engine::{Engine, Transition};
use crate::op::Kind;

/// Orders of preference. Searches use [`Order::Sticky`]; the others exist because an unsound reduction can hide behind
/// one order (tests run them all).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// The thread that ran last, then the oldest: few preemptions, readable schedules.
    Sticky,
    /// The oldest thread.
    Oldest,
    /// The youngest thread.
    Youngest,
    /// The thread after the one that ran last.
    Rotating,
}

/// The preferred transition among those that satisfy `awake`. The end of the process comes last: what other threads
/// can still do is seen first, and then tried without.
pub(crate) fn by_default(
    engine: &Engine,
    order: Order,
    awake: impl Fn(&Transition) -> bool,
) -> Option<Transition> {
    let last = engine.last_thread;
    let rank = |t: &Transition| {
        let ends_process = engine.threads[t.thread as usize].op.kind == Kind::Exit;
        let preference = match order {
            Order::Sticky if t.thread == last => 0,
            Order::Sticky | Order::Oldest => t.thread + 1,
            Order::Youngest => u32::MAX - t.thread,
            Order::Rotating => t.thread.wrapping_sub(last + 1),
        };
        (ends_process, preference)
    };
    engine
        .enabled
        .iter()
        .copied()
        .filter(awake)
        .min_by_key(rank)
}
