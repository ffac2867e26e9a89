//! Hidden test of `06_bounded_buffer`: all items arrive, once and in order; nobody sleeps for ever; the capacity holds.

use std::__judge::{Check, explore};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

use super::Buffer;

pub fn checks() -> Vec<Check> {
    vec![
        explore(
            "the items come out in the order in which they went in",
            || {
                let buffer = Buffer::new(3);
                for item in [5, 6, 7] {
                    buffer.put(item);
                }
                let found = [buffer.take(), buffer.take(), buffer.take()];
                assert!(
                    found == [5, 6, 7],
                    "5, 6 and 7 were put in: expected them in this order, found {found:?}"
                );
            },
        ),
        explore(
            "a full buffer takes nothing more until there is room",
            || {
                let buffer = Arc::new(Buffer::new(1));
                let n_in = Arc::new(AtomicU32::new(0));
                buffer.put(1);
                let producer = {
                    let (buffer, n_in) = (Arc::clone(&buffer), Arc::clone(&n_in));
                    thread::spawn(move || {
                        for item in 2..=4 {
                            buffer.put(item);
                            n_in.fetch_add(1, Ordering::SeqCst);
                        }
                    })
                };
                // Time for a producer that doesn't wait; for one that waits, any while is too short.
                thread::sleep(Duration::from_millis(100));
                let n_in = n_in.load(Ordering::SeqCst);
                assert!(
                    n_in == 0,
                    "the capacity is 1 and an item is in, but {n_in} more could be put in"
                );
                let found = [(); 4].map(|()| buffer.take());
                producer.join().unwrap();
                assert!(
                    found == [1, 2, 3, 4],
                    "1 to 4 were put in, in this order: found {found:?}"
                );
            },
        )
        .no_busy_wait(),
        explore("an empty buffer makes the consumer wait", || {
            let buffer = Arc::new(Buffer::new(1));
            let consumer = {
                let buffer = Arc::clone(&buffer);
                thread::spawn(move || [buffer.take(), buffer.take()])
            };
            buffer.put(1);
            buffer.put(2);
            let found = consumer.join().unwrap();
            assert!(found == [1, 2], "1 and then 2 were put in: found {found:?}");
        })
        .no_busy_wait(),
        explore("two consumers and a producer all come to an end", || {
            let buffer = Arc::new(Buffer::new(1));
            let consumers = [(); 2].map(|()| {
                let buffer = Arc::clone(&buffer);
                thread::spawn(move || buffer.take())
            });
            buffer.put(1);
            buffer.put(2);
            let mut found = consumers.map(|consumer| consumer.join().unwrap());
            found.sort_unstable();
            assert!(
                found == [1, 2],
                "1 and 2 were put in, two consumers took one each: found {found:?}"
            );
        }),
    ]
}
