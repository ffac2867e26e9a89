//! The experiment behind the course's page of definitions: the same work under CPython and under Rust, one job after another,
//! with threads, with processes; measured for real.
//!
//! `subject` is what is measured on Rust's side, the scripts in `experiments/gil` are what is measured on Python's.
//! `measure` runs both, each run a process of its own (`child`), and refuses those that get the answer wrong. What comes of it
//! is a [`record::Record`]: plain data that is stored, and shown by `table`, `claims` and `chart`.
//!
//! Nothing here judges a program, and no test depends on how long something takes.

pub mod chart;
pub mod child;
pub mod claims;
pub mod machine;
pub mod measure;
pub mod python;
pub mod record;
pub mod server;
pub mod subject;
pub mod table;
