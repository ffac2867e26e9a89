//! Which sentence of the course's page of definitions each row of the table checks, and what the row says to it.
//!
//! A measurement is no proof: a machine that does something else meanwhile can hide what is so. So a claim is "seen" or "not
//! seen", never "true" or "false".

use crate::record::{Language, Record, Row, Way, Work};
use crate::table::{factor, list};

/// From this factor on we say that something got faster. Below it, the difference may be noise.
pub const FASTER: f64 = 1.25;

/// A sentence, and what was measured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// What it is called in the table.
    pub letter: char,
    /// The sentence.
    pub sentence: &'static str,
    /// Whether this measurement shows it.
    pub finding: Finding,
    /// The figures, in words.
    pub figures: String,
}

/// What a measurement says to a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finding {
    /// It is so here.
    Seen,
    /// It is not so here, or something was in the way.
    NotSeen,
    /// It is about something that this machine or this Python does not have.
    DoesNotApply(&'static str),
    /// The work was too small for figures to mean anything.
    TooSmall,
}

impl Finding {
    /// In words.
    pub fn words(self) -> String {
        match self {
            Finding::Seen => "Seen here".to_owned(),
            Finding::NotSeen => {
                "Not seen here (was the machine busy with something else?)".to_owned()
            }
            Finding::DoesNotApply(reason) => format!("Does not apply: {reason}"),
            Finding::TooSmall => "The work was too small to tell".to_owned(),
        }
    }
}

/// The claim that a row checks; a baseline checks none.
pub fn letter(row: &Row) -> Option<char> {
    Some(match (row.way, row.language, row.work) {
        (Way::Sequential, _, _) => return None,
        (_, Language::Rust, Work::Wait) => 'A',
        (_, Language::Rust, Work::Compute) => 'B',
        (Way::Threads, Language::Python, Work::Wait) => 'C',
        (Way::Threads, Language::Python, Work::Compute) => 'D',
        (_, Language::Python, Work::Compute) => 'E',
        (_, Language::Python, Work::Wait) => 'A',
    })
}

/// All claims, in the order of their letters.
pub fn claims(record: &Record) -> Vec<Claim> {
    const ONE_CORE: &str =
        "there is one core, so nothing can run at the same time as something else";
    const NO_LOCK: &str =
        "this Python has no global interpreter lock, so its threads may compute at the same time";
    const UNKNOWN: &str = "this Python does not tell whether it has a global interpreter lock";
    let is_faster = |ratio: f64| ratio >= FASTER;
    let cores = (record.machine.n_cores == 1).then_some(ONE_CORE);
    let lock = match record.python.gil {
        Some(true) => None,
        Some(false) => Some(NO_LOCK),
        None => Some(UNKNOWN),
    };
    let claim =
        |letter, sentence, in_the_way: Option<&'static str>, expected: &dyn Fn(f64) -> bool| {
            let rows = record
                .rows
                .iter()
                .filter(|row| self::letter(row) == Some(letter));
            let ratios: Vec<(&Row, f64)> = rows
                .filter_map(|row| Some((row, record.speed_up(row)?)))
                .collect();
            let finding = if record.quick {
                Finding::TooSmall
            } else if let Some(reason) = in_the_way {
                Finding::DoesNotApply(reason)
            } else if !ratios.is_empty() && ratios.iter().all(|(_, ratio)| expected(*ratio)) {
                Finding::Seen
            } else {
                Finding::NotSeen
            };
            let figures = ratios.iter().map(|(row, ratio)| {
                let (language, way) = (row.language.title(), row.way.title());
                format!("{language} {way} {}", factor(*ratio))
            });
            Claim {
                letter,
                sentence,
                finding,
                figures: list(&figures.collect::<Vec<_>>()),
            }
        };
    vec![
        claim(
            'A',
            "Concurrency: making progress on more than one task in overlapping periods; it is how systems handle many \
             inputs and outputs.",
            None,
            &is_faster,
        ),
        claim(
            'B',
            "Parallelism: executing several tasks at the same time on several cores, for speed.",
            cores,
            &is_faster,
        ),
        claim(
            'C',
            "Threading: in CPython one global interpreter lock lets one thread at a time execute bytecode, so threads help \
             with waiting …",
            None,
            &is_faster,
        ),
        claim('D', "… and not with computing.", lock, &|ratio| {
            !is_faster(ratio)
        }),
        claim(
            'E',
            "Multiprocessing: independent processes, each with its own interpreter and lock; true parallelism for computing.",
            cores,
            &is_faster,
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::example;

    fn findings(record: &Record) -> Vec<Finding> {
        claims(record).iter().map(|claim| claim.finding).collect()
    }

    #[test]
    fn every_row_but_the_baselines_checks_a_claim() {
        let record = example::record();
        let letters: String = claims(&record).iter().map(|claim| claim.letter).collect();
        assert_eq!(letters, "ABCDE");
        for row in &record.rows {
            match letter(row) {
                None => assert_eq!(row.way, Way::Sequential),
                Some(letter) => assert!(letters.contains(letter)),
            }
        }
        for claim in claims(&record) {
            assert!(!claim.figures.is_empty(), "{claim:?}");
        }
    }

    #[test]
    fn what_is_so_is_seen() {
        let record = example::record();
        assert_eq!(findings(&record), [Finding::Seen; 5]);
        assert_eq!(claims(&record)[2].figures, "Python threads 8.0×");
    }

    #[test]
    fn what_is_not_so_is_not_seen() {
        // Threads that compute four times as fast, under a lock.
        let mut record = example::record();
        record.rows[1].seconds = vec![0.5, 0.6, 0.5];
        assert_eq!(findings(&record)[3], Finding::NotSeen);
        // The same without a lock is no surprise.
        record.python.gil = Some(false);
        assert!(matches!(findings(&record)[3], Finding::DoesNotApply(_)));
        // Nothing overlaps.
        for row in &mut record.rows {
            row.seconds = vec![1.0; 3];
        }
        let nothing = findings(&record);
        assert_eq!(
            [nothing[0], nothing[1], nothing[2], nothing[4]],
            [Finding::NotSeen; 4]
        );
    }

    #[test]
    fn one_core_computes_one_thing_at_a_time() {
        let mut record = example::record();
        record.machine.n_cores = 1;
        let found = findings(&record);
        assert!(matches!(found[1], Finding::DoesNotApply(_)));
        assert!(matches!(found[4], Finding::DoesNotApply(_)));
        assert_eq!([found[0], found[2], found[3]], [Finding::Seen; 3]);
        record.quick = true;
        assert_eq!(findings(&record), [Finding::TooSmall; 5]);
    }
}
