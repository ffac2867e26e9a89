//! `crossbeam::atomic`: cells and pointers that are read and written in single steps.

mod cell;
mod consume;

pub use self::cell::AtomicCell;
pub use self::consume::AtomicConsume;
