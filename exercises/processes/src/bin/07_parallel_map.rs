//! # 7. Parallel map
//!
//! A museum has its old photographs measured. That takes long, so all cores should help. And the program library that does
//! it is old too: on some pictures it crashes, and the whole process with it. In a thread that would be the end of
//! everything. In a process of its own it costs one result.
//!
//! Your program starts itself again, as a *worker*. `main` is there already: it looks at its first argument and plays the
//! worker's part, or the parent's. How the two talk is yours to decide. The worker's standard input and output are a good
//! place.
//!
//! Your task: write `parallel_map`, the parent's part, and `serve`, the worker's.
//! - Up to `n_workers` workers work at the same time. `worker` makes the command for one.
//! - A worker is there for many items: no more than `n_workers` are started. Only for one that died comes another.
//! - The results are in the order of the items. An item of which a worker died has no result: `None`. All others have
//!   theirs. Who has a result is not worked on again.
//! - When `parallel_map` returns, all workers have ended and have been waited for. If the parent is killed, its workers end
//!   too, once they are done with what they have.
//!
//! No item and no result has a line break in it. Anything else may be in them.
//!
//! ```text
//! parent  items a b c d ──┬───────┬──── a ✓ ──── c ✗ ─┬─ b ✓ ──── d ✓ ──▶ [Some, Some, None, Some]
//! worker                  └─ a ───│──── c ─── dies    │
//! worker                          └─ b ───────────────│────┘
//! another                                             └── d ──────┘
//! ```

use std::env;
use std::io;
use std::process::{Child, Command};

/// The worker's part: does `work` on each item that the parent sends, and hands back the results.
pub fn serve(work: impl Fn(&str) -> String) {
    todo!("do the work on one item after the other, until there are no more")
}

/// Has the work on the items done by `n_workers` processes, at least one. The results, in the order of the items; `None`
/// where a worker died of it.
pub fn parallel_map(
    items: &[&str],
    n_workers: usize,
    worker: impl Fn() -> Command + Sync,
) -> Vec<Option<String>> {
    todo!("start workers, hand out the items, collect the results")
}

/// The work: how many primes there are up to a number. Crashes if it is none.
fn work(item: &str) -> String {
    let number: u32 = item.parse().unwrap();
    let is_prime = |n: &u32| {
        (2..*n)
            .take_while(|d| d * d <= *n)
            .all(|d| !n.is_multiple_of(d))
    };
    (2..=number).filter(is_prime).count().to_string()
}

fn main() {
    if env::args().nth(1).as_deref() == Some("worker") {
        return serve(work);
    }
    let own_program = env::current_exe().unwrap();
    let worker = || {
        let mut command = Command::new(&own_program);
        command.arg("worker");
        command
    };
    let items = ["100000", "200000", "a picture", "300000", "100"];
    println!("{:?}", parallel_map(&items, 2, worker));
}
