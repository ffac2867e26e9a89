//! Hidden test of `14_striped_map`: aisles are independent, relabelling is one step, and nobody waits for ever.

use std::__judge::{Check, explore, mistake};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::Warehouse;

/// How long a slow change takes.
const SLOW: Duration = Duration::from_millis(100);

/// A warehouse in which there are so many pieces of some articles.
fn warehouse(n_aisles: usize, pieces: &[(u32, u32)]) -> Arc<Warehouse> {
    let warehouse = Warehouse::new(n_aisles);
    for &(article, n_pieces) in pieces {
        warehouse.change(article, |n| *n += n_pieces);
    }
    Arc::new(warehouse)
}

/// A worker who relabels.
fn relabelling(warehouse: &Arc<Warehouse>, from: u32, to: u32, n_pieces: u32) -> JoinHandle<bool> {
    let warehouse = Arc::clone(warehouse);
    thread::spawn(move || warehouse.relabel(from, to, n_pieces))
}

/// What a worker returns, if there was no panic.
fn ended<T>(worker: JoinHandle<T>) -> T {
    match worker.join() {
        Ok(value) => value,
        Err(_) => panic!("a thread that used the warehouse panicked"),
    }
}

fn counts<const N: usize>(warehouse: &Warehouse, articles: [u32; N]) -> [u32; N] {
    articles.map(|article| warehouse.count(article))
}

pub fn checks() -> Vec<Check> {
    vec![
        explore("each article has a number of pieces of its own", || {
            let warehouse = warehouse(2, &[(1, 5), (3, 7), (1, 1)]);
            warehouse.change(3, |n| *n -= 2);
            let found = counts(&warehouse, [0, 1, 2, 3, 5]);
            assert!(
                found == [0, 6, 0, 5, 0],
                "2 aisles, 6 pieces of article 1, 5 of article 3: articles 0, 1, 2, 3 and 5 should be [0, 6, 0, 5, 0], \
                 found {found:?}"
            );
            let total = warehouse.total();
            assert!(total == 11, "6 and 5 pieces are 11 in all, found {total}");
        }),
        explore("pieces are relabelled, if there are enough", || {
            for (from, to) in [(0, 1), (1, 0), (0, 2), (5, 3)] {
                let warehouse = warehouse(2, &[(from, 10), (to, 1)]);
                let done = [3, 8, 7].map(|n_pieces| warehouse.relabel(from, to, n_pieces));
                let found = (done, counts(&warehouse, [from, to]), warehouse.total());
                let expected = ([true, false, true], [0, 11], 11);
                assert!(
                    found == expected,
                    "2 aisles, 10 pieces of article {from}, 1 of article {to}, then 3, 8 and 7 are relabelled: expected \
                     {expected:?}, found {found:?}"
                );
            }
        }),
        explore("to relabel an article as itself changes nothing", || {
            let warehouse = warehouse(3, &[(4, 10)]);
            let found = (
                warehouse.relabel(4, 4, 10),
                warehouse.relabel(4, 4, 11),
                warehouse.count(4),
            );
            assert!(
                found == (true, false, 10),
                "10 pieces of article 4, 10 and then 11 of them relabelled as article 4: expected (true, false, 10), \
                 found {found:?}"
            );
        }),
        explore("two changes of one article are both made", || {
            let warehouse = warehouse(2, &[(1, 0)]);
            let workers = [1, 10].map(|n_pieces| {
                let warehouse = Arc::clone(&warehouse);
                thread::spawn(move || warehouse.change(1, |n| *n += n_pieces))
            });
            workers.map(ended);
            let found = warehouse.count(1);
            if found == 1 || found == 10 {
                mistake!(
                    "lost-update",
                    "1 and 10 pieces were added at the same time, and {found} are there"
                );
            }
            assert!(
                found == 11,
                "1 and 10 pieces were added at the same time: expected 11, found {found}"
            );
        }),
        explore(
            "two who relabel in opposite directions both come to an end",
            || {
                let warehouse = warehouse(2, &[(0, 10), (1, 10)]);
                let workers = [
                    relabelling(&warehouse, 0, 1, 3),
                    relabelling(&warehouse, 1, 0, 5),
                ];
                let done = workers.map(ended);
                let found = counts(&warehouse, [0, 1]);
                assert!(
                    (done, found) == ([true, true], [12, 8]),
                    "10 and 10 pieces, 3 relabelled there and 5 back: expected [12, 8], found {found:?} ({done:?})"
                );
            },
        ),
        explore("three who relabel in a circle all come to an end", || {
            let warehouse = warehouse(3, &[(0, 4), (1, 4), (2, 4)]);
            let workers = [
                relabelling(&warehouse, 0, 1, 1),
                relabelling(&warehouse, 1, 2, 2),
                relabelling(&warehouse, 2, 0, 3),
            ];
            let done = workers.map(ended);
            let found = counts(&warehouse, [0, 1, 2]);
            assert!(
                (done, found) == ([true; 3], [6, 3, 3]),
                "4 pieces each, 1 relabelled from article 0 as 1, 2 from 1 as 2, 3 from 2 as 0: expected [6, 3, 3], found \
                 {found:?} ({done:?})"
            );
        }),
        explore("a piece can't be relabelled twice", || {
            let warehouse = warehouse(3, &[(0, 10)]);
            let workers = [
                relabelling(&warehouse, 0, 1, 8),
                relabelling(&warehouse, 0, 2, 8),
            ];
            let n_done = workers.map(ended).iter().filter(|done| **done).count();
            let [left, one, other] = counts(&warehouse, [0, 1, 2]);
            assert!(
                (n_done, left, one + other) == (1, 2, 8),
                "10 pieces, two workers relabel 8 each: expected 1 of them to succeed, 2 pieces left and 8 relabelled, \
                 found {n_done}, {left} and {}",
                one + other
            );
        }),
        explore("the total is right while somebody relabels", || {
            for (from, to) in [(0, 1), (1, 0)] {
                let warehouse = warehouse(2, &[(from, 10), (to, 5)]);
                let worker = relabelling(&warehouse, from, to, 4);
                let seen = warehouse.total();
                let done = ended(worker);
                let end = warehouse.total();
                if done && end == 15 && seen != 15 {
                    mistake!(
                        "pieces-miscounted",
                        "15 pieces, 4 of them were relabelled, and meanwhile the total was {seen}"
                    );
                }
                assert!(
                    done && (seen, end) == (15, 15),
                    "15 pieces, 4 of them relabelled: the totals during and after that should be 15 and 15, found {seen} \
                     and {end}"
                );
            }
        }),
        explore("slow work in two aisles is done at the same time", || {
            let warehouse = warehouse(2, &[(0, 1), (3, 1)]);
            let workers = [0, 3].map(|article| {
                let warehouse = Arc::clone(&warehouse);
                thread::spawn(move || {
                    warehouse.change(article, |n_pieces| {
                        thread::sleep(SLOW);
                        *n_pieces += 1;
                    });
                })
            });
            workers.map(ended);
        })
        .makespan_at_most(SLOW * 3 / 2),
    ]
}
