// expect: race joined-too-late
// Belief: threads that were started have done their work when the next line runs.

use std::cell::RefCell;
use std::sync::{Arc, Mutex};
use std::thread;

thread_local! {
    /// The lines of one thread. Each thread gets an empty one when it first asks.
    static LOG: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Adds a line to the calling thread's own log.
pub fn log(line: String) {
    LOG.with_borrow_mut(|log| log.push(line));
}

/// Takes all lines out of the calling thread's own log.
pub fn take_log() -> Vec<String> {
    LOG.take()
}

/// What each thread does.
pub fn job(name: &str) {
    log(format!("{name}: begin"));
    log(format!("{name}: end"));
}

/// Has `job` done for each name, on a thread of its own. Returns the logs, in the order of the names.
pub fn run(names: &[&'static str]) -> Vec<String> {
    let logs = Arc::new(Mutex::new(vec![Vec::new(); names.len()]));
    let mut handles = Vec::new();
    for (index, &name) in names.iter().enumerate() {
        let logs = Arc::clone(&logs);
        handles.push(thread::spawn(move || {
            job(name);
            logs.lock().unwrap()[index] = take_log();
        }));
    }
    let lines = logs.lock().unwrap().concat();
    for handle in handles {
        handle.join().unwrap();
    }
    lines
}

fn main() {
    log("main: begin".to_owned());
    for line in run(&["ann", "bob", "cem"]) {
        println!("{line}");
    }
    println!("main's own log: {:?}", take_log());
}
