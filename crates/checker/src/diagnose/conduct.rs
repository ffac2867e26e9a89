//! Rules about how the program goes about its work: whether there are threads at all, whether they overlap, what they
//! cost, and what a panic does to the others. Who is waited for is the business of `joining`, and for how long that of
//! `waiting`.

use std::collections::BTreeMap;

use model::report::{End, Rule, Step};

use super::{Case, Diagnosis, found};
use crate::report::Verdict;

/// The name of an exploration in which nobody but the program itself says what is right.
const WHOLE_PROGRAM: &str = "main";

/// A sleep stands where something should have been waited for.
pub(super) fn sleep_as_synchronisation(case: &Case<'_>) -> Option<Diagnosis> {
    if case.verdict != Verdict::TimingDependent {
        return None;
    }
    // Time that was taken from a limit that is over, a limit that is asked for, a timed wait that gave up: no sleep stands for anything then.
    if subtracts_too_much(case)
        || case.text.compares_time()
        || case.steps().iter().any(|step| is_given_up(case, step))
    {
        return None;
    }
    let sleeps = || case.steps().iter().filter(|step| step.op == "sleep");
    // Main's own sleep is the usual stand-in for a join.
    let sleep = sleeps()
        .find(|step| step.thread == 0)
        .or_else(|| sleeps().next())?;
    found(
        "sleep-as-synchronisation",
        format!(
            "This works only while the sleep of {}{} is long enough. A sleep says how long to wait, not what for: \
             on a busy machine the others may not have got that far.",
            case.thread(sleep.thread),
            case.at_line(sleep.place.as_ref()),
        ),
    )
}

/// Whether somebody panicked because more was subtracted than there was.
fn subtracts_too_much(case: &Case<'_>) -> bool {
    let says_so = |message: &str| {
        message.contains("subtract with overflow") || message.contains("overflow when subtracting")
    };
    let panics = case
        .steps()
        .iter()
        .filter(|step| step.op == "panic")
        .filter_map(|step| step.value.as_deref());
    let threads = case.outcome.into_iter().flat_map(|outcome| {
        let of_threads = outcome.thread_panics.iter().map(|panic| &panic.message);
        of_threads.chain(&outcome.message).map(String::as_str)
    });
    panics.chain(threads).any(says_so)
}

/// Whether a step is a wait that came to its time limit. One whose limit was over before it began shows as an attempt.
fn is_given_up(case: &Case<'_>, step: &Step) -> bool {
    let has_limit = || {
        case.token(step.place.as_ref()).is_some_and(|at| {
            let word = case.text.text(at);
            word.contains("timeout") || word.contains("deadline")
        })
    };
    step.value.as_deref() == Some("timed out") || step.failed && has_limit()
}

/// One panic under a lock makes every later user of that lock panic.
pub(super) fn poison_cascade(case: &Case<'_>) -> Option<Diagnosis> {
    let outcome = case.outcome.filter(|_| panics(case.verdict))?;
    outcome
        .message
        .as_deref()
        .filter(|message| message.contains("PoisonError"))?;
    let first = outcome
        .thread_panics
        .iter()
        .find(|panic| !panic.message.contains("PoisonError"));
    let who = first.map_or("A thread", |panic| panic.thread.as_str());
    found(
        "poison-cascade",
        format!(
            "{who} panicked while it held a lock, which poisons the lock. `unwrap` on a poisoned lock panics too, so one \
             panic became several."
        ),
    )
}

/// `join().unwrap()` hands a worker's panic on to main, where the exercise wants to hear of it.
///
/// Where no hidden test watches, to pass a panic on is no mistake: the panic itself is what went wrong.
pub(super) fn panic_spread(case: &Case<'_>) -> Option<Diagnosis> {
    let outcome = case
        .outcome
        .filter(|outcome| panics(case.verdict) && outcome.end == End::Panic)?;
    if case.exploration.name == WHOLE_PROGRAM {
        return None;
    }
    let message = outcome.message.as_deref()?;
    let is_scope = message == "a scoped thread panicked";
    // How `Result<_, Box<dyn Any>>` shows itself when unwrapped: only a join gives one.
    if !is_scope && !message.contains("Any { .. }") {
        return None;
    }
    // A panic that came of another one explains nothing.
    let first = outcome
        .thread_panics
        .iter()
        .find(|panic| !panic.message.contains("PoisonError"))
        .or(outcome.thread_panics.first())?;
    let main = case
        .steps()
        .iter()
        .rfind(|step| step.thread == 0 && step.op == "panic");
    let line = case.at_line(
        main.and_then(|step| step.place.as_ref())
            .or(outcome.place.as_ref()),
    );
    // A hidden test that joins a thread of its own passes the panic on too; that is not the learner's doing.
    if case.trace.is_some() && line.is_empty() {
        return None;
    }
    if is_scope {
        return found(
            "panic-spread",
            format!(
                "{} panicked (\"{}\"), and nothing in the scope joined it by hand. The scope{line} then joins it \
                 itself, and panics too.",
                first.thread,
                first.message.lines().next().unwrap_or_default(),
            ),
        );
    }
    found(
        "panic-spread",
        format!(
            "{} panicked (\"{}\"), and `join` said so with an `Err`. `unwrap`{line} turned that into a panic of \
             main.",
            first.thread,
            first.message.lines().next().unwrap_or_default(),
        ),
    )
}

/// Nothing is spawned: all is done by main, one after the other.
pub(super) fn no_thread(case: &Case<'_>) -> Option<Diagnosis> {
    let none = case.verdict == Verdict::NotConcurrent && case.exploration.facts.spawned.max == 0;
    none.then_some(())?;
    found(
        "no-thread",
        "No thread is started: main does all the work itself. Calling a function runs it here and now; only `spawn` \
         gives it to another thread."
            .to_owned(),
    )
}

/// Each thread is waited for before the next one is started.
pub(super) fn joined_in_the_spawn_loop(case: &Case<'_>) -> Option<Diagnosis> {
    let facts = &case.exploration.facts;
    if case.verdict != Verdict::NotConcurrent || facts.spawned.max < 2 || facts.overlap.max > 1 {
        return None;
    }
    (trace_joins_before_each_spawn(case) || case.text.joins_in_the_spawn_loop()).then_some(())?;
    found(
        "joined-in-the-spawn-loop",
        "Each thread is joined before the next one is started, so there is never more than one at work. `join` waits."
            .to_owned(),
    )
}

fn trace_joins_before_each_spawn(case: &Case<'_>) -> bool {
    let threads: Vec<(&str, Option<u32>)> = case
        .steps()
        .iter()
        .filter(|step| matches!(step.op.as_str(), "spawn" | "join"))
        .map(|step| (step.op.as_str(), step.target))
        .collect();
    threads.len() >= 4
        && threads.chunks(2).all(|pair| {
            matches!(pair, [("spawn", spawned), ("join", joined)] if spawned == joined && spawned.is_some())
                || matches!(pair, [("spawn", _)])
        })
}

/// A thread asks again and again instead of waiting.
pub(super) fn busy_wait(case: &Case<'_>) -> Option<Diagnosis> {
    let polls = case.exploration.facts.idle_polls.max;
    if case.verdict != Verdict::Inefficient
        || !case.exploration.rules.contains(&Rule::NoBusyWait)
        || polls == 0
    {
        return None;
    }
    let mut n_asked: BTreeMap<(u32, u32, Option<u32>), u32> = BTreeMap::new();
    for step in case.steps() {
        let asks = step.op == "load" || step.op.starts_with("try_") || step.op == "is_finished";
        if let Some(line) = case.line(step.place.as_ref()).filter(|_| asks) {
            *n_asked.entry((step.thread, line, step.object)).or_default() += 1;
        }
    }
    let most = n_asked
        .iter()
        .filter(|(_, n)| **n > 1)
        .max_by_key(|(_, n)| **n);
    let who = match most {
        Some(((thread, line, object), _)) => {
            let what = object
                .map(|object| format!(" `{}`", case.object(object)))
                .unwrap_or_default();
            format!(
                "{} asks{what} again and again at line {line}",
                case.thread(*thread)
            )
        }
        None => "A thread asks again and again whether something has changed".to_owned(),
    };
    found(
        "busy-wait",
        format!(
            "{who}, and keeps a core busy while there is nothing to do. A thread can sleep until it is told."
        ),
    )
}

/// A queue without a bound grows as fast as its producer is.
pub(super) fn unbounded_queue(case: &Case<'_>) -> Option<Diagnosis> {
    let longest = case.exploration.facts.queue.max;
    let limit = case.exploration.rules.iter().find_map(|rule| match rule {
        Rule::QueueAtMost(limit) => Some(*limit),
        _ => None,
    });
    let limit = limit.filter(|limit| case.verdict == Verdict::Inefficient && longest > *limit)?;
    found(
        "unbounded-queue",
        format!(
            "A queue grew to {longest} messages; {limit} are allowed. Nothing makes the sender wait when the receiver is \
             slower."
        ),
    )
}

/// More threads than there is reason for.
pub(super) fn too_many_threads(case: &Case<'_>) -> Option<Diagnosis> {
    let spawned = case.exploration.facts.spawned.max;
    let limit = case.exploration.rules.iter().find_map(|rule| match rule {
        Rule::SpawnsAtMost(limit) => Some(*limit),
        _ => None,
    });
    let limit = limit.filter(|limit| case.verdict == Verdict::Inefficient && spawned > *limit)?;
    found(
        "too-many-threads",
        format!("{spawned} threads are started; {limit} are allowed. A thread is not free."),
    )
}

fn panics(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::Panic | Verdict::Race)
}

#[cfg(test)]
mod tests {
    use model::report::{End, Rule};

    use crate::diagnose::fixture::{Script, check, check_sentence};
    use crate::report::Verdict::{self, Inefficient, NotConcurrent, Panic, TimingDependent};

    const SPAWN: &str = "fn main() {
    let worker = thread::spawn(|| println!(\"hello\"));
    thread::sleep(PAUSE);
    worker.join().unwrap();
}";

    fn spawned() -> Script {
        Script::new(SPAWN, 2)
            .on_none()
            .act(0, "spawn", (2, 18))
            .target(1)
    }

    #[test]
    fn a_sleep_instead_of_a_join() {
        let script = spawned().act(0, "sleep", (3, 5));
        check_sentence(
            &script,
            TimingDependent,
            "sleep-as-synchronisation",
            "This works only while the sleep of main at line 3 is long enough. A sleep says how long to wait, not what \
             for: on a busy machine the others may not have got that far.",
        );
        check(&spawned(), TimingDependent, None);
    }

    #[test]
    fn a_limit_that_is_over_is_no_matter_of_sleeps() {
        let sleeps = || spawned().act(0, "sleep", (3, 5));
        for message in [
            "attempt to subtract with overflow",
            "overflow when subtracting durations",
        ] {
            let panics = sleeps().panics_at(message, (3, 5));
            check(&panics, TimingDependent, None);
            let caught = sleeps().act(0, "panic", (3, 5)).reads(message);
            check(&caught, TimingDependent, None);
        }
        let gave_up = sleeps().act(0, "recv", (3, 5)).fails("timed out");
        check(&gave_up, TimingDependent, None);
        let limited = "fn main() {\n    rx.recv_timeout(limit);\n    thread::sleep(PAUSE);\n}";
        let at_once = Script::new(limited, 2)
            .on_none()
            .act(0, "sleep", (3, 5))
            .act(0, "try_recv", (2, 8))
            .fails("empty");
        check(&at_once, TimingDependent, None);
        let asked = "fn main() {\n    while start.elapsed() < limit { look(); }\n    thread::sleep(PAUSE);\n}";
        let polls = Script::new(asked, 2).on_none().act(0, "sleep", (3, 5));
        check(&polls, TimingDependent, None);
        let measured =
            "fn main() {\n    println!(\"{:?}\", start.elapsed());\n    thread::sleep(PAUSE);\n}";
        let prints = Script::new(measured, 2).on_none().act(0, "sleep", (3, 5));
        check(&prints, TimingDependent, Some("sleep-as-synchronisation"));
        let got_it = sleeps().act(0, "recv", (3, 5));
        check(&got_it, TimingDependent, Some("sleep-as-synchronisation"));
    }

    #[test]
    fn nothing_is_spawned() {
        check(
            &Script::new("fn main() {}", 1),
            NotConcurrent,
            Some("no-thread"),
        );
        check(
            &Script::new("fn main() {}", 1).facts(|facts| facts.spawned.max = 1),
            NotConcurrent,
            None,
        );
    }

    fn one_after_the_other(source: &'static str) -> Script {
        Script::new(source, 3).without_trace().facts(|facts| {
            facts.spawned.max = 2;
            facts.overlap.max = 1;
        })
    }

    #[test]
    fn each_joined_before_the_next() {
        for source in [
            "fn main() { for job in jobs { let h = thread::spawn(|| job()); out.push(h.join().unwrap()); } }",
            "fn main() { jobs.iter().map(|job| thread::spawn(|| job()).join().unwrap()).collect() }",
        ] {
            check(
                &one_after_the_other(source),
                NotConcurrent,
                Some("joined-in-the-spawn-loop"),
            );
        }
        for source in [
            "fn main() { let hs = jobs.map(|job| thread::spawn(|| job())).collect(); for h in hs { h.join(); } }",
            "fn main() { for batch in batches { let hs = start(thread::spawn(batch)); for h in hs { h.join(); } } }",
            "fn main() { for round in 0..2 { for job in jobs { hs.push(thread::spawn(job)); } for h in hs { h.join(); } } }",
        ] {
            check(&one_after_the_other(source), NotConcurrent, None);
        }
    }

    #[test]
    fn the_trace_shows_a_join_before_each_spawn() {
        let script = Script::new("fn main() { start(); wait(); }", 3)
            .on_none()
            .act(0, "spawn", (1, 13))
            .target(1)
            .act(0, "join", (1, 22))
            .target(1)
            .act(0, "spawn", (1, 13))
            .target(2)
            .act(0, "join", (1, 22))
            .target(2)
            .facts(|facts| {
                facts.spawned.max = 2;
                facts.overlap.max = 1;
            });
        check(&script, NotConcurrent, Some("joined-in-the-spawn-loop"));
    }

    #[test]
    fn asking_again_and_again() {
        let source = "fn main() {\n    let ready = AtomicBool::new(false);\n    while !ready.load(SeqCst) {}\n}";
        let script = || {
            Script::new(source, 2)
                .object("atomic", (2, 17))
                .act(1, "load", (3, 18))
                .times(3)
                .facts(|facts| facts.idle_polls.max = 3)
        };
        check_sentence(
            &script().rule(Rule::NoBusyWait),
            Inefficient,
            "busy-wait",
            "worker-1 asks `ready` again and again at line 3, and keeps a core busy while there is nothing to do. A \
             thread can sleep until it is told.",
        );
        check(&script(), Inefficient, None);
    }

    #[test]
    fn exceeded_bounds() {
        let queue = |limit| {
            Script::new("", 1)
                .rule(Rule::QueueAtMost(limit))
                .facts(|facts| facts.queue.max = 4)
        };
        check(&queue(3), Inefficient, Some("unbounded-queue"));
        check(&queue(4), Inefficient, None);
        let threads = |limit| {
            Script::new("", 1)
                .rule(Rule::SpawnsAtMost(limit))
                .facts(|facts| facts.spawned.max = 4)
        };
        check(&threads(3), Inefficient, Some("too-many-threads"));
        check(&threads(4), Inefficient, None);
    }

    #[test]
    fn a_panic_handed_on_by_unwrap() {
        let script = |message| {
            spawned()
                .check_named("the panic is told")
                .thread_panics("worker-1", "out of range")
                .panics_at(message, (4, 19))
                .ends(End::Panic)
        };
        check_sentence(
            &script("called `Result::unwrap()` on an `Err` value: Any { .. }"),
            Panic,
            "panic-spread",
            "worker-1 panicked (\"out of range\"), and `join` said so with an `Err`. `unwrap` at line 4 turned that into \
             a panic of main.",
        );
        check(&script("index out of bounds"), Panic, None);
        // Where nobody asks for an error value, the panic itself is what is wrong.
        let alone = script("called `Result::unwrap()` on an `Err` value: Any { .. }");
        check(&alone.check_named("main"), Panic, None);
        check(
            &script("called `Result::unwrap()` on an `Err` value: PoisonError { .. }"),
            Panic,
            Some("poison-cascade"),
        );
    }

    #[test]
    fn a_panic_handed_on_by_a_hidden_test_is_not_the_learners() {
        // Nothing of the learner's stands in line 40.
        let script = Script::new("fn main() {\n    worker.join().unwrap();\n}", 2)
            .check_named("the panic is told")
            .thread_panics("worker-1", "out of range")
            .panics_at(
                "called `Result::unwrap()` on an `Err` value: Any { .. }",
                (40, 3),
            )
            .ends(End::Panic);
        check(&script, Panic, None);
    }

    #[test]
    fn a_panic_handed_on_by_a_scope() {
        let script = spawned()
            .check_named("the panic is told")
            .thread_panics("worker-1", "out of range")
            .panics_at("a scoped thread panicked", (2, 18))
            .ends(End::Panic);
        check_sentence(
            &script,
            Panic,
            "panic-spread",
            "worker-1 panicked (\"out of range\"), and nothing in the scope joined it by hand. The scope at line 2 then \
             joins it itself, and panics too.",
        );
    }

    #[test]
    fn what_passes_or_was_not_judged_has_no_diagnosis() {
        let script = Script::new("fn main() {}", 1);
        for verdict in [Verdict::Pass, Verdict::Inconclusive, Verdict::JudgeError] {
            check(&script, verdict, None);
        }
    }
}
