//! Rules about a return from a wait that is taken for the news itself: one that nobody caused, or one that came of a
//! notification that was for somebody else.

use model::report::Step;

use super::locking::held;
use super::{Case, Diagnosis, found, is_lock, is_unlock};
use crate::report::Verdict;

/// A waiter took its return from `wait` or `park` for the news itself.
pub(super) fn spurious_wakeup(case: &Case<'_>) -> Option<Diagnosis> {
    if !case.outcome?.spurious {
        return None;
    }
    let wakes = || case.steps().iter().filter(|step| is_unfounded_wake(step));
    // Who goes back to sleep has looked again, and did nothing wrong.
    let sleeps_again = |wake: &Step| {
        case.steps()
            .iter()
            .find(|step| {
                step.thread == wake.thread
                    && step.n > wake.n
                    && matches!(
                        step.op.as_str(),
                        "wait" | "park" | "end" | "panic" | "unlock"
                    )
            })
            .is_some_and(|step| matches!(step.op.as_str(), "wait" | "park"))
    };
    let step = wakes()
        .find(|step| !sleeps_again(step))
        .or_else(|| wakes().next())?;
    let thread = case.thread(step.thread);
    let line = case.at_line(step.place.as_ref());
    let is_condvar = step
        .object
        .is_some_and(|object| case.class(object) == "condvar");
    if is_condvar
        && case
            .token(step.place.as_ref())
            .is_some_and(|wait| case.text.is_under_if(wait))
    {
        return found(
            "if-instead-of-while",
            format!(
                "{thread} came back from its wait{line} although what it waits for was not yet true, and went on \
                 without looking again: an `if` looks once. A wait may end for no reason."
            ),
        );
    }
    let call = if is_condvar { "wait" } else { "park" };
    found(
        "spurious-wakeup",
        format!(
            "{thread} came back from `{call}`{line} although nobody had woken it, and went on as if somebody had. \
             `{call}` may return for no reason: what it waits for has to be looked at again."
        ),
    )
}

/// A waiter was told, took that for the news itself, and stumbled over what was not there.
///
/// It asks for a wait under an `if`, and for a panic under the same hold of the lock. That what was waited for was not
/// there is proved in two ways: nobody had the lock since the waiter looked, so what it saw was still so; or the last one
/// who had it came in by the same line, and took what was there.
pub(super) fn if_instead_of_while(case: &Case<'_>) -> Option<Diagnosis> {
    if !matches!(case.verdict, Verdict::Race | Verdict::Panic) {
        return None;
    }
    let steps = case.steps();
    let mut panics = steps
        .iter()
        .enumerate()
        .filter(|(_, step)| step.op == "panic" && case.line(step.place.as_ref()).is_some());
    panics.find_map(|(idx, panic)| blind(case, idx, panic))
}

/// The diagnosis, if the panic comes of a wait that its thread went on from without a look.
fn blind(case: &Case<'_>, idx: usize, panic: &Step) -> Option<Diagnosis> {
    let steps = case.steps();
    let is_poison = panic
        .value
        .as_deref()
        .is_some_and(|message| message.contains("PoisonError"));
    let woken = steps[..idx]
        .iter()
        .rposition(|step| step.thread == panic.thread)
        .filter(|&woken| steps[woken].op == "wake" && steps[woken].value.is_none() && !is_poison)?;
    let is_own = |step: &Step| step.thread == panic.thread;
    let begin = steps[..woken].iter().rposition(|step| {
        is_own(step) && step.op == "wait" && step.object == steps[woken].object
    })?;
    let wait = case.token(steps[begin].place.as_ref())?;
    let look = case.text.look_before(wait)?;
    let sees_all = !look
        .tokens
        .clone()
        .any(|idx| matches!(case.text.text(idx), "load" | "try_recv" | "now" | "elapsed"));
    // A condition that does not look through the guard may look at something that the lock does not protect.
    let guard = case.text.group_after(wait)?.start + 1;
    let by_guard = look
        .tokens
        .clone()
        .any(|idx| case.text.text(idx) == case.text.text(guard));
    let sees_all = sees_all && by_guard;
    if !case.text.is_under_if(wait) || case.text.text(wait) != "wait" || !sees_all {
        return None;
    }
    let entry = held(steps, panic.thread, begin).into_iter().next_back()?;
    // Who comes back from a wait has the lock too.
    let takes = |at: usize| {
        let step = &steps[at];
        match step.op.as_str() {
            op if is_lock(op) => step.object == entry.object,
            "wake" => held(steps, step.thread, at)
                .iter()
                .any(|lock| lock.object == entry.object),
            _ => false,
        }
    };
    let last = (begin..woken).rfind(|&at| !is_own(&steps[at]) && takes(at));
    let reason = match last {
        None => "nobody had changed anything since it looked".to_owned(),
        Some(at) => {
            let other = &steps[at];
            let next = steps[at + 1..]
                .iter()
                .find(|step| step.thread == other.thread && step.object == entry.object)?;
            let is_same_way = other.place == entry.place
                || other.op == "wake" && other.place == steps[woken].place;
            let waits = steps[at + 1..woken]
                .iter()
                .any(|step| step.thread == other.thread && step.op == "wait");
            (is_same_way && !waits && is_unlock(&next.op) && next.n < steps[woken].n)
                .then_some(())?;
            format!(
                "{} was there too, and was quicker",
                case.thread(other.thread)
            )
        }
    };
    found(
        "if-instead-of-while",
        format!(
            "{} came back from its wait{} because somebody notified it, but what it waited for was not there: {reason}. \
             It went on without looking again: an `if` looks once.",
            case.thread(panic.thread),
            case.at_line(steps[begin].place.as_ref()),
        ),
    )
}

/// A return from a wait that nobody caused. A notification that nobody heard reads much the same.
fn is_unfounded_wake(step: &Step) -> bool {
    let is_told = step
        .value
        .as_deref()
        .is_some_and(|value| value.contains("spurious") || value.contains("nobody woke"));
    !step.op.starts_with("notify") && (is_told || step.op.contains("spurious"))
}

#[cfg(test)]
mod tests {
    use crate::diagnose::fixture::{Script, check, check_sentence};
    use crate::report::Verdict::Race;

    #[test]
    fn a_park_that_nobody_ended() {
        let source = "fn main() {\n    thread::park();\n    let ready = flag.load(SeqCst);\n}";
        let script = Script::new(source, 2)
            .spurious()
            .on_none()
            .act(0, "park", (2, 13))
            .reads("spurious wakeup");
        check(&script, Race, Some("spurious-wakeup"));
        check(
            &Script::new(source, 2).on_none().act(0, "park", (2, 13)),
            Race,
            None,
        );
    }

    #[test]
    fn a_wait_under_an_if() {
        for (keyword, name) in [("if", "if-instead-of-while"), ("while", "spurious-wakeup")] {
            let source = format!(
                "fn take() {{\n    {keyword} queue.is_empty() {{\n        q = bell.wait(q).unwrap();\n    }}\n}}"
            );
            let script = Script::new(source.leak(), 2)
                .spurious()
                .object("condvar", (1, 1))
                .act(1, "wait", (3, 18))
                .reads("spurious wakeup");
            check(&script, Race, Some(name));
        }
    }

    #[test]
    fn who_sleeps_again_is_not_to_blame() {
        let source = "fn put() {
    while full {
        q = bell.wait(q).unwrap();
    }
    bell.notify_one();
}
fn take() {
    if empty {
        q = bell.wait(q).unwrap();
    }
}";
        let script = Script::new(source, 3)
            .spurious()
            .object("condvar", (1, 1))
            .act(2, "notify_one", (5, 10))
            .reads("nobody waits")
            .act(1, "wait", (3, 18))
            .act(1, "wake", (3, 18))
            .reads("spuriously")
            .act(1, "wait", (3, 18))
            .act(2, "wait", (9, 18))
            .act(2, "wake", (9, 18))
            .reads("spuriously")
            .act(2, "panic", (9, 18));
        check_sentence(
            &script,
            Race,
            "if-instead-of-while",
            "worker-2 came back from its wait at line 9 although what it waits for was not yet true, and went on \
             without looking again: an `if` looks once. A wait may end for no reason.",
        );
    }

    const SAVAGES: &str = "fn eat() {
    let mut left = pot.lock().unwrap();
    if *left == 0 {
        left = filled.wait(left).unwrap();
    }
    *left = left.checked_sub(1).expect(\"some\");
}
fn cook() { *pot.lock().unwrap() += 1; filled.notify_all(); }
fn look() { if *left == 0 && !ready.load(S) { left = filled.wait(left); } }
fn again() { while *left == 0 { left = filled.wait(left); } }
fn hidden() { if self.is_empty() { left = filled.wait(left); } }";

    /// Worker 1 waits there and is told; worker 2 takes the lock there in between.
    fn savages(wait: (u32, u32), between: Option<(u32, u32)>) -> Script {
        let mut script = Script::new(SAVAGES, 3)
            .object("mutex", (99, 1))
            .object("condvar", (99, 2))
            .on(0)
            .act(1, "lock", (2, 24))
            .on(1)
            .act(1, "wait", wait)
            .on(0);
        if let Some(at) = between {
            script = script.act(2, "lock", at).act(2, "unlock", at);
        }
        script
            .on(1)
            .act(0, "notify_all", (8, 49))
            .reads("1 waiting")
            .act(1, "wake", wait)
            .on_none()
            .act(1, "panic", (6, 32))
            .reads("some")
    }

    #[test]
    fn woken_for_nothing_and_gone_on() {
        check_sentence(
            &savages((4, 23), None),
            Race,
            "if-instead-of-while",
            "worker-1 came back from its wait at line 4 because somebody notified it, but what it waited for was not \
             there: nobody had changed anything since it looked. It went on without looking again: an `if` looks once.",
        );
        check_sentence(
            &savages((4, 23), Some((2, 24))),
            Race,
            "if-instead-of-while",
            "worker-1 came back from its wait at line 4 because somebody notified it, but what it waited for was not \
             there: worker-2 was there too, and was quicker. It went on without looking again: an `if` looks once.",
        );
    }

    #[test]
    fn a_panic_after_a_wait_that_may_have_been_answered() {
        // Somebody else changed something, perhaps what was waited for.
        check(&savages((4, 23), Some((8, 18))), Race, None);
        // It may look at something that no lock protects; it looks again.
        check(&savages((9, 61), None), Race, None);
        check(&savages((11, 50), None), Race, None);
        check(&savages((10, 47), None), Race, None);
        // It had let go of the lock before.
        let other = Script::new(SAVAGES, 2)
            .object("condvar", (99, 2))
            .act(1, "wait", (4, 23))
            .act(1, "wake", (4, 23))
            .object("mutex", (99, 1))
            .act(1, "unlock", (7, 1))
            .act(1, "panic", (6, 32));
        check(&other, Race, None);
    }
}
