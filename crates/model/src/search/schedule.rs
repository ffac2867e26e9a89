//! Schedule ids: the choices of one execution as text, and the strategy that follows them again.

use std::fmt::Write;

use crate::engine::{Engine, Features, Mode, Strategy, Transition};
use crate::report::Time;
use crate::search::order::{Order, by_default};

/// Which of the features.
type Feature = fn(&mut Features) -> &mut bool;

/// The letters that stand for them.
const LETTERS: [(char, Feature); 5] = [
    ('t', |features| &mut features.try_lock),
    ('r', |features| &mut features.try_recv),
    ('f', |features| &mut features.is_finished),
    ('c', |features| &mut features.select),
    ('w', |features| &mut features.queued_writers),
];

/// The id of the execution that has just ended: the thread (in the order of creation) chosen at each point where there
/// was more than one possibility (`2*3` for three times in a row, `1/4` for its alternative 4), after the letters of the
/// assumptions it was made under.
pub(crate) fn id_of(engine: &Engine) -> String {
    let mut text = String::new();
    let (mode, mut features) = (engine.mode, engine.features);
    let modes = [
        ('u', mode.time == Time::Untrusted),
        ('s', mode.spurious),
        ('p', mode.patient),
    ];
    let features = LETTERS.map(|(letter, feature)| (letter, *feature(&mut features)));
    let letters = modes.into_iter().chain(features);
    text.extend(letters.filter(|(_, on)| *on).map(|(letter, _)| letter));
    if !text.is_empty() {
        text.push(':');
    }
    let mut i = 0;
    let choices = &engine.choices;
    while i < choices.len() {
        let run = choices[i..]
            .iter()
            .take_while(|&&other| other == choices[i])
            .count();
        if i > 0 {
            text.push('.');
        }
        let _ = write!(text, "{}", choices[i].thread);
        if choices[i].choice != 0 {
            let _ = write!(text, "/{}", choices[i].choice);
        }
        if run > 1 {
            let _ = write!(text, "*{run}");
        }
        i += run;
    }
    if choices.is_empty() {
        text.push('-');
    }
    text
}

/// A schedule to be followed.
#[derive(Clone, Debug)]
pub(crate) struct Schedule {
    pub(crate) mode: Mode,
    pub(crate) features: Features,
    choices: Vec<Transition>,
}

/// Reads an id.
///
/// # Errors
/// What is wrong with it, for the person who typed it.
pub(crate) fn parse(id: &str) -> Result<Schedule, String> {
    let (letters, choices) = id.trim().split_once(':').unwrap_or(("", id.trim()));
    let mut schedule = Schedule {
        mode: Mode {
            time: Time::Trusted,
            spurious: false,
            patient: false,
        },
        features: Features::default(),
        choices: Vec::new(),
    };
    for letter in letters.chars() {
        match letter {
            'u' => schedule.mode.time = Time::Untrusted,
            's' => schedule.mode.spurious = true,
            'p' => schedule.mode.patient = true,
            other => {
                let Some((_, feature)) = LETTERS.iter().find(|(letter, _)| *letter == other) else {
                    return Err(format!(
                        "`{other}` is not a letter that a schedule begins with"
                    ));
                };
                *feature(&mut schedule.features) = true;
            }
        }
    }
    if choices == "-" {
        return Ok(schedule);
    }
    for part in choices.split('.') {
        let number = |text: &str| {
            text.parse::<u32>()
                .map_err(|_| format!("`{part}` is not a step of a schedule"))
        };
        let (step, times) = part.split_once('*').unwrap_or((part, "1"));
        let (thread, choice) = step.split_once('/').unwrap_or((step, "0"));
        let transition = Transition {
            thread: number(thread)?,
            choice: number(choice)?,
        };
        let times = number(times)?.min(1_000_000);
        schedule
            .choices
            .extend(std::iter::repeat_n(transition, times as usize));
    }
    Ok(schedule)
}

/// Follows a schedule, then goes on by default.
#[derive(Debug)]
pub(crate) struct Replay {
    schedule: Schedule,
    next: usize,
    /// The program did not offer what the schedule says.
    pub(crate) diverged: bool,
}

impl Replay {
    pub(crate) fn new(schedule: Schedule) -> Self {
        Replay {
            schedule,
            next: 0,
            diverged: false,
        }
    }

    /// Choices that were not used up.
    pub(crate) fn unused(&self) -> usize {
        self.schedule.choices.len() - self.next
    }
}

impl Strategy for Replay {
    const RACES: bool = false;

    fn choose(&mut self, engine: &mut Engine) -> Option<Transition> {
        if let [only] = engine.enabled[..] {
            return Some(only);
        }
        if let Some(&wanted) = self.schedule.choices.get(self.next) {
            self.next += 1;
            let found = engine
                .enabled
                .iter()
                .find(|&&t| engine.as_in_this_execution(t) == wanted);
            if let Some(&transition) = found {
                return Some(transition);
            }
            self.diverged = true;
        }
        by_default(engine, Order::Sticky, |_| true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_runs_and_alternatives() {
        let schedule = parse("us:1*3.0.2/4").unwrap();
        assert_eq!(schedule.mode.time, Time::Untrusted);
        assert!(schedule.mode.spurious && !schedule.mode.patient);
        let threads: Vec<(u32, u32)> = schedule
            .choices
            .iter()
            .map(|t| (t.thread, t.choice))
            .collect();
        assert_eq!(threads, [(1, 0), (1, 0), (1, 0), (0, 0), (2, 4)]);
    }

    #[test]
    fn refuses_what_is_no_schedule() {
        assert_eq!(parse("1.x").unwrap_err(), "`x` is not a step of a schedule");
        assert!(parse("q:1").is_err());
    }
}
