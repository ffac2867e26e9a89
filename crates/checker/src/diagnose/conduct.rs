//! Rules about how the program goes about its work: whether there are threads at all, whether they overlap, who is
//! waited for, and what a panic does to the others.

use std::collections::BTreeMap;

use model::report::{End, Rule, Step};

use super::{Case, Diagnosis, found, is_lock, is_unlock};
use crate::render::words;
use crate::report::Verdict;

/// A sleep stands where something should have been waited for.
pub(super) fn sleep_as_synchronisation(case: &Case<'_>) -> Option<Diagnosis> {
    if case.verdict != Verdict::TimingDependent {
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

/// `join().unwrap()` hands a worker's panic on to main.
pub(super) fn panic_spread(case: &Case<'_>) -> Option<Diagnosis> {
    let outcome = case
        .outcome
        .filter(|outcome| panics(case.verdict) && outcome.end == End::Panic)?;
    let message = outcome.message.as_deref()?;
    let is_scope = message == "a scoped thread panicked";
    // How `Result<_, Box<dyn Any>>` shows itself when unwrapped: only a join gives one.
    if !is_scope && !message.contains("Any { .. }") {
        return None;
    }
    let first = outcome.thread_panics.first()?;
    let main = case
        .steps()
        .iter()
        .rfind(|step| step.thread == 0 && step.op == "panic");
    let line = case.at_line(
        main.and_then(|step| step.place.as_ref())
            .or(outcome.place.as_ref()),
    );
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

/// The slow part is done while everybody else waits for the lock.
pub(super) fn lock_held_across_sleep(case: &Case<'_>) -> Option<Diagnosis> {
    let facts = &case.exploration.facts;
    (case.verdict == Verdict::NotConcurrent && facts.slept_holding_lock.min > 0).then_some(())?;
    found(
        "lock-held-across-sleep",
        "A thread keeps a lock while it does the slow part, so the others wait for the lock instead of working.".to_owned(),
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

/// The program was over before a thread that nobody waited for had done its work.
pub(super) fn not_joined(case: &Case<'_>) -> Option<Diagnosis> {
    let outcome = case.outcome.filter(|_| case.verdict == Verdict::Race)?;
    // A panic of the learner's own main ends the program for another reason.
    let own_panic = outcome.end == End::Panic && case.line(outcome.place.as_ref()).is_some();
    if own_panic || !matches!(outcome.end, End::Ok | End::Exit | End::Panic) {
        return None;
    }
    // What others still do while main unwinds comes too late for what main looked at.
    let is_over = |op: &str| matches!(op, "panic" | "end" | "exit");
    let end_of_main = case
        .steps()
        .iter()
        .find(|step| step.thread == 0 && is_over(&step.op))
        .map_or(u32::MAX, |step| step.n);
    let had_ended = |thread: u32| {
        case.steps()
            .iter()
            .any(|step| step.thread == thread && step.op == "end" && step.n < end_of_main)
    };
    let spawn = case.steps().iter().find(|step| {
        step.op == "spawn"
            && step
                .target
                .is_some_and(|thread| !had_ended(thread) && !case.is_joined(thread))
    })?;
    let thread = case.thread(spawn.target?);
    let line = case
        .line(spawn.place.as_ref())
        .map(|line| format!(" (started at line {line})"))
        .unwrap_or_default();
    found(
        "not-joined",
        format!(
            "{} went on to its end without waiting for {thread}{line}, which had not finished. When the program ends, \
             threads that are still running simply vanish.",
            case.thread(0),
        ),
    )
}

/// Main looked at what a thread works on, never looked again, and joined the thread only then.
///
/// It speaks only where main does nothing else in between from which it could have learnt how far the thread was, and,
/// of prints, only where every good run has them the other way round.
pub(super) fn joined_too_late(case: &Case<'_>) -> Option<Diagnosis> {
    if case.verdict != Verdict::Race {
        return None;
    }
    let steps = case.steps();
    let of_main = |step: &&Step| step.thread == 0;
    let joins = steps
        .iter()
        .filter(of_main)
        .filter(|step| step.op == "join" && case.line(step.place.as_ref()).is_some());
    for join in joins {
        let Some(spawn) = steps
            .iter()
            .find(|step| step.op == "spawn" && step.target == join.target)
        else {
            continue;
        };
        let mut before = steps
            .iter()
            .filter(of_main)
            .filter(|step| (spawn.n + 1..join.n).contains(&step.n));
        let learns_nothing =
            |op: &str| matches!(op, "spawn" | "join") || is_look(op) || is_unlock(op);
        if !before.clone().all(|step| learns_nothing(&step.op)) {
            continue;
        }
        let Some(look) =
            before.rfind(|step| is_look(&step.op) && case.line(step.place.as_ref()).is_some())
        else {
            continue;
        };
        let is_last = !steps
            .iter()
            .filter(of_main)
            .filter(|step| step.n > look.n && is_look(&step.op) && step.object == look.object)
            .any(|step| case.line(step.place.as_ref()).is_some());
        let late = steps.iter().find(|step| {
            Some(step.thread) == join.target
                && step.n > look.n
                && step.object == look.object
                && changes(step)
        });
        let Some(late) = late.filter(|_| is_last) else {
            continue;
        };
        if look.op == "print" && !case.prints_the_other_way_round_elsewhere(look, late) {
            continue;
        }
        return found("joined-too-late", too_late(case, look, join));
    }
    None
}

fn too_late(case: &Case<'_>, look: &Step, join: &Step) -> String {
    let thread = join
        .target
        .map_or("the thread", |target| case.thread(target));
    let object = look.object.map_or("it", |object| case.object(object));
    let looked = match look.op.as_str() {
        "print" => format!(
            "printed {}",
            words::quoted(look.value.as_deref().unwrap_or_default().trim_end())
        ),
        _ => format!("looked at `{object}`"),
    };
    format!(
        "{} {looked}{} while {thread} was still at work, and joined it only after that{}. Nothing makes a thread \
         finish before the line that joins it.",
        case.thread(0),
        case.at_line(look.place.as_ref()),
        case.at_line(join.place.as_ref()),
    )
}

/// Operations by which main takes note of what others have done, or says that they have.
fn is_look(op: &str) -> bool {
    is_lock(op) || matches!(op, "load" | "print")
}

fn changes(step: &Step) -> bool {
    step.wrote.is_some() || matches!(step.op.as_str(), "lock" | "write" | "print")
}

impl Case<'_> {
    /// Whether in every run that ends well the text of `late` comes before that of `early`.
    fn prints_the_other_way_round_elsewhere(&self, early: &Step, late: &Step) -> bool {
        let (Some(early), Some(late)) = (early.value.as_deref(), late.value.as_deref()) else {
            return false;
        };
        let mut good = self
            .exploration
            .outcomes
            .iter()
            .filter(|outcome| outcome.end == End::Ok && outcome.mistake.is_none())
            .peekable();
        good.peek().is_some()
            && good.all(|outcome| {
                let (early, late) = (outcome.stdout.find(early), outcome.stdout.rfind(late));
                matches!((early, late), (Some(early), Some(late)) if late < early)
            })
    }
}

/// A thread was left unjoined where the exercise asks for a join, though nothing was missing yet.
pub(super) fn left_running(case: &Case<'_>) -> Option<Diagnosis> {
    let unjoined = case.exploration.facts.unjoined.max;
    (case.verdict == Verdict::Leak && unjoined > 0).then_some(())?;
    let threads = if unjoined == 1 {
        "1 thread was".to_owned()
    } else {
        format!("{unjoined} threads were")
    };
    found(
        "not-joined",
        format!(
            "{threads} still unjoined at the end. Dropping a `JoinHandle` neither stops the thread nor waits for it: it \
             lets go of it."
        ),
    )
}

fn panics(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::Panic | Verdict::Race)
}

#[cfg(test)]
mod tests {
    use model::report::{End, Rule};

    use crate::diagnose::fixture::{Script, check, check_sentence};
    use crate::report::Verdict::{
        self, Inefficient, Leak, NotConcurrent, Panic, Race, TimingDependent,
    };

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
    fn main_is_over_before_its_thread() {
        check_sentence(
            &spawned().act(0, "end", (1, 1)),
            Race,
            "not-joined",
            "main went on to its end without waiting for worker-1 (started at line 2), which had not finished. When the \
             program ends, threads that are still running simply vanish.",
        );
        let joined = spawned().act(0, "join", (4, 12)).target(1);
        check(&joined, Race, None);
        let finished = spawned().act(1, "end", (2, 35)).act(0, "panic", (9, 9));
        check(&finished, Race, None);
        let too_late = spawned().act(0, "panic", (9, 9)).act(1, "end", (2, 35));
        check(&too_late, Race, Some("not-joined"));
    }

    #[test]
    fn a_thread_left_behind_is_a_leak() {
        check(
            &spawned().facts(|facts| facts.unjoined.max = 1),
            Leak,
            Some("not-joined"),
        );
        check(&spawned(), Leak, None);
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
    fn a_lock_held_while_sleeping() {
        let script = Script::new("", 1).facts(|facts| {
            facts.spawned.max = 2;
            facts.slept_holding_lock.min = 5;
        });
        check(&script, NotConcurrent, Some("lock-held-across-sleep"));
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
        check(
            &script("called `Result::unwrap()` on an `Err` value: PoisonError { .. }"),
            Panic,
            Some("poison-cascade"),
        );
    }

    #[test]
    fn a_panic_handed_on_by_a_scope() {
        let script = spawned()
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

    const LATE: &str = "fn main() {
    let logs = Mutex::new(Vec::new());
    let worker = thread::spawn(|| logs.lock().push(1));
    let lines = logs.lock().concat();
    worker.join().unwrap();
    logs.lock();
}";

    fn looked_first() -> Script {
        Script::new(LATE, 2)
            .on_none()
            .act(0, "spawn", (3, 18))
            .target(1)
            .object("mutex", (2, 16))
            .act(0, "lock", (4, 22))
            .act(0, "unlock", (4, 22))
    }

    fn then_joined(script: Script) -> Script {
        script
            .act(1, "lock", (3, 40))
            .act(1, "unlock", (3, 40))
            .on_none()
            .act(1, "end", (3, 18))
            .act(0, "join", (5, 12))
            .target(1)
    }

    #[test]
    fn a_join_that_comes_after_the_look() {
        check_sentence(
            &then_joined(looked_first()),
            Race,
            "joined-too-late",
            "main looked at `logs` at line 4 while worker-1 was still at work, and joined it only after that at line 5. \
             Nothing makes a thread finish before the line that joins it.",
        );
        // Main looks again when the thread has ended, so the first look was no mistake.
        let looked_again = then_joined(looked_first()).on(0).act(0, "lock", (6, 10));
        check(&looked_again, Race, None);
        // Main waits for something else in between, which may have told it.
        let told = then_joined(looked_first().on_none().act(0, "recv", (4, 9)));
        check(&told, Race, None);
        // The thread had done its part when main looked.
        let in_time = Script::new(LATE, 2)
            .on_none()
            .act(0, "spawn", (3, 18))
            .target(1)
            .object("mutex", (2, 16))
            .act(1, "lock", (3, 40))
            .act(1, "unlock", (3, 40))
            .act(0, "lock", (4, 22))
            .act(0, "unlock", (4, 22))
            .on_none()
            .act(1, "end", (3, 18))
            .act(0, "join", (5, 12))
            .target(1);
        check(&in_time, Race, None);
    }

    #[test]
    fn prints_count_only_where_every_good_run_has_them_the_other_way_round() {
        let printed = |good: &str| {
            Script::new(SPAWN, 2)
                .on_none()
                .act(0, "spawn", (2, 18))
                .target(1)
                .object("stdout", (0, 0))
                .act(0, "print", (3, 5))
                .reads("done\n")
                .act(1, "print", (2, 35))
                .reads("hello\n")
                .on_none()
                .act(0, "join", (4, 12))
                .target(1)
                .panics("expected", "another order")
                .ends_well_with(good)
        };
        check(&printed("hello\ndone\n"), Race, Some("joined-too-late"));
        check(&printed("done\nhello\n"), Race, None);
    }

    #[test]
    fn what_passes_or_was_not_judged_has_no_diagnosis() {
        let script = Script::new("fn main() {}", 1);
        for verdict in [Verdict::Pass, Verdict::Inconclusive, Verdict::JudgeError] {
            check(&script, verdict, None);
        }
    }
}
