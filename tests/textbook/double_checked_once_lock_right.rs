// expect: pass
//! Made once, on first use, with the cell that the library has for it.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

static CONFIG: OnceLock<String> = OnceLock::new();
static MADE: AtomicU32 = AtomicU32::new(0);

fn config() -> &'static str {
    CONFIG.get_or_init(|| {
        MADE.fetch_add(1, Ordering::Relaxed);
        "verbose".to_owned()
    })
}

fn main() {
    let other = thread::spawn(|| config().len());
    assert_eq!(config().len(), other.join().unwrap());
    assert_eq!(MADE.load(Ordering::Relaxed), 1);
}
