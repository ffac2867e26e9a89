//! Hidden test of `01_spawn_and_join`: a second thread does the work, and the last line waits for it.
//!
//! Whether the wait is missing, comes too late or is a sleep can't be told from one schedule's output, so that is not
//! named here: it is seen from the search. Who prints the worker's lines can be told: a thread that keeps standard output
//! to itself can print them only itself.

use std::__judge::{Check, explore, mistake, printed};
use std::io::stdout;
use std::thread;
use std::time::Duration;

pub fn checks() -> Vec<Check> {
    vec![
        explore(
            "the last line comes after everything that the worker prints",
            || {
                super::run();
                let found = printed();
                let lines: Vec<&str> = found.lines().collect();
                let expected = ["worker: one", "worker: two", "main: the worker is done"];
                assert!(
                    lines == expected,
                    "when `run` returned, expected {expected:?} to be printed, found {lines:?}"
                );
            },
        )
        .spawns_at_least(1)
        .joins_all(),
        explore("a second thread does the work", || {
            thread::spawn(|| {
                let _own = stdout().lock();
                super::run();
                // Where `run` waits for another thread's lines, it never gets here, and the check ends without it.
                if printed().contains("worker: ") {
                    mistake!(
                        "no-thread",
                        "the thread that called `run` printed the worker's lines itself"
                    );
                }
            });
            // Virtual time passes only once nobody can go on.
            thread::sleep(Duration::from_secs(1));
        }),
    ]
}
