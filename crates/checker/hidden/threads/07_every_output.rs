//! Hidden test of `07_every_output`: the prediction is the set of outputs that the search finds.
//!
//! The list of checks is made before anything is explored, and an unwritten prediction panics. So it is first asked for
//! inside a check, where that is seen as `unstarted`; the list is then made with an empty prediction, and never used.

use std::__judge::{Check, explore};
use std::panic;

pub fn checks() -> Vec<Check> {
    let written = || super::prediction().into_iter().map(str::to_owned).collect();
    let prediction: Vec<String> = panic::catch_unwind(written).unwrap_or_default();
    vec![
        explore("a prediction is written down", || {
            super::prediction();
        }),
        explore(
            "the prediction is what the program can print",
            super::program,
        )
        .predicted(prediction),
        explore("the program is the one that was given", super::program).outcomes_match_snapshot(),
    ]
}
