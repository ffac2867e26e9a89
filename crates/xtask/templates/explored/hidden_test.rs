//! Hidden test of `{{name}}`: TODO, what is required and why in this way.

use std::__judge::{Check, explore};

pub fn checks() -> Vec<Check> {
    vec![
        explore("the answer is found by another thread", || {
            let found = super::run();
            assert!(found == 42, "expected 42, found {found}");
        })
        .spawns_at_least(1)
        .joins_all(),
    ]
}
