//! # 6. Memory of one's own
//!
//! Threads live in one house: what one of them writes, the others can read. A process has a house of its own. Your
//! program can start itself as its own child, and then there are two processes with the same program in them. How much do
//! they share?
//!
//! Your task has two parts.
//! - `program` counts visits, in a thread and in a child. Don't run it yet. Write down in `prediction` the three numbers
//!   that it returns.
//! - Then write `sums_by_children`, and the child's part, `child`. The work on each part of the numbers is done by a
//!   child, one child for each part. Its result has to come back somehow. A child that crashes has no result. When
//!   `sums_by_children` returns, every child has ended and has been waited for.
//!
//! ```text
//! parent   VISITS 10 ──┬──▶ ? ───┬────────────────────────────▶ ?
//! thread               └─ + 1 ─┘ │                          ▲
//! child                          └─ its own VISITS: ? ── says it
//! ```

use std::env;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

/// How often somebody was here.
static VISITS: AtomicU32 = AtomicU32::new(0);

/// Don't change this one: predict it.
pub fn program() -> [u32; 3] {
    VISITS.store(10, Ordering::Relaxed);

    thread::spawn(visit).join().unwrap();
    let after_the_thread = VISITS.load(Ordering::Relaxed);

    // A process runs `visit` too. See `main` for what it does then.
    let child = again("visit").output().unwrap();
    let said_by_the_child = String::from_utf8_lossy(&child.stdout);
    let after_the_child = VISITS.load(Ordering::Relaxed);

    [
        after_the_thread,
        said_by_the_child.trim().parse().unwrap(),
        after_the_child,
    ]
}

/// One more visit. Returns how many there are now.
fn visit() -> u32 {
    VISITS.fetch_add(1, Ordering::Relaxed) + 1
}

/// This program again, as a child that plays `part`: the first of its arguments, see `main`. More can be added.
fn again(part: &str) -> Command {
    let mut command = Command::new(env::current_exe().unwrap());
    command.arg(part);
    command
}

/// How often `work` was called, in this process.
pub static N_WORKED: AtomicU32 = AtomicU32::new(0);

/// The work on one number. Don't change this one either. Crashes on numbers that are too large.
pub fn work(number: u64) -> u64 {
    N_WORKED.fetch_add(1, Ordering::Relaxed);
    assert!(number < 1000, "cannot work on {number}");
    number * number
}

/// What `program` returns.
pub fn prediction() -> [u32; 3] {
    // Like this: [10, 10, 10]
    todo!("write down the three numbers that `program` returns")
}

/// The child's part. `main` calls it with all arguments but the first.
fn child(arguments: &[String]) {
    todo!("do the work, and hand the sum to the parent")
}

/// Has a child of its own do the work on each part. For each part the sum of what `work` makes of its numbers, or `None`
/// if its child crashed.
pub fn sums_by_children(parts: &[&[u64]]) -> Vec<Option<u64>> {
    todo!("start a child for each part, and collect what they hand back")
}

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.first().map(String::as_str) {
        // A child begins here, like every program: at `main`.
        Some("visit") => println!("{}", visit()),
        Some("child") => child(&arguments[1..]),
        Some(other) => eprintln!("there is no part `{other}`"),
        None => {
            println!("predicted: {:?}", prediction());
            println!("program:   {:?}", program());
            println!("sums:      {:?}", sums_by_children(&[&[1, 2, 3], &[4]]));
            println!("a crash:   {:?}", sums_by_children(&[&[5000], &[4]]));
        }
    }
}
