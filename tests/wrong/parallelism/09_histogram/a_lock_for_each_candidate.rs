// expect: inefficient hot-lock
// Belief: with many locks, threads seldom want the same one.

use std::sync::Mutex;
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
    let votes: Vec<Mutex<u64>> = (0..n_candidates).map(|_| Mutex::new(0)).collect();
    thread::scope(|scope| {
        let (votes, read) = (&votes, &read);
        for share in ballots.chunks(share_len) {
            scope.spawn(move || {
                for ballot in share {
                    *votes[read(*ballot)].lock().unwrap() += 1;
                }
            });
        }
    });
    votes.into_iter().map(|n| n.into_inner().unwrap()).collect()
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
