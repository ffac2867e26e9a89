//! A look-alike of `crossbeam` whose channels, locks, queues and cells belong to the explorer.
//!
//! It is to `crossbeam` 0.8 what `model-std` is to `std`: a name that is found here under the path that it has there
//! means the same, and each operation that a schedule can reorder is one call of `model::rt` or `model::memory`. It
//! decides nothing about who runs next, and it knows nothing of exercises or of verdicts.
//!
//! # How it stands in for `crossbeam`
//!
//! ```text
//! rustc … --extern std=libmodel_std.rlib --extern crossbeam=libmodel_crossbeam.rlib \
//!     -L dependency=DIRECTORY_OF_THE_RLIBS_AND_THEIR_DEPENDENCIES
//! ```
//!
//! Both look-alikes must be of one build: instants, threads and locks in the interfaces here are those of `model-std`.
//!
//! # What is not here
//!
//! - `crossbeam::epoch`: all that it is for needs `unsafe`, which no submission may use.
//! - Traits for one operating system.
//!
//! # How it differs
//!
//! - An operation of a queue or a deque is one step. The real ones take several, so a steal may have to be tried again
//!   there; here `Steal::Retry` never comes from a deque.
//! - Moving a batch takes two steps: the tasks leave one queue, then they enter the other.

#[macro_use]
mod macros;

mod access;
pub mod atomic;
pub mod channel;
pub mod deque;
pub mod queue;
pub mod sync;
pub mod thread;
pub mod utils;

pub use crate::thread::scope;

/// What the macros need of `std`: names in their bodies must not be looked up in the submission.
#[doc(hidden)]
pub mod __private {
    pub use std::mem::drop;
    pub use std::result::Result::{Err, Ok};
    pub use std::{compile_error, concat, stringify, unreachable};

    /// The operation that is known to have been chosen.
    pub fn chosen<T, E>(tried: Result<T, E>) -> T {
        tried.unwrap_or_else(|_| unreachable!("it was looked at before"))
    }

    /// Of nobody's messages.
    pub enum Never {}
}
