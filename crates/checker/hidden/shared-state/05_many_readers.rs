//! Hidden test of `05_many_readers`: each page is fetched once, everybody sees the right one, readers read at the same
//! time.
//!
//! Only readers of pages that are there have to overlap. Whether others may read while a page is fetched is left open.

use std::__judge::{Check, explore, shortcoming};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::Shelf;

/// How often each page has been fetched in this execution.
static N_FETCHED: [AtomicU32; 4] = [const { AtomicU32::new(0) }; 4];

/// How long a slow reader reads.
const SLOW: Duration = Duration::from_millis(100);

fn fetch(number: u32) -> String {
    N_FETCHED[number as usize].fetch_add(1, Ordering::SeqCst);
    format!("page {number}")
}

/// Fails if one of the pages was fetched more or less often than once.
fn expect_fetched_once(numbers: &[u32]) {
    for &number in numbers {
        let n = N_FETCHED[number as usize].load(Ordering::SeqCst);
        if n > 1 {
            shortcoming!("computed-twice", "page {number} was fetched {n} times");
        }
        assert!(n == 1, "page {number} was fetched {n} times");
    }
}

/// A thread that reads a page, and says what it saw. A slow one takes its time over it.
fn reader(shelf: &Arc<Shelf>, number: u32, is_slow: bool) -> JoinHandle<String> {
    let shelf = Arc::clone(shelf);
    thread::spawn(move || {
        shelf.read(number, |page| {
            if is_slow {
                thread::sleep(SLOW);
            }
            page.to_owned()
        })
    })
}

/// A reader for each number, all at the same time; each must see the right page.
fn read_all(shelf: &Arc<Shelf>, numbers: &[u32], are_slow: bool) {
    let mut readers = Vec::new();
    for &number in numbers {
        readers.push((number, reader(shelf, number, are_slow)));
    }
    for (number, reader) in readers {
        let Ok(found) = reader.join() else {
            panic!("a thread that called `read` panicked");
        };
        let expected = format!("page {number}");
        assert!(
            found == expected,
            "the reader of page {number} was shown {found:?}"
        );
    }
}

pub fn checks() -> Vec<Check> {
    vec![
        explore(
            "a page is fetched once, however often one thread reads it",
            || {
                let shelf = Shelf::new(fetch);
                for number in [1, 2, 1, 2] {
                    let found = shelf.read(number, str::to_owned);
                    assert!(
                        found == format!("page {number}"),
                        "the reader of page {number} was shown {found:?}"
                    );
                }
                expect_fetched_once(&[1, 2]);
            },
        ),
        explore(
            "two readers who want the same new page fetch it once",
            || {
                read_all(&Arc::new(Shelf::new(fetch)), &[1, 1], false);
                expect_fetched_once(&[1]);
            },
        )
        .no_busy_wait(),
        explore(
            "two readers who want different new pages both see the right one",
            || {
                read_all(&Arc::new(Shelf::new(fetch)), &[1, 2], false);
                expect_fetched_once(&[1, 2]);
            },
        ),
        explore("two readers read the same page at the same time", || {
            let shelf = Arc::new(Shelf::new(fetch));
            shelf.read(3, |_| ());
            read_all(&shelf, &[3, 3], true);
            expect_fetched_once(&[3]);
        })
        .makespan_at_most(SLOW * 3 / 2),
        explore("two readers read different pages at the same time", || {
            let shelf = Arc::new(Shelf::new(fetch));
            shelf.read(2, |_| ());
            shelf.read(3, |_| ());
            read_all(&shelf, &[2, 3], true);
            expect_fetched_once(&[2, 3]);
        })
        .makespan_at_most(SLOW * 3 / 2),
        explore(
            "three readers of one new page and of another one all come to an end",
            || {
                read_all(&Arc::new(Shelf::new(fetch)), &[1, 1, 2], false);
                expect_fetched_once(&[1, 2]);
            },
        ),
    ]
}
