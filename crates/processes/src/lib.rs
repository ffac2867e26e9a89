//! Lessons on processes: memory of one's own.
//!
//! Each module is one small lesson, with code that runs; `examples/` shows the same things as whole programs. The
//! order below is the order of the exercises. Nothing here knows of the exercises or of how they are judged.
//!
//! # A process is a program that runs
//!
//! **Multiprocessing** is independent processes, each with memory of its own. Two threads share everything; two
//! processes share nothing, unless they arrange it. So there are no data races between them, and a crash of one leaves
//! the others alone. They run on several cores at the same time, whatever language they are written in. In exchange
//! everything that goes from one to the other must be *sent*: as arguments, over pipes, in files.
//!
//! | | a thread | a process |
//! | --- | --- | --- |
//! | to start one costs | some ten microseconds | about a millisecond |
//! | memory | shared | its own |
//! | when one crashes | a panic ends the thread; worse ends all | the others go on |
//! | to stop it from outside | impossible | possible at any time |
//! | to give it a value | move or borrow it | turn it into bytes and send them |
//!
//! # Parents and children
//!
//! A process is started by another one: its *parent*. The parent decides what the child is given: arguments,
//! environment, a directory, and three open files that are called *standard input*, *standard output* and *standard
//! error*. When the child ends, it leaves its parent one small thing, the *exit status*. The parent collects it by
//! *waiting*. Whoever starts a child owes it three things:
//!
//! - its pipes are emptied, filled and closed (or there are none);
//! - it is waited for;
//! - somebody looks at its exit status.
//!
//! # What orders things
//!
//! What the parent does before it starts a child happens before everything in the child. Everything in the child
//! happens before the parent's `wait` returns. Bytes are written into a pipe before they are read from it. Everything
//! else can come in any order.
//!
//! # The lessons
//!
//! | lesson | what it shows |
//! | --- | --- |
//! | [`run_and_status`] | start a child, and how it ended |
//! | [`capture_output`] | what it printed |
//! | [`feed_stdin`] | pipes are small, and then somebody waits |
//! | [`pipelines`] | one's output is the other's input |
//! | [`waiting`] | who is not waited for becomes a zombie |
//! | [`pools`] | not too many at once |
//! | [`deadlines`] | waiting for a child, but not for ever |
//! | [`own_memory`] | fork copies, exec replaces |
//! | [`start_methods`] | fork, spawn, forkserver |
//! | [`workers`] | running oneself as a worker |
//! | [`supervision`] | start it again, but not for ever |
//! | [`surroundings`] | environment, directory, open files |
//! | [`groups`] | a family of processes |
//!
//! Most need `std` only, and work on every system. [`own_memory`] and [`groups`] are about Unix, and exist only there;
//! so do some functions of the others. They say so. [`feed_stdin`], [`waiting`], [`deadlines`], [`surroundings`] and
//! [`groups`] use the crate `rustix` for what `std` leaves out.

pub mod capture_output;
pub mod deadlines;
pub mod feed_stdin;
#[cfg(unix)]
pub mod groups;
#[cfg(unix)]
pub mod own_memory;
pub mod pipelines;
pub mod pools;
pub mod run_and_status;
pub mod start_methods;
pub mod supervision;
pub mod surroundings;
pub mod waiting;
pub mod workers;
