//! Rules about locks that are held for too long: through slow work, or through a wait that only the next one who wants
//! the lock could end.

use std::time::Duration;

use model::report::{Blocked, Rule, Step};

use super::blocking::leads_to;
use super::locking::held;
use super::{Case, Diagnosis, found, is_lock, is_receive, is_send, is_unlock, takes_time};
use crate::naming::end_of_channel;
use crate::report::Verdict;

/// A sleep under a lock that somebody else waits for.
struct SlowPart<'a> {
    lock: &'a Step,
    sleep: &'a Step,
    /// Where the other one gets the lock in the end.
    waiting: &'a Step,
}

impl<'a> SlowPart<'a> {
    fn new(case: &Case<'a>) -> Option<SlowPart<'a>> {
        let steps = case.steps();
        let sleeps = steps
            .iter()
            .enumerate()
            .filter(|(_, step)| takes_time(step));
        sleeps
            .flat_map(|(idx, sleep)| {
                held(steps, sleep.thread, idx)
                    .into_iter()
                    .map(move |lock| (idx, sleep, lock))
            })
            .find_map(|(idx, sleep, lock)| {
                let release = steps[idx..].iter().find(|step| {
                    step.thread == sleep.thread && step.object == lock.object && is_unlock(&step.op)
                })?;
                let waiting = steps[idx..].iter().find(|step| {
                    is_lock(&step.op)
                        && step.object == lock.object
                        && step.thread != sleep.thread
                        && step.waited_since.is_some_and(|since| since < release.n)
                })?;
                Some(SlowPart {
                    lock,
                    sleep,
                    waiting,
                })
            })
    }

    /// What comes of it: who waits, and how long all takes.
    fn consequence(&self, case: &Case<'_>) -> String {
        let facts = &case.exploration.facts;
        let limit = case.exploration.rules.iter().find_map(|rule| match rule {
            Rule::MakespanAtMost(limit) if facts.makespan.max > *limit => Some(*limit),
            _ => None,
        });
        let time = |nanos| format!("{:?}", Duration::from_nanos(nanos));
        let figures = limit.map_or(String::new(), |limit| {
            format!(
                ": {} in all, {} are enough",
                time(facts.makespan.max),
                time(limit)
            )
        });
        format!(
            "{} waits for the lock{} instead of working{figures}.",
            case.thread(self.waiting.thread),
            case.at_line(self.waiting.place.as_ref()),
        )
    }
}

/// A guard that has no name, made in the head of a `while let` or the like, lives to the end of its block, through the
/// slow part.
pub(super) fn guard_outlives_statement(case: &Case<'_>) -> Option<Diagnosis> {
    if case.verdict != Verdict::NotConcurrent {
        return None;
    }
    let slow = SlowPart::new(case)?;
    let at = case.token(slow.lock.place.as_ref())?;
    let head = case.text.head_that_keeps_guard(at)?;
    let lock = slow
        .lock
        .object
        .map_or("a lock", |object| case.object(object));
    found(
        "guard-outlives-statement",
        format!(
            "{who} takes the lock `{lock}` in the head of a `{head}`{}. A guard without a name that is made there lives \
             until the end of the block, so {who} still holds the lock when it does the slow part{}. {}",
            case.at_line(slow.lock.place.as_ref()),
            case.at_line(slow.sleep.place.as_ref()),
            slow.consequence(case),
            who = case.thread(slow.lock.thread),
        ),
    )
}

/// The slow part is done while everybody else waits for the lock.
pub(super) fn lock_held_across_sleep(case: &Case<'_>) -> Option<Diagnosis> {
    let facts = &case.exploration.facts;
    if case.verdict != Verdict::NotConcurrent {
        return None;
    }
    let Some(slow) = SlowPart::new(case) else {
        return (facts.slept_holding_lock.min > 0).then(|| Diagnosis {
            name: "lock-held-across-sleep",
            sentence: "A thread keeps a lock while it does the slow part, so the others wait for the lock instead of \
                       working."
                .to_owned(),
        });
    };
    let lock = slow
        .lock
        .object
        .map_or("a lock", |object| case.object(object));
    found(
        "lock-held-across-sleep",
        format!(
            "{} takes the lock `{lock}`{} and still holds it when it does the slow part{}. {}",
            case.thread(slow.lock.thread),
            case.at_line(slow.lock.place.as_ref()),
            case.at_line(slow.sleep.place.as_ref()),
            slow.consequence(case),
        ),
    )
}

/// A thread waits for something while it holds a lock, and the one that could bring it about waits for that lock.
///
/// For a join the trace proves it. For a message, for room in a channel and for a wakeup it asks that everybody waits
/// for the holder in the end, and that the one who wants the lock has the other end.
pub(super) fn lock_held_while_blocked(case: &Case<'_>) -> Option<Diagnosis> {
    if case.verdict != Verdict::Deadlock {
        return None;
    }
    let all = case.blocked();
    for waiter in all.iter().filter(|blocked| is_lock(&blocked.op)) {
        let holders = all.iter().filter(|blocked| {
            blocked.thread != waiter.thread && waiter.waits_for.contains(&blocked.thread)
        });
        for holder in holders {
            if !would_be_helped(case, holder, waiter) {
                continue;
            }
            let object = holder.object.map_or("it", |object| case.object(object));
            let (what, deed) = match holder.op.as_str() {
                "send" => (
                    format!("for room in `{}`", end_of_channel(object, "send")),
                    "make room",
                ),
                "recv" => (
                    format!("for a message from `{}`", end_of_channel(object, "recv")),
                    "send one",
                ),
                "wait" => (format!("on `{object}`"), "notify it"),
                "park" => ("to be unparked".to_owned(), "unpark it"),
                _ => (
                    format!("for {} to end", case.thread(*holder.waits_for.first()?)),
                    "let it end",
                ),
            };
            let wanted = waiter.object.map_or("a lock", |object| case.object(object));
            let taken = case
                .line(waiter.taken.as_ref())
                .map(|line| format!(" (taken at line {line})"))
                .unwrap_or_default();
            let helper = if holder.op == "join" && holder.waits_for.contains(&waiter.thread) {
                format!("{} waits", case.thread(waiter.thread))
            } else {
                format!("{}, which would {deed}, waits", case.thread(waiter.thread))
            };
            return found(
                "lock-held-while-blocked",
                format!(
                    "{} holds the lock `{wanted}`{taken} while it waits {what}{}. {helper} for that lock{}. So neither \
                     can go on.",
                    case.thread(holder.thread),
                    case.at_line(holder.place.as_ref()),
                    case.at_line(waiter.place.as_ref()),
                ),
            );
        }
    }
    None
}

/// Whether the wait of `holder` would end if `waiter` got its lock.
fn would_be_helped(case: &Case<'_>, holder: &Blocked, waiter: &Blocked) -> bool {
    let all = case.blocked();
    if holder.op == "join" {
        return leads_to(all, holder, waiter.thread);
    }
    if !all
        .iter()
        .all(|blocked| leads_to(all, blocked, holder.thread))
    {
        return false;
    }
    let has_done = |is_deed: &dyn Fn(&Step) -> bool| {
        case.steps()
            .iter()
            .any(|step| step.thread == waiter.thread && is_deed(step))
    };
    let is_there = |step: &Step| step.object == holder.object;
    let will = |words: &[&str]| {
        case.token(waiter.place.as_ref())
            .is_some_and(|at| case.text.calls_later(at, words))
    };
    match holder.op.as_str() {
        "send" => {
            has_done(&|step| is_receive(step) && is_there(step))
                || will(&["recv", "try_recv", "recv_timeout"])
        }
        // A sender that nobody uses any more would keep the receiver waiting all the same; words are not enough here.
        "recv" => {
            has_done(&|step| is_send(step) && is_there(step))
                && !has_done(&|step| step.op == "drop sender" && is_there(step))
        }
        "wait"
            if holder
                .object
                .is_some_and(|object| case.class(object) == "condvar") =>
        {
            has_done(&|step| step.op.starts_with("notify") && is_there(step))
                || will(&["notify_one", "notify_all"])
        }
        "park" => {
            has_done(&|step| step.op == "unpark" && step.target == Some(holder.thread))
                || will(&["unpark"])
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use model::report::{End, Rule};

    use crate::diagnose::fixture::{Script, check, check_sentence};
    use crate::report::Verdict::{Deadlock, Inefficient, NotConcurrent};

    /// Worker 1 sleeps under the lock that it took at line 2, and worker 2 waits for it.
    fn slow_part(source: &'static str, waits: bool) -> Script {
        slow_part_of(source, "sleep", waits)
    }

    fn slow_part_of(source: &'static str, op: &'static str, waits: bool) -> Script {
        let script = Script::new(source, 3)
            .object("mutex", (1, 6))
            .act(1, "lock", (2, 27))
            .on_none()
            .act(1, op, (3, 5))
            .reads("300ms")
            .on(0)
            .at_millis(300)
            .act(1, "unlock", (4, 2))
            .act(2, "lock", (2, 27));
        let script = if waits {
            script.waited_since(1)
        } else {
            script
        };
        script
            .facts(|facts| {
                facts.spawned.max = 2;
                facts.makespan.max = 600_000_000;
            })
            .rule(Rule::MakespanAtMost(300_000_000))
    }

    #[test]
    fn somebody_waits_for_a_lock_through_the_slow_part() {
        let source = "fn f(queue: &Q) {\n    let mut one = (); let g = queue.lock().unwrap();\n    work();\n}";
        check_sentence(
            &slow_part(source, true),
            NotConcurrent,
            "lock-held-across-sleep",
            "worker-1 takes the lock `mutex 1` at line 2 and still holds it when it does the slow part at line 3. \
             worker-2 waits for the lock at line 2 instead of working: 600ms in all, 300ms are enough.",
        );
        check(
            &slow_part_of(source, "compute", true),
            NotConcurrent,
            Some("lock-held-across-sleep"),
        );
        // A lock that nobody else wants meanwhile keeps nobody waiting.
        check(&slow_part(source, false), NotConcurrent, None);
        check(&slow_part(source, true), Inefficient, None);
        let untraced = Script::new("", 1).facts(|facts| {
            facts.spawned.max = 2;
            facts.slept_holding_lock.min = 5;
        });
        check(&untraced, NotConcurrent, Some("lock-held-across-sleep"));
    }

    #[test]
    fn a_guard_made_in_a_head_lives_through_the_block() {
        for (head, keyword) in [
            (
                "while let Ok(job) = queue.lock().unwrap().recv() {",
                "while let",
            ),
            ("if let Some(job) = queue.lock().unwrap().pop() {", "if let"),
            ("match queue.lock().expect(\"sound\").pop() {", "match"),
            ("match *queue.lock().unwrap() {", "match"),
            ("for job in queue.lock().unwrap().drain(..) {", "for"),
        ] {
            let source = format!("fn f(queue: &Q) {{\n{head:>60}\n    work(job);\n}} }}").leak();
            let column = source
                .lines()
                .nth(1)
                .and_then(|line| line.find("lock("))
                .expect("a lock");
            let script = slow_part(source, true).move_first((2, column as u32 + 1));
            check(&script, NotConcurrent, Some("guard-outlives-statement"));
            assert!(
                crate::diagnose::diagnose(NotConcurrent, &script.exploration(), source)
                    .is_some_and(|found| found.sentence.contains(&format!("`{keyword}`"))),
                "{head}"
            );
        }
        for head in [
            // The guard has a name.
            "if let Ok(guard) = queue.lock() {",
            "match queue.lock().unwrap() {",
            "let guard = queue.lock().unwrap(); {",
            // What a plain condition makes is gone before the block.
            "while queue.lock().unwrap().is_open() {",
            "let first = queue.lock().unwrap().pop(); {",
        ] {
            let source = format!("fn f(queue: &Q) {{\n{head:>60}\n    work(job);\n}} }}").leak();
            let column = source
                .lines()
                .nth(1)
                .and_then(|line| line.find("lock("))
                .expect("a lock");
            let script = slow_part(source, true).move_first((2, column as u32 + 1));
            check(&script, NotConcurrent, Some("lock-held-across-sleep"));
        }
    }

    const BOARD: &str = "fn main() {
    let board = Mutex::new(0);
    let (shelf, loaves) = mpsc::sync_channel(1);
    shelf.send(1);
    loop { board.lock().unwrap().n += 1; loaves.recv(); }
    board.lock().unwrap().n += 1;
}";

    /// Worker 1 holds the board and waits in `op`; worker 2 waits for the board.
    fn board(op: &str, wants: (u32, u32)) -> Script {
        Script::new(BOARD, 3)
            .object("mutex", (2, 17))
            .act(1, "lock", (6, 11))
            .object("channel", (3, 33))
            .blocked(1, op, Some(1), &[], (4, 11), None)
            .blocked(2, "lock", Some(0), &[1], wants, Some((6, 11)))
            .ends(End::Deadlock)
    }

    #[test]
    fn who_could_make_room_waits_for_the_lock() {
        check_sentence(
            &board("send", (5, 18)).blocked(0, "join", None, &[1], (6, 1), None),
            Deadlock,
            "lock-held-while-blocked",
            "worker-1 holds the lock `board` (taken at line 6) while it waits for room in `shelf` at line 4. worker-2, \
             which would make room, waits for that lock at line 5. So neither can go on.",
        );
        // Nothing says that it has the other end.
        check(&board("send", (6, 11)), Deadlock, None);
        check(&board("recv", (5, 18)), Deadlock, None);
        check(
            &board("recv", (5, 18)).act(2, "send", (4, 11)),
            Deadlock,
            Some("lock-held-while-blocked"),
        );
        // Somebody else may make room.
        let other = board("send", (5, 18)).blocked(0, "recv", None, &[], (6, 1), None);
        check(&other, Deadlock, None);
    }

    #[test]
    fn a_join_under_the_lock_that_the_joined_one_wants() {
        let script = |joined| {
            Script::new(BOARD, 3)
                .object("mutex", (2, 17))
                .act(0, "lock", (6, 11))
                .blocked(0, "join", None, &[joined], (6, 24), None)
                .blocked(1, "lock", Some(0), &[0], (5, 18), Some((6, 11)))
                .ends(End::Deadlock)
        };
        check_sentence(
            &script(1),
            Deadlock,
            "lock-held-while-blocked",
            "main holds the lock `board` (taken at line 6) while it waits for worker-1 to end at line 6. worker-1 waits \
             for that lock at line 5. So neither can go on.",
        );
        // Worker 2 waits for something else altogether.
        let other = script(2).blocked(2, "park", None, &[], (4, 1), None);
        check(&other, Deadlock, Some("lost-wakeup"));
    }

    #[test]
    fn a_wait_for_news_under_a_lock_that_the_messenger_wants() {
        let source = "fn main() {
    let outer = Mutex::new(0);
    let _outer = outer.lock();
    news = bell.wait(news);
    { let _outer = outer.lock(); bell.notify_one(); }
    let _outer = outer.lock();
}";
        let script = |wants| {
            Script::new(source, 2)
                .object("mutex", (2, 17))
                .act(0, "lock", (3, 24))
                .object("condvar", (9, 9))
                .act(0, "wait", (4, 17))
                .blocked(0, "wait", Some(1), &[], (4, 17), None)
                .blocked(1, "lock", Some(0), &[0], wants, Some((3, 24)))
                .ends(End::Deadlock)
        };
        check_sentence(
            &script((5, 26)),
            Deadlock,
            "lock-held-while-blocked",
            "main holds the lock `outer` (taken at line 3) while it waits on `bell` at line 4. worker-1, which would notify \
             it, waits for that lock at line 5. So neither can go on.",
        );
        check(&script((6, 24)), Deadlock, None);
    }
}
