//! # 8. Stop politely
//!
//! Nobody can stop a thread from outside. You can only ask it, and it must look. For that, two threads share a flag:
//! an `AtomicBool`. `flag.store(true, Ordering::SeqCst)` sets it, `flag.load(Ordering::SeqCst)` looks at it. `Arc`
//! lets both threads own the flag. You will meet both again; here they are already in place.
//!
//! Your task: a diary with a writer thread.
//! - `open` starts the writer. Until it is asked to stop, it writes one page after another (`write_page`). Once it is
//!   asked to stop, it calls `save`, and ends.
//! - `close` asks the writer to stop, and waits until it has ended.
//!
//! ```text
//! main    ── open ──┬──────────────────────── close: stop! ···· waits ···· join ──
//!                   │                           │                           │
//! writer            └─ page ─ page ─ page ─ page ─ page ─ sees it ─ save ───┘
//! ```

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// A diary that a thread of its own writes. The two fields are right as they are.
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
        let writer = todo!("start a thread that writes pages until `asked_to_stop`, then saves");
        Diary { stop, writer }
    }

    /// Asks the writer to stop, and waits until it has saved and ended.
    pub fn close(self) {
        todo!("set the flag, then wait for the writer")
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
