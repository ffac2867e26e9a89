//! Hidden test of `02_move_in`: each courier is a thread and carries its own parcel, in every round.
//!
//! The second round is there for submissions that park the parcels in a `static`: it still holds the first round's.

use std::__judge::{Check, explore, mistake, printed};

use super::{Parcel, deliver_all};

fn parcels(contents: &[&'static str]) -> Vec<Parcel> {
    contents.iter().map(|what| Parcel::new(what)).collect()
}

fn sorted(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    lines.sort();
    lines
}

/// Compares what one round printed, in any order, with one line per courier.
fn compare(found: &str, contents: &[&str]) {
    let found = sorted(found);
    let expected: Vec<String> = contents
        .iter()
        .enumerate()
        .map(|(index, what)| format!("courier {} delivers the {what}", index + 1))
        .collect();
    let last = format!("courier {} ", contents.len());
    if found == expected {
        return;
    }
    if found.iter().any(|line| line.starts_with("courier 0 ")) {
        mistake!(
            "off-by-one",
            "the first courier is courier 1, but there is a courier 0: {found:?}"
        );
    }
    if found.len() == expected.len() && found.iter().all(|line| line.starts_with(&last)) {
        mistake!(
            "all-to-one-courier",
            "one courier carries everything, the others nothing: {found:?}"
        );
    }
    assert!(
        found == expected,
        "one line for each parcel, sorted: expected {expected:?}, found {found:?}"
    );
}

pub fn checks() -> Vec<Check> {
    vec![
        explore("each parcel is delivered by its own courier", || {
            let contents = ["book", "chair", "lamp"];
            deliver_all(parcels(&contents));
            compare(&printed(), &contents);
        })
        .spawns_at_least(3)
        .joins_all(),
        explore("a second round delivers the second round's parcels", || {
            deliver_all(parcels(&["book", "lamp"]));
            let first_round = printed();
            deliver_all(parcels(&["cake", "tea"]));
            let second_round = printed()[first_round.len()..].to_owned();
            if second_round.contains("book") || second_round.contains("lamp") {
                mistake!(
                    "shared-instead-of-moved",
                    "the second call of `deliver_all` got cake and tea, but parcels of the first call came out: {:?}",
                    sorted(&second_round)
                );
            }
            compare(&second_round, &["cake", "tea"]);
        })
        .spawns_at_least(4)
        .joins_all(),
    ]
}
