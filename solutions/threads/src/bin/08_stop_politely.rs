//! # 8. Stop politely: a solution
//!
//! The writer looks at the flag each time round, so it ends at most one page after it was asked. `close` first asks, then
//! waits: the other way round it would wait for a writer that nobody has asked.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// A diary that a thread of its own writes.
pub struct Diary {
    /// Set by `close`, looked at by the writer.
    stop: Arc<AtomicBool>,
    writer: JoinHandle<()>,
}

/// What the writer does again and again.
pub fn write_page() {
    thread::sleep(Duration::from_millis(100));
}

/// What the writer does at the very end. Without it the pages are lost.
pub fn save() {
    println!("diary: saved");
}

impl Diary {
    /// Starts the writer.
    pub fn open() -> Diary {
        let stop = Arc::new(AtomicBool::new(false));
        // The same flag, for the writer's closure.
        let asked_to_stop = Arc::clone(&stop);
        let writer = thread::spawn(move || {
            while !asked_to_stop.load(Ordering::SeqCst) {
                write_page();
            }
            save();
        });
        Diary { stop, writer }
    }

    /// Asks the writer to stop, and waits until it has saved and ended.
    pub fn close(self) {
        self.stop.store(true, Ordering::SeqCst);
        self.writer.join().unwrap();
    }
}

fn main() {
    println!("main: open the diary");
    let diary = Diary::open();
    thread::sleep(Duration::from_millis(450));
    println!("main: close it");
    diary.close();
    println!("main: closed");
}
