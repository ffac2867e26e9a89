//! `std::hint`: telling that one spins is told to the explorer; the rest is real.

pub use ::std::hint::{
    assert_unchecked, black_box, cold_path, select_unpredictable, unreachable_unchecked,
};

use model::rt;

/// As in `std`: a hint that the caller waits in a loop for what another thread does.
#[track_caller]
pub fn spin_loop() {
    rt::spin_loop();
}
