//! Lessons on parallelism: many cores, one answer.
//!
//! Each module is one small lesson, with code that runs; `examples/` shows the same things as whole programs. The
//! order below is the order of the exercises. Nothing here knows of the exercises or of how they are judged.
//!
//! # What it is for
//!
//! Concurrency is about *dealing* with several things: while one waits, another goes on. One core is enough for it.
//! Parallelism is about *doing* several things at the same moment, to be done sooner. It needs several cores.
//!
//! So there is only one reason to make a program parallel: speed. A parallel program that is not faster is a worse
//! program: longer, harder to read, with more ways to be wrong. That is why these lessons count before they measure.
//!
//! # What is counted
//!
//! - **Work**: all steps of all tasks together. It is the time on one core.
//! - **Span**: the longest chain of steps of which each needs the one before. It is the time on as many cores as you
//!   like. Nothing makes it shorter but another algorithm.
//! - **Parallelism**: work divided by span. More cores than this find nothing to do.
//! - **Makespan**: the time from the first step to the last one, on the cores that there are.
//!
//! Each algorithm here says its work and its span. The lesson [`work_and_span`] says what follows from them.
//!
//! # What must stay true
//!
//! The answer is the same as that of the plain loop: for every number of threads, and in every run. Where that needs
//! something from you, such as an operation that is associative, the lesson says so.
//!
//! # The lessons
//!
//! | lesson | what it shows |
//! | --- | --- |
//! | [`overlapping_waits`] | many waits take no longer than one |
//! | [`cores_for_computing`] | computing needs cores |
//! | [`speed_limits`] | what is not parallel decides: Amdahl, Gustafson |
//! | [`work_and_span`] | how fast it can be, before it is written |
//! | [`fork_join`] | halve it until it is small |
//! | [`parallel_iterators`] | the same chain, on all cores |
//! | [`reduce`] | many results into one, in any grouping |
//! | [`merge_sort`] | stable, with a merge that is parallel too |
//! | [`balance`] | who is free takes the next job |
//! | [`histogram`] | count alone, then add up |
//! | [`false_sharing`] | two values, one cache line |
//! | [`work_stealing`] | a pool in which nobody waits idly |
//! | [`prefix_sum`] | each needs all before it: two passes |
//! | [`matrix`] | blocks that stay in the cache |
//!
//! [`fork_join`], [`parallel_iterators`] and [`reduce`] use the crate `rayon`, [`work_stealing`] uses `crossbeam`. The
//! others use `std` only, with scoped threads, so that nothing is hidden.
//!
//! # How many threads
//!
//! Most functions here take the number of threads. For computing, `std::thread::available_parallelism` is a good one: as
//! many as there are cores for this program. Few pieces for few threads is easy to see through. [`work_stealing`] and
//! `rayon` do more: they cut into many pieces, and share them out as they go.

pub mod balance;
pub mod cores_for_computing;
pub mod false_sharing;
pub mod fork_join;
pub mod histogram;
pub mod matrix;
pub mod merge_sort;
pub mod overlapping_waits;
pub mod parallel_iterators;
pub mod prefix_sum;
pub mod reduce;
pub mod speed_limits;
pub mod work_and_span;
pub mod work_stealing;

#[cfg(test)]
mod random;
