//! Rules about threads that wait for ever.

use model::report::Blocked;

use super::{Case, Diagnosis, found, is_lock};
use crate::report::Verdict;

/// Threads that each hold a lock and wait for the next one's.
pub(super) fn lock_order(case: &Case<'_>) -> Option<Diagnosis> {
    let cycle = lock_cycle(case.blocked())?;
    // Those who wait for one and the same lock have not taken two of them in different orders.
    if cycle
        .iter()
        .all(|blocked| blocked.object == cycle[0].object)
    {
        return None;
    }
    let parts: Vec<String> = cycle
        .iter()
        .enumerate()
        .map(|(idx, blocked)| {
            // The one before waits for what this one holds.
            let waiter = cycle[(idx + cycle.len() - 1) % cycle.len()];
            let held = waiter.object.map_or("a lock", |object| case.object(object));
            let taken = case
                .line(waiter.taken.as_ref())
                .map(|line| format!(" (taken at line {line})"))
                .unwrap_or_default();
            let wanted = blocked
                .object
                .map_or("a lock", |object| case.object(object));
            let line = case.at_line(blocked.place.as_ref());
            format!(
                "{} holds `{held}`{taken} and waits for `{wanted}`{line}",
                case.thread(blocked.thread)
            )
        })
        .collect();
    found(
        "lock-order",
        format!(
            "{}. Each waits for the next, so none can go on.",
            parts.join("; ")
        ),
    )
}

/// Blocked lock operations, each waiting for the holder that comes next, the last one for the first.
pub(crate) fn lock_cycle(all: &[Blocked]) -> Option<Vec<&Blocked>> {
    let locking = |thread: u32| {
        all.iter()
            .find(|blocked| blocked.thread == thread && is_lock(&blocked.op))
    };
    for start in all.iter().filter(|blocked| is_lock(&blocked.op)) {
        let mut path = vec![start];
        while let Some(next) = path
            .last()?
            .waits_for
            .iter()
            .find_map(|holder| locking(*holder))
        {
            if let Some(begin) = path
                .iter()
                .position(|blocked| blocked.thread == next.thread)
            {
                path.drain(..begin);
                return (path.len() > 1).then_some(path);
            }
            path.push(next);
        }
    }
    None
}

pub(super) fn leads_to(all: &[Blocked], from: &Blocked, goal: u32) -> bool {
    let mut seen = Vec::new();
    let mut open = vec![from.thread];
    while let Some(thread) = open.pop() {
        if thread == goal {
            return true;
        }
        if !seen.contains(&thread) {
            seen.push(thread);
            let waiting = all
                .iter()
                .filter(|blocked| blocked.thread == thread && blocked.op != "recv");
            open.extend(waiting.flat_map(|blocked| blocked.waits_for.iter().copied()));
        }
    }
    false
}

/// A thread looked at a flag once and never again; it misses the change that it should have seen.
pub(super) fn flag_read_once(case: &Case<'_>) -> Option<Diagnosis> {
    /// So many steps after the change show that the thread goes on as if nothing had happened.
    const N_STEPS_GOING_ON: usize = 3;

    if !matches!(case.verdict, Verdict::Livelock | Verdict::Deadlock) {
        return None;
    }
    for change in case
        .steps()
        .iter()
        .filter(|step| step.wrote.is_some() && !step.failed && step.object.is_some())
    {
        for read in case
            .steps()
            .iter()
            .filter(|step| step.op == "load" && step.n < change.n)
        {
            let thread = read.thread;
            let reads = case.steps().iter().filter(|step| {
                step.thread == thread
                    && step.object == change.object
                    && matches!(step.op.as_str(), "load" | "swap")
            });
            let is_only_read = read.object == change.object
                && thread != change.thread
                && reads.count() == 1
                && read.value != change.wrote;
            if !is_only_read || case.has_ended(thread) {
                continue;
            }
            let goes_on = case
                .steps()
                .iter()
                .filter(|step| step.thread == thread && step.n > change.n)
                .count()
                >= N_STEPS_GOING_ON;
            let waits_in_a_loop = case.blocked().iter().any(|blocked| {
                blocked.thread == thread
                    && case
                        .token(blocked.place.as_ref())
                        .is_some_and(|at| !case.text.loops_around(at).is_empty())
            });
            // A read inside a loop would have been repeated.
            let is_outside = case
                .token(read.place.as_ref())
                .is_some_and(|at| case.text.loops_around(at).is_empty());
            let decides = || {
                case.token(read.place.as_ref())
                    .is_some_and(|read| decides_the_loop(case, thread, read, change.n))
            };
            if is_outside
                && decides()
                && ((case.verdict == Verdict::Livelock && goes_on) || waits_in_a_loop)
            {
                let flag = read.object.map_or("the flag", |object| case.object(object));
                return found(
                    "flag-read-once",
                    format!(
                        "{} read `{flag}` once{}, before its loop, and got {}. {} changed it to {}{}, but {} never \
                         looks again, so its loop never ends.",
                        case.thread(thread),
                        case.at_line(read.place.as_ref()),
                        read.value.as_deref().unwrap_or("the old value"),
                        case.thread(change.thread),
                        change.wrote.as_deref().unwrap_or("another value"),
                        case.at_line(change.place.as_ref()),
                        case.thread(thread),
                    ),
                );
            }
        }
    }
    None
}

/// Whether the thread is in a loop that goes on for as long as what was read at `read` says so, and asks for nothing
/// fresh.
fn decides_the_loop(case: &Case<'_>, thread: u32, read: usize, since: u32) -> bool {
    let steps = case
        .steps()
        .iter()
        .filter(|step| step.thread == thread && step.n > since)
        .map(|step| step.place.as_ref());
    let waits = case
        .blocked()
        .iter()
        .filter(|blocked| blocked.thread == thread)
        .map(|blocked| blocked.place.as_ref());
    let Some(routine) = case.text.routine(read) else {
        return false;
    };
    let at: Vec<usize> = steps
        .chain(waits)
        .filter_map(|place| case.token(place))
        .collect();
    // What is done in a function that the loop calls stands elsewhere.
    case.text
        .loops_ruled_by(&routine, read)
        .iter()
        .any(|round| {
            at.iter()
                .all(|at| round.contains(at) || !routine.contains(at))
        })
}

#[cfg(test)]
mod tests {
    use model::report::End;

    use crate::diagnose::fixture::{Script, check, check_sentence};
    use crate::report::Verdict::{Deadlock, Livelock};

    const TWO_LOCKS: &str = "fn main() {
    let a = Mutex::new(0);
    let b = Mutex::new(0);
    let _one = a.lock();
    let _two = b.lock();
    let _two = b.lock();
    let _one = a.lock();
}";

    fn two_locks() -> Script {
        Script::new(TWO_LOCKS, 3)
            .object("mutex", (2, 13))
            .object("mutex", (3, 13))
            .on(0)
            .act(1, "lock", (4, 18))
            .on(1)
            .act(2, "lock", (6, 18))
            .ends(End::Deadlock)
    }

    #[test]
    fn each_holds_what_the_other_wants() {
        let script = two_locks()
            .blocked(1, "lock", Some(1), &[2], (5, 18), Some((6, 18)))
            .blocked(2, "lock", Some(0), &[1], (7, 18), Some((4, 18)))
            .blocked(0, "join", None, &[1], (7, 1), None);
        check_sentence(
            &script,
            Deadlock,
            "lock-order",
            "worker-1 holds `a` (taken at line 4) and waits for `b` at line 5; worker-2 holds `b` (taken at line 6) and \
             waits for `a` at line 7. Each waits for the next, so none can go on.",
        );
    }

    #[test]
    fn a_chain_without_a_cycle_is_no_lock_order() {
        let script = two_locks()
            .blocked(1, "lock", Some(1), &[2], (5, 18), Some((6, 18)))
            .blocked(2, "barrier", None, &[], (7, 1), None);
        check(&script, Deadlock, None);
    }

    const STOP: &str = "fn main() {
    let stop = AtomicBool::new(false);
    let stopped = stop.load(SeqCst);
    while !stopped { work.lock(); thread::park(); }
    stop.store(true, SeqCst);
}";

    fn stop_flag(load: (u32, u32)) -> Script {
        Script::new(STOP, 2)
            .object("atomic", (2, 16))
            .act(1, "load", load)
            .reads("false")
            .act(0, "store", (5, 10))
            .writes("true")
    }

    #[test]
    fn a_flag_that_is_never_looked_at_again() {
        let goes_on = |script: Script| {
            script
                .on_none()
                .act(1, "yield_now", (4, 22))
                .times(4)
                .ends(End::Livelock)
        };
        check_sentence(
            &goes_on(stop_flag((3, 24))),
            Livelock,
            "flag-read-once",
            "worker-1 read `stop` once at line 3, before its loop, and got false. main changed it to true at line 5, but \
             worker-1 never looks again, so its loop never ends.",
        );
        // The same read inside the loop.
        check(&goes_on(stop_flag((4, 22))), Livelock, None);
        let parked = stop_flag((3, 24))
            .blocked(1, "park", None, &[], (4, 43), None)
            .ends(End::Deadlock);
        check(&parked, Deadlock, Some("flag-read-once"));
    }

    #[test]
    fn a_number_that_was_drawn_once_is_no_flag() {
        let source = "fn visit() {
    let mine = next.load(SeqCst);
    while called.load(SeqCst) != mine { yield_now(); }
}";
        let script = Script::new(source, 3)
            .object("atomic", (99, 1))
            .act(1, "load", (2, 21))
            .reads("0")
            .act(2, "store", (98, 1))
            .writes("1")
            .object("atomic", (99, 2))
            .act(1, "load", (3, 18))
            .reads("5")
            .times(9)
            .ends(End::Livelock);
        check(&script, Livelock, None);
    }

    #[test]
    fn two_that_wait_for_one_lock_took_no_two_in_different_orders() {
        let script = Script::new(TWO_LOCKS, 3)
            .object("rwlock", (2, 13))
            .blocked(1, "read", Some(0), &[2], (5, 18), None)
            .blocked(2, "write", Some(0), &[1], (7, 18), None)
            .ends(End::Deadlock);
        check(&script, Deadlock, None);
    }
}
