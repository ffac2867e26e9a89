// expect: wrong-answer one-shared-log
// Belief: a lock makes one log for all as good as a log for each.

use std::mem;
use std::sync::Mutex;
use std::thread;

/// The lines of all threads.
static LOG: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Adds a line to the calling thread's own log.
pub fn log(line: String) {
    LOG.lock().unwrap().push(line);
}

/// Takes all lines out of the calling thread's own log.
pub fn take_log() -> Vec<String> {
    mem::take(&mut LOG.lock().unwrap())
}

/// What each thread does.
pub fn job(name: &str) {
    log(format!("{name}: begin"));
    log(format!("{name}: end"));
}

/// Has `job` done for each name, on a thread of its own. Returns the logs, in the order of the names.
pub fn run(names: &[&'static str]) -> Vec<String> {
    let mut handles = Vec::new();
    for &name in names {
        handles.push(thread::spawn(move || {
            job(name);
            take_log()
        }));
    }
    let mut lines = Vec::new();
    for handle in handles {
        lines.extend(handle.join().unwrap());
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
