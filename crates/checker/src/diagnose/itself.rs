//! Rules about threads that wait for themselves: for a lock of their own, for an answer that they would have to give, for
//! room that they would have to make.

use model::report::Blocked;

use super::channels::n_pending;
use super::locking::held;
use super::{Case, Diagnosis, found, is_receive, is_send};
use crate::naming::end_of_channel;
use crate::report::Verdict;

/// A thread waits for what it holds itself, or for its own end.
pub(super) fn self_deadlock(case: &Case<'_>) -> Option<Diagnosis> {
    let Some(blocked) = case
        .blocked()
        .iter()
        .find(|blocked| blocked.waits_for.contains(&blocked.thread))
    else {
        return reads_twice(case);
    };
    let thread = case.thread(blocked.thread);
    let line = case.at_line(blocked.place.as_ref());
    let sentence = if blocked.op == "join" {
        format!("{thread} waits{line} for its own end, and so never ends.")
    } else {
        let object = blocked
            .object
            .map_or("a lock", |object| case.object(object));
        let taken = case
            .line(blocked.taken.as_ref())
            .map(|line| format!(" (taken at line {line})"))
            .unwrap_or_default();
        format!(
            "{thread} waits{line} for `{object}`, which it holds itself{taken}. It waits for itself, for ever."
        )
    };
    found("self-deadlock", sentence)
}

/// A thread that reads wants to read once more, behind a writer that waits for its first reading to end.
fn reads_twice(case: &Case<'_>) -> Option<Diagnosis> {
    let steps = case.steps();
    let (reader, first) = case
        .blocked()
        .iter()
        .filter(|blocked| blocked.op == "read" && blocked.object.is_some())
        .find_map(|blocked| {
            let first = held(steps, blocked.thread, steps.len())
                .into_iter()
                .find(|lock| lock.op == "read" && lock.object == blocked.object)?;
            Some((blocked, first))
        })?;
    let writer = case.blocked().iter().find(|blocked| {
        blocked.op == "write"
            && blocked.object == reader.object
            && blocked.waits_for.contains(&reader.thread)
    })?;
    let (who, writer_name) = (case.thread(reader.thread), case.thread(writer.thread));
    found(
        "self-deadlock",
        format!(
            "{who} waits{} to read `{}` once more, and reads it already (taken{}). {writer_name} waits{} to write, and on \
             most systems a writer that waits keeps new readers out. So {who} waits for {writer_name}, which waits for \
             {who} to give back what it reads.",
            case.at_line(reader.place.as_ref()),
            case.object(reader.object?),
            case.at_line(first.place.as_ref()),
            case.at_line(writer.place.as_ref()),
        ),
    )
}

/// A thread waits for an answer to a question that lies in its own queue, or for room that only itself could make.
pub(super) fn asks_itself(case: &Case<'_>) -> Option<Diagnosis> {
    if case.verdict != Verdict::Deadlock {
        return None;
    }
    case.blocked()
        .iter()
        .find_map(|blocked| answer_from_itself(case, blocked))
        .or_else(|| room_from_itself(case))
}

/// It asks that the last thing that the thread did was to send to a channel from which it alone receives, that this
/// message is still there, and that nobody has ever sent what it waits for.
fn answer_from_itself(case: &Case<'_>, waiting: &Blocked) -> Option<Diagnosis> {
    let answers = waiting.object.filter(|_| waiting.op == "recv")?;
    let steps = case.steps();
    let question = steps.iter().rfind(|step| step.thread == waiting.thread)?;
    let inbox = question.object.filter(|_| is_send(question))?;
    let on_inbox = || steps.iter().filter(|step| step.object == Some(inbox));
    let mut receivers = on_inbox().filter(|step| is_receive(step)).peekable();
    let is_own = receivers.peek().is_some()
        && receivers.all(|step| step.thread == waiting.thread)
        && n_pending(steps, inbox) > 0;
    let is_answered = steps
        .iter()
        .any(|step| step.object == Some(answers) && is_send(step));
    if !is_own || is_answered || inbox == answers {
        return None;
    }
    let who = case.thread(waiting.thread);
    found(
        "self-deadlock",
        format!(
            "{who} sends a question to `{}`{}, and waits for the answer{}. But {who} itself is the one who receives from \
             `{}`: its question lies there, and nobody takes it while {who} waits. It waits for itself, for ever.",
            end_of_channel(case.object(inbox), "send"),
            case.at_line(question.place.as_ref()),
            case.at_line(waiting.place.as_ref()),
            end_of_channel(case.object(inbox), "recv"),
        ),
    )
}

/// The only thread that is left waits for room.
fn room_from_itself(case: &Case<'_>) -> Option<Diagnosis> {
    let [waiting] = case.blocked() else {
        return None;
    };
    let channel = waiting.object.filter(|_| waiting.op == "send")?;
    // If another thread has received, the receiver was meant for that one, not for the sender.
    let had_other = case.steps().iter().any(|step| {
        step.object == Some(channel) && step.thread != waiting.thread && is_receive(step)
    });
    if had_other {
        return None;
    }
    let who = case.thread(waiting.thread);
    found(
        "self-deadlock",
        format!(
            "{who} waits{} for room in `{}`, and no other thread is there that could take something out. Only {who} \
             itself could. It waits for itself, for ever.",
            case.at_line(waiting.place.as_ref()),
            end_of_channel(case.object(channel), "send"),
        ),
    )
}

#[cfg(test)]
mod tests {
    use model::report::End;

    use crate::diagnose::fixture::{Script, check, check_sentence};
    use crate::report::Verdict::Deadlock;

    #[test]
    fn a_thread_waits_for_itself() {
        let source = "fn main() {\n    let a = Mutex::new(0);\n    let _one = a.lock();\n    let _two = a.lock();\n}";
        let script = Script::new(source, 2)
            .object("mutex", (2, 13))
            .act(1, "lock", (3, 18))
            .blocked(1, "lock", Some(0), &[1], (4, 18), Some((3, 18)))
            .ends(End::Deadlock);
        check_sentence(
            &script,
            Deadlock,
            "self-deadlock",
            "worker-1 waits at line 4 for `a`, which it holds itself (taken at line 3). It waits for itself, for ever.",
        );
    }

    #[test]
    fn a_reader_that_wants_to_read_once_more() {
        let source = "fn main() {\n    let pair = RwLock::new(0);\n    let one = pair.read();\n    let two = pair.read();\n    pair.write();\n}";
        let script = |reads: bool| {
            let script = Script::new(source, 2)
                .object("rwlock", (2, 16))
                .act(0, "read", (3, 20));
            let script = if reads {
                script
            } else {
                script.act(0, "unlock", (3, 20))
            };
            script
                .blocked(0, "read", Some(0), &[1], (4, 20), None)
                .blocked(1, "write", Some(0), &[0], (5, 10), None)
                .ends(End::Deadlock)
        };
        check_sentence(
            &script(true),
            Deadlock,
            "self-deadlock",
            "main waits at line 4 to read `pair` once more, and reads it already (taken at line 3). worker-1 waits at \
             line 5 to write, and on most systems a writer that waits keeps new readers out. So main waits for worker-1, \
             which waits for main to give back what it reads.",
        );
        check(&script(false), Deadlock, None);
    }

    #[test]
    fn a_reader_that_wants_to_write() {
        let source = "fn main() {\n    let map = RwLock::new(0);\n    let seen = map.read();\n    map.write();\n}";
        let script = |reader| {
            Script::new(source, 2)
                .object("rwlock", (2, 23))
                .act(reader, "read", (3, 20))
                .blocked(0, "write", Some(0), &[reader], (4, 9), Some((3, 20)))
                .ends(End::Deadlock)
        };
        check_sentence(
            &script(0),
            Deadlock,
            "self-deadlock",
            "main waits at line 4 for `map`, which it holds itself (taken at line 3). It waits for itself, for ever.",
        );
        check(&script(1), Deadlock, None);
    }

    const ACTOR: &str = "fn main() {
    let (messages, inbox) = mpsc::channel();
    for message in inbox {
        let (reply, answer) = mpsc::channel();
        messages.send(reply);
        answer.recv().unwrap();
    }
    other.recv();
}";

    fn actor(receiver: u32) -> Script {
        Script::new(ACTOR, 3)
            .object("channel", (2, 29))
            .act(0, "send", (5, 18))
            .act(receiver, "recv", (3, 5))
            .act(1, "send", (5, 18))
            .object("channel", (4, 31))
            .ends(End::Deadlock)
    }

    #[test]
    fn an_actor_that_asks_itself() {
        let waits = |script: Script| script.blocked(1, "recv", Some(1), &[], (6, 16), None);
        check_sentence(
            &waits(actor(1)).blocked(0, "recv", Some(2), &[], (8, 11), None),
            Deadlock,
            "self-deadlock",
            "worker-1 sends a question to `messages` at line 5, and waits for the answer at line 6. But worker-1 itself \
             is the one who receives from `inbox`: its question lies there, and nobody takes it while worker-1 waits. It \
             waits for itself, for ever.",
        );
        // Somebody else receives there.
        check(&waits(actor(2)), Deadlock, None);
        // An answer has come before: another one may be missing.
        check(
            &waits(
                actor(1)
                    .act(0, "send", (8, 1))
                    .on(0)
                    .act(1, "send", (5, 18)),
            ),
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
    fn only_the_sender_itself_could_make_room() {
        check_sentence(
            &full(),
            Deadlock,
            "self-deadlock",
            "main waits at line 3 for room in `shelf`, and no other thread is there that could take something out. Only \
             main itself could. It waits for itself, for ever.",
        );
        let other = full().blocked(1, "park", None, &[], (4, 1), None);
        check(&other, Deadlock, None);
    }
}
