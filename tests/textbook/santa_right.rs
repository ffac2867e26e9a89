// expect: pass
//! Santa Claus, small: the last of two reindeer or of two elves wakes him, and reindeer go first.

use std::sync::{Condvar, Mutex};
use std::thread;

#[derive(Default)]
struct Pole {
    reindeer: u32,
    elves: u32,
    log: Vec<&'static str>,
}

fn main() {
    let pole = Mutex::new(Pole::default());
    let bell = Condvar::new();
    thread::scope(|s| {
        s.spawn(|| {
            for _ in 0..2 {
                let mut pole = pole.lock().unwrap();
                while pole.reindeer < 2 && pole.elves < 2 {
                    pole = bell.wait(pole).unwrap();
                }
                if pole.reindeer == 2 {
                    pole.reindeer = 0;
                    pole.log.push("toys");
                } else {
                    pole.elves = 0;
                    pole.log.push("help");
                }
            }
        });
        for is_reindeer in [true, true, false, false] {
            let (pole, bell) = (&pole, &bell);
            s.spawn(move || {
                let mut pole = pole.lock().unwrap();
                let group = if is_reindeer {
                    &mut pole.reindeer
                } else {
                    &mut pole.elves
                };
                *group += 1;
                if *group == 2 {
                    bell.notify_one();
                }
            });
        }
    });
    let mut log = pole.into_inner().unwrap().log;
    log.sort();
    assert_eq!(log, ["help", "toys"]);
}
