//! From observations to a verdict: pure functions over what one check's exploration gave.
//!
//! Nothing is run here. A [`Ruling`] is about one check; [`deciding`] says which of several rulings is the verdict
//! on the submission. Names of mistakes that need a look at the trace are found in [`crate::diagnose`].

use model::report::{End, Exploration, Outcome, Place, Time};

use crate::report::Verdict;
use crate::source;

mod conduct;
mod text;

pub use text::plain;
pub(crate) use text::{capital, ended, is_todo, not_started};

/// What is known of the submission beside its exploration.
#[derive(Clone, Copy, Debug)]
pub struct Submitted<'a> {
    /// The learner's file, as places name it.
    pub file: &'a str,
    /// Its text.
    pub source: &'a str,
}

impl Submitted<'_> {
    /// Whether a place is one of the learner's lines.
    fn wrote(&self, place: Option<&Place>) -> bool {
        place.is_some_and(|place| place.file == self.file)
    }

    fn own(&self, place: Option<&Place>) -> Option<Place> {
        place.filter(|place| place.file == self.file).cloned()
    }
}

/// The verdict on one check.
#[derive(Clone, Debug)]
pub struct Ruling {
    /// The verdict.
    pub verdict: Verdict,
    /// The misconception, where the observations alone name it.
    pub diagnosis: Option<String>,
    /// The misconception that explains some of the failures; holds where the trace tells nothing better.
    pub suspected: Option<String>,
    /// One plain sentence.
    pub message: Option<String>,
    /// The learner's line that it is about.
    pub place: Option<Place>,
    /// Index of the outcome that decided.
    pub outcome: Option<usize>,
    /// A schedule that shows what is wrong, where no outcome does.
    pub schedule: Option<String>,
    /// Indices of the outcomes that count against the submission.
    pub failing: Vec<usize>,
}

impl Ruling {
    /// A verdict that no outcome shows.
    pub fn new(verdict: Verdict, message: impl Into<Option<String>>) -> Ruling {
        Ruling {
            verdict,
            diagnosis: None,
            suspected: None,
            message: message.into(),
            place: None,
            outcome: None,
            schedule: None,
            failing: Vec::new(),
        }
    }

    fn diagnosed(mut self, diagnosis: &str) -> Ruling {
        self.diagnosis = Some(diagnosis.to_owned());
        self
    }
}

/// Where the stored set of outcomes stands.
#[derive(Clone, Copy, Debug)]
pub enum Stored<'a> {
    /// The check does not compare with one, or it is not to be compared now.
    NotAsked,
    /// It should be there, but is not.
    Missing,
    /// Its text, as [`outcome_set`] writes it.
    Text(&'a str),
}

/// The verdict on one check of a hidden test.
pub fn on_check(exploration: &Exploration, submitted: Submitted<'_>, stored: Stored<'_>) -> Ruling {
    if let Some(ruling) = unstarted(exploration, submitted) {
        return ruling;
    }
    let failing = indices(exploration, fails_check);
    if let Some(idx) = worst(exploration, &failing) {
        return on_failure(
            exploration,
            submitted,
            failing,
            idx,
            Some(&exploration.name),
        );
    }
    conduct::predictions(exploration)
        .or_else(|| conduct::outcome_set(exploration, stored))
        .or_else(|| conduct::rules(exploration))
        .or_else(|| inconclusive(exploration))
        .unwrap_or_else(|| Ruling::new(Verdict::Pass, None))
}

/// The verdict on a program that nobody has an expectation of.
pub fn on_program(exploration: &Exploration, submitted: Submitted<'_>) -> Ruling {
    if let Some(ruling) = unstarted(exploration, submitted) {
        return ruling;
    }
    let failing = indices(exploration, |outcome| fails_program(outcome, exploration));
    if let Some(idx) = worst(exploration, &failing) {
        return on_failure(exploration, submitted, failing, idx, None);
    }
    if let Some(ruling) = inconclusive(exploration) {
        return ruling;
    }
    Ruling::new(Verdict::Pass, text::program_headline(exploration))
}

/// The index of the ruling that is the verdict on the submission: an untouched starter first, then a dead child, then
/// the first check whose outcomes are wrong, then the first whose conduct is; `None` where there are none.
pub fn deciding(rulings: &[Ruling]) -> Option<usize> {
    let class = |verdict: Verdict| match verdict {
        Verdict::Unstarted => 0,
        Verdict::Crash | Verdict::Timeout | Verdict::Limit => 1,
        Verdict::CompileError
        | Verdict::NotAllowed
        | Verdict::WrongAnswer
        | Verdict::Panic
        | Verdict::Race
        | Verdict::TimingDependent
        | Verdict::Deadlock
        | Verdict::Livelock => 2,
        Verdict::Leak | Verdict::NotConcurrent | Verdict::Inefficient => 3,
        Verdict::JudgeError => 4,
        Verdict::Inconclusive => 5,
        Verdict::Pass => 6,
    };
    // `min_by_key` gives the first of equals.
    rulings
        .iter()
        .enumerate()
        .min_by_key(|(_, ruling)| class(ruling.verdict))
        .map(|(idx, _)| idx)
}

/// The set of outcomes as it is stored: one block per outcome, sorted, nothing that depends on the search.
pub fn outcome_set(exploration: &Exploration) -> String {
    let mut blocks: Vec<String> = exploration
        .outcomes
        .iter()
        .filter(|outcome| is_plain(outcome))
        .map(conduct::block)
        .collect();
    blocks.sort();
    blocks.dedup();
    blocks.concat()
}

// ---- outcomes ------------------------------------------------------------------------------------

/// Found under trusted time, without wakeups that nobody caused.
fn is_plain(outcome: &Outcome) -> bool {
    outcome.time == Time::Trusted && !outcome.spurious
}

fn indices(exploration: &Exploration, fails: impl Fn(&Outcome) -> bool) -> Vec<usize> {
    exploration
        .outcomes
        .iter()
        .enumerate()
        .filter(|(_, outcome)| fails(outcome))
        .map(|(idx, _)| idx)
        .collect()
}

/// A check's body has to come to its end: a submission that exits, even with code 0, keeps the test from asking.
fn fails_check(outcome: &Outcome) -> bool {
    match outcome.end {
        // A mistake was named, but the submission caught the panic.
        _ if outcome.mistake.is_some() => true,
        End::Ok => outcome.code.is_some(),
        End::StepLimit => false,
        End::Exit | End::Panic | End::Deadlock | End::Livelock | End::Crash => true,
    }
}

/// An exit code other than 0 is a bad end only where other schedules end otherwise: a program may always report so.
fn fails_program(outcome: &Outcome, exploration: &Exploration) -> bool {
    match outcome.end {
        End::Ok | End::StepLimit => false,
        End::Exit => exploration
            .outcomes
            .iter()
            .any(|other| other.end == End::Ok),
        End::Panic | End::Deadlock | End::Livelock | End::Crash => true,
    }
}

/// The outcome to be shown. Those of the plain search come first, then those with spurious wakeups, then those that
/// need untrusted time, and after all of them those in which only the conduct is wrong; among them the ones whose mistake the hidden test names, then the gravest end, then the fewest
/// preemptions, then the first found.
fn worst(exploration: &Exploration, failing: &[usize]) -> Option<usize> {
    let key = |idx: usize| {
        let outcome = &exploration.outcomes[idx];
        let assumption = match (outcome.time, outcome.spurious) {
            (Time::Trusted, false) => 0,
            (_, true) => 1,
            (Time::Untrusted, false) => 2,
        };
        let end = match kind(exploration, outcome) {
            End::Crash => 0,
            End::Deadlock => 1,
            End::Livelock => 2,
            _ => 3,
        };
        (
            outcome.falls_short,
            assumption,
            outcome.mistake.is_none(),
            end,
            outcome.preemptions,
            idx,
        )
    };
    failing.iter().copied().min_by_key(|idx| key(*idx))
}

/// Found under the same assumptions.
fn is_like(one: &Outcome, other: &Outcome) -> bool {
    (one.time, one.spurious) == (other.time, other.spurious)
}

/// One schedule was run again, instead of a search.
fn is_replay(exploration: &Exploration) -> bool {
    exploration
        .searches
        .iter()
        .any(|search| search.strategy == "replay")
}

/// How an outcome ended, with the cause in the place of the consequence: where a thread panics in this outcome as it
/// does not where all goes well, a deadlock of those who wait for it is only what follows.
fn kind(exploration: &Exploration, outcome: &Outcome) -> End {
    if outcome.end != End::Deadlock || outcome.thread_panics.is_empty() {
        return outcome.end;
    }
    let mut well = exploration
        .outcomes
        .iter()
        .filter(|other| other.end == End::Ok)
        .peekable();
    if well.peek().is_none() {
        return End::Deadlock;
    }
    let expected: Vec<&str> = well
        .flat_map(|other| &other.thread_panics)
        .map(|panic| panic.message.as_str())
        .collect();
    let unexpected = outcome
        .thread_panics
        .iter()
        .any(|panic| !expected.contains(&panic.message.as_str()));
    if unexpected {
        End::Panic
    } else {
        End::Deadlock
    }
}

fn unstarted(exploration: &Exploration, submitted: Submitted<'_>) -> Option<Ruling> {
    for (idx, outcome) in exploration.outcomes.iter().enumerate() {
        let own = outcome
            .message
            .as_deref()
            .map(|message| (message, outcome.place.as_ref()));
        let threads = outcome
            .thread_panics
            .iter()
            .map(|panic| (panic.message.as_str(), panic.place.as_ref()));
        for (message, place) in own.into_iter().chain(threads) {
            if !is_todo(message) || !submitted.wrote(place) {
                continue;
            }
            let place = place.cloned();
            let line = place
                .as_ref()
                .map(|place| place.line)
                .or_else(|| source::todo_line(submitted.source));
            let mut ruling = Ruling::new(Verdict::Unstarted, not_started(line));
            ruling.place = place;
            ruling.outcome = Some(idx);
            ruling.failing = vec![idx];
            return Some(ruling);
        }
    }
    None
}

fn on_failure(
    exploration: &Exploration,
    submitted: Submitted<'_>,
    failing: Vec<usize>,
    idx: usize,
    check: Option<&str>,
) -> Ruling {
    let outcome = &exploration.outcomes[idx];
    let kind = kind(exploration, outcome);
    let mut plain_outcomes = exploration
        .outcomes
        .iter()
        .enumerate()
        .filter(|(_, outcome)| is_plain(outcome))
        .peekable();
    // Of a replay nobody knows what happens elsewhere.
    let in_every_schedule = !is_replay(exploration)
        && is_plain(outcome)
        && plain_outcomes.peek().is_some()
        && plain_outcomes.all(|(idx, _)| failing.contains(&idx));
    let blamed_panic = (kind == End::Panic && outcome.end == End::Deadlock)
        .then(|| outcome.thread_panics.first())
        .flatten();
    let place = blamed_panic.map_or(outcome.place.as_ref(), |panic| panic.place.as_ref());
    let of_the_test = outcome.mistake.is_some()
        || outcome.end == End::Exit
        || outcome.end == End::Ok
        || !submitted.wrote(place);

    let verdict = if outcome.falls_short {
        Verdict::Inefficient
    } else if outcome.time == Time::Untrusted && !outcome.spurious {
        Verdict::TimingDependent
    } else {
        match kind {
            End::Crash => Verdict::Crash,
            End::Deadlock => Verdict::Deadlock,
            End::Livelock => Verdict::Livelock,
            End::Ok | End::Exit | End::Panic | End::StepLimit => match (in_every_schedule, check) {
                (false, _) => Verdict::Race,
                (true, Some(_)) if of_the_test => Verdict::WrongAnswer,
                (true, _) => Verdict::Panic,
            },
        }
    };
    let mut ruling = Ruling::new(
        verdict,
        text::failure(exploration, outcome, kind, verdict, &failing, check),
    );
    // A mistake that the hidden test names is the cause where it explains every failure like this one.
    let alike = failing
        .iter()
        .map(|idx| &exploration.outcomes[*idx])
        .filter(|other| is_like(other, outcome));
    let mut mistakes = alike.map(|other| &other.mistake);
    if mistakes.all(|mistake| *mistake == outcome.mistake) {
        ruling.diagnosis.clone_from(&outcome.mistake);
    } else {
        let mut named = failing
            .iter()
            .filter_map(|idx| exploration.outcomes[*idx].mistake.clone());
        ruling.suspected = outcome.mistake.clone().or_else(|| named.next());
    }
    ruling.place = submitted.own(place);
    ruling.outcome = Some(idx);
    ruling.failing = failing;
    if verdict == Verdict::Race && outcome.mistake.is_none() {
        ruling = conduct::blame_missing_join(exploration, ruling);
    }
    ruling
}

fn inconclusive(exploration: &Exploration) -> Option<Ruling> {
    let cut = exploration
        .outcomes
        .iter()
        .position(|outcome| outcome.end == End::StepLimit);
    if let Some(idx) = cut {
        let sentence = match &exploration.outcomes[idx].message {
            Some(why) => format!("One run could not be explored to its end: {why}."),
            None => "A run went on for so many steps that it was cut off, although it was still getting somewhere."
                .to_owned(),
        };
        let mut ruling = Ruling::new(Verdict::Inconclusive, sentence);
        ruling.outcome = Some(idx);
        return Some(ruling);
    }
    (exploration.schedules == 0 || exploration.outcomes.is_empty()).then(|| {
        Ruling::new(
            Verdict::Inconclusive,
            "The time for exploring was over before one run had ended.".to_owned(),
        )
    })
}

#[cfg(test)]
mod tests;
