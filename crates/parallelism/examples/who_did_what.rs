//! Four workers, one list, and who did which part: `cargo run --release -p parallelism --example who_did_what`.
//!
//! Each character is a small task, and its digit is the worker that did it. Long runs of one digit are what was stolen in one
//! go: a thief takes the biggest piece. The further right, the more work there is in a task; nobody has told the pool. The
//! picture differs from run to run, the sum does not.

use std::time::{Duration, Instant};

use parallelism::work_stealing::{Worker, with_workers};

/// A task, and what became of it.
#[derive(Clone, Copy, Default)]
struct Spot {
    worker: usize,
    took: Duration,
}

/// Does the tasks from `first` on, one for each spot. Returns how much work it was.
fn work<'data>(worker: &Worker<'_, 'data>, first: usize, spots: &'data mut [Spot]) -> u64 {
    let [spot] = spots else {
        let (left, right) = spots.split_at_mut(spots.len() / 2);
        let middle = first + left.len();
        let (left, right) = worker.join(
            |worker| work(worker, first, left),
            move |worker| work(worker, middle, right),
        );
        return left + right;
    };
    let units = 10 * first as u64;
    let start = Instant::now();
    lab::cpu(units);
    *spot = Spot {
        worker: worker.idx(),
        took: start.elapsed(),
    };
    units
}

fn main() {
    let mut spots = [Spot::default(); 240];
    let n_units = with_workers(4, |worker| work(worker, 0, &mut spots));
    for line in spots.chunks(60) {
        let line: String = line.iter().map(|spot| spot.worker.to_string()).collect();
        println!("{line}");
    }
    println!("work: {n_units} units");
    for worker in 0..4 {
        let own = spots.iter().filter(|spot| spot.worker == worker);
        let took: Duration = own.clone().map(|spot| spot.took).sum();
        println!(
            "worker {worker}: {:>3} tasks, {:>4} ms",
            own.count(),
            took.as_millis()
        );
    }
}
