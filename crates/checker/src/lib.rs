//! The judge: builds a submission, has every schedule of it explored in a supervised child process, and says what is
//! wrong with it.
//!
//! [`judge::judge`] is the one entry for exercises, [`judge::explore_file`] for any program; both give a
//! [`report::Report`], which [`render`] draws. How schedules are found is `model`'s business; what an exercise asks is
//! written in the hidden tests under `hidden/`. Nothing here decides by the clock or by chance.

pub mod catalog;
pub mod compile;
pub mod diagnose;
pub mod explore;
pub mod graded;
pub mod judge;
pub mod naming;
pub mod observe;
mod observed;
pub mod render;
pub mod report;
mod reporting;
pub mod snapshot;
pub mod source;
pub mod supervise;
pub mod timed;
pub mod toolchain;
pub mod verdict;
