// expect: wrong-answer worked-in-the-parent
// Belief: who works on the side is a child.

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
    [11, 1, 11]
}

/// The child's part. `main` calls it with all arguments but the first.
fn child(arguments: &[String]) {
    let numbers = arguments.iter().map(|argument| argument.parse().unwrap());
    let sum: u64 = numbers.map(work).sum();
    println!("{sum}");
}

/// Has a child of its own do the work on each part. For each part the sum of what `work` makes of its numbers, or `None`
/// if its child crashed.
pub fn sums_by_children(parts: &[&[u64]]) -> Vec<Option<u64>> {
    let workers: Vec<_> = parts
        .iter()
        .map(|part| {
            let numbers = part.to_vec();
            thread::spawn(move || numbers.into_iter().map(work).sum::<u64>())
        })
        .collect();
    workers
        .into_iter()
        .map(|worker| worker.join().ok())
        .collect()
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
