//! Rules about programs that are right and take too long: which of the waits that the time went into nobody needed.
//! Waits for locks are the business of `holding`; where the time went is found by `chain`.

use model::report::Step;

use super::chain::{Chain, end_of_sleep, time};
use super::{Case, Diagnosis, found, is_receive, is_send, takes_time};
use crate::report::Verdict;

/// A step receives everything before it does anything with the first message.
///
/// It asks for a spawned thread that the run waited for, two messages or more that it received while time went by, and
/// as many sleeps or sends, none of them before its last message.
pub(super) fn stage_buffers_all(case: &Case<'_>) -> Option<Diagnosis> {
    if case.verdict != Verdict::Inefficient {
        return None;
    }
    let chain = Chain::new(case)?;
    for waiting in chain.awaited.iter().filter(|step| step.op == "recv") {
        let own = || {
            case.steps()
                .iter()
                .filter(|step| step.thread == waiting.thread)
        };
        let received: Vec<&Step> = own()
            .filter(|step| is_receive(step) && step.object == waiting.object)
            .collect();
        let (Some(first), Some(last)) = (received.first(), received.last()) else {
            continue;
        };
        let sleeps: Vec<&Step> = own().filter(|step| takes_time(step)).collect();
        let sends: Vec<&Step> = own().filter(|step| is_send(step)).collect();
        let begins = sleeps.iter().chain(&sends).map(|step| step.n).min();
        let is_stage = waiting.thread != 0
            && received.len() > 1
            && first.time < last.time
            && begins.is_some_and(|begins| last.n < begins)
            && sleeps.len().max(sends.len()) >= received.len();
        if !is_stage {
            continue;
        }
        let work = sleeps
            .iter()
            .chain(&sends)
            .find(|step| Some(step.n) == begins)?;
        let channel = waiting
            .object
            .map_or("its channel", |object| case.object(object));
        return found(
            "stage-buffers-all",
            format!(
                "{who} receives all {} messages from `{}` before it does anything with the first one{}, which came \
                 after {}. So it waits while it could work: {} in all, {} are enough.",
                received.len(),
                crate::naming::end_of_channel(channel, "recv"),
                case.at_line(work.place.as_ref()),
                time(first.time),
                time(chain.total),
                time(chain.limit),
                who = case.thread(waiting.thread),
            ),
        );
    }
    None
}

/// The run waits for a thread that it could do without.
pub(super) fn waits_for_slowest(case: &Case<'_>) -> Option<Diagnosis> {
    if case.verdict != Verdict::Inefficient {
        return None;
    }
    let chain = Chain::new(case)?;
    waits_for_one_sleep(case, &chain).or_else(|| waits_for_what_nobody_takes(case, &chain))
}

/// One sleep of another thread is longer than all may take; nothing can be arranged so that it fits.
fn waits_for_one_sleep(case: &Case<'_>, chain: &Chain<'_>) -> Option<Diagnosis> {
    let slow = chain.slow.iter().find(|slow| slow.nanos() > chain.limit)?;
    let waiting = slow.awaited_by?;
    let others = others_ready(case, slow.step, slow.end)?;
    found(
        "waits-for-slowest",
        format!(
            "{} waits{} for {}, whose slow part{} takes {}. The others were ready after {}. It takes {} where {} are \
             enough: waiting for the slowest one is waiting too long.",
            case.thread(waiting.thread),
            case.at_line(waiting.place.as_ref()),
            case.thread(slow.step.thread),
            case.at_line(slow.step.place.as_ref()),
            time(slow.nanos()),
            time(others),
            time(chain.total),
            time(chain.limit),
        ),
    )
}

/// When the last of the others that slept at the same time as `slow` was ready, if all were before its end.
fn others_ready(case: &Case<'_>, slow: &Step, end: u64) -> Option<u64> {
    let overlapping = case
        .steps()
        .iter()
        .filter(|step| step.thread != slow.thread && step.time < end)
        .filter_map(end_of_sleep)
        .filter(|other| *other > slow.time);
    overlapping.max().filter(|other| *other < end)
}

/// All the time went into one other thread, and what that one sent in the end is received by nobody: whoever waits had
/// a message of another thread in time.
fn waits_for_what_nobody_takes(case: &Case<'_>, chain: &Chain<'_>) -> Option<Diagnosis> {
    let last = chain.slow.first()?;
    let waiting = last.awaited_by?;
    let slow = last.step.thread;
    let is_alone = chain.slow.iter().all(|other| other.step.thread == slow);
    if !is_alone || waiting.op != "join" {
        return None;
    }
    let steps = case.steps();
    let mut late = steps
        .iter()
        .filter(|step| step.thread == slow && is_send(step) && step.time > chain.limit)
        .peekable();
    let sent = *late.peek()?;
    if late.any(|step| is_received(steps, step)) {
        return None;
    }
    let answer = steps.iter().find(|step| {
        step.thread == waiting.thread
            && is_receive(step)
            && step.object == sent.object
            && step.time <= chain.limit
    })?;
    found(
        "waits-for-slowest",
        format!(
            "{waiter} waits{} for {}, which is at work until {}; {} are enough. What it sends{} is received by nobody: \
             {waiter} had a message after {}.",
            case.at_line(waiting.place.as_ref()),
            case.thread(slow),
            time(last.end),
            time(chain.limit),
            case.at_line(sent.place.as_ref()),
            time(answer.time),
            waiter = case.thread(waiting.thread),
        ),
    )
}

/// Whether somebody received the message of this send. Messages of one channel come in the order in which they went.
fn is_received(steps: &[Step], send: &Step) -> bool {
    let on_it = || steps.iter().filter(|step| step.object == send.object);
    let nth = on_it()
        .filter(|step| is_send(step) && step.n <= send.n)
        .count();
    on_it().filter(|step| is_receive(step)).count() >= nth
}

/// A thread is started only when another one has been waited for, and both sleep.
pub(super) fn one_at_a_time(case: &Case<'_>) -> Option<Diagnosis> {
    if case.verdict != Verdict::Inefficient {
        return None;
    }
    let chain = Chain::new(case)?;
    let sleeps = |thread: u32| chain.slow.iter().any(|slow| slow.step.thread == thread);
    for birth in &chain.births {
        let later = birth.target?;
        // The wait right before the spawn, and whose sleep it was for.
        let waiting = chain.awaited.iter().find(|step| {
            step.thread == birth.thread && step.time == birth.time && step.n < birth.n
        });
        let Some(waiting) = waiting.filter(|_| sleeps(later)) else {
            continue;
        };
        let Some(earlier) = chain.slow.iter().find(|slow| {
            slow.end == birth.time
                && slow.step.thread != later
                && slow.awaited_by.is_some_and(|by| by.n == waiting.n)
        }) else {
            continue;
        };
        return found(
            "one-at-a-time",
            format!(
                "{} starts {}{} only when it has waited for {}{}. So one wait follows another where both could pass at \
                 the same time: {} in all, {} are enough.",
                case.thread(birth.thread),
                case.thread(later),
                case.at_line(birth.place.as_ref()),
                case.thread(earlier.step.thread),
                case.at_line(waiting.place.as_ref()),
                time(chain.total),
                time(chain.limit),
            ),
        );
    }
    None
}

/// A thread sleeps for a fixed time where it could wait for the others, which are ready long before.
///
/// It asks for a sleep of its own kind (no other thread sleeps at that place), longer than all may take, and for a
/// message or the end of a thread that was there before the sleep was over and is taken right after it.
pub(super) fn sleep_instead_of_wait(case: &Case<'_>) -> Option<Diagnosis> {
    if case.verdict != Verdict::Inefficient {
        return None;
    }
    let chain = Chain::new(case)?;
    let slow = chain
        .slow
        .iter()
        .find(|slow| slow.nanos() > chain.limit && slow.awaited_by.is_none())?;
    let sleep = slow.step;
    let line = case.line(sleep.place.as_ref())?;
    let others = others_ready(case, sleep, slow.end)?;
    let steps = case.steps();
    let is_shared = steps
        .iter()
        .any(|step| takes_time(step) && step.thread != sleep.thread && step.place == sleep.place);
    let next = steps
        .iter()
        .find(|step| step.thread == sleep.thread && step.n > sleep.n && step.op != "time passes")?;
    let was_there = match next.op.as_str() {
        "join" => steps.iter().any(|step| {
            Some(step.thread) == next.target && step.op == "end" && step.time < slow.end
        }),
        _ => {
            is_receive(next)
                && steps.iter().any(|step| {
                    is_send(step)
                        && step.object == next.object
                        && step.thread != sleep.thread
                        && (sleep.n..next.n).contains(&step.n)
                        && step.time < slow.end
                })
        }
    };
    if is_shared || !was_there {
        return None;
    }
    found(
        "sleep-as-synchronisation",
        format!(
            "{} sleeps {} at line {line}, but all the others were ready after {}. A sleep says how long to wait, not \
             what for: it takes {} where {} are enough.",
            case.thread(sleep.thread),
            time(slow.nanos()),
            time(others),
            time(chain.total),
            time(chain.limit),
        ),
    )
}

#[cfg(test)]
mod tests {
    use model::report::Rule;

    use crate::diagnose::fixture::{Script, check, check_sentence};
    use crate::report::Verdict::{Inefficient, Pass};

    const MILLI: u64 = 1_000_000;

    fn limited(script: Script, taken: u64, limit: u64) -> Script {
        script
            .facts(|facts| facts.makespan.max = taken * MILLI)
            .rule(Rule::MakespanAtMost(limit * MILLI))
    }

    const ASK: &str = "fn main() {
    let (reply, offers) = mpsc::channel();
    thread::spawn(move || {
        thread::sleep(time);
        reply.send(1);
    });
    offers.recv();
    other.join();
}";

    /// Main receives what two threads send after so many milliseconds.
    fn asked(quick: u64, slow: u64) -> Script {
        let (first, second) = (format!("{quick}ms"), format!("{slow}ms"));
        let script = Script::new(ASK, 3)
            .on_none()
            .act(0, "spawn", (3, 13))
            .target(1)
            .act(0, "spawn", (3, 13))
            .target(2)
            .act(1, "sleep", (4, 9))
            .reads(&first)
            .act(2, "sleep", (4, 9))
            .reads(&second)
            .object("channel", (2, 27))
            .at_millis(quick)
            .act(1, "send", (5, 15))
            .act(0, "recv", (7, 12))
            .at_millis(slow)
            .act(2, "send", (5, 15))
            .act(0, "recv", (7, 12))
            .on_none()
            .act(0, "exit", (9, 1));
        limited(script, slow, 300)
    }

    #[test]
    fn everything_waits_for_one_long_sleep() {
        check_sentence(
            &asked(200, 2_000),
            Inefficient,
            "waits-for-slowest",
            "main waits at line 7 for worker-2, whose slow part at line 4 takes 2s. The others were ready after 200ms. \
             It takes 2s where 300ms are enough: waiting for the slowest one is waiting too long.",
        );
        // Quick enough; and where nobody else was quicker, nobody is the slowest.
        check(&asked(200, 300), Inefficient, None);
        check(&asked(2_000, 2_000), Inefficient, None);
        check(&asked(200, 2_000), Pass, None);
    }

    /// Worker 2 is started before or after worker 1 has been waited for; it has to wait for the first message anyway.
    fn one_after_the_other(starts_late: bool) -> Script {
        let start = |script: Script| script.on_none().act(0, "spawn", (3, 13)).target(2);
        let script = Script::new(ASK, 3)
            .on_none()
            .act(0, "spawn", (3, 13))
            .target(1)
            .act(1, "sleep", (4, 9))
            .reads("200ms");
        let script = if starts_late { script } else { start(script) };
        let mut script = script
            .object("channel", (2, 27))
            .at_millis(200)
            .act(1, "send", (5, 15));
        script = if starts_late {
            start(script.act(0, "recv", (7, 12)))
        } else {
            script.act(2, "recv", (7, 12)).on_none()
        };
        let script = script
            .act(2, "sleep", (4, 9))
            .reads("200ms")
            .on(0)
            .at_millis(400)
            .act(2, "send", (5, 15))
            .act(0, "recv", (7, 12));
        limited(script, 400, 300)
    }

    #[test]
    fn waits_of_different_threads_that_add_up() {
        check_sentence(
            &one_after_the_other(true),
            Inefficient,
            "one-at-a-time",
            "main starts worker-2 at line 3 only when it has waited for worker-1 at line 7. So one wait follows another \
             where both could pass at the same time: 400ms in all, 300ms are enough.",
        );
        check(&one_after_the_other(false), Inefficient, None);
    }

    /// Worker 2 sleeps three times and then sends; main joins it, and has had the message of worker 1.
    fn raced(takes_both: bool) -> Script {
        let script = Script::new(ASK, 3)
            .on_none()
            .act(0, "spawn", (3, 13))
            .target(1)
            .act(0, "spawn", (3, 13))
            .target(2)
            .act(1, "sleep", (4, 9))
            .reads("100ms")
            .act(2, "sleep", (4, 9))
            .reads("100ms")
            .object("channel", (2, 27))
            .at_millis(100)
            .act(1, "send", (5, 15))
            .act(0, "recv", (7, 12))
            .on_none()
            .act(2, "sleep", (4, 9))
            .reads("100ms")
            .at_millis(200)
            .act(2, "sleep", (4, 9))
            .reads("100ms")
            .at_millis(300)
            .on(0)
            .act(2, "send", (5, 15))
            .on_none()
            .act(2, "end", (6, 5))
            .act(0, "join", (8, 11))
            .target(2);
        let script = if takes_both {
            script.on(0).act(0, "recv", (7, 12))
        } else {
            script
        };
        limited(script, 300, 200)
    }

    #[test]
    fn nobody_takes_what_the_loser_sends() {
        check_sentence(
            &raced(false),
            Inefficient,
            "waits-for-slowest",
            "main waits at line 8 for worker-2, which is at work until 300ms; 200ms are enough. What it sends at line \
             5 is received by nobody: main had a message after 100ms.",
        );
        // A thread that has more to do than the others, and whose work is wanted.
        check(&raced(true), Inefficient, None);
    }

    const NAP: &str = "fn main() {
    let (reply, offers) = mpsc::channel();
    thread::spawn(move || {
        thread::sleep(time);
        reply.send(1);
    });
    thread::sleep(limit);
    offers.try_recv();
}";

    fn slept(own: (u32, u32)) -> Script {
        let script = Script::new(NAP, 2)
            .on_none()
            .act(0, "spawn", (3, 13))
            .target(1)
            .act(0, "sleep", own)
            .reads("300ms")
            .act(1, "sleep", (4, 9))
            .reads("200ms")
            .object("channel", (2, 27))
            .at_millis(200)
            .act(1, "send", (5, 15))
            .at_millis(300)
            .act(0, "try_recv", (8, 12));
        limited(script, 300, 250)
    }

    #[test]
    fn a_sleep_longer_than_the_others_need() {
        check_sentence(
            &slept((7, 5)),
            Inefficient,
            "sleep-as-synchronisation",
            "main sleeps 300ms at line 7, but all the others were ready after 200ms. A sleep says how long to wait, not \
             what for: it takes 300ms where 250ms are enough.",
        );
        // The same work as the others do.
        check(&slept((4, 9)), Inefficient, None);
    }

    const STAGE: &str = "fn main() {
    let (tx, rx) = mpsc::channel();
    thread::spawn(move || { thread::sleep(time); tx.send(1); });
    thread::spawn(move || {
        let all: Vec<u32> = rx.iter().collect();
        thread::sleep(time);
    });
}";

    /// Worker 1 sends twice; worker 2 works before or after the second message.
    fn staged(collects: bool) -> Script {
        let mut script = Script::new(STAGE, 3)
            .on_none()
            .act(0, "spawn", (3, 13))
            .target(1)
            .act(0, "spawn", (4, 13))
            .target(2)
            .act(1, "sleep", (3, 29))
            .reads("100ms")
            .object("channel", (2, 20))
            .at_millis(100)
            .act(1, "send", (3, 53))
            .act(2, "recv", (5, 32))
            .on_none()
            .act(1, "sleep", (3, 29))
            .reads("100ms");
        if !collects {
            script = script.act(2, "sleep", (6, 9)).reads("100ms");
        }
        script = script
            .on(0)
            .at_millis(200)
            .act(1, "send", (3, 53))
            .act(2, "recv", (5, 32))
            .on_none()
            .act(2, "sleep", (6, 9))
            .reads("100ms");
        let mut total = 300;
        if collects {
            total = 400;
            script = script.at_millis(300).act(2, "sleep", (6, 9)).reads("100ms");
        }
        let script = script
            .at_millis(total)
            .act(2, "end", (7, 5))
            .act(0, "join", (8, 1))
            .target(2);
        limited(script, total, 250)
    }

    #[test]
    fn a_stage_that_collects_before_it_works() {
        check_sentence(
            &staged(true),
            Inefficient,
            "stage-buffers-all",
            "worker-2 receives all 2 messages from `rx` before it does anything with the first one at line 6, which came \
             after 100ms. So it waits while it could work: 400ms in all, 250ms are enough.",
        );
        check(&staged(false), Inefficient, None);
    }
}
