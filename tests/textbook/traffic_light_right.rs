// expect: pass
//! A traffic light that changes with each message; a car that comes at red waits for it.

use std::sync::{Arc, Condvar, Mutex};
use std::thread;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Phase {
    Red,
    Green,
}

struct Light {
    phase: Mutex<Phase>,
    changed: Condvar,
}

impl Light {
    fn set(&self, phase: Phase) {
        *self.phase.lock().unwrap() = phase;
        self.changed.notify_all();
    }

    fn wait_for_green(&self) {
        let mut phase = self.phase.lock().unwrap();
        while *phase == Phase::Red {
            phase = self.changed.wait(phase).unwrap();
        }
        assert_eq!(*phase, Phase::Green);
    }
}

fn main() {
    let light = Arc::new(Light {
        phase: Mutex::new(Phase::Red),
        changed: Condvar::new(),
    });
    let cars: Vec<_> = (0..2)
        .map(|_| {
            let light = Arc::clone(&light);
            thread::spawn(move || light.wait_for_green())
        })
        .collect();
    // In the end it stays green, so nobody waits for ever.
    for phase in [Phase::Green, Phase::Red, Phase::Green] {
        light.set(phase);
    }
    for car in cars {
        car.join().unwrap();
    }
}
