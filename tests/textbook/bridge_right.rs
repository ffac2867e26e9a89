// expect: pass
//! A bridge of one lane: cars cross in one direction at a time.

use std::sync::{Condvar, Mutex};
use std::thread;

#[derive(Clone, Copy, PartialEq, Debug)]
enum Way {
    East,
    West,
}

#[derive(Default)]
struct Bridge {
    cars: Mutex<(Option<Way>, u32)>,
    empty: Condvar,
}

struct Crossing<'a>(&'a Bridge);

impl Bridge {
    fn enter(&self, way: Way) -> Crossing<'_> {
        let cars = self.cars.lock().unwrap();
        let mut cars = self
            .empty
            .wait_while(cars, |cars| cars.0.is_some_and(|other| other != way))
            .unwrap();
        cars.0 = Some(way);
        cars.1 += 1;
        Crossing(self)
    }
}

impl Drop for Crossing<'_> {
    fn drop(&mut self) {
        let mut cars = self.0.cars.lock().unwrap();
        cars.1 -= 1;
        if cars.1 == 0 {
            cars.0 = None;
            self.0.empty.notify_all();
        }
    }
}

fn main() {
    let bridge = Bridge::default();
    thread::scope(|s| {
        for way in [Way::East, Way::East, Way::West] {
            let bridge = &bridge;
            s.spawn(move || {
                let _crossing = bridge.enter(way);
                assert_eq!(bridge.cars.lock().unwrap().0, Some(way));
            });
        }
    });
}
