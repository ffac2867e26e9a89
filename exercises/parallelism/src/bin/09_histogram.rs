//! # 9. Histogram
//!
//! After an election there is a pile of ballots, and each is for one candidate. How many votes has each of them? A
//! table with a number for each candidate, and one step for each ballot: read it, find its candidate, add 1.
//!
//! Reading takes time, so many threads shall read. But all of them want to add to the same table. A lock round the
//! table makes that right. It also means that every thread needs the lock for every ballot. Such a lock is called
//! *hot*: the threads stand in line for it, and with more threads the line gets longer.
//!
//! Your task: write `count_votes`.
//! - `read` says which candidate a ballot is for. Each ballot is read once, and nobody else has to wait meanwhile.
//! - At most `n_threads` threads are started, and they share the ballots fairly: with 7 ballots and 3 threads nobody
//!   reads more than three. `n_threads` is never 0, but there may be fewer ballots than threads, or none.
//! - What is made for sharing (a lock, an atomic number, a channel) a thread uses now and then, but not at every
//!   ballot.
//!
//! ```text
//! hot                                     not hot
//! thread 1   ███ + ███ . + ███ .. +       thread 1   ███ ███ ███  3 1 2 ┐
//! thread 2   ███ . + ███ .. + ███ .       thread 2   ███ ███ ███  0 2 1 ├─▶ 4 4 6
//! thread 3   ███ .. + ███ . + ███ .       thread 3   ███ ███ ███  1 1 3 ┘            █  reads   .  waits
//! ```

use std::thread;
use std::time::Instant;

/// How many of the ballots are for each candidate. `read` gives a candidate's number, from 0 to `n_candidates - 1`.
pub fn count_votes(
    ballots: &[u32],
    n_candidates: usize,
    n_threads: usize,
    read: impl Fn(u32) -> usize + Sync,
) -> Vec<u64> {
    todo!("let each thread count for itself")
}

/// Reads a ballot: half a millisecond of computing.
fn read_slowly(ballot: u32) -> usize {
    lab::cpu(500);
    // Some numbers that look like an election.
    (ballot * ballot % 7 % 3) as usize
}

fn main() {
    let ballots: Vec<u32> = (0..400).collect();
    for n_threads in [1, 2, 4] {
        let start = Instant::now();
        let votes = count_votes(&ballots, 3, n_threads, read_slowly);
        println!(
            "{n_threads} thread(s): {votes:?} after {} ms",
            start.elapsed().as_millis()
        );
    }
}
