//! The explorer: runs a program under every schedule it can take.
pub mod check;
pub mod memory;
mod object;
pub mod report;
pub mod rt;
