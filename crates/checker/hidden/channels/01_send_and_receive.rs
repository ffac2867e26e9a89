//! Hidden test of `01_send_and_receive`: every reading comes through, in its order, and the end is the channel's own.
//!
//! First everything is sent before anybody listens: a listener that is wrong even then is wrong for another reason than
//! taking an empty channel for an ended one, and the check after it may name that.

use std::__judge::{Check, explore, mistake};
use std::sync::mpsc;
use std::thread;

use super::{consume, produce, run};

fn expect(what: &str, found: &[i32], expected: &[i32]) {
    assert!(
        found == expected,
        "{what}: expected {expected:?}, found {found:?}"
    );
}

pub fn checks() -> Vec<Check> {
    vec![
        explore("what was sent before anybody listens is received", || {
            let (sender, receiver) = mpsc::channel();
            produce(vec![5, 6], sender);
            expect("what `consume` returns", &consume(receiver), &[5, 6]);
        })
        .no_busy_wait(),
        explore("the listener waits for what comes later", || {
            let (sender, receiver) = mpsc::channel();
            let listener = thread::spawn(move || consume(receiver));
            produce(vec![5, 6], sender);
            let found = listener.join().unwrap();
            if found.len() < 2 && found == [5, 6][..found.len()] {
                mistake!(
                    "empty-is-not-closed",
                    "`consume` returned {found:?}, but [5, 6] was sent: it stopped while more could still come"
                );
            }
            expect("what `consume` returns", &found, &[5, 6]);
        })
        .no_busy_wait(),
        explore("two readings come through", || {
            expect("what `run` returns", &run(vec![20, 10]), &[20, 10]);
        })
        .spawns_at_least(1)
        .joins_all()
        .no_busy_wait(),
        explore("four readings come through", || {
            expect("what `run` returns", &run(vec![1, 2, 3, 4]), &[1, 2, 3, 4]);
        })
        .spawns_at_least(1)
        .joins_all()
        .no_busy_wait(),
        explore("no readings, and the listener still comes to an end", || {
            expect("what `run` returns", &run(Vec::new()), &[]);
        })
        .spawns_at_least(1)
        .joins_all()
        .no_busy_wait(),
    ]
}
