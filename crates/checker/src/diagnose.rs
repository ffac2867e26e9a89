//! Names the misconception behind a failure, from rules over the failing trace, the facts and the learner's text.
//!
//! A rule speaks only on evidence: where none fits, there is no name, and [`account`] tells in plain words what
//! happened. What a hidden test names itself (`mistake!`) is none of this module's business; the judge prefers it.

use std::collections::BTreeMap;

use model::report::{Blocked, End, Exploration, Outcome, Place, Step, Trace};

use crate::naming;
use crate::render::words;
use crate::report::Verdict;

mod blocking;
mod chain;
mod channels;
mod condition;
mod conduct;
#[cfg(test)]
pub(crate) mod fixture;
mod holding;
mod init;
mod interleaving;
mod itself;
mod joining;
mod locking;
mod lost;
mod pool;
mod text;
mod waiting;
mod wakeup;

use text::Text;

/// A recognised mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnosis {
    /// The misconception (`lost-update`); selects the hint.
    pub name: &'static str,
    /// What happened, for the learner, with their names and lines.
    pub sentence: String,
}

/// The mistake behind `verdict`, where one of the rules recognises it in the exploration.
///
/// `source` is the learner's file; its places are told from others by comparing them with the text.
pub fn diagnose(verdict: Verdict, exploration: &Exploration, source: &str) -> Option<Diagnosis> {
    if verdict.is_pass() || verdict.is_not_judged() {
        return None;
    }
    let case = Case::new(verdict, exploration, source);
    RULES.iter().find_map(|rule| rule(&case))
}

/// What happened in the failing trace, in a few plain sentences that go on after a colon; for failures that no rule
/// recognises.
///
/// `None` where there is no trace.
pub fn account(exploration: &Exploration, source: &str) -> Option<String> {
    /// A person keeps about this many events in mind.
    const N_EVENTS: usize = 6;

    let case = Case::new(Verdict::Race, exploration, source);
    let trace = case.trace?;
    let told: Vec<&Step> = trace
        .steps
        .iter()
        .filter(|step| {
            !matches!(
                step.op.as_str(),
                "unlock" | "unread" | "unwrite" | "time passes" | "end"
            )
        })
        // Main's panic is what came of it; that has been told.
        .filter(|step| step.thread != 0 || step.op != "panic")
        .collect();
    let is_livelock = case
        .outcome
        .is_some_and(|outcome| outcome.end == End::Livelock);
    let n_left_out = told.len().saturating_sub(N_EVENTS);
    let mut sentences = Vec::new();
    match n_left_out {
        0 => {}
        _ if is_livelock => sentences.push("in the end,".to_owned()),
        1 => sentences.push("after one step,".to_owned()),
        n => sentences.push(format!("after {n} steps,")),
    }
    for step in &told[n_left_out..] {
        let sentence = case.sentence(step);
        // Of a loop that never ends, one round tells everything.
        if !(is_livelock && sentences.contains(&sentence)) {
            sentences.push(sentence);
        }
    }
    if is_livelock {
        sentences.push("And so on, for ever.".to_owned());
        // Of those who are listed as about to do something, only these really wait.
        let joins = trace.blocked.iter().filter(|blocked| {
            blocked.op == "join"
                && !blocked
                    .waits_for
                    .iter()
                    .any(|thread| case.has_ended(*thread))
        });
        sentences.extend(joins.map(|blocked| format!("{}.", case.waits(blocked))));
    }
    for blocked in case.blocked() {
        sentences.push(format!("{}.", case.waits(blocked)));
    }
    Some(sentences.join(" "))
}

type Rule = fn(&Case<'_>) -> Option<Diagnosis>;

/// In the order in which they are asked: what explains most comes first.
const RULES: [Rule; 36] = [
    conduct::sleep_as_synchronisation,
    wakeup::if_instead_of_while,
    conduct::no_thread,
    holding::guard_outlives_statement,
    holding::lock_held_across_sleep,
    conduct::joined_in_the_spawn_loop,
    conduct::busy_wait,
    conduct::unbounded_queue,
    conduct::too_many_threads,
    waiting::stage_buffers_all,
    waiting::waits_for_slowest,
    waiting::sleep_instead_of_wait,
    waiting::one_at_a_time,
    itself::self_deadlock,
    blocking::lock_order,
    itself::asks_itself,
    pool::pool_waits_for_itself,
    holding::lock_held_while_blocked,
    channels::sender_kept_alive,
    channels::receiver_kept_alive,
    blocking::flag_read_once,
    locking::permit_lost,
    locking::wrong_waiter_woken,
    lost::lost_wakeup,
    wakeup::spurious_wakeup,
    locking::lock_not_shared,
    locking::guard_dropped_at_once,
    init::double_init,
    interleaving::lost_update,
    interleaving::check_then_act,
    // What became of a panic comes after what may have led to it.
    conduct::poison_cascade,
    conduct::panic_spread,
    joining::not_joined,
    joining::left_running,
    interleaving::completion_order,
    joining::joined_too_late,
];

/// All that a rule may look at.
struct Case<'a> {
    verdict: Verdict,
    exploration: &'a Exploration,
    trace: Option<&'a Trace>,
    /// The outcome that the trace leads to; without a trace, the first that did not end well.
    outcome: Option<&'a Outcome>,
    objects: Vec<String>,
    threads: Vec<String>,
    file: String,
    text: Text<'a>,
}

impl<'a> Case<'a> {
    fn new(verdict: Verdict, exploration: &'a Exploration, source: &'a str) -> Self {
        let text = Text::new(source);
        let trace = exploration.counterexample.as_ref();
        let file = trace
            .and_then(|trace| learners_file(trace, &text))
            .unwrap_or_default();
        let outcome = match trace {
            Some(trace) => exploration.outcomes.get(trace.outcome),
            None => exploration
                .outcomes
                .iter()
                .find(|outcome| outcome.end != End::Ok),
        };
        Case {
            verdict,
            exploration,
            trace,
            outcome,
            objects: trace
                .map(|trace| naming::objects(trace, &file, source))
                .unwrap_or_default(),
            threads: trace.map(naming::threads).unwrap_or_default(),
            file,
            text,
        }
    }

    fn object(&self, idx: u32) -> &str {
        self.objects.get(idx as usize).map_or("it", String::as_str)
    }

    fn thread(&self, idx: u32) -> &str {
        self.threads
            .get(idx as usize)
            .map_or("a thread", String::as_str)
    }

    fn class(&self, idx: u32) -> &str {
        self.trace
            .and_then(|trace| trace.objects.get(idx as usize))
            .map_or("", |object| object.class.as_str())
    }

    /// The line, if the place is in the learner's file.
    fn line(&self, place: Option<&Place>) -> Option<u32> {
        place
            .filter(|place| naming::is_in(place, &self.file))
            .map(|place| place.line)
    }

    /// `worker-1 reads 3 from `seen` at line 4.`
    fn sentence(&self, step: &Step) -> String {
        let deed = words::deed(&words::Deed {
            thread: self.thread(step.thread),
            op: &step.op,
            object: step.object.map(|object| self.object(object)),
            target: step.target.map(|target| self.thread(target)),
            value: step.value.as_deref(),
            wrote: step.wrote.as_deref(),
            failed: step.failed,
        });
        let (thread, line) = (self.thread(step.thread), self.at_line(step.place.as_ref()));
        match step.op.as_str() {
            // Behind the message of the panic, the line would seem to be part of it.
            "panic" => format!("{thread} panics{line}."),
            _ => format!("{thread} {deed}{line}."),
        }
    }

    /// ` at line 9`, or nothing.
    fn at_line(&self, place: Option<&Place>) -> String {
        self.line(place)
            .map(|line| format!(" at line {line}"))
            .unwrap_or_default()
    }

    /// The token at a place of the learner's file.
    fn token(&self, place: Option<&Place>) -> Option<usize> {
        let place = place?;
        self.line(Some(place))?;
        self.text.at(place.line, place.column)
    }

    /// `worker-1 waits for `b` at line 10, which worker-2 holds (taken at line 14)`.
    fn waits(&self, blocked: &Blocked) -> String {
        let holders: Vec<&str> = blocked
            .waits_for
            .iter()
            .map(|holder| self.thread(*holder))
            .collect();
        words::waits(&words::Waits {
            thread: self.thread(blocked.thread),
            op: &blocked.op,
            object: blocked.object.map(|object| self.object(object)),
            holders: &holders,
            line: self.line(blocked.place.as_ref()),
            taken: self.line(blocked.taken.as_ref()),
        })
    }

    /// The step at which a thread ended, by returning or by panicking.
    fn has_ended(&self, thread: u32) -> bool {
        self.steps()
            .iter()
            .any(|step| step.thread == thread && step.op == "end")
    }

    fn is_joined(&self, thread: u32) -> bool {
        self.steps()
            .iter()
            .any(|step| step.op == "join" && step.target == Some(thread))
    }

    fn steps(&self) -> &'a [Step] {
        self.trace.map_or(&[], |trace| &trace.steps)
    }

    /// Who waits for ever. Where it is no deadlock, the trace lists threads that were merely about to do something.
    fn blocked(&self) -> &'a [Blocked] {
        let is_deadlock = self
            .outcome
            .is_some_and(|outcome| outcome.end == End::Deadlock);
        self.trace
            .filter(|_| is_deadlock)
            .map_or(&[], |trace| &trace.blocked)
    }
}

/// Which file of the trace is the learner's: the one whose places the source text agrees with most often.
fn learners_file(trace: &Trace, text: &Text<'_>) -> Option<String> {
    let mut score: BTreeMap<&str, u32> = BTreeMap::new();
    let steps = trace
        .steps
        .iter()
        .map(|step| (step.place.as_ref(), step.op.as_str()));
    let blocked = trace
        .blocked
        .iter()
        .map(|blocked| (blocked.place.as_ref(), blocked.op.as_str()));
    let objects = trace
        .objects
        .iter()
        .map(|object| (object.birthplace.as_ref(), ""));
    for (place, word) in steps.chain(blocked).chain(objects) {
        let Some(place) = place else { continue };
        let points = match text.word_at(place.line, place.column) {
            Some(found) if found == word => 4,
            Some(_) => 1,
            None => 0,
        };
        *score.entry(place.file.as_str()).or_default() += points;
    }
    let best = score
        .iter()
        .filter(|(_, points)| **points > 0)
        .max_by_key(|(_, points)| **points)?;
    Some((*best.0).to_owned())
}

/// Operations that wait for a lock.
fn is_lock(op: &str) -> bool {
    matches!(op, "lock" | "read" | "write")
}

/// Operations that give one back.
/// Whether a step is one that lasts: pretended work, which a thread sleeps or computes through.
fn takes_time(step: &Step) -> bool {
    matches!(step.op.as_str(), "sleep" | "compute" | "hand over")
}

fn is_unlock(op: &str) -> bool {
    matches!(op, "unlock" | "unread" | "unwrite")
}

/// Whether a step put a message into a channel.
fn is_send(step: &Step) -> bool {
    matches!(step.op.as_str(), "send" | "try_send") && !step.failed
}

/// Whether a step took a message out of a channel.
fn is_receive(step: &Step) -> bool {
    matches!(step.op.as_str(), "recv" | "try_recv") && !step.failed
}

fn found(name: &'static str, sentence: String) -> Option<Diagnosis> {
    Some(Diagnosis { name, sentence })
}

#[cfg(test)]
mod tests {
    use super::account;
    use super::fixture::Script;
    use model::report::End;

    #[test]
    fn what_no_rule_recognises_is_told_step_by_step() {
        let source = "fn main() {\n    let gate = Barrier::new(3);\n    gate.wait();\n    seen.load(SeqCst);\n}";
        let script = Script::new(source, 2)
            .object("atomic", (9, 9))
            .act(1, "load", (4, 10))
            .reads("3")
            .times(7)
            .object("barrier", (2, 16))
            .blocked(1, "wait", Some(1), &[], (3, 10), None)
            .ends(End::Deadlock);
        let told = account(&script.exploration(), source).expect("there is a trace");
        assert_eq!(
            told,
            format!(
                "after one step, {}worker-1 waits at line 3 on `gate`.",
                "worker-1 reads 3 from `seen` at line 4. ".repeat(6)
            )
        );
        assert_eq!(
            account(
                &Script::new(source, 1).without_trace().exploration(),
                source
            ),
            None
        );
    }

    #[test]
    fn a_loop_that_never_ends_is_told_once() {
        let source = "fn main() {\n    worker.join();\n    while !stop.load(SeqCst) {}\n}";
        let script = Script::new(source, 2)
            .object("atomic", (9, 9))
            .act(1, "load", (3, 17))
            .reads("false")
            .times(40)
            .blocked(0, "join", None, &[1], (2, 12), None)
            .blocked(1, "load", Some(0), &[], (3, 17), None)
            .ends(End::Livelock);
        assert_eq!(
            account(&script.exploration(), source).expect("there is a trace"),
            "in the end, worker-1 reads false from `stop` at line 3. And so on, for ever. main waits at line 2 for \
             worker-1 to end."
        );
    }
}
