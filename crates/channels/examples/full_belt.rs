//! A quick maker, a slow packer, and a belt between them: `cargo run -p channels --example full_belt`.
//!
//! With a long belt the maker runs ahead. That makes nothing faster: look at the total. The times are real.

use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

fn main() {
    for room in [0, 1, 4, 100] {
        let start = Instant::now();
        let (sender, belt) = mpsc::sync_channel::<Instant>(room);
        let (maker_ms, longest_wait) = thread::scope(|scope| {
            let maker = scope.spawn(move || {
                for _ in 0..10 {
                    // Making is quick. What goes on the belt is the time at which it was made.
                    sender.send(Instant::now()).unwrap();
                }
                start.elapsed().as_millis()
            });
            let mut longest_wait = Duration::ZERO;
            for made_at in belt {
                longest_wait = longest_wait.max(made_at.elapsed());
                // Packing is slow.
                thread::sleep(Duration::from_millis(20));
            }
            (maker.join().unwrap(), longest_wait)
        });
        println!(
            "room for {room:>3}: the maker is done after {maker_ms:>3} ms, the packer after {:>3} ms; \
             a thing waited for {:>3} ms at most",
            start.elapsed().as_millis(),
            longest_wait.as_millis(),
        );
    }
}
