//! A look-alike of `lab`: the same functions, in virtual time.
//!
//! A unit of computing is one microsecond. What that means for the run is the engine's business: while every schedule is
//! explored there are cores for all, in a timed run there are so many.

use model_std::time::Duration;

/// Computes for `units` microseconds of virtual time.
#[track_caller]
pub fn cpu(units: u64) {
    model::rt::compute(Duration::from_micros(units));
}

/// Waits for so long in virtual time.
#[track_caller]
pub fn io(duration: Duration) {
    model::rt::sleep(duration);
}

/// So many bytes go to another worker: free for threads, not for processes.
#[track_caller]
pub fn hand_over(bytes: usize) {
    model::rt::hand_over(bytes as u64);
}

#[cfg(test)]
mod tests {
    /// The same names with the same types on both sides.
    macro_rules! uses {
        ($lab:ident) => {
            let _: fn(u64) = $lab::cpu;
            let _: fn(std::time::Duration) = $lab::io;
            let _: fn(usize) = $lab::hand_over;
        };
    }

    #[test]
    fn both_sides_can_be_called_in_the_same_way() {
        use crate as model_lab;
        uses!(lab);
        uses!(model_lab);
    }
}
