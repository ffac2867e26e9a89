//! Rules about who is waited for: threads that nobody joins, and threads that are joined too late.

use model::report::{End, Step};

use super::{Case, Diagnosis, found, is_lock, is_unlock};
use crate::render::words;
use crate::report::Verdict;

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

#[cfg(test)]
mod tests {
    use crate::diagnose::fixture::{Script, check, check_sentence};
    use crate::report::Verdict::{Leak, Race};

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
}
