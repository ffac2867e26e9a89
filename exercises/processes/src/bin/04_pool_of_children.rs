//! # 4. Pool of children
//!
//! A thousand photos are to be made smaller. There is a program that does it, for one photo. To start it a thousand
//! times, and only then to wait, would fill the memory. To wait for each one before the next is started would leave all
//! cores but one idle. So there is a number in between: so many children at a time, and no more.
//!
//! Your task: write `run_all`.
//! - At most `most_at_once` children are there at the same time. While there are jobs left, there are not fewer: when
//!   a child has ended, whichever it is, the next one starts.
//! - For each job there is a result: what the child printed on standard output. It is `None` if the child failed: it
//!   exited with another code than 0, was killed, or could not be started. That is no reason not to run the others.
//! - The results are in the order of the jobs. Who is ready first does not matter.
//! - When `run_all` returns, every child has ended and has been waited for.
//!
//! The commands are ready to be started. What the children print on standard error may go where your program's goes.
//!
//! ```text
//! two at a time    ├────── job 0 ──────┤
//!                  ├─ job 1 ─┤├─ job 2 ─┤├─ job 3 ─┤   ──▶   [0, 1, 2, 3]
//! ```

use std::env;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Runs all jobs, at most `most_at_once` at the same time; that is at least one. For each job, in their order, what it
/// printed on standard output, or `None` if it failed.
pub fn run_all(jobs: Vec<Command>, most_at_once: usize) -> Vec<Option<String>> {
    todo!("start the children, not too many at once, and collect what they print")
}

fn main() {
    // The child's part: it takes its time, and says what it has done.
    if let Some(millis) = env::args().nth(1) {
        thread::sleep(Duration::from_millis(millis.parse().unwrap()));
        println!("worked for {millis} ms");
        return;
    }
    for most_at_once in [1, 2, 4] {
        let jobs = [400, 100, 100, 100]
            .map(|millis| {
                let mut job = Command::new(env::current_exe().unwrap());
                job.arg(millis.to_string()).stdin(Stdio::null());
                job
            })
            .into();
        let start = Instant::now();
        let results = run_all(jobs, most_at_once);
        let millis = start.elapsed().as_millis();
        println!("{most_at_once} at a time: {millis} ms, {results:?}");
    }
}
