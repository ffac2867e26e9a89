//! Lessons on threads: a thread is a second "now".
//!
//! Each module is one small lesson, with code that runs; `examples/` shows the same things as whole programs. The
//! order below is the order of the exercises. Nothing here knows of the exercises or of how they are judged.
//!
//! # Three words that are easily mixed up
//!
//! **Concurrency** is making progress on more than one task in overlapping periods. A cook who puts the rice on,
//! cuts vegetables while it cooks, and turns the pan in between is concurrent, with two hands. It is how a system
//! handles many inputs and outputs: a web server has many requests open at once, and most of them wait.
//!
//! **Parallelism** is executing several tasks at the same time, on several cores, for speed. Two cooks who both cut
//! vegetables are parallel. With one core there is none.
//!
//! **Threading** is one way to write either: several flows of control within one process, with one shared memory.
//! A thread is light, compared with a process of its own. It is up to the operating system whether two threads run
//! on two cores at the same time or take turns on one. A program must be right either way.
//!
//! So threads can be concurrent without being parallel. Waiting overlaps even on one core: eight threads that sleep
//! for a second are all done after one second. Computing gets faster only with more cores. The example
//! `waiting_and_computing` measures both on your machine.
//!
//! # What orders things
//!
//! Within one thread, one thing comes after the other. Between two threads there is no order, except where something
//! makes one. Then the first thing *happens before* the second:
//!
//! - what comes before a `spawn` happens before everything in the new thread;
//! - everything in a thread happens before the return of its `join`;
//! - what a thread does before an `unpark` or before storing a flag happens before what another thread does after it
//!   was woken by it, or saw the flag set (with the orderings used here).
//!
//! *Happens before* is more than "earlier on the clock". Something may be earlier in one run by luck. It happens
//! before only if that is so in every run, and then the later side also sees what the earlier side wrote.
//!
//! # The lessons
//!
//! | lesson | what it shows |
//! | --- | --- |
//! | [`spawn_and_join`] | start a thread, wait for it |
//! | [`move_in`] | a thread owns what it uses |
//! | [`return_values`] | what a thread gives back |
//! | [`scoped_borrow`] | threads that may borrow |
//! | [`split_the_work`] | pieces of a slice |
//! | [`panics`] | a panic ends one thread |
//! | [`output_order`] | which outputs are possible |
//! | [`stop_flag`] | asking a thread to stop |
//! | [`park`] | sleeping until woken |
//! | [`thread_locals`] | a variable for each thread |

pub mod move_in;
pub mod output_order;
pub mod panics;
pub mod park;
pub mod return_values;
pub mod scoped_borrow;
pub mod spawn_and_join;
pub mod split_the_work;
pub mod stop_flag;
pub mod thread_locals;
