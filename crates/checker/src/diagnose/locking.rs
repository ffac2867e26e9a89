//! Rules about locks that are taken and protect nothing, and about wakeups that go to the wrong sleeper.

use model::report::{Blocked, Step};

use super::{Case, Diagnosis, found, is_lock, is_unlock};
use crate::report::Verdict;

/// Two threads get in each other's way on one value, each under a lock of its own.
///
/// It asks for a lock held from the read to the write, a write of another thread between them under another lock,
/// and no lock that both held.
pub(super) fn lock_not_shared(case: &Case<'_>) -> Option<Diagnosis> {
    if !matches!(case.verdict, Verdict::Race | Verdict::WrongAnswer) {
        return None;
    }
    let steps = case.steps();
    for (idx, write) in steps.iter().enumerate() {
        let is_write = |step: &Step| step.wrote.is_some() && !step.failed;
        if !is_write(write) || write.object.is_none() {
            continue;
        }
        let is_here = |step: &Step| step.object == write.object;
        let Some(read_idx) = steps[..idx]
            .iter()
            .rposition(|step| is_here(step) && step.thread == write.thread && step.op == "load")
        else {
            continue;
        };
        let between = (read_idx..idx).find(|&at| {
            is_here(&steps[at]) && is_write(&steps[at]) && steps[at].thread != write.thread
        });
        let Some(between) = between else { continue };
        let own: Vec<&Step> = held(steps, write.thread, idx)
            .into_iter()
            .filter(|lock| lock.n < steps[read_idx].n)
            .collect();
        let others = held(steps, steps[between].thread, between);
        let is_shared = own
            .iter()
            .any(|lock| others.iter().any(|other| other.object == lock.object));
        let (Some(lock), Some(other)) = (own.first(), others.first()) else {
            continue;
        };
        if is_shared {
            continue;
        }
        let value = write
            .object
            .map_or("the value", |object| case.object(object));
        return found(
            "lock-not-shared",
            format!(
                "{} held a lock (taken{}) while it read and wrote `{value}`, and {} held another one (taken{}) while it \
                 changed `{value}` in between. Two different locks keep nobody out: what one lock protects must be \
                 touched under that lock alone.",
                case.thread(write.thread),
                case.at_line(lock.place.as_ref()),
                case.thread(steps[between].thread),
                case.at_line(other.place.as_ref()),
            ),
        );
    }
    None
}

/// The steps at which `thread` took the locks that it holds before step `end`.
pub(super) fn held(steps: &[Step], thread: u32, end: usize) -> Vec<&Step> {
    let mut held: Vec<&Step> = Vec::new();
    for step in steps[..end].iter().filter(|step| step.thread == thread) {
        if is_lock(&step.op) && !step.failed {
            held.push(step);
        } else if is_unlock(&step.op) {
            held.retain(|lock| lock.object != step.object);
        }
    }
    held
}

/// A guard that has no name dies at the end of its statement, which has nothing else to do.
///
/// The text shows the statement, the trace that the very next thing that the thread does is to let go.
pub(super) fn guard_dropped_at_once(case: &Case<'_>) -> Option<Diagnosis> {
    if case.verdict != Verdict::Race {
        return None;
    }
    let lock = case.steps().iter().find(|step| {
        let next = case
            .steps()
            .iter()
            .find(|next| next.thread == step.thread && next.n > step.n);
        is_lock(&step.op)
            && next.is_some_and(|next| is_unlock(&next.op) && next.object == step.object)
            && case
                .token(step.place.as_ref())
                .is_some_and(|at| case.text.drops_guard_at_once(at))
    })?;
    let mutex = lock.object.map_or("the lock", |object| case.object(object));
    found(
        "guard-dropped-at-once",
        format!(
            "{} takes the lock of `{mutex}`{}, but doesn't keep the guard, so the lock is let go in the same statement. \
             The lines after it run without the lock.",
            case.thread(lock.thread),
            case.at_line(lock.place.as_ref()),
        ),
    )
}

/// Work that had taken its share panicked before it gave it back, and others wait for it.
///
/// Who panicked had come in by the same line as who waits, let go of the lock, and never came back to it.
pub(super) fn permit_lost(case: &Case<'_>) -> Option<Diagnosis> {
    if case.verdict != Verdict::Deadlock {
        return None;
    }
    let steps = case.steps();
    for waiter in case.blocked().iter().filter(|blocked| blocked.op == "wait") {
        let Some(entry) = steps
            .iter()
            .rfind(|step| step.thread == waiter.thread && is_lock(&step.op))
        else {
            continue;
        };
        let is_entry = |step: &Step| {
            is_lock(&step.op) && step.object == entry.object && step.place == entry.place
        };
        for panic in steps
            .iter()
            .filter(|step| step.op == "panic" && step.thread != waiter.thread)
        {
            let own = || steps.iter().filter(|step| step.thread == panic.thread);
            let came_in = own().rfind(|step| step.n < panic.n && is_lock(&step.op));
            let is_outside = held(steps, panic.thread, panic.n as usize - 1).is_empty();
            let came_back = own().any(|step| step.n > panic.n && is_lock(&step.op));
            let told =
                own().any(|step| step.object == waiter.object && step.op.starts_with("notify"));
            if !came_in.is_some_and(is_entry) || !is_outside || came_back || told {
                continue;
            }
            return found(
                "permit-lost",
                format!(
                    "{} took its share at line {}, and then panicked. What it took was never given back, so {} waits{} \
                     for ever.",
                    case.thread(panic.thread),
                    case.line(entry.place.as_ref())?,
                    case.thread(waiter.thread),
                    case.at_line(waiter.place.as_ref()),
                ),
            );
        }
    }
    None
}

/// `notify_one` woke a thread that had no use for it, and went back to sleep; those it was meant for still sleep.
pub(super) fn wrong_waiter_woken(case: &Case<'_>) -> Option<Diagnosis> {
    if case.verdict != Verdict::Deadlock {
        return None;
    }
    let waits = |blocked: &&Blocked| {
        blocked.op == "wait"
            && blocked
                .object
                .is_some_and(|object| case.class(object) == "condvar")
    };
    let first = case.blocked().iter().find(waits)?;
    // Waiters at one place wait for the same thing, and any of them would do.
    let other = case
        .blocked()
        .iter()
        .filter(waits)
        .find(|other| other.object == first.object && other.place != first.place)?;
    if case.steps().iter().any(|step| step.op == "panic") {
        return None;
    }
    let last = case.steps().iter().rfind(|step| {
        step.object == first.object && matches!(step.op.as_str(), "notify_one" | "notify_all")
    })?;
    // The one that was woken went to sleep again at once, and the other one slept all the time.
    let own = |blocked: &Blocked| {
        let thread = blocked.thread;
        case.steps()
            .iter()
            .filter(move |step| step.thread == thread)
    };
    let [woken, still] = [[first, other], [other, first]]
        .into_iter()
        .find(|[woken, still]| {
            let mut after = own(woken)
                .filter(|step| step.n > last.n)
                .map(|step| step.op.as_str());
            let slept = own(still).rfind(|step| step.op == "wait");
            last.target == Some(woken.thread)
                && (after.next(), after.next(), after.next()) == (Some("wake"), Some("wait"), None)
                && slept.is_some_and(|wait| wait.n < last.n && wait.object == first.object)
        })?;
    if last.op != "notify_one" {
        return None;
    }
    let bell = first
        .object
        .map_or("the condition variable", |object| case.object(object));
    found(
        "wrong-waiter-woken",
        format!(
            "{} and {} both sleep on `{bell}`, but wait for different things{}{}. {} called `notify_one`{}, which wakes \
             only one of those who sleep, and it was not one who could go on.",
            case.thread(woken.thread),
            case.thread(still.thread),
            case.at_line(woken.place.as_ref()),
            case.line(still.place.as_ref())
                .map(|line| format!(" and at line {line}"))
                .unwrap_or_default(),
            case.thread(last.thread),
            case.at_line(last.place.as_ref()),
        ),
    )
}

#[cfg(test)]
mod tests {
    use model::report::End;

    use crate::diagnose::fixture::{Script, check, check_sentence};
    use crate::report::Verdict::{Deadlock, Race};

    const TWO_LOCKS: &str = "fn work(lock: &Mutex<()>, counter: &AtomicU32) {
    let _guard = lock.lock().unwrap();
    let seen = counter.load(SeqCst);
    counter.store(seen + 1, SeqCst);
}
fn main() { let counter = AtomicU32::new(0); }";

    /// Worker 1 takes the mutex `1`, worker 2 the mutex `other`, and both add one.
    fn both_add(other: u32) -> Script {
        Script::new(TWO_LOCKS, 3)
            .object("atomic", (6, 27))
            .object("mutex", (1, 1))
            .object("mutex", (1, 1))
            .on(1)
            .act(1, "lock", (2, 23))
            .on(other)
            .act(2, "lock", (2, 23))
            .on(0)
            .act(1, "load", (3, 24))
            .reads("0")
            .act(2, "load", (3, 24))
            .reads("0")
            .act(2, "store", (4, 13))
            .writes("1")
            .act(1, "store", (4, 13))
            .writes("1")
    }

    #[test]
    fn each_has_a_lock_of_its_own() {
        check_sentence(
            &both_add(2),
            Race,
            "lock-not-shared",
            "worker-1 held a lock (taken at line 2) while it read and wrote `counter`, and worker-2 held another one \
             (taken at line 2) while it changed `counter` in between. Two different locks keep nobody out: what one \
             lock protects must be touched under that lock alone.",
        );
    }

    #[test]
    fn a_lock_that_both_take_is_shared() {
        check(&both_add(1), Race, Some("lost-update"));
    }

    #[test]
    fn a_lock_let_go_before_is_not_held() {
        let script = Script::new(TWO_LOCKS, 3)
            .object("atomic", (6, 27))
            .object("mutex", (1, 1))
            .act(1, "lock", (2, 23))
            .act(1, "unlock", (2, 23))
            .on(0)
            .act(1, "load", (3, 24))
            .reads("0")
            .act(2, "store", (4, 13))
            .writes("1")
            .act(1, "store", (4, 13))
            .writes("1");
        check(&script, Race, Some("lost-update"));
    }

    fn one_lock(source: &'static str) -> Script {
        Script::new(source, 2)
            .object("mutex", (1, 6))
            .act(1, "lock", (2, 7))
            .act(1, "unlock", (2, 7))
            .act(1, "print", (3, 5))
    }

    #[test]
    fn a_guard_without_a_name() {
        for source in [
            "fn f(m: &M) {\n    m.lock().unwrap();\n    println!();\n}",
            "fn f(m: &M) {\n    m.lock().expect(\"sound\");\n    println!();\n}",
        ] {
            check(&one_lock(source), Race, Some("guard-dropped-at-once"));
        }
        for source in [
            "fn f(m: &M) {\n    m.lock().unwrap().push(1);\n    println!();\n}",
            "fn f(m: &M) {\n    m.lock().unwrap() += 1;\n    println!();\n}",
            "fn f(m: &M) {\n    m.lock().unwrap()\n}",
        ] {
            check(&one_lock(source), Race, None);
        }
    }

    const ONE_BELL: &str = "fn put(bell: &Condvar) {
    g = bell.wait(g);
    bell.notify_one();
}
fn take(bell: &Condvar) {
    g = bell.wait(g);
}";

    /// Worker 2 sleeps; worker 1 sleeps, is told by main, and sleeps again.
    fn one_bell(second_wait: (u32, u32)) -> Script {
        Script::new(ONE_BELL, 3)
            .object("condvar", (1, 8))
            .act(1, "wait", (6, 14))
            .act(2, "wait", second_wait)
            .act(0, "notify_one", (3, 10))
            .target(1)
            .act(1, "wake", (6, 14))
            .act(1, "wait", (6, 14))
            .blocked(1, "wait", Some(0), &[], (6, 14), None)
            .blocked(2, "wait", Some(0), &[], second_wait, None)
            .ends(End::Deadlock)
    }

    #[test]
    fn the_one_that_was_woken_could_not_go_on() {
        check_sentence(
            &one_bell((2, 14)),
            Deadlock,
            "wrong-waiter-woken",
            "worker-1 and worker-2 both sleep on `bell`, but wait for different things at line 6 and at line 2. main \
             called `notify_one` at line 3, which wakes only one of those who sleep, and it was not one who could go \
             on.",
        );
    }

    #[test]
    fn who_went_to_sleep_after_the_call_did_not_miss_it() {
        let script = Script::new(ONE_BELL, 3)
            .object("condvar", (1, 8))
            .act(1, "wait", (6, 14))
            .act(2, "notify_one", (3, 10))
            .target(1)
            .act(2, "wait", (2, 14))
            .act(1, "wake", (6, 14))
            .act(1, "wait", (6, 14))
            .blocked(1, "wait", Some(0), &[], (6, 14), None)
            .blocked(2, "wait", Some(0), &[], (2, 14), None)
            .ends(End::Deadlock);
        check(&script, Deadlock, None);
    }

    #[test]
    fn those_who_wait_for_the_same_are_another_matter() {
        check(&one_bell((6, 14)), Deadlock, None);
    }

    const PERMITS: &str = "fn with(m: &Mutex<u32>) {
    let mut free = m.lock();
    free = bell.wait(free);
    work();
    *m.lock() += 1;
}";

    /// Worker 1 takes a permit and panics; main waits for it.
    fn lost(entry: (u32, u32)) -> Script {
        Script::new(PERMITS, 2)
            .object("mutex", (1, 9))
            .act(1, "lock", entry)
            .act(1, "unlock", entry)
            .act(1, "panic", (4, 5))
            .act(0, "lock", (2, 22))
            .object("condvar", (1, 9))
            .act(0, "wait", (3, 17))
            .blocked(0, "wait", Some(1), &[], (3, 17), None)
            .ends(End::Deadlock)
    }

    #[test]
    fn a_panic_takes_a_permit_with_it() {
        check_sentence(
            &lost((2, 22)),
            Deadlock,
            "permit-lost",
            "worker-1 took its share at line 2, and then panicked. What it took was never given back, so main waits at \
             line 3 for ever.",
        );
    }

    #[test]
    fn who_gave_it_back_before_the_panic_took_nothing_along() {
        check(&lost((5, 8)), Deadlock, None);
        check(&lost((2, 22)).on(0).act(1, "lock", (5, 8)), Deadlock, None);
    }
}
