//! What a measurement found, as plain data: it is stored, printed, and drawn. No other file says how it is written down.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::machine::Machine;
use crate::python::Python;

/// The form of a stored record; another number is another form.
pub const FORMAT: u32 = 1;

/// A whole measurement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// [`FORMAT`].
    pub format: u32,
    /// The day, in Greenwich.
    pub date: String,
    /// Too small to say anything about speed.
    pub quick: bool,
    /// Where.
    pub machine: Machine,
    /// Python's side.
    pub python: Python,
    /// The compiler of Rust's side.
    pub rustc: String,
    /// What each run did.
    pub parameters: Parameters,
    /// The ways of doing the work, those of one work and language together.
    pub rows: Vec<Row>,
    /// The counter without a lock of its own; one entry for each run.
    pub lost_updates: Vec<LostUpdates>,
}

/// The sizes of the work, the same for both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parameters {
    /// The number of computing jobs.
    pub n_compute_jobs: u64,
    /// How many threads or processes share them: not more than there are cores, but at least two.
    pub n_compute_workers: u64,
    /// How many numbers a computing job follows down to 1.
    pub numbers_per_job: u64,
    /// The number of waiting jobs.
    pub n_wait_jobs: u64,
    /// How many threads or processes share them: one for each.
    pub n_wait_workers: u64,
    /// How long the server takes for an answer.
    pub milliseconds_per_answer: u64,
    /// How often each thread adds to the counter.
    pub n_additions: u64,
}

/// One way to do one kind of work in one language.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Who did it.
    pub language: Language,
    /// How.
    pub way: Way,
    /// What.
    pub work: Work,
    /// How long it took, once for each round. The start of threads, processes and pools is part of it; the start of the
    /// interpreter or program is not.
    pub seconds: Vec<f64>,
    /// The sum of the answers.
    pub answer: u64,
}

/// What a single run prints.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// How long it took.
    pub seconds: f64,
    /// The sum of the answers.
    pub answer: u64,
}

/// Who does the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// The Python that was found.
    Python,
    /// This program.
    Rust,
}

/// How the jobs are shared out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Way {
    /// One after another.
    Sequential,
    /// Among threads.
    Threads,
    /// Among processes.
    Processes,
    /// Among the threads of a pool of `rayon`.
    Rayon,
}

/// What a job does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Work {
    /// It keeps a core busy.
    Compute,
    /// It waits for a server.
    Wait,
}

/// What became of a counter to which several threads add.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LostUpdates {
    /// How many threads.
    pub threads: u64,
    /// How long a thread may keep the interpreter.
    pub switch_interval_seconds: f64,
    /// How many additions there were.
    pub expected: u64,
    /// The ways to write the addition.
    pub additions: Vec<Addition>,
}

/// One way to write the addition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Addition {
    /// The line.
    pub written: String,
    /// What the counter held in the end.
    pub counted: u64,
    /// The interpreter's instructions for the line.
    pub bytecode: Vec<String>,
}

/// Why a text is not a record.
#[derive(Debug, Error)]
pub enum RecordError {
    /// It is not even JSON of the right shape.
    #[error("it cannot be read: {0}")]
    Shape(#[from] serde_json::Error),
    /// It contradicts itself.
    #[error("{0}")]
    Sense(&'static str),
}

impl Record {
    /// Reads what [`Record::text`] has written.
    ///
    /// # Errors
    /// When it is something else, or when its numbers make no sense.
    pub fn read(text: &str) -> Result<Record, RecordError> {
        let record: Record = serde_json::from_str(text)?;
        record.check()?;
        Ok(record)
    }

    /// As it is stored.
    pub fn text(&self) -> String {
        let mut text =
            serde_json::to_string_pretty(self).expect("a record has nothing that JSON has not");
        text.push('\n');
        text
    }

    /// The row of this way.
    pub fn row(&self, language: Language, way: Way, work: Work) -> Option<&Row> {
        self.rows
            .iter()
            .find(|row| (row.language, row.way, row.work) == (language, way, work))
    }

    /// How many times as fast as the same language one after another: the median of the rounds' ratios, because the pace of a
    /// machine changes from round to round.
    pub fn speed_up(&self, row: &Row) -> Option<f64> {
        let baseline = self.row(row.language, Way::Sequential, row.work)?;
        let ratios = baseline.seconds.iter().zip(&row.seconds);
        median(ratios.map(|(baseline, seconds)| baseline / seconds))
    }

    /// How many times as long as its fastest round a row's slowest one took, at worst.
    pub fn spread(&self) -> f64 {
        let spreads = self.rows.iter().map(|row| {
            let slowest = row.seconds.iter().copied().fold(0.0, f64::max);
            let fastest = row.seconds.iter().copied().fold(f64::INFINITY, f64::min);
            slowest / fastest
        });
        spreads.fold(1.0, f64::max)
    }

    fn check(&self) -> Result<(), RecordError> {
        let holds = |condition, sentence| match condition {
            true => Ok(()),
            false => Err(RecordError::Sense(sentence)),
        };
        holds(
            self.format == FORMAT,
            "it is of another version of this program",
        )?;
        let n_rounds = self.rows.first().map_or(0, |row| row.seconds.len());
        holds(n_rounds > 0, "it holds no measurement")?;
        holds(
            self.rows.iter().all(|row| row.seconds.len() == n_rounds),
            "its rows have different numbers of rounds",
        )?;
        let mut seconds = self.rows.iter().flat_map(|row| &row.seconds);
        holds(
            seconds.all(|seconds| seconds.is_finite() && *seconds > 0.0),
            "something in it took no time",
        )?;
        for row in &self.rows {
            let baseline = self.row(row.language, Way::Sequential, row.work);
            let baseline = baseline.ok_or(RecordError::Sense("a baseline is missing"))?;
            holds(baseline.answer == row.answer, "its answers differ")?;
        }
        self.lost_updates.iter().try_for_each(LostUpdates::check)
    }
}

impl LostUpdates {
    /// Refuses what cannot be.
    ///
    /// # Errors
    /// When more was counted than there was, or nothing.
    pub fn check(&self) -> Result<(), RecordError> {
        let is_possible = |addition: &Addition| (1..=self.expected).contains(&addition.counted);
        if self.additions.is_empty() || !self.additions.iter().all(is_possible) {
            return Err(RecordError::Sense("a counter holds what it cannot hold"));
        }
        Ok(())
    }
}

impl Row {
    /// How long it took: the median of the rounds.
    pub fn median_seconds(&self) -> Option<f64> {
        median(self.seconds.iter().copied())
    }

    /// As a person calls it.
    pub fn title(&self) -> String {
        format!("{}, {}", self.language.title(), self.way.title())
    }
}

impl Language {
    /// As a person calls it.
    pub fn title(self) -> &'static str {
        match self {
            Language::Python => "Python",
            Language::Rust => "Rust",
        }
    }

    /// The ways in which it is measured; the first one is what the others are compared with.
    pub fn ways(self) -> &'static [Way] {
        match self {
            Language::Python => &[Way::Sequential, Way::Threads, Way::Processes],
            Language::Rust => &Way::ALL,
        }
    }
}

impl Way {
    /// All of them.
    pub const ALL: [Way; 4] = [Way::Sequential, Way::Threads, Way::Processes, Way::Rayon];

    /// As an argument.
    pub fn name(self) -> &'static str {
        match self {
            Way::Sequential => "sequential",
            Way::Threads => "threads",
            Way::Processes => "processes",
            Way::Rayon => "rayon",
        }
    }

    /// As a person calls it.
    pub fn title(self) -> &'static str {
        match self {
            Way::Sequential => "one after another",
            other => other.name(),
        }
    }
}

impl Work {
    /// All of them.
    pub const ALL: [Work; 2] = [Work::Compute, Work::Wait];

    /// As an argument.
    pub fn name(self) -> &'static str {
        match self {
            Work::Compute => "compute",
            Work::Wait => "wait",
        }
    }

    /// As a person calls it.
    pub fn title(self) -> &'static str {
        match self {
            Work::Compute => "computing",
            Work::Wait => "waiting",
        }
    }
}

/// The one in the middle, or halfway between the two in the middle.
pub fn median(numbers: impl IntoIterator<Item = f64>) -> Option<f64> {
    let mut numbers: Vec<f64> = numbers.into_iter().collect();
    numbers.sort_by(f64::total_cmp);
    let middle = numbers.len() / 2;
    match numbers.len() {
        0 => None,
        odd if odd % 2 == 1 => Some(numbers[middle]),
        _ => Some(f64::midpoint(numbers[middle - 1], numbers[middle])),
    }
}

#[cfg(test)]
pub(crate) mod example {
    //! A record to test with: a machine of four cores on which all went as one would think.

    use super::*;

    pub(crate) fn record() -> Record {
        let row = |language, way, work, seconds: [f64; 3]| Row {
            language,
            way,
            work,
            seconds: seconds.to_vec(),
            answer: match work {
                Work::Compute => 299_275,
                Work::Wait => 148,
            },
        };
        use Language::{Python, Rust};
        use Way::{Processes, Rayon, Sequential, Threads};
        use Work::{Compute, Wait};
        Record {
            format: FORMAT,
            date: "2026-01-31".to_owned(),
            quick: false,
            machine: Machine {
                cpu: "Example & Sons <9000>".to_owned(),
                n_cores: 4,
                system: "Example OS 1.0, x86_64".to_owned(),
            },
            python: crate::python::Python {
                implementation: "CPython".to_owned(),
                version: [3, 12, 1],
                gil: Some(true),
            },
            rustc: "rustc 1.95.0".to_owned(),
            parameters: Parameters {
                n_compute_jobs: 24,
                n_compute_workers: 4,
                numbers_per_job: 10_000,
                n_wait_jobs: 8,
                n_wait_workers: 8,
                milliseconds_per_answer: 100,
                n_additions: 300_000,
            },
            rows: vec![
                row(Python, Sequential, Compute, [2.0, 2.4, 2.0]),
                row(Python, Threads, Compute, [2.0, 2.4, 2.5]),
                row(Python, Processes, Compute, [0.5, 0.6, 0.6]),
                row(Rust, Sequential, Compute, [0.08, 0.08, 0.08]),
                row(Rust, Threads, Compute, [0.02, 0.02, 0.02]),
                row(Rust, Processes, Compute, [0.025, 0.025, 0.025]),
                row(Rust, Rayon, Compute, [0.02, 0.02, 0.02]),
                row(Python, Sequential, Wait, [0.8, 0.8, 0.8]),
                row(Python, Threads, Wait, [0.1, 0.1, 0.1]),
                row(Python, Processes, Wait, [0.16, 0.16, 0.16]),
                row(Rust, Sequential, Wait, [0.8, 0.8, 0.8]),
                row(Rust, Threads, Wait, [0.1, 0.1, 0.1]),
                row(Rust, Processes, Wait, [0.1, 0.1, 0.1]),
                row(Rust, Rayon, Wait, [0.1, 0.1, 0.1]),
            ],
            lost_updates: [(600_000, 1_200_000), (400_000, 1_200_000)]
                .map(|(with_call, constant)| lost(with_call, constant))
                .to_vec(),
        }
    }

    pub(crate) fn lost(with_call: u64, constant: u64) -> LostUpdates {
        let addition = |written: &str, counted, bytecode: &[&str]| Addition {
            written: written.to_owned(),
            counted,
            bytecode: bytecode.iter().copied().map(str::to_owned).collect(),
        };
        let call = ["LOAD_GLOBAL counter", "CALL", "STORE_GLOBAL counter"];
        LostUpdates {
            threads: 4,
            switch_interval_seconds: 1e-6,
            expected: 1_200_000,
            additions: vec![
                addition("counter = counter + one()", with_call, &call),
                addition(
                    "counter += 1",
                    constant,
                    &[call[0], "BINARY_OP +=", call[2]],
                ),
            ],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_is_read_again() {
        let record = example::record();
        assert_eq!(Record::read(&record.text()).expect("a record"), record);
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        fn refused(change: impl FnOnce(&mut Record)) -> String {
            let mut record = example::record();
            change(&mut record);
            let error = Record::read(&record.text()).expect_err("a refusal");
            error.to_string()
        }
        assert_eq!(
            refused(|record| record.format = 2),
            "it is of another version of this program"
        );
        assert_eq!(
            refused(|record| record.rows[1].answer += 1),
            "its answers differ"
        );
        assert_eq!(
            refused(|record| record.rows[2].seconds[0] = 0.0),
            "something in it took no time"
        );
        assert_eq!(
            refused(|record| record.rows[2].seconds.truncate(1)),
            "its rows have different numbers of rounds"
        );
        assert_eq!(
            refused(|record| drop(record.rows.remove(0))),
            "a baseline is missing"
        );
        assert_eq!(
            refused(|record| record.lost_updates[1] = example::lost(1_200_001, 5)),
            "a counter holds what it cannot hold"
        );
        let shape = Record::read(r#"{"format": 1}"#).expect_err("a refusal");
        assert!(matches!(shape, RecordError::Shape(_)));
    }

    #[test]
    fn a_speed_up_is_the_median_of_the_rounds_ratios() {
        let record = example::record();
        let speed_up = |way| {
            let row = record.row(Language::Python, way, Work::Compute);
            record.speed_up(row.expect("a row"))
        };
        assert_eq!(speed_up(Way::Sequential), Some(1.0));
        // Not the ratio of the medians, which is less than one.
        assert_eq!(speed_up(Way::Threads), Some(1.0));
        assert_eq!(speed_up(Way::Processes), Some(4.0));
    }

    #[test]
    fn a_spread_is_that_of_the_least_steady_row() {
        let mut record = example::record();
        assert_eq!(record.spread(), 1.25);
        record.rows[5].seconds = vec![0.05, 0.025, 0.02];
        assert_eq!(record.spread(), 2.5);
        record.rows.clear();
        assert_eq!(record.spread(), 1.0);
    }

    #[test]
    fn a_median_is_in_the_middle() {
        assert_eq!(median([]), None);
        assert_eq!(median([3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median([4.0, 1.0, 2.0, 3.0]), Some(2.5));
    }
}
