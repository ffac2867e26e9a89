//! What a watchdog on another OS thread may look at while the explorer runs: is it getting on, and where is it?

use std::panic::Location;
use std::sync::atomic::{AtomicPtr, AtomicU32, AtomicU64, Ordering};

use crate::report::Place;

static RESUMED: AtomicU64 = AtomicU64::new(0);
static THREAD: AtomicU32 = AtomicU32::new(0);
static PLACE: AtomicPtr<Location<'static>> = AtomicPtr::new(std::ptr::null_mut());

/// Notes that a modelled thread is about to run, after the operation at `place`.
pub(crate) fn running(thread: u32, place: &'static Location<'static>) {
    // Written by one OS thread alone, so a plain increment loses nothing.
    RESUMED.store(RESUMED.load(Ordering::Relaxed) + 1, Ordering::Relaxed);
    THREAD.store(thread, Ordering::Relaxed);
    PLACE.store(std::ptr::from_ref(place).cast_mut(), Ordering::Relaxed);
}

/// A number that changes as long as modelled threads reach their operations.
pub fn heartbeat() -> u64 {
    RESUMED.load(Ordering::Relaxed)
}

/// The thread that runs, and the place of its last operation, as a line of JSON: `{"stuck":{…}}`.
pub fn stuck() -> String {
    let thread = THREAD.load(Ordering::Relaxed);
    let place = place();
    let name = if thread == 0 {
        "main".to_owned()
    } else {
        format!("worker-{thread}")
    };
    serde_json::json!({ "stuck": { "thread": name, "place": place } }).to_string()
}

/// The place of the last operation.
pub(crate) fn place() -> Option<Place> {
    // SAFETY: null, or a location of the compiled program, which lives as long as the process.
    unsafe { PLACE.load(Ordering::Relaxed).as_ref() }.map(crate::outcome::place)
}
