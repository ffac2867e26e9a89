//! Hidden test of `10_first_answer_wins`: one winner, told once; the loser stops soon, and nobody is left.
//!
//! A look takes 100 ms. Who is told to stop while it looks may end that look, so a search that is won after 100 ms is
//! over after 200. Who wins is not asked: on a busy machine the one with fewer places may be the slower one.

use std::__judge::{Check, explore, mistake, printed};
use std::time::Duration;

use super::{Search, find};

const CARDS: &str = "the card index";
const SHELVES: &str = "the shelves";

/// Searches, and checks that the winner is one of `possible`, and is announced once.
fn check(cards: (u32, bool), shelves: (u32, bool), possible: &[&str]) {
    let found = find(
        Search::new(CARDS, cards.0, cards.1),
        Search::new(SHELVES, shelves.0, shelves.1),
    );
    let told = printed();
    match found {
        None if possible.len() == 1 => mistake!(
            "first-end-taken-for-an-answer",
            "the book can be found by {possible:?}, but `find` returns None"
        ),
        None => {
            assert!(
                possible.is_empty(),
                "the book can be found by {possible:?}, but `find` returns None"
            );
            assert!(
                told.is_empty(),
                "nobody finds the book, but this is announced: {told:?}"
            );
        }
        Some(name) => {
            assert!(
                possible.contains(&name),
                "the book can only be found by {possible:?}, but `find` returns {name:?}"
            );
            let expected = format!("found by {name}\n");
            assert!(
                told == expected,
                "`find` returns {name:?}, which is to be announced once: expected {expected:?}, found {told:?}"
            );
        }
    }
}

pub fn checks() -> Vec<Check> {
    vec![
        explore("both can find it, and one of them has won", || {
            check((1, true), (1, true), &[CARDS, SHELVES]);
        })
        .spawns_at_least(2)
        .overlaps_at_least(2)
        .joins_all(),
        explore("who ends without the book has not won", || {
            check((1, false), (1, true), &[SHELVES]);
        })
        .joins_all(),
        explore("the other one stops at its next place", || {
            check((1, true), (3, true), &[CARDS, SHELVES]);
        })
        .joins_all()
        .makespan_at_most(Duration::from_millis(200)),
        explore("so does the first one", || {
            check((3, false), (1, true), &[SHELVES]);
        })
        .joins_all()
        .makespan_at_most(Duration::from_millis(200)),
        explore("neither finds it", || check((1, false), (1, false), &[])).joins_all(),
    ]
}
