//! The rule about a return from a wait that nobody caused, taken for the news itself.

use model::report::Step;

use super::{Case, Diagnosis, found};

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
}
