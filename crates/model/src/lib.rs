//! The explorer: runs a program under every schedule it can take.
//!
//! [`rt`] is what look-alikes of `std` call, [`memory`] what their atomics hold, [`check`] the language of hidden tests,
//! [`report`] what comes out, and [`serve`] ties them together in a judged child process.
//! Nothing here knows of exercises, verdicts or `std`'s own types.

mod announce;
pub mod arena;
pub mod check;
mod clock;
mod coroutine;
mod effect;
mod enabled;
mod engine;
mod machine;
pub mod memory;
mod object;
mod op;
mod outcome;
mod perform;
mod process;
mod races;
pub mod report;
pub mod rt;
mod search;
mod select;
mod serve;
mod thread;
pub mod timed;
mod trace;
pub mod watch;

#[doc(hidden)]
pub use search::oracle;
pub use search::{Order, explore, time};
pub use serve::{Program, serve};

/// Items that a judged program needs once, in the crate that is loaded: the watchdog's view. Expanded by the
/// look-alike's entry macro.
#[macro_export]
macro_rules! entry_items {
    () => {
        /// A number that changes as long as the explorer gets on.
        #[unsafe(no_mangle)]
        pub extern "C" fn interleave_watch() -> u64 {
            $crate::watch::heartbeat()
        }

        /// Tells where the explorer is stuck, as a line of JSON.
        #[unsafe(no_mangle)]
        pub extern "C" fn interleave_stuck(sink: extern "C" fn(*const u8, usize)) {
            let line = $crate::watch::stuck();
            sink(line.as_ptr(), line.len());
        }
    };
}
