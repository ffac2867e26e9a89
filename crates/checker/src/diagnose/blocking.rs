//! Rules about threads that wait for ever.

use model::report::{Blocked, Step};

use super::{Case, Diagnosis, found, is_lock};
use crate::report::Verdict;

/// Threads that each hold a lock and wait for the next one's.
pub(super) fn lock_order(case: &Case<'_>) -> Option<Diagnosis> {
    let cycle = lock_cycle(case.blocked())?;
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
            if is_outside && ((case.verdict == Verdict::Livelock && goes_on) || waits_in_a_loop) {
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

/// A thread waits for a wakeup that came too early, or never.
pub(super) fn lost_wakeup(case: &Case<'_>) -> Option<Diagnosis> {
    if case.verdict != Verdict::Deadlock {
        return None;
    }
    // Barriers and once-cells are waited for by the same name.
    let is_condvar =
        |object: Option<u32>| object.is_some_and(|object| case.class(object) == "condvar");
    let is_waiter = |blocked: &Blocked| {
        blocked.op == "park" || (blocked.op == "wait" && is_condvar(blocked.object))
    };
    let waiters: Vec<&Blocked> = case
        .blocked()
        .iter()
        .filter(|blocked| is_waiter(blocked))
        .collect();
    let waiter = *waiters.first()?;
    // Where others wait for a message, or for a lock that a waiter holds, or where somebody panicked, the missing
    // wakeup is the effect of something else.
    let is_held_by_waiter = |blocked: &Blocked| {
        blocked
            .waits_for
            .iter()
            .any(|holder| waiters.iter().any(|waiter| waiter.thread == *holder))
    };
    let others_explain = case
        .blocked()
        .iter()
        .any(|blocked| match blocked.op.as_str() {
            "join" => false,
            op if is_lock(op) => is_held_by_waiter(blocked),
            _ => !is_waiter(blocked),
        });
    if others_explain || case.steps().iter().any(|step| step.op == "panic") {
        return None;
    }
    let who = case.thread(waiter.thread);
    let line = case.at_line(waiter.place.as_ref());
    if waiter.op == "park" {
        return found("lost-wakeup", parked_sentence(case, waiter, who, &line));
    }
    let bell = waiter
        .object
        .map_or("the condition variable", |object| case.object(object));
    let calls = |op: &'static str| {
        case.steps()
            .iter()
            .rfind(move |step| step.object == waiter.object && step.op == op)
    };
    let Some(last) = calls("notify_all")
        .into_iter()
        .chain(calls("notify_one"))
        .max_by_key(|step| step.n)
    else {
        return found(
            "lost-wakeup",
            format!(
                "{who} waits on `{bell}`{line}, and nobody notified it. A waiter sleeps until it is told."
            ),
        );
    };
    // With several waiters it may be the choice of the woken one that is wrong; that is another mistake.
    let n_waiters = waiters
        .iter()
        .filter(|other| other.object == waiter.object)
        .count();
    if n_waiters > 1 && last.op == "notify_one" && last.value.is_none() {
        return None;
    }
    found(
        "lost-wakeup",
        format!(
            "{} notified `{bell}`{} before {who} began its wait{line}. A notification is not kept: it wakes who waits \
             at that moment, and {who} was not waiting yet. No other one follows.",
            case.thread(last.thread),
            case.at_line(last.place.as_ref()),
        ),
    )
}

fn parked_sentence(case: &Case<'_>, waiter: &Blocked, who: &str, line: &str) -> String {
    let unpark = case
        .steps()
        .iter()
        .rfind(|step| step.op == "unpark" && step.target == Some(waiter.thread));
    let Some(unpark) = unpark else {
        return format!("{who} is parked{line}, and nobody unparked it.");
    };
    let late: Option<&Step> = case.steps().iter().find(|step| {
        step.n > unpark.n && step.thread == unpark.thread && step.wrote.is_some() && !step.failed
    });
    match late {
        Some(change) => format!(
            "{} unparked {who}{} before it changed `{}`{}. {who} woke up, saw the old value, and parked again{line}. No \
             other unpark follows. The news has to be there before the wakeup.",
            case.thread(unpark.thread),
            case.at_line(unpark.place.as_ref()),
            change
                .object
                .map_or("what it waits for", |object| case.object(object)),
            case.at_line(change.place.as_ref()),
        ),
        None => format!(
            "{} unparked {who}{}, but that wakeup was used up before {who} parked{line}. No other one follows.",
            case.thread(unpark.thread),
            case.at_line(unpark.place.as_ref()),
        ),
    }
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

    const BELL: &str = "fn main() {
    let pair = (Mutex::new(false), Condvar::new());
    pair.1.notify_one();
    pair.1.wait(guard);
}";

    fn bell() -> Script {
        Script::new(BELL, 3)
            .object("condvar", (2, 36))
            .ends(End::Deadlock)
    }

    #[test]
    fn a_notification_that_came_too_early() {
        check_sentence(
            &bell()
                .act(1, "notify_one", (3, 12))
                .act(0, "wait", (4, 12))
                .blocked(0, "wait", Some(0), &[], (4, 12), None),
            Deadlock,
            "lost-wakeup",
            "worker-1 notified `pair.1` at line 3 before main began its wait at line 4. A notification is not kept: it \
             wakes who waits at that moment, and main was not waiting yet. No other one follows.",
        );
    }

    #[test]
    fn a_notification_that_never_came() {
        check_sentence(
            &bell()
                .act(0, "wait", (4, 12))
                .blocked(0, "wait", Some(0), &[], (4, 12), None),
            Deadlock,
            "lost-wakeup",
            "main waits on `pair.1` at line 4, and nobody notified it. A waiter sleeps until it is told.",
        );
    }

    #[test]
    fn a_missing_wakeup_with_another_cause_is_not_named() {
        let waits = || {
            bell()
                .act(0, "wait", (4, 12))
                .blocked(0, "wait", Some(0), &[], (4, 12), None)
        };
        check(&waits().act(1, "panic", (3, 5)), Deadlock, None);
        check(
            &waits().blocked(1, "lock", None, &[0], (4, 5), None),
            Deadlock,
            None,
        );
        let two =
            waits()
                .act(1, "notify_one", (3, 12))
                .blocked(2, "wait", Some(0), &[], (4, 12), None);
        check(&two, Deadlock, None);
    }

    #[test]
    fn an_unpark_before_the_news() {
        let source = "fn main() {
    let ready = AtomicBool::new(false);
    worker.unpark();
    ready.store(true, SeqCst);
    thread::park();
}";
        let script = Script::new(source, 2)
            .on_none()
            .act(0, "unpark", (3, 12))
            .target(1)
            .act(1, "park", (5, 5))
            .object("atomic", (2, 17))
            .act(1, "load", (9, 9))
            .reads("false")
            .act(0, "store", (4, 11))
            .writes("true")
            .blocked(1, "park", None, &[], (5, 5), None)
            .ends(End::Deadlock);
        check_sentence(
            &script,
            Deadlock,
            "lost-wakeup",
            "main unparked worker-1 at line 3 before it changed `ready` at line 4. worker-1 woke up, saw the old value, \
             and parked again at line 5. No other unpark follows. The news has to be there before the wakeup.",
        );
    }
}
