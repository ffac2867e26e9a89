//! Where the time of a run went: the chain of waits from its end back to its beginning. It judges none of them.

use std::time::Duration;

use model::report::{Rule, Step};

use super::{Case, takes_time};

/// A sleep that the end of the run had to wait for.
pub(super) struct Slow<'a> {
    pub(super) step: &'a Step,
    /// Virtual nanoseconds since the start.
    pub(super) end: u64,
    /// The step of another thread that waited for the sleeper; `None` in the thread that came last.
    pub(super) awaited_by: Option<&'a Step>,
}

impl Slow<'_> {
    /// How long it lasted.
    pub(super) fn nanos(&self) -> u64 {
        self.end - self.step.time
    }
}

/// What a run that took too long waited for, from its end back to its beginning.
pub(super) struct Chain<'a> {
    /// Allowed, in virtual nanoseconds.
    pub(super) limit: u64,
    /// Taken.
    pub(super) total: u64,
    /// The sleeps, the latest first.
    pub(super) slow: Vec<Slow<'a>>,
    /// Steps that waited until another thread did something.
    pub(super) awaited: Vec<&'a Step>,
    /// Spawns without which the next one could not have begun.
    pub(super) births: Vec<&'a Step>,
}

impl<'a> Chain<'a> {
    /// Follows the trace from its end: a thread went on because its sleep was over, or because of what another thread
    /// did at that moment. `None` where the run was quick enough, or where the cause of a wait is not known.
    pub(super) fn new(case: &Case<'a>) -> Option<Chain<'a>> {
        let taken = case.exploration.facts.makespan.max;
        let limit = case.exploration.rules.iter().find_map(|rule| match rule {
            Rule::MakespanAtMost(limit) if taken > *limit => Some(*limit),
            _ => None,
        })?;
        let steps = case.steps();
        let is_own = |step: &Step, thread: u32| step.thread == thread && step.op != "time passes";
        let mut at = steps.iter().rposition(|step| is_own(step, 0))?;
        let mut chain = Chain {
            limit,
            total: steps[at].time,
            slow: Vec::new(),
            awaited: Vec::new(),
            births: Vec::new(),
        };
        let mut awaited_by = None;
        while steps[at].time > 0 {
            let (thread, now) = (steps[at].thread, steps[at].time);
            let first = steps
                .iter()
                .position(|step| is_own(step, thread) && step.time == now)?;
            let before = steps[..first].iter().rposition(|step| is_own(step, thread));
            if let Some(before) = before.filter(|before| end_of_sleep(&steps[*before]) == Some(now))
            {
                chain.slow.push(Slow {
                    step: &steps[before],
                    end: now,
                    awaited_by,
                });
                at = before;
                continue;
            }
            let birth = steps
                .iter()
                .position(|step| step.op == "spawn" && step.target == Some(thread))
                .filter(|birth| before.is_none() && steps[*birth].time == now);
            at = match birth {
                Some(birth) => {
                    chain.births.push(&steps[birth]);
                    birth
                }
                None => {
                    let waiting = &steps[first];
                    chain.awaited.push(waiting);
                    awaited_by = Some(waiting);
                    steps[..first].iter().rposition(|step| {
                        step.time == now && step.thread != thread && may_end(step, waiting)
                    })?
                }
            };
        }
        (chain.total > chain.limit).then_some(chain)
    }
}

/// Whether `step` is something that `waiting` can have waited for.
fn may_end(step: &Step, waiting: &Step) -> bool {
    let is_target = || waiting.target == Some(step.thread);
    match waiting.op.as_str() {
        _ if waiting.value.as_deref() == Some("timed out") => false,
        "join" => step.op == "end" && is_target(),
        "park" => step.op == "unpark" && step.target == Some(waiting.thread),
        _ => step.op != "time passes" && step.object.is_some() && step.object == waiting.object,
    }
}

/// When the sleep that a step begins is over, virtual nanoseconds.
pub(super) fn end_of_sleep(step: &Step) -> Option<u64> {
    let value = step.value.as_deref().filter(|_| takes_time(step))?;
    Some(step.time + nanos(value)?)
}

/// Reads what `Duration` prints: `1.5s`, `300ms`, `20µs`, `7ns`.
fn nanos(text: &str) -> Option<u64> {
    let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let (number, unit) = text.split_at(digits);
    let n_digits = match unit {
        "s" => 9,
        "ms" => 6,
        "µs" => 3,
        "ns" => 0,
        _ => return None,
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let padded = format!("{whole}{fraction:0<n_digits$}");
    (fraction.len() <= n_digits)
        .then(|| padded.parse().ok())
        .flatten()
}

/// Virtual nanoseconds as a learner reads them.
pub(super) fn time(nanos: u64) -> String {
    format!("{:?}", Duration::from_nanos(nanos))
}

#[cfg(test)]
mod tests {
    use super::nanos;

    #[test]
    fn durations_are_read_as_they_are_printed() {
        for duration in [
            std::time::Duration::from_millis(1_500),
            std::time::Duration::from_micros(20),
            std::time::Duration::from_nanos(7),
            std::time::Duration::from_nanos(1_000_000_007),
        ] {
            assert_eq!(
                nanos(&format!("{duration:?}")).map(u128::from),
                Some(duration.as_nanos())
            );
        }
        assert_eq!(nanos("soon"), None);
    }
}
