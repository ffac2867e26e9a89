//! `std::thread` on modelled threads: the whole stable interface, each scheduling point a call of `model::rt`.
//!
//! One file per part: starting (`builder`), what a thread leaves behind (`packet`), scopes (`scoped`), handles and
//! numbers (`handle`), and thread-local storage (`local`).

mod builder;
mod handle;
mod local;
mod packet;
mod scoped;

pub use builder::{Builder, JoinHandle, spawn};
pub use handle::{Thread, ThreadId, current};
pub use local::{AccessError, LocalKey};
pub use scoped::{Scope, ScopedJoinHandle, scope};

#[doc(hidden)]
pub use local::local_impl;

use ::std::any::Any;
use ::std::io;
use ::std::num::NonZero;
use ::std::time::Duration;

use model::rt;

/// As in `std`: what a joined thread left, its value or the payload of its panic.
pub type Result<T> = ::std::result::Result<T, Box<dyn Any + Send + 'static>>;

/// Processors that every program is told it has: the number must not depend on the machine that judges.
const PROCESSORS: NonZero<usize> = NonZero::new(4).unwrap();

/// As in `std`: lets others go first.
#[track_caller]
pub fn yield_now() {
    rt::yield_now();
}

/// As in `std`: whether the calling thread is panicking.
pub fn panicking() -> bool {
    rt::panicking()
}

/// As in `std`: sleeps, in virtual time.
#[track_caller]
pub fn sleep(duration: Duration) {
    rt::sleep(duration);
}

/// As in `std`: sleeps for some milliseconds.
#[deprecated(since = "1.6.0", note = "replaced by `std::thread::sleep`")]
#[track_caller]
pub fn sleep_ms(millis: u32) {
    rt::sleep(Duration::from_millis(u64::from(millis)));
}

/// As in `std`: blocks until the calling thread's token is there, and takes it. May wake for no reason.
#[track_caller]
pub fn park() {
    rt::park(None);
}

/// As in `std`: [`park`], for at most some time.
#[track_caller]
pub fn park_timeout(duration: Duration) {
    rt::park(Some(duration));
}

/// As in `std`: [`park`], for at most some milliseconds.
#[deprecated(since = "1.6.0", note = "replaced by `std::thread::park_timeout`")]
#[track_caller]
pub fn park_timeout_ms(millis: u32) {
    rt::park(Some(Duration::from_millis(u64::from(millis))));
}

/// As in `std`: how many threads can run at once. Four, on every machine.
///
/// # Errors
/// None.
pub fn available_parallelism() -> io::Result<NonZero<usize>> {
    Ok(PROCESSORS)
}
