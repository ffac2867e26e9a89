//! Rules about threads that wait for ever at a channel because of an end that somebody keeps. Who waits for itself there
//! is the business of `itself`.

use model::report::{Blocked, Step};

use super::blocking::leads_to;
use super::{Case, Diagnosis, found, is_receive, is_send};
use crate::naming::end_of_channel;
use crate::render::words;
use crate::report::Verdict;

/// A receiver waits for the end of a channel while a sender that nobody uses any more is still there.
pub(super) fn sender_kept_alive(case: &Case<'_>) -> Option<Diagnosis> {
    if case.verdict != Verdict::Deadlock {
        return None;
    }
    let receivers: Vec<&Blocked> = case
        .blocked()
        .iter()
        .filter(|blocked| blocked.op == "recv" && blocked.object.is_some())
        .collect();
    // The ends of a channel that a hidden test made may be kept by the hidden test.
    let is_own = |receiver: &&Blocked| {
        receiver
            .object
            .is_some_and(|channel| is_made_by_learner(case, channel))
    };
    if !receivers.iter().all(is_own) {
        return None;
    }
    match receivers.as_slice() {
        [] => None,
        [one] => kept_from_one(case, one),
        many => kept_from_first(case, many).or_else(|| kept_crosswise(case, many)),
    }
}

/// Everybody who is still there waits for this receiver in the end; nobody is on the way to a send.
fn kept_from_one(case: &Case<'_>, receiver: &Blocked) -> Option<Diagnosis> {
    let channel = receiver.object?;
    let blocked = case.blocked();
    let steps = case.steps();
    let leads = blocked
        .iter()
        .all(|other| leads_to(blocked, other, receiver.thread));
    // A sender may also lie in a message that nobody has taken.
    let may_be_in_a_message = || {
        (0..case.trace.map_or(0, |trace| trace.objects.len() as u32))
            .any(|other| other != channel && n_pending(steps, other) > 0)
    };
    let is_kept = was_used(case, channel)
        || ((is_let_go(case, channel) || blocked.len() == 1) && !may_be_in_a_message());
    if !leads || !is_kept || insists(case, receiver) {
        return None;
    }
    let owner = if blocked.len() == 1 {
        format!(
            "{} itself still holds a sender",
            case.thread(receiver.thread)
        )
    } else if blocked.iter().any(|blocked| blocked.thread == 0) && receiver.thread != 0 {
        format!("{} still holds a sender while it waits", case.thread(0))
    } else {
        "a thread that waits still holds a sender".to_owned()
    };
    kept(case, receiver, &owner)
}

/// Several wait for the ends of channels. One of those channels is held open by nobody who used it; all the others
/// wait for that receiver.
fn kept_from_first(case: &Case<'_>, receivers: &[&Blocked]) -> Option<Diagnosis> {
    let mut roots = receivers.iter().filter(|receiver| {
        receiver.object.is_some_and(|channel| {
            holders(case, channel).is_empty()
                && (was_used(case, channel) || is_let_go(case, channel))
        })
    });
    let root = *roots.next()?;
    if roots.next().is_some() || !waits_for_the_end(case, root) {
        return None;
    }
    let leads = |from: &Blocked| path(case, from.thread, root.thread, &mut Vec::new()).is_some();
    case.blocked()
        .iter()
        .all(|blocked| blocked.thread == root.thread || leads(blocked))
        .then_some(())?;
    kept(case, root, "a thread that waits still holds a sender")
}

/// Each of some receivers holds the sender that another one waits for the end of.
fn kept_crosswise(case: &Case<'_>, receivers: &[&Blocked]) -> Option<Diagnosis> {
    for first in receivers {
        let mut around = Vec::new();
        for next in successors(case, first) {
            around = path(case, next, first.thread, &mut vec![first.thread]).unwrap_or_default();
            if !around.is_empty() {
                break;
            }
        }
        // From the one after the first, around to the first.
        let n_threads = around.len();
        let on_the_way = |thread: u32| receivers.iter().find(|other| other.thread == thread);
        let links: Vec<(&Blocked, u32)> = around
            .iter()
            .enumerate()
            .filter_map(|(idx, thread)| {
                Some((*on_the_way(*thread)?, around[(idx + 1) % n_threads]))
            })
            .collect();
        if links.len() < 2 || !links.iter().all(|(one, _)| waits_for_the_end(case, one)) {
            continue;
        }
        let waits: Vec<String> = links
            .iter()
            .map(|(receiver, _)| {
                let channel = receiver.object.map_or("it", |object| case.object(object));
                format!(
                    "{} waits for the end of `{}`{}",
                    case.thread(receiver.thread),
                    end_of_channel(channel, "recv"),
                    case.at_line(receiver.place.as_ref())
                )
            })
            .collect();
        let keeps: Vec<String> = links
            .iter()
            .map(|(receiver, holder)| {
                let channel = receiver.object.map_or("it", |object| case.object(object));
                format!(
                    "{} still holds a sender of it (`{}`, or a clone)",
                    case.thread(*holder),
                    end_of_channel(channel, "send")
                )
            })
            .collect();
        let parts: Vec<String> = waits
            .iter()
            .zip(&keeps)
            .map(|(waits, keeps)| format!("{waits}, but {keeps}"))
            .collect();
        return found(
            "sender-kept-alive",
            format!(
                "{}. A channel ends when its last sender is gone: each of them keeps open what another one waits for.",
                parts.join("; ")
            ),
        );
    }
    None
}

fn kept(case: &Case<'_>, receiver: &Blocked, owner: &str) -> Option<Diagnosis> {
    let name = case.object(receiver.object?);
    found(
        "sender-kept-alive",
        format!(
            "{} waits on `{}`{} for another message or for the end of the channel. No message will come, and the \
             channel doesn't end, because {owner} (`{}`, or a clone of it).",
            case.thread(receiver.thread),
            end_of_channel(name, "recv"),
            case.at_line(receiver.place.as_ref()),
            end_of_channel(name, "send"),
        ),
    )
}

/// A sender waits for room, and the thread that received has ended, but its receiver has not gone with it.
///
/// Everybody who is still there waits for this sender in the end; nobody is on the way to a receive.
pub(super) fn receiver_kept_alive(case: &Case<'_>) -> Option<Diagnosis> {
    if case.verdict != Verdict::Deadlock {
        return None;
    }
    let blocked = case.blocked();
    let sender = blocked.iter().find(|blocked| blocked.op == "send")?;
    let channel = sender.object?;
    let on_it = || {
        case.steps()
            .iter()
            .filter(|step| step.object == Some(channel))
    };
    let gone: Vec<u32> = {
        let mut threads: Vec<u32> = on_it()
            .filter(|step| is_receive(step))
            .map(|step| step.thread)
            .collect();
        threads.sort_unstable();
        threads.dedup();
        threads
    };
    let is_kept = !gone.is_empty()
        && is_made_by_learner(case, channel)
        && gone.iter().all(|thread| case.has_ended(*thread))
        && !on_it().any(|step| step.op == "drop receiver")
        && blocked
            .iter()
            .all(|other| leads_to(blocked, other, sender.thread));
    if !is_kept {
        return None;
    }
    let names: Vec<&str> = gone.iter().map(|thread| case.thread(*thread)).collect();
    let name = case.object(channel);
    found(
        "receiver-kept-alive",
        format!(
            "{who} waits{} for room in `{}`. Nobody will make room: {} received from `{}`, and {} ended. But the \
             receiver is still there, held by a thread that waits, so {who} isn't told that nobody listens any more.",
            case.at_line(sender.place.as_ref()),
            end_of_channel(name, "send"),
            words::list(&names),
            end_of_channel(name, "recv"),
            if names.len() == 1 { "has" } else { "they have" },
            who = case.thread(sender.thread),
        ),
    )
}

fn is_made_by_learner(case: &Case<'_>, channel: u32) -> bool {
    case.trace
        .and_then(|trace| trace.objects.get(channel as usize))
        .is_some_and(|object| case.line(object.birthplace.as_ref()).is_some())
}

/// Messages that were sent to a channel and not received.
pub(super) fn n_pending(steps: &[Step], channel: u32) -> usize {
    let on_it = || steps.iter().filter(|step| step.object == Some(channel));
    let n_sent = on_it().filter(|step| is_send(step)).count();
    n_sent.saturating_sub(on_it().filter(|step| is_receive(step)).count())
}

fn was_used(case: &Case<'_>, channel: u32) -> bool {
    case.steps()
        .iter()
        .any(|step| step.object == Some(channel) && is_send(step))
}

/// Whether somebody has dropped a sender of the channel.
fn is_let_go(case: &Case<'_>, channel: u32) -> bool {
    case.steps()
        .iter()
        .any(|step| step.object == Some(channel) && step.op == "drop sender")
}

/// Who waits, has sent to the channel, and has not dropped a sender of it since.
fn holders(case: &Case<'_>, channel: u32) -> Vec<u32> {
    let steps = case.steps();
    let is_holder = |thread: u32| {
        let own = |step: &&Step| step.thread == thread && step.object == Some(channel);
        steps
            .iter()
            .filter(own)
            .rfind(|step| is_send(step) || step.op == "drop sender")
            .is_some_and(is_send)
    };
    let waiting = case.blocked().iter().map(|blocked| blocked.thread);
    waiting.filter(|thread| is_holder(*thread)).collect()
}

/// Whether the receive is one of a loop that goes on until the channel ends. One that insists on a message
/// (`recv().unwrap()`) is not.
fn waits_for_the_end(case: &Case<'_>, receiver: &Blocked) -> bool {
    case.token(receiver.place.as_ref())
        .is_some_and(|at| case.text.receives_until_the_end(at))
}

/// Whether the receiver has no use for the end of the channel: it insists on a message (`recv().unwrap()`).
fn insists(case: &Case<'_>, receiver: &Blocked) -> bool {
    case.token(receiver.place.as_ref()).is_some_and(|at| {
        let Some(call) = case.text.group_after(at) else {
            return false;
        };
        let (next, word) = (case.text.text(call.end + 1), case.text.text(call.end + 2));
        case.text.text(at) == "recv" && next == "." && matches!(word, "unwrap" | "expect")
    })
}

/// Whom a blocked thread waits for: who has a lock, who has to end, who may still send.
fn successors(case: &Case<'_>, blocked: &Blocked) -> Vec<u32> {
    match (blocked.op.as_str(), blocked.object) {
        ("recv", Some(channel)) => holders(case, channel),
        _ => blocked.waits_for.clone(),
    }
}

/// The threads from `from` to `goal`, both included, each of which waits for the next one; `seen` are not passed again.
fn path(case: &Case<'_>, from: u32, goal: u32, seen: &mut Vec<u32>) -> Option<Vec<u32>> {
    if from == goal {
        return Some(vec![goal]);
    }
    if seen.contains(&from) {
        return None;
    }
    seen.push(from);
    let blocked = case
        .blocked()
        .iter()
        .find(|blocked| blocked.thread == from)?;
    successors(case, blocked).into_iter().find_map(|next| {
        let mut rest = path(case, next, goal, seen)?;
        rest.insert(0, from);
        Some(rest)
    })
}

#[cfg(test)]
mod tests {
    use model::report::End;

    use crate::diagnose::fixture::{Script, check, check_sentence};
    use crate::report::Verdict::Deadlock;

    const CHANNEL: &str = "fn main() {
    let (tx, rx) = mpsc::channel();
    tx.send(1);
    for message in rx.recv() {}
}";

    fn channel() -> Script {
        Script::new(CHANNEL, 3)
            .object("channel", (2, 20))
            .act(1, "send", (3, 8))
            .act(0, "recv", (4, 23))
            .ends(End::Deadlock)
    }

    #[test]
    fn the_receiver_keeps_a_sender() {
        check_sentence(
            &channel().blocked(0, "recv", Some(0), &[], (4, 23), None),
            Deadlock,
            "sender-kept-alive",
            "main waits on `rx` at line 4 for another message or for the end of the channel. No message will come, and \
             the channel doesn't end, because main itself still holds a sender (`tx`, or a clone of it).",
        );
        let in_a_worker = channel()
            .blocked(1, "recv", Some(0), &[], (4, 23), None)
            .blocked(0, "join", None, &[1], (4, 1), None);
        check(&in_a_worker, Deadlock, Some("sender-kept-alive"));
        // Who insists on a message has one too few, and not a sender too many.
        let source = "fn main() {\n    let (tx, rx) = mpsc::channel();\n    tx.send(1);\n    rx.recv().unwrap();\n}";
        let one_too_few = Script::new(source, 2)
            .object("channel", (2, 20))
            .act(0, "send", (3, 8))
            .act(0, "recv", (4, 8))
            .blocked(0, "recv", Some(0), &[], (4, 8), None)
            .ends(End::Deadlock);
        check(&one_too_few, Deadlock, None);
    }

    #[test]
    fn two_that_wait_for_each_others_messages_are_another_matter() {
        let script = channel()
            .blocked(0, "recv", Some(0), &[], (4, 23), None)
            .blocked(1, "recv", Some(0), &[], (4, 23), None);
        check(&script, Deadlock, None);
    }

    #[test]
    fn a_channel_of_somebody_elses() {
        let source = "fn main() {\n    for message in rx.recv() {}\n}";
        let script = Script::new(source, 2)
            .object("channel", (90, 20))
            .nowhere()
            .act(1, "send", (91, 8))
            .act(0, "recv", (2, 23))
            .blocked(0, "recv", Some(0), &[], (2, 23), None)
            .ends(End::Deadlock);
        check(&script, Deadlock, None);
    }

    #[test]
    fn a_channel_that_nobody_used() {
        let quiet = || {
            Script::new(CHANNEL, 3)
                .object("channel", (2, 20))
                .ends(End::Deadlock)
        };
        let waits = |script: Script| script.blocked(0, "recv", Some(0), &[], (4, 23), None);
        // The others could have sent, and have ended.
        let let_go = quiet().act(1, "drop sender", (3, 1));
        check(&waits(let_go), Deadlock, Some("sender-kept-alive"));
        check(&waits(quiet()), Deadlock, Some("sender-kept-alive"));
        // The sender lies in a message to somebody who is gone, or it was never anybody's turn.
        let sent_along = quiet().object("channel", (3, 1)).act(0, "send", (3, 8));
        check(&waits(sent_along), Deadlock, None);
        let joined = waits(quiet()).blocked(1, "join", None, &[0], (4, 1), None);
        check(&joined, Deadlock, None);
    }

    const POOL: &str = "fn main() {
    let (job, jobs) = mpsc::channel();
    let (result, results) = mpsc::channel();
    job.send(1);
    loop { let next = jobs.recv(); result.send(next); }
    for one in results {}
    results.recv().unwrap();
}";

    /// Main has sent a job, worker 1 its result; both want more.
    fn pool(main_waits: (u32, u32)) -> Script {
        Script::new(POOL, 3)
            .object("channel", (2, 23))
            .object("channel", (3, 29))
            .on(0)
            .act(0, "send", (4, 9))
            .act(1, "recv", (5, 28))
            .on(1)
            .act(1, "send", (5, 43))
            .act(0, "recv", (6, 5))
            .blocked(0, "recv", Some(1), &[], main_waits, None)
            .blocked(1, "recv", Some(0), &[], (5, 28), None)
            .ends(End::Deadlock)
    }

    #[test]
    fn each_keeps_the_sender_that_the_other_waits_for() {
        check_sentence(
            &pool((6, 5)),
            Deadlock,
            "sender-kept-alive",
            "worker-1 waits for the end of `jobs` at line 5, but main still holds a sender of it (`job`, or a clone); \
             main waits for the end of `results` at line 6, but worker-1 still holds a sender of it (`result`, or a \
             clone). A channel ends when its last sender is gone: each of them keeps open what another one waits for.",
        );
        // Who insists on a message doesn't wait for the end.
        check(&pool((7, 13)), Deadlock, None);
        // The other one has let go, so main waits for a sender of its own.
        let let_go = pool((6, 5)).on(1).act(1, "drop sender", (5, 60));
        check_sentence(
            &let_go,
            Deadlock,
            "sender-kept-alive",
            "main waits on `results` at line 6 for another message or for the end of the channel. No message will come, \
             and the channel doesn't end, because a thread that waits still holds a sender (`result`, or a clone of it).",
        );
    }

    #[test]
    fn the_first_of_a_line_is_kept_open() {
        // Worker 2 waits for worker 1, whose channel nobody has used for long; main waits for both.
        let script = || {
            Script::new(POOL, 4)
                .object("channel", (2, 23))
                .object("channel", (3, 29))
                .on(0)
                .act(3, "send", (4, 9))
                .act(3, "drop sender", (4, 1))
                .act(3, "end", (4, 1))
                .act(1, "recv", (5, 28))
                .on(1)
                .act(1, "send", (5, 43))
                .blocked(0, "join", None, &[2], (7, 1), None)
                .blocked(2, "recv", Some(1), &[], (6, 5), None)
                .ends(End::Deadlock)
        };
        check_sentence(
            &script().blocked(1, "recv", Some(0), &[], (5, 28), None),
            Deadlock,
            "sender-kept-alive",
            "worker-1 waits on `jobs` at line 5 for another message or for the end of the channel. No message will \
             come, and the channel doesn't end, because a thread that waits still holds a sender (`job`, or a clone of \
             it).",
        );
        check(
            &script().blocked(1, "recv", Some(0), &[], (7, 13), None),
            Deadlock,
            None,
        );
    }

    const SHELF: &str = "fn main() {
    let (shelf, loaves) = mpsc::sync_channel(1);
    shelf.send(1);
    loaves.recv();
}";

    fn full() -> Script {
        Script::new(SHELF, 3)
            .object("channel", (2, 33))
            .act(0, "send", (3, 11))
            .blocked(0, "send", Some(0), &[], (3, 11), None)
            .ends(End::Deadlock)
    }

    #[test]
    fn a_receiver_that_did_not_go_with_its_thread() {
        let ended = || {
            full()
                .act(1, "recv", (4, 12))
                .on_none()
                .act(1, "end", (4, 1))
        };
        check_sentence(
            &ended(),
            Deadlock,
            "receiver-kept-alive",
            "main waits at line 3 for room in `shelf`. Nobody will make room: worker-1 received from `loaves`, and has \
             ended. But the receiver is still there, held by a thread that waits, so main isn't told that nobody listens \
             any more.",
        );
        // Who received is still there, or somebody else is on the way.
        check(&full().act(1, "recv", (4, 12)), Deadlock, None);
        let other = ended().blocked(2, "recv", None, &[], (4, 1), None);
        check(&other, Deadlock, None);
    }
}
