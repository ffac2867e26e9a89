//! A timed run as a Gantt chart: a lane for each core, a lane for each thread, time to the right.
//!
//! Each column is a stretch of time and shows what filled most of it. What a thread does is a sign, not a colour alone.

use model::report::End;
use model::timed::{Interval, Phase, TimedRun, TimedThread};

use super::Style;
use super::canvas::{Line, Tone, cut, duration, n_columns, wrap};
use crate::timed::{TABLE_CORES, TimedReport, Workers};

/// Lanes of threads that are drawn; of more, the first ones.
const N_THREADS: usize = 24;
/// Widest name of a lane.
const N_NAME: usize = 16;

/// Signs for what a thread does.
const SIGNS: [(Phase, char, char, &str); 5] = [
    (Phase::Running, '█', '#', "computes"),
    (Phase::Runnable, '░', '.', "waits for a core"),
    (
        Phase::WaitsForInterpreter,
        '▒',
        'i',
        "waits for the interpreter",
    ),
    (Phase::Sleeping, '~', '~', "waits for a device or a clock"),
    (Phase::Blocked, '─', '-', "waits for another thread"),
];

/// Signs for a stretch in which a thread computes again and again, and waits for its turn in between.
const TURNS: (char, char) = ('▄', '+');

/// The chart and the table; ends with a line end.
pub fn timed(report: &TimedReport, style: &Style) -> String {
    let run = &report.run;
    let mut lines = vec![Line::of(report.file.as_str(), Tone::Strong), Line::new()];
    let say = |lines: &mut Vec<Line>, text: &str, tone| {
        for line in wrap(text, style.width) {
            lines.push(Line::of(line, tone));
        }
    };
    say(&mut lines, &sentence(report), Tone::Strong);
    if run.end != End::Ok {
        let message = run.message.as_deref().unwrap_or_default();
        let how = match run.end {
            End::Deadlock => "Nobody can go on: a deadlock ends the run".to_owned(),
            End::Panic => format!("It ends with a panic: {message}"),
            _ => format!("It comes to no good end: {message}"),
        };
        say(
            &mut lines,
            &format!("{}.", how.trim_end_matches([' ', ':', '.'])),
            Tone::Bad,
        );
    }
    lines.push(Line::new());
    if run.makespan > 0 {
        lines.extend(chart(run, style));
        lines.push(Line::new());
    }
    lines.extend(table(report));
    lines.push(Line::new());
    say(&mut lines, &verdict(report), Tone::Plain);
    let mut text = String::new();
    for line in lines {
        text.push_str(&line.display(style));
        text.push('\n');
    }
    text
}

/// The same in sentences, without a drawing: for screen readers.
pub fn timed_plain(report: &TimedReport) -> String {
    let mut lines = vec![format!("Program {}.", report.file), sentence(report)];
    for (idx, thread) in report.run.threads.iter().enumerate() {
        let parts: Vec<String> = SIGNS
            .iter()
            .map(|(phase, _, _, words)| (spent(thread, *phase), words))
            .filter(|(nanos, _)| *nanos > 0)
            .map(|(nanos, words)| format!("{words} {}", duration(nanos)))
            .collect();
        let parts = match parts.is_empty() {
            true => "takes no time".to_owned(),
            false => parts.join(", "),
        };
        lines.push(format!("{} {parts}.", name(thread, idx)));
    }
    for workers in Workers::ALL {
        let cells: Vec<String> = cells(report, workers)
            .into_iter()
            .map(|(cores, makespan)| format!("{makespan} on {}", n_cores(cores)))
            .collect();
        lines.push(format!("With {}: {}.", workers.words(), cells.join(", ")));
    }
    lines.push(verdict(report));
    lines.push(String::new());
    lines.join("\n")
}

fn n_cores(n: usize) -> String {
    match n {
        1 => "1 core".to_owned(),
        n => format!("{n} cores"),
    }
}

fn sentence(report: &TimedReport) -> String {
    let run = &report.run;
    let interpreter = match report.workers {
        Workers::Threads => "",
        Workers::ThreadsOfOneInterpreter => " and one interpreter",
        Workers::Processes => ", with processes for threads",
    };
    format!(
        "On {}{interpreter} it takes {} of virtual time. Work: {}. Span: {}.",
        n_cores(run.machine.cores),
        duration(run.makespan),
        duration(report.work),
        duration(report.span),
    )
}

/// What more cores could do.
fn verdict(report: &TimedReport) -> String {
    if report.span == 0 || report.work == 0 {
        return "It computes nothing, so no number of cores matters.".to_owned();
    }
    let parallelism = report.work as f64 / report.span as f64;
    if parallelism < 1.05 {
        return "More cores don't help: what it computes is one chain, or it mostly waits."
            .to_owned();
    }
    format!(
        "Parallelism (work / span): {parallelism:.1}. However many cores there are, no more than that are busy on average."
    )
}

fn name(thread: &TimedThread, idx: usize) -> String {
    match (&thread.name, idx) {
        (_, 0) => "main".to_owned(),
        (Some(name), _) => name.clone(),
        (None, idx) => format!("thread {idx}"),
    }
}

fn spent(thread: &TimedThread, phase: Phase) -> u64 {
    match phase {
        Phase::Running => thread.running,
        Phase::Runnable => thread.runnable,
        Phase::WaitsForInterpreter => thread.waits_for_interpreter,
        Phase::Sleeping => thread.sleeping,
        Phase::Blocked => thread.blocked,
    }
}

/// A sign for a thread in a core's lane.
fn letter(thread: u32) -> char {
    const LETTERS: &[u8] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    LETTERS
        .get(thread as usize)
        .map_or('+', |&letter| char::from(letter))
}

fn chart(run: &TimedRun, style: &Style) -> Vec<Line> {
    let shown: Vec<usize> = (0..run.threads.len().min(N_THREADS))
        .filter(|&idx| {
            let thread = &run.threads[idx];
            SIGNS.iter().any(|(phase, ..)| spent(thread, *phase) > 0)
        })
        .collect();
    let names: Vec<String> = shown
        .iter()
        .map(|&idx| cut(&name(&run.threads[idx], idx), N_NAME))
        .collect();
    let cores: Vec<usize> = (0..run.cores.len())
        .filter(|&core| run.cores[core] > 0)
        .collect();
    let n_label = names
        .iter()
        .map(|name| n_columns(name) + 4)
        .chain(cores.iter().map(|core| format!("core {}", core + 1).len()))
        .max()
        .unwrap_or(0);
    let start = 2 + n_label + 2;
    let width = style.width.saturating_sub(start + 1).clamp(10, 100);
    let mut lines = Vec::new();
    for &core in &cores {
        let mut line = Line::of(format!("  core {}", core + 1), Tone::Dim);
        line.pad_to(start);
        for column in columns(run, width, |interval| interval.core == Some(core)) {
            match column {
                Some(interval) => line.push(letter(interval.thread), Tone::Thread(interval.thread)),
                None => line.push(" ", Tone::Plain),
            }
        }
        lines.push(line);
    }
    lines.push(Line::new());
    let mut used = Vec::new();
    let mut takes_turns = false;
    // A turn is so short that a column is no picture of it.
    let turn = run.machine.interpreter.unwrap_or(run.machine.slice);
    let turns_are_short = run.makespan / width as u64 * 2 >= turn;
    for (&idx, name) in shown.iter().zip(&names) {
        let thread = idx as u32;
        let mut line = Line::of(format!("  {}  ", letter(thread)), Tone::Thread(thread));
        line.push(name.as_str(), Tone::ThreadStrong(thread));
        line.pad_to(start);
        let all = columns(run, width, |interval| interval.thread == thread);
        let runs = columns(run, width, |interval| {
            interval.thread == thread && interval.phase == Phase::Running
        });
        for (column, runs) in all.into_iter().zip(runs) {
            let Some(interval) = column else {
                line.push(" ", Tone::Plain);
                continue;
            };
            if turns_are_short
                && runs.is_some()
                && matches!(interval.phase, Phase::Runnable | Phase::WaitsForInterpreter)
            {
                takes_turns = true;
                let sign = if style.unicode { TURNS.0 } else { TURNS.1 };
                line.push(sign, Tone::Thread(thread));
                continue;
            }
            let sign = SIGNS.iter().find(|(phase, ..)| *phase == interval.phase);
            let &(phase, unicode, ascii, _) = sign.expect("each phase has a sign");
            if !used.contains(&phase) {
                used.push(phase);
            }
            let tone = match phase {
                Phase::Running => Tone::Thread(thread),
                _ => Tone::Dim,
            };
            let sign = if style.unicode { unicode } else { ascii };
            line.push(sign, tone);
        }
        lines.push(line);
    }
    if run.threads.len() > N_THREADS {
        let more = run.threads.len() - N_THREADS;
        lines.push(Line::of(format!("  and {more} more threads"), Tone::Dim));
    }
    let mut axis = Line::new();
    axis.pad_to(start);
    let end = duration(run.makespan);
    axis.push("0", Tone::Dim);
    axis.pad_to((start + width).saturating_sub(n_columns(&end)));
    axis.push(end, Tone::Dim);
    lines.push(axis);
    let mut legend: Vec<String> = SIGNS
        .iter()
        .filter(|(phase, ..)| used.contains(phase))
        .map(|(_, unicode, ascii, words)| {
            format!("{} {words}", if style.unicode { unicode } else { ascii })
        })
        .collect();
    if takes_turns {
        let sign = if style.unicode { TURNS.0 } else { TURNS.1 };
        legend.push(format!("{sign} computes in turns with others"));
    }
    for line in wrap(&legend.join(", "), style.width.saturating_sub(2)) {
        lines.push(Line::of(format!("  {line}"), Tone::Dim));
    }
    lines
}

/// For each column, the stretch that fills most of it.
fn columns(
    run: &TimedRun,
    width: usize,
    is_meant: impl Fn(&Interval) -> bool,
) -> Vec<Option<&Interval>> {
    let meant: Vec<&Interval> = run
        .intervals
        .iter()
        .filter(|interval| is_meant(interval))
        .collect();
    let at = |column: usize| {
        let at = u128::from(run.makespan) * column as u128 / width as u128;
        u64::try_from(at).unwrap_or(u64::MAX)
    };
    (0..width)
        .map(|column| {
            let (from, to) = (at(column), at(column + 1).max(at(column) + 1));
            let overlap =
                |interval: &Interval| interval.to.min(to).saturating_sub(interval.from.max(from));
            let best = meant
                .iter()
                .copied()
                .max_by_key(|interval| overlap(interval))?;
            (overlap(best) > 0).then_some(best)
        })
        .collect()
}

fn cells(report: &TimedReport, workers: Workers) -> Vec<(usize, String)> {
    report
        .table
        .iter()
        .filter(|cell| cell.workers == workers)
        .map(|cell| {
            let makespan = cell.makespan.map_or("no end".to_owned(), duration);
            (cell.cores, makespan)
        })
        .collect()
}

fn table(report: &TimedReport) -> Vec<Line> {
    const WIDTH: usize = 12;
    let label = Workers::ALL
        .iter()
        .map(|workers| workers.words().len())
        .max()
        .unwrap_or(0);
    let mut header = Line::of(format!("  {:label$}", ""), Tone::Plain);
    for cores in TABLE_CORES {
        header.push(format!("{:>WIDTH$}", n_cores(cores)), Tone::Dim);
    }
    let mut lines = vec![header];
    for workers in Workers::ALL {
        let mut line = Line::of(format!("  {:label$}", workers.words()), Tone::Plain);
        for (cores, makespan) in cells(report, workers) {
            let is_shown = workers == report.workers && cores == report.run.machine.cores;
            let tone = if is_shown { Tone::Strong } else { Tone::Plain };
            let padding = WIDTH.saturating_sub(n_columns(&makespan));
            line.push(format!("{}{makespan}", " ".repeat(padding)), tone);
        }
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timed::Cell;
    use model::timed::MachineSpec;

    const MS: u64 = 1_000_000;

    fn interval(thread: u32, phase: Phase, core: Option<usize>, from: u64, to: u64) -> Interval {
        Interval {
            thread,
            phase,
            core,
            from: from * MS,
            to: to * MS,
        }
    }

    /// Main waits for two threads that take turns on one core.
    fn report() -> TimedReport {
        let thread = |running: u64, runnable: u64, blocked: u64| TimedThread {
            running: running * MS,
            runnable: runnable * MS,
            blocked: blocked * MS,
            ..TimedThread::default()
        };
        TimedReport {
            schema: 1,
            file: "two.rs".to_owned(),
            workers: Workers::Threads,
            work: 10 * MS,
            span: 5 * MS,
            run: TimedRun {
                machine: MachineSpec::with_cores(1),
                end: End::Ok,
                message: None,
                place: None,
                makespan: 10 * MS,
                work: 10 * MS,
                cores: vec![10 * MS],
                threads: vec![thread(0, 0, 10), thread(5, 4, 0), thread(5, 5, 0)],
                intervals: vec![
                    interval(0, Phase::Blocked, None, 0, 10),
                    interval(1, Phase::Running, Some(0), 0, 4),
                    interval(2, Phase::Runnable, None, 0, 4),
                    interval(1, Phase::Runnable, None, 4, 8),
                    interval(2, Phase::Running, Some(0), 4, 8),
                    interval(1, Phase::Running, Some(0), 8, 9),
                    interval(2, Phase::Runnable, None, 8, 9),
                    interval(2, Phase::Running, Some(0), 9, 10),
                ],
                stdout: String::new(),
            },
            table: Workers::ALL
                .into_iter()
                .flat_map(|workers| {
                    TABLE_CORES.map(|cores| Cell {
                        workers,
                        cores,
                        makespan: (workers != Workers::Processes).then_some(10 * MS / cores as u64),
                    })
                })
                .collect(),
        }
    }

    #[test]
    fn turns_on_one_core() {
        let expected = "\
two.rs

On 1 core it takes 10 ms of virtual time. Work: 10 ms.
Span: 5 ms.

  core 1        111111111111111122222222222222211112222

  0  main       ───────────────────────────────────────
  1  thread 1   ████████████████░░░░░░░░░░░░░░░█████
  2  thread 2   ░░░░░░░░░░░░░░░░███████████████░░░░████
                0                                 10 ms
  █ computes, ░ waits for a core, ─ waits for another
  thread

                                1 core     2 cores     4 cores     8 cores
  threads                        10 ms        5 ms      2.5 ms     1.25 ms
  threads, one interpreter       10 ms        5 ms      2.5 ms     1.25 ms
  processes                     no end      no end      no end      no end

Parallelism (work / span): 2.0. However many cores there
are, no more than that are busy on average.
";
        let found = timed(&report(), &Style::text(56));
        assert_eq!(found, expected, "\n{found}");
    }

    #[test]
    fn ascii_is_ascii_and_sentences_need_no_picture() {
        let ascii = Style {
            unicode: false,
            ..Style::text(80)
        };
        assert!(timed(&report(), &ascii).is_ascii());
        let plain = timed_plain(&report());
        assert!(
            plain.contains("main waits for another thread 10 ms."),
            "{plain}"
        );
        assert!(
            plain.contains("thread 1 computes 5 ms, waits for a core 4 ms."),
            "{plain}"
        );
        assert!(
            plain.contains("With threads: 10 ms on 1 core, 5 ms on 2 cores"),
            "{plain}"
        );
    }
}
