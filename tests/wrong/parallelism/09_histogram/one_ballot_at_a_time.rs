// expect: inefficient shared-at-every-step
// Belief: to hand out ballots one by one is the fairest, and costs nothing.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

/// How many of the ballots are for each candidate. `read` gives a candidate's number, from 0 to `n_candidates - 1`.
pub fn count_votes(
    ballots: &[u32],
    n_candidates: usize,
    n_threads: usize,
    read: impl Fn(u32) -> usize + Sync,
) -> Vec<u64> {
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        let count = || {
            let mut votes = vec![0; n_candidates];
            while let Some(ballot) = ballots.get(next.fetch_add(1, Ordering::Relaxed)) {
                votes[read(*ballot)] += 1;
            }
            votes
        };
        let counters: Vec<_> = (0..n_threads).map(|_| scope.spawn(count)).collect();
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
