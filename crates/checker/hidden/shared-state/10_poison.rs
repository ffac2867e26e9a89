//! Hidden test of `10_poison`: after an interrupted booking the books are sound for everybody, and nothing is lost.

use std::__judge::{Check, explore, mistake};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

use super::{Books, book, open};

fn empty() -> Arc<Mutex<Books>> {
    Arc::new(Mutex::new(Books::default()))
}

/// A thread that books an amount; it ends with a panic if the amount is negative.
fn clerk(books: &Arc<Mutex<Books>>, amount: i32) -> JoinHandle<()> {
    let books = Arc::clone(books);
    thread::spawn(move || book(&books, amount))
}

/// Opens the books, and compares them.
fn expect(books: &Mutex<Books>, expected: &[i32]) {
    let guard = open(books);
    let (entries, sum) = (guard.entries.clone(), guard.sum);
    drop(guard);
    if entries.iter().sum::<i32>() != sum && entries.iter().any(|entry| *entry < 0) {
        mistake!(
            "half-done-update",
            "an interrupted booking is still half in: the entries {entries:?} and the sum {sum} don't agree"
        );
    }
    assert!(
        (entries.as_slice(), sum) == (expected, expected.iter().sum()),
        "expected the entries {expected:?} and their sum, found {entries:?} and {sum}"
    );
}

pub fn checks() -> Vec<Check> {
    vec![
        explore("sound books are opened as they are", || {
            let books = empty();
            book(&books, 5);
            book(&books, 7);
            expect(&books, &[5, 7]);
        }),
        explore("an interrupted booking is taken out", || {
            let books = empty();
            book(&books, 5);
            assert!(clerk(&books, -1).join().is_err(), "`book(-1)` must panic");
            expect(&books, &[5]);
        }),
        explore("the repair is made once", || {
            let books = empty();
            book(&books, 5);
            assert!(clerk(&books, -1).join().is_err(), "`book(-1)` must panic");
            expect(&books, &[5]);
            let (entries, sum) = {
                let guard = open(&books);
                (guard.entries.clone(), guard.sum)
            };
            if entries.is_empty() {
                mistake!(
                    "repaired-twice",
                    "the books were repaired already, but the second `open` took out a good entry: {entries:?} with the sum {sum}"
                );
            }
            book(&books, 7);
            expect(&books, &[5, 7]);
        }),
        explore(
            "a booking is not harmed by another one that is interrupted",
            || {
                let books = empty();
                let bad = clerk(&books, -1);
                let good = clerk(&books, 7);
                assert!(bad.join().is_err(), "`book(-1)` must panic");
                good.join().unwrap();
                expect(&books, &[7]);
            },
        ),
    ]
}
