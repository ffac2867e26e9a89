//! Eight jobs that wait and eight that compute, with one thread and with eight:
//! `cargo run --release -p parallelism --example waiting_and_computing`.
//!
//! A column is a slice of time. The waits overlap on any machine. The computing overlaps as far as there are cores: with
//! two of them, eight threads are about twice as fast as one, not eight times. The times are real and differ from run to run.

use std::thread;
use std::time::{Duration, Instant};

use parallelism::overlapping_waits::all_at_once;

/// Columns of the picture.
const WIDTH: usize = 60;

/// When a job began and ended, counted from the start.
type Turn = (Duration, Duration);

/// Does the job eight times, and says when each was done.
fn run(at_once: bool, job: fn()) -> Vec<Turn> {
    let start = Instant::now();
    let timed = |_: usize| {
        let begin = start.elapsed();
        job();
        (begin, start.elapsed())
    };
    let jobs = (0..8).collect();
    if at_once {
        all_at_once(jobs, timed)
    } else {
        jobs.into_iter().map(timed).collect()
    }
}

/// A line for each job, and a column for each slice of `whole`.
fn draw(title: &str, turns: &[Turn], whole: Duration) {
    let end = turns.iter().map(|turn| turn.1).max().unwrap_or_default();
    println!("{title}: {} ms", end.as_millis());
    let column =
        |at: Duration| (at.as_secs_f64() / whole.as_secs_f64() * WIDTH as f64).round() as usize;
    for (begin, end) in turns {
        let (begin, end) = (column(*begin), column(*end));
        // A short one is seen too.
        println!(
            "  {}{}",
            " ".repeat(begin),
            "█".repeat((end - begin).max(1))
        );
    }
}

fn main() {
    let n_cores = thread::available_parallelism().map_or(1, usize::from);
    println!("this machine offers {n_cores} cores to this program\n");
    let jobs: [(&str, fn()); 2] = [
        ("waiting", || lab::io(Duration::from_millis(20))),
        ("computing", || lab::cpu(20_000)),
    ];
    for (name, job) in jobs {
        let in_a_row = run(false, job);
        let at_once = run(true, job);
        // The same scale for both, so that they can be compared.
        let turns = in_a_row.iter().chain(&at_once);
        let whole = turns.map(|turn| turn.1).max().unwrap_or_default();
        draw(&format!("{name}, one thread"), &in_a_row, whole);
        draw(&format!("{name}, eight threads"), &at_once, whole);
        println!();
    }
}
