//! Twelve jobs of different lengths for three threads: `cargo run --release -p parallelism --example uneven_jobs`.
//!
//! First as computed: a line is a thread, each letter is a job, drawn as long as it takes. Then for real: who did which job is
//! different each time, and the answers never are.

use std::thread::{self, ThreadId};

use parallelism::balance::{busy_on_demand, busy_when_shared_out, on_demand};

/// How long each takes. The long ones come first.
const DURATIONS: [u64; 12] = [9, 8, 7, 6, 3, 2, 2, 1, 1, 1, 1, 1];
const N_THREADS: usize = 3;

fn draw(title: &str, lines: &[String], busy: &[u64]) {
    let time = busy.iter().max().copied().unwrap_or(0);
    println!("{title}: {time}");
    for (line, busy) in lines.iter().zip(busy) {
        println!("  {line}{}", "·".repeat((time - busy) as usize));
    }
}

/// As many letters as it takes units of time.
fn letters(idx: usize) -> String {
    let letter = char::from(b'a' + idx as u8);
    letter.to_string().repeat(DURATIONS[idx] as usize)
}

fn main() {
    let per_thread = DURATIONS.len() / N_THREADS;
    let mut lines = vec![String::new(); N_THREADS];
    for idx in 0..DURATIONS.len() {
        lines[idx / per_thread].push_str(&letters(idx));
    }
    draw(
        "shared out beforehand",
        &lines,
        &busy_when_shared_out(&DURATIONS, N_THREADS),
    );

    // Job by job: the thread that has grown takes it.
    let mut lines = vec![String::new(); N_THREADS];
    for idx in 0..DURATIONS.len() {
        let before = busy_on_demand(&DURATIONS[..idx], N_THREADS);
        let after = busy_on_demand(&DURATIONS[..=idx], N_THREADS);
        let thread = (0..N_THREADS).find(|&thread| before[thread] < after[thread]);
        lines[thread.unwrap_or(0)].push_str(&letters(idx));
    }
    draw("on demand", &lines, &busy_on_demand(&DURATIONS, N_THREADS));

    println!("for real, on demand:");
    let done = on_demand(&DURATIONS, N_THREADS, |duration| {
        lab::cpu(duration * 1_000);
        (thread::current().id(), duration * duration)
    });
    let mut threads: Vec<ThreadId> = Vec::new();
    for (id, _) in &done {
        if !threads.contains(id) {
            threads.push(*id);
        }
    }
    for thread in threads {
        let line: String = (0..DURATIONS.len())
            .filter(|&idx| done[idx].0 == thread)
            .map(letters)
            .collect();
        println!("  {line}");
    }
    let answers: Vec<u64> = done.into_iter().map(|(_, answer)| answer).collect();
    println!("  answers {answers:?}");
}
