//! Tests of the course: its parts fit together, and the judge tells right from wrong.
//!
//! Everything here goes through the same doors as a learner's submission; nothing looks into the judge.

mod course;
mod std_examples;
mod sync_contract;
mod textbook;
mod wrong;
