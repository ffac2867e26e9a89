//! A solution of `09_histogram`: each thread counts in a table of its own, and main adds the tables up.
//!
//! While they count, the threads share nothing that anybody writes to. So there is no lock, and nothing to wait for.
//! They meet once: `join` hands over a whole table. That costs a table for each thread, and `n_candidates` additions
//! for each table; it pays if there are many more ballots than candidates.
//!
//! A lock is no mistake here, as long as it is taken once for each thread, when its table is finished.

use std::thread;
use std::time::Instant;

/// How many of the ballots are for each candidate. `read` gives a candidate's number, from 0 to `n_candidates - 1`.
pub fn count_votes(
    ballots: &[u32],
    n_candidates: usize,
    n_threads: usize,
    read: impl Fn(u32) -> usize + Sync,
) -> Vec<u64> {
    let share_len = ballots.len().div_ceil(n_threads).max(1);
    let read = &read;
    thread::scope(|scope| {
        let mut counters = Vec::new();
        for share in ballots.chunks(share_len) {
            counters.push(scope.spawn(move || {
                let mut votes = vec![0; n_candidates];
                for ballot in share {
                    votes[read(*ballot)] += 1;
                }
                votes
            }));
        }
        let mut total = vec![0; n_candidates];
        for counter in counters {
            for (total, votes) in total.iter_mut().zip(counter.join().unwrap()) {
                *total += votes;
            }
        }
        total
    })
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
