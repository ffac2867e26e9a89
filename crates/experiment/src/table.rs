//! A record as text: the table, the claims, and the counter that loses updates. Plain enough to be read aloud.

use std::fmt::Write as _;

use crate::claims::{claims, letter};
use crate::record::{Addition, Language, Record, Row, Work};

/// Everything that there is to say about a record.
pub fn text(record: &Record) -> String {
    let sections = [
        about(record),
        table(record),
        legend(record),
        checked(record),
        lost_updates(record),
    ];
    sections.join("\n")
}

/// Machine, versions, day, work.
fn about(record: &Record) -> String {
    let parameters = &record.parameters;
    format!(
        "machine   {}\nmeasured  {}, {}; {}\n          {}\n\
         computing {} jobs that follow {} numbers each down to 1 (halved if even, else tripled plus one);\n          \
         {} workers\n\
         waiting   {} jobs that ask a server on this machine, which takes {} ms to answer; {} workers\n",
        record.machine.title(),
        record.date,
        record.python.title(),
        record.rustc,
        record.python.lock(),
        parameters.n_compute_jobs,
        count(parameters.numbers_per_job),
        parameters.n_compute_workers,
        parameters.n_wait_jobs,
        parameters.milliseconds_per_answer,
        parameters.n_wait_workers,
    )
}

/// A line for each way, computing beside waiting.
fn table(record: &Record) -> String {
    let mut table = String::new();
    let line = |table: &mut String, title: &str, cells: [[&str; 3]; 2]| {
        let mut line = format!("{title:<25}");
        for [time, speed_up, claim] in cells {
            // Strings are padded by the number of characters.
            let _ = write!(line, "  {time:>8} {speed_up:>9}  {claim:<5}");
        }
        let _ = writeln!(table, "{}", line.trim_end());
    };
    let header = ["time", "speed-up", "claim"];
    let _ = writeln!(table, "{:<25}  {:^24}  {:>15}", "", "computing", "waiting");
    line(&mut table, "", [header; 2]);
    for language in [Language::Python, Language::Rust] {
        for &way in language.ways() {
            let rows = Work::ALL.map(|work| record.row(language, way, work));
            let cells = rows.map(|row| {
                let Some(row) = row else {
                    return ["-".to_owned(), "-".to_owned(), String::new()];
                };
                let claim = letter(row).map(String::from);
                [
                    row.median_seconds().map_or_else(|| "-".to_owned(), seconds),
                    record.speed_up(row).map_or_else(|| "-".to_owned(), factor),
                    claim.unwrap_or_default(),
                ]
            });
            let title = rows.into_iter().flatten().next().map(Row::title);
            let cells = cells
                .each_ref()
                .map(|cell| cell.each_ref().map(String::as_str));
            line(&mut table, &title.unwrap_or_default(), cells);
        }
    }
    table
}

/// Rounds that differ by such a factor are not explained by what is measured.
const UNSTEADY: f64 = 1.5;

fn legend(record: &Record) -> String {
    let n_rounds = record.rows.first().map_or(0, |row| row.seconds.len());
    let rounds = match n_rounds {
        1 => "One round.".to_owned(),
        n => format!("Medians of {n} rounds; a speed-up is the median of the rounds' ratios."),
    };
    let mut text = paragraph(&rounds, "", "");
    if record.spread() >= UNSTEADY {
        let rough = format!(
            "These figures are rough: one of the rounds took {} as long as another one of the same work, so the machine had \
             something else to do.",
            factor(record.spread()).replace('×', " times"),
        );
        text.push_str(&paragraph(&rough, "", ""));
    }
    for sentence in [
        "A speed-up is how many times as fast the work is done as one job after another in the same language. (That compiled code \
         is faster than interpreted code is another matter.)",
        "Starting threads and processes is part of the time, starting Python or the program is not.",
        "All ways got the same answers.",
    ] {
        text.push_str(&paragraph(sentence, "", ""));
    }
    text
}

fn checked(record: &Record) -> String {
    let mut text = paragraph(
        "What the course's page of definitions says, and what these figures say to it:",
        "",
        "",
    );
    for claim in claims(record) {
        let finding = format!("{}: {}.", claim.finding.words(), claim.figures);
        let letter = format!("  {}  ", claim.letter);
        text.push('\n');
        text.push_str(&paragraph(claim.sentence, &letter, "     "));
        text.push_str(&paragraph(&finding, "     ", "     "));
    }
    text
}

fn lost_updates(record: &Record) -> String {
    let Some(first) = record.lost_updates.first() else {
        return String::new();
    };
    let setting = format!(
        "A counter that is not protected: {} Python threads add 1, {} times in all, without a lock of their own. The \
         interpreter changes hands as often as it can: a thread may keep it for {} µs while another one wants it.",
        first.threads,
        count(first.expected),
        first.switch_interval_seconds * 1e6,
    );
    let mut text = paragraph(&setting, "", "");
    let mut n_lost_by_constant = None;
    for (addition_idx, addition) in first.additions.iter().enumerate() {
        let n_lost: Vec<u64> = record
            .lost_updates
            .iter()
            .filter_map(|run| Some(run.expected - run.additions.get(addition_idx)?.counted))
            .collect();
        if !addition.written.contains('(') {
            n_lost_by_constant = n_lost.iter().copied().max();
        }
        text.push_str(&lost_by(addition, &n_lost));
    }
    text.push('\n');
    text.push_str(&paragraph(LOCK, "", ""));
    if let Some(n_lost) = n_lost_by_constant {
        text.push_str(&paragraph(if n_lost == 0 { LUCK } else { NO_LUCK }, "", ""));
        text.push_str(&paragraph(
            "What protects a counter is a lock of its own.",
            "",
            "",
        ));
    }
    text
}

const LOCK: &str = "The interpreter's lock protects the interpreter, not the program. It is held while an instruction runs, and may \
                    be handed over between two. A thread that hands it over after the load of the counter and before the \
                    store may store what is out of date by then: what others have added meanwhile is lost.";

/// The second claim was measured: on CPython 3.9.18, `lost_update.py 50000` counts 100,000 of 200,000.
const LUCK: &str = "That `counter += 1` lost nothing here is luck, not a promise. It is several instructions, too. Since CPython \
                    3.10 the interpreter looks at calls, and where a loop goes round again, whether to hand over the lock, and \
                    neither stands between this load and this store. CPython 3.9 looks in more places, and loses updates in \
                    the same program. Nothing in the language says where a Python looks, and one without a lock need not look \
                    at all.";

const NO_LUCK: &str = "On some versions `counter += 1` loses nothing, because they never look between its instructions whether to \
                       hand over the lock. That is luck, not a promise: this one loses updates.";

fn lost_by(addition: &Addition, n_lost: &[u64]) -> String {
    let (least, most) = (n_lost.iter().min(), n_lost.iter().max());
    let lost = match (least, most) {
        (Some(0), Some(0)) => "lost none".to_owned(),
        (Some(least), Some(most)) if least == most => format!("lost {}", count(*most)),
        (Some(least), Some(most)) => format!("lost {} to {}", count(*least), count(*most)),
        _ => return String::new(),
    };
    let runs = match n_lost.len() {
        1 => "in one run".to_owned(),
        n => format!("in {n} runs"),
    };
    let mut text = format!("\n  {:<26} {lost} {runs}\n", addition.written);
    text.push_str(&paragraph(&addition.bytecode.join("; "), "     ", "     "));
    text
}

/// A text broken at blanks, with something in front of the first line and of the others.
fn paragraph(text: &str, first: &str, others: &str) -> String {
    const WIDTH: usize = 80;
    let mut broken = first.to_owned();
    let mut width = first.chars().count();
    for (word_idx, word) in text.split_whitespace().enumerate() {
        let n = word.chars().count();
        if word_idx > 0 && width + 1 + n > WIDTH {
            let _ = write!(broken, "\n{others}");
            width = others.chars().count();
        } else if word_idx > 0 {
            broken.push(' ');
            width += 1;
        }
        broken.push_str(word);
        width += n;
    }
    broken.push('\n');
    broken
}

/// A duration, with as many digits as mean something.
pub fn seconds(seconds: f64) -> String {
    if seconds >= 0.9995 {
        format!("{seconds:.2} s")
    } else if seconds >= 0.009_95 {
        format!("{:.0} ms", seconds * 1e3)
    } else {
        format!("{:.1} ms", seconds * 1e3)
    }
}

/// A factor, as in "7.6×".
pub fn factor(ratio: f64) -> String {
    if ratio < 1.995 {
        format!("{ratio:.2}×")
    } else {
        format!("{ratio:.1}×")
    }
}

/// "a, b and c".
pub fn list(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// A number with its thousands apart.
fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (idx, digit) in digits.chars().enumerate() {
        if idx > 0 && (digits.len() - idx).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::example;

    #[test]
    fn ways_are_lines_and_works_are_side_by_side() {
        let expected = "
                                  computing                  waiting
                               time  speed-up  claim      time  speed-up  claim
Python, one after another    2.00 s     1.00×           800 ms     1.00×
Python, threads              2.40 s     1.00×  D        100 ms      8.0×  C
Python, processes            600 ms      4.0×  E        160 ms      5.0×  A
Rust, one after another       80 ms     1.00×           800 ms     1.00×
Rust, threads                 20 ms      4.0×  B        100 ms      8.0×  A
Rust, processes               25 ms      3.2×  B        100 ms      8.0×  A
Rust, rayon                   20 ms      4.0×  B        100 ms      8.0×  A
";
        assert_eq!(format!("\n{}", table(&example::record())), expected);
    }

    #[test]
    fn a_missing_way_leaves_a_gap() {
        let mut record = example::record();
        record.rows.retain(|row| row.work == Work::Wait);
        let table = table(&record);
        assert!(
            table.contains("Rust, rayon                       -         -           100 ms"),
            "{table}"
        );
    }

    #[test]
    fn what_was_lost_is_told_over_all_runs() {
        let mut record = example::record();
        let text = lost_updates(&record);
        assert!(
            text.contains("counter = counter + one()  lost 600,000 to 800,000 in 2 runs"),
            "{text}"
        );
        assert!(
            text.contains("counter += 1               lost none in 2 runs"),
            "{text}"
        );
        assert!(
            text.contains("LOAD_GLOBAL counter; BINARY_OP +=; STORE_GLOBAL counter"),
            "{text}"
        );
        assert!(text.contains("nothing here is luck"), "{text}");
        record.lost_updates = vec![example::lost(1_200_000, 1_199_999)];
        let text = lost_updates(&record);
        assert!(text.contains("lost none in one run"), "{text}");
        assert!(text.contains("lost 1 in one run"), "{text}");
        assert!(!text.contains("nothing here is luck"), "{text}");
        record.lost_updates.clear();
        assert_eq!(lost_updates(&record), "");
    }

    #[test]
    fn everything_is_there() {
        let text = text(&example::record());
        for part in [
            "Example & Sons <9000>, 4 cores, Example OS 1.0, x86_64",
            "2026-01-31, CPython 3.12.1; rustc 1.95.0",
            "It has a global interpreter lock.",
            "10,000 numbers",
            "  D  … and not with computing.\n     Seen here: Python threads 1.00×.",
            "All ways got the same answers.",
        ] {
            assert!(text.contains(part), "{part:?} is not in\n{text}");
        }
    }

    #[test]
    fn a_busy_machine_is_told() {
        let mut record = example::record();
        assert!(!text(&record).contains("rough"));
        record.rows[0].seconds[1] = 4.0;
        let text = text(&record);
        assert!(
            text.contains("rough: one of the rounds took 2.0 times as long"),
            "{text}"
        );
    }

    #[test]
    fn numbers_are_short() {
        assert_eq!(
            [2.513, 0.9996, 0.0514, 0.001_26].map(seconds),
            ["2.51 s", "1.00 s", "51 ms", "1.3 ms"]
        );
        assert_eq!(
            [0.987, 1.994, 1.999, 7.63].map(factor),
            ["0.99×", "1.99×", "2.0×", "7.6×"]
        );
        assert_eq!(
            [7, 1_000, 12_345, 1_200_000].map(count),
            ["7", "1,000", "12,345", "1,200,000"]
        );
        let words = ["a", "b", "c"].map(str::to_owned);
        assert_eq!(
            [list(&[]), list(&words[..1]), list(&words)],
            ["", "a", "a, b and c"]
        );
    }
}
