//! Rules about what came between two steps that the learner took for one.

use model::report::{End, Step};

use super::{Case, Diagnosis, found, is_unlock};
use crate::report::Verdict;

/// Two steps of one thread on one object, with a step of another thread between them.
struct Torn<'a> {
    first: &'a Step,
    between: &'a Step,
    second: &'a Step,
}

/// A thread writes a value that it made from an older one; what others wrote in between is gone.
pub(super) fn lost_update(case: &Case<'_>) -> Option<Diagnosis> {
    if !concerns_values(case.verdict) {
        return None;
    }
    for torn in torn_accesses(case)
        .into_iter()
        .filter(|torn| torn.second.value.is_none())
    {
        if is_same_change(case, &torn) || is_made_from(case, &torn) {
            return found("lost-update", lost_update_sentence(case, &torn));
        }
    }
    for torn in torn_sections(case) {
        let assigns = links(case, &torn).into_iter().any(|(origin, lock)| {
            !case.text.decides(origin, lock) && case.text.assignment_made_from(lock, origin)
        });
        if assigns {
            let (one, other) = (
                case.thread(torn.first.thread),
                case.thread(torn.between.thread),
            );
            let mutex = torn
                .first
                .object
                .map_or("the mutex", |object| case.object(object));
            return found(
                "lost-update",
                format!(
                    "{one} read the value in `{mutex}`{}, let go of the lock, and took it again{} to write a value \
                     made from the old one. {other} had the lock in between, so its update is lost. Reading and \
                     writing must happen under one hold of the lock.",
                    case.at_line(torn.first.place.as_ref()),
                    case.at_line(torn.second.place.as_ref()),
                ),
            );
        }
    }
    None
}

fn lost_update_sentence(case: &Case<'_>, torn: &Torn<'_>) -> String {
    let (one, other) = (
        case.thread(torn.first.thread),
        case.thread(torn.between.thread),
    );
    let object = torn.first.object.map_or("it", |object| case.object(object));
    let read = torn.first.value.as_deref().unwrap_or("a value");
    let other_read = reads_before(case, torn.between).and_then(|step| step.value.as_deref());
    if other_read == torn.first.value.as_deref() && torn.between.value.is_none() {
        return format!(
            "Both {one} and {other} read {read} from `{object}` before either wrote, so one update is lost. Reading \
             and writing must be one step."
        );
    }
    let wrote = torn.between.wrote.as_deref().unwrap_or("another value");
    format!(
        "{one} read {read} from `{object}`, then {other} changed it to {wrote}, then {one} wrote a value made from the \
         {read} it had read. The update by {other} is lost. Reading and writing must be one step."
    )
}

/// A thread decides by a value, and acts later, when the value may have changed.
pub(super) fn check_then_act(case: &Case<'_>) -> Option<Diagnosis> {
    if !concerns_values(case.verdict) {
        return None;
    }
    let mut candidates = torn_accesses(case);
    candidates.extend(torn_sections(case));
    for torn in candidates {
        let decides = links(case, &torn)
            .into_iter()
            .any(|(origin, act)| case.text.decides(origin, act));
        if decides {
            let (one, other) = (
                case.thread(torn.first.thread),
                case.thread(torn.between.thread),
            );
            let object = torn.first.object.map_or("it", |object| case.object(object));
            return found(
                "check-then-act",
                format!(
                    "{one} looked at `{object}`{}, and acted on what it had seen{}. In between, {other} got at \
                     `{object}`{}, so what {one} had seen was no longer true. Checking and acting must be one step.",
                    case.at_line(torn.first.place.as_ref()),
                    case.at_line(torn.second.place.as_ref()),
                    case.at_line(torn.between.place.as_ref()),
                ),
            );
        }
    }
    None
}

/// The order of results is the order in which threads happened to finish.
pub(super) fn completion_order(case: &Case<'_>) -> Option<Diagnosis> {
    if case.verdict != Verdict::Race {
        return None;
    }
    let bad = case.outcome?;
    let reordered = bad.message.as_deref().is_some_and(message_shows_two_orders)
        || case.exploration.outcomes.iter().any(|other| {
            is_reordered(bad.stdout.lines(), other.stdout.lines())
                || match (&bad.returned, &other.returned) {
                    (Some(one), Some(two)) => is_reordered(elements(one), elements(two)),
                    _ => false,
                }
        });
    // Where the same results in the same order were right in another schedule, the order is not what is wrong.
    let is_right_elsewhere = case.exploration.outcomes.iter().any(|other| {
        other.end == End::Ok && (&other.stdout, &other.returned) == (&bad.stdout, &bad.returned)
    });
    if !reordered || (is_right_elsewhere && bad.end != End::Ok && !bad.stdout.is_empty()) {
        return None;
    }
    // The object where the threads met in that order.
    let meeting = |op: &str| matches!(op, "send" | "try_send" | "lock" | "write" | "print");
    let workers_at = |object: u32| -> Vec<u32> {
        let mut seen = Vec::new();
        for step in case.steps() {
            if step.object == Some(object)
                && step.thread != 0
                && meeting(&step.op)
                && !seen.contains(&step.thread)
            {
                seen.push(step.thread);
            }
        }
        seen
    };
    let objects = case.trace?.objects.len() as u32;
    let (object, arrivals) = (0..objects)
        .map(|object| (object, workers_at(object)))
        .find(|(_, arrivals)| !arrivals.is_sorted())?;
    let (first, later) = arrivals
        .windows(2)
        .find(|pair| pair[0] > pair[1])
        .map(|pair| (pair[0], pair[1]))?;
    let at = match case.class(object) {
        "stdout" | "stderr" => "printed".to_owned(),
        "channel" => format!(
            "sent to `{}`",
            crate::naming::end_of_channel(case.object(object), "send")
        ),
        _ => format!("got to `{}`", case.object(object)),
    };
    found(
        "completion-order",
        format!(
            "{} {at} before {} did, so the results came in another order. Threads finish in any order; which one was \
             started first says nothing.",
            case.thread(first),
            case.thread(later),
        ),
    )
}

fn concerns_values(verdict: Verdict) -> bool {
    matches!(
        verdict,
        Verdict::Race | Verdict::TimingDependent | Verdict::Panic | Verdict::WrongAnswer
    )
}

/// Reads of an atomic, followed by a write of the same thread, with another thread's write between.
fn torn_accesses<'a>(case: &Case<'a>) -> Vec<Torn<'a>> {
    let steps = case.steps();
    let mut torn = Vec::new();
    for (idx, second) in steps.iter().enumerate().filter(|(_, step)| writes(step)) {
        let is_here = |step: &&Step| step.object == second.object && step.object.is_some();
        let Some(first_idx) = steps[..idx]
            .iter()
            .rposition(|step| is_here(&step) && step.thread == second.thread && step.op == "load")
        else {
            continue;
        };
        let between = steps[first_idx..idx]
            .iter()
            .filter(is_here)
            .rfind(|step| writes(step));
        if let Some(between) = between.filter(|step| step.thread != second.thread) {
            torn.push(Torn {
                first: &steps[first_idx],
                between,
                second,
            });
        }
    }
    torn
}

/// Two critical sections of one thread on one lock, with one of another thread between.
fn torn_sections<'a>(case: &Case<'a>) -> Vec<Torn<'a>> {
    let steps = case.steps();
    let takes = |step: &Step| matches!(step.op.as_str(), "lock" | "read" | "write");
    let mut torn = Vec::new();
    for (idx, second) in steps.iter().enumerate().filter(|(_, step)| takes(step)) {
        let is_here = |step: &Step| step.object == second.object && step.object.is_some();
        let Some(first_idx) = steps[..idx]
            .iter()
            .rposition(|step| is_here(step) && step.thread == second.thread && takes(step))
        else {
            continue;
        };
        let Some(released) = steps[first_idx..idx]
            .iter()
            .position(|step| is_here(step) && step.thread == second.thread && is_unlock(&step.op))
        else {
            continue;
        };
        let between = steps[first_idx + released..idx].iter().find(|step| {
            is_here(step)
                && step.thread != second.thread
                && matches!(step.op.as_str(), "lock" | "write")
                // Who only looks changes nothing.
                && !case
                    .token(step.place.as_ref())
                    .is_some_and(|lock| case.text.only_looks(lock))
        });
        if let Some(between) = between {
            torn.push(Torn {
                first: &steps[first_idx],
                between,
                second,
            });
        }
    }
    torn
}

fn writes(step: &Step) -> bool {
    step.wrote.is_some() && !step.failed
}

fn links(case: &Case<'_>, torn: &Torn<'_>) -> Vec<(usize, usize)> {
    match (
        case.token(torn.first.place.as_ref()),
        case.token(torn.second.place.as_ref()),
    ) {
        (Some(first), Some(second)) => {
            // `store(load() + 1)`: the read stands inside the write's own arguments.
            let mut links = case.text.links(first, second);
            if links.is_empty() && case.text.argument_made_from(second, first) {
                links.push((first, second));
            }
            links
        }
        _ => Vec::new(),
    }
}

/// The text says that the written value is made from the value read.
fn is_made_from(case: &Case<'_>, torn: &Torn<'_>) -> bool {
    links(case, torn)
        .into_iter()
        .any(|(origin, store)| case.text.argument_made_from(store, origin))
}

/// Both threads added the same to what each had read: the numbers say it where the text cannot be followed.
fn is_same_change(case: &Case<'_>, torn: &Torn<'_>) -> bool {
    // What the text writes out as a number is not made from anything.
    let is_fixed = case
        .token(torn.second.place.as_ref())
        .is_some_and(|store| case.text.first_argument_is_number(store));
    let number = |text: &Option<String>| text.as_deref()?.parse::<i128>().ok();
    let change = |read: &Step, write: &Step| Some(number(&write.wrote)? - number(&read.value)?);
    let own = change(torn.first, torn.second);
    let other = reads_before(case, torn.between).and_then(|read| change(read, torn.between));
    !is_fixed && own.is_some() && own != Some(0) && own == other
}

/// The read that a write goes with: a load by the same thread before it, or the write itself.
fn reads_before<'a>(case: &Case<'a>, write: &'a Step) -> Option<&'a Step> {
    if write.value.is_some() {
        return Some(write);
    }
    case.steps()
        .iter()
        .filter(|step| {
            step.n < write.n && step.thread == write.thread && step.object == write.object
        })
        .rfind(|step| step.op == "load")
}

/// Two bracketed lists in a message (`left: [1, 2]`, `right: [2, 1]`) with the same elements in another order.
fn message_shows_two_orders(message: &str) -> bool {
    let lists: Vec<&str> = message
        .match_indices('[')
        .filter_map(|(open, _)| Some(&message[open..open + message[open..].find(']')? + 1]))
        .collect();
    lists.iter().enumerate().any(|(idx, one)| lists[..idx].iter().any(|two| is_reordered(elements(one), elements(two))))
        // Two printed texts, quoted.
        || {
            let quoted: Vec<&str> = message.split('"').skip(1).step_by(2).collect();
            quoted.iter().enumerate().any(|(idx, one)| {
                quoted[..idx].iter().any(|two| is_reordered(one.split("\\n"), two.split("\\n")))
            })
        }
}

fn elements(list: &str) -> impl Iterator<Item = &str> {
    list.trim_matches(['[', ']', '(', ')'])
        .split(',')
        .map(str::trim)
}

fn is_reordered<'a>(
    one: impl Iterator<Item = &'a str>,
    two: impl Iterator<Item = &'a str>,
) -> bool {
    let (mut one, mut two): (Vec<_>, Vec<_>) = (one.collect(), two.collect());
    if one == two {
        return false;
    }
    one.sort_unstable();
    two.sort_unstable();
    one == two
}

#[cfg(test)]
mod tests {
    use crate::diagnose::fixture::{Script, check, check_sentence};
    use crate::report::Verdict::{Race, WrongAnswer};

    const COUNTER: &str = "fn work(counter: &AtomicU32) {
    let seen = counter.load(Ordering::SeqCst);
    counter.store(seen + 1, Ordering::SeqCst);
}
fn main() { let counter = AtomicU32::new(0); }";

    fn torn_counter() -> Script {
        Script::new(COUNTER, 3)
            .object("atomic", (5, 27))
            .act(1, "load", (2, 24))
            .reads("0")
            .act(2, "load", (2, 24))
            .reads("0")
            .act(1, "store", (3, 13))
            .writes("1")
            .act(2, "store", (3, 13))
            .writes("1")
    }

    #[test]
    fn a_value_made_from_an_old_one_loses_an_update() {
        check_sentence(
            &torn_counter(),
            Race,
            "lost-update",
            "Both worker-2 and worker-1 read 0 from `counter` before either wrote, so one update is lost. Reading and \
             writing must be one step.",
        );
    }

    #[test]
    fn whole_increments_lose_nothing() {
        let script = Script::new(
            "fn main() { let n = AtomicU32::new(0);\n n.fetch_add(1, SeqCst); }",
            3,
        )
        .object("atomic", (1, 21))
        .act(1, "fetch_add", (2, 4))
        .reads("0")
        .writes("1")
        .act(2, "fetch_add", (2, 4))
        .reads("1")
        .writes("2");
        check(&script, WrongAnswer, None);
    }

    #[test]
    fn a_store_that_owes_nothing_to_the_load_is_no_lost_update() {
        let source =
            "fn f(flag: &AtomicU32) {\n    flag.load(SeqCst);\n    flag.store(7, SeqCst);\n}";
        let script = Script::new(source, 3)
            .object("atomic", (1, 1))
            .act(1, "load", (2, 10))
            .reads("0")
            .act(2, "store", (3, 10))
            .writes("7")
            .act(1, "store", (3, 10))
            .writes("7");
        check(&script, Race, None);
    }

    #[test]
    fn overwriting_ones_own_value_loses_nothing() {
        let source = "fn f(n: &AtomicU32) {\n    let seen = n.load(SeqCst);\n    n.store(seen + 1, SeqCst);\n    n.store(seen + 5, SeqCst);\n}";
        let script = Script::new(source, 2)
            .object("atomic", (1, 1))
            .act(1, "load", (2, 18))
            .reads("0")
            .act(1, "store", (3, 7))
            .writes("1")
            .act(1, "store", (4, 7))
            .writes("5");
        check(&script, Race, None);
    }

    fn two_holds(source: &'static str, first: (u32, u32), second: (u32, u32)) -> Script {
        held_between(source, first, second, second)
    }

    fn held_between(
        source: &'static str,
        first: (u32, u32),
        second: (u32, u32),
        between: (u32, u32),
    ) -> Script {
        Script::new(source, 3)
            .object("mutex", (1, 1))
            .act(1, "lock", first)
            .act(1, "unlock", first)
            .act(2, "lock", between)
            .act(2, "unlock", between)
            .act(1, "lock", second)
            .act(1, "unlock", second)
    }

    #[test]
    fn reading_and_writing_under_two_holds_loses_an_update() {
        let source = "fn f(m: &Mutex<u32>) {
    let seen = *m.lock().unwrap();
    let next = seen + 1;
    *m.lock().unwrap() = next;
}";
        check(
            &two_holds(source, (2, 19), (4, 8)),
            Race,
            Some("lost-update"),
        );
    }

    #[test]
    fn deciding_under_one_hold_and_acting_under_another() {
        for (source, first, second) in [
            (
                "fn f(m: &M) {\n    if *m.lock().unwrap() > 3 {\n        *m.lock().unwrap() -= 3;\n    }\n}",
                (2, 11),
                (3, 12),
            ),
            (
                "fn f(m: &M) {\n    let seen = *m.lock().unwrap();\n    if seen < 3 { return; }\n    *m.lock().unwrap() -= 3;\n}",
                (2, 19),
                (4, 8),
            ),
            (
                "fn has(m: &M) -> bool {\n    *m.lock().unwrap() > 3\n}\nfn f(m: &M) {\n    if has(m) {\n        *m.lock().unwrap() -= 3;\n    }\n}",
                (2, 8),
                (6, 12),
            ),
        ] {
            check(
                &two_holds(source, first, second),
                Race,
                Some("check-then-act"),
            );
        }
    }

    #[test]
    fn who_only_looked_in_between_has_changed_nothing() {
        let source = "fn f(m: &M) {
    if *m.lock().unwrap() > 3 {
        *m.lock().unwrap() -= 3;
    }
    let n = m.lock().unwrap().len();
    let guard = m.lock().unwrap();
}";
        for (between, expected) in [
            ((2, 11), None),
            ((5, 15), None),
            ((3, 12), Some("check-then-act")),
            // What is done with a guard is not followed.
            ((6, 19), Some("check-then-act")),
        ] {
            let script = held_between(source, (2, 11), (3, 12), between);
            check(&script, Race, expected);
        }
    }

    #[test]
    fn a_number_that_is_always_the_same_is_set_and_not_counted() {
        let source = "fn visit(state: &AtomicU32) {
    while state.load(SeqCst) != 0 {}
    state.store(1, SeqCst);
}";
        let script = Script::new(source, 3)
            .object("atomic", (99, 1))
            .act(1, "load", (2, 17))
            .reads("0")
            .act(2, "load", (2, 17))
            .reads("0")
            .act(2, "store", (3, 11))
            .writes("1")
            .act(1, "store", (3, 11))
            .writes("1");
        check(&script, Race, Some("check-then-act"));
    }

    #[test]
    fn dropping_a_guard_is_no_call_of_a_destructor() {
        let source = "fn take(m: &M) {
    let mut free = m.lock().unwrap();
    if *free == 0 { return; }
    drop(free);
}
impl Drop for P { fn drop(&mut self) {
    *self.m.lock().unwrap() += 1;
} }";
        check(&two_holds(source, (2, 22), (7, 13)), Race, None);
    }

    #[test]
    fn two_holds_that_do_not_depend_on_each_other_are_fine() {
        let source = "fn f(m: &M) {\n    *m.lock().unwrap() += 1;\n    *m.lock().unwrap() += 2;\n}";
        check(&two_holds(source, (2, 8), (3, 8)), Race, None);
    }

    #[test]
    fn an_atomic_looked_at_and_then_set() {
        let source = "fn f(won: &AtomicBool) {\n    if !won.load(SeqCst) {\n        won.store(true, SeqCst);\n    }\n}";
        let script = Script::new(source, 3)
            .object("atomic", (1, 1))
            .act(1, "load", (2, 13))
            .reads("false")
            .act(2, "load", (2, 13))
            .reads("false")
            .act(2, "store", (3, 13))
            .writes("true")
            .act(1, "store", (3, 13))
            .writes("true");
        check(&script, Race, Some("check-then-act"));
    }

    #[test]
    fn what_made_a_worker_panic_is_told_before_the_panic() {
        use crate::report::Verdict::Panic;

        let script = torn_counter()
            .check_named("all are counted")
            .thread_panics("worker-1", "somebody is inside")
            .panics_at(
                "called `Result::unwrap()` on an `Err` value: Any { .. }",
                (5, 1),
            )
            .on_none()
            .act(0, "panic", (5, 1))
            .ends(model::report::End::Panic);
        check(&script, Race, Some("lost-update"));
        let alone = Script::new(COUNTER, 3)
            .check_named("all are counted")
            .thread_panics("worker-1", "somebody is inside")
            .panics_at(
                "called `Result::unwrap()` on an `Err` value: Any { .. }",
                (5, 1),
            )
            .on_none()
            .act(0, "panic", (5, 1))
            .ends(model::report::End::Panic);
        check(&alone, Panic, Some("panic-spread"));
    }

    #[test]
    fn results_in_the_order_of_completion() {
        let source = "fn main() {\n    let (tx, rx) = mpsc::channel();\n    tx.send(1);\n}";
        let script = |message: &str| {
            Script::new(source, 3)
                .object("channel", (2, 20))
                .act(2, "send", (3, 8))
                .act(1, "send", (3, 8))
                .panics("assertion failed", message)
        };
        check(
            &script("left: [2, 1]\n right: [1, 2]"),
            Race,
            Some("completion-order"),
        );
        check(&script("left: [2, 3]\n right: [1, 2]"), Race, None);
        check_sentence(
            &script("expected [1, 2], found [2, 1]"),
            Race,
            "completion-order",
            "worker-2 sent to `tx` before worker-1 did, so the results came in another order. Threads finish in any \
             order; which one was started first says nothing.",
        );
    }
}
