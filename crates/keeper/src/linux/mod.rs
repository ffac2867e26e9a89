//! Keeping a program on Linux. Nothing here is known outside but [`keep`].

mod filter;
mod left;
mod observe;
mod proc;
mod ptrace;
mod start;
mod stuck;
mod tracer;
mod tree;
mod watch;

pub use watch::keep;
