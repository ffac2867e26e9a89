//! Sleeping until something is so.
//!
//! A lock keeps others out. It can't say "wake me when it is green". Looking again and again costs a whole core, and
//! sleeping with the lock in hand keeps out the one who could change anything. [`Condvar`] solves both:
//! [`wait`](Condvar::wait) takes the guard, lets go of the lock and falls asleep **in one step**; before it returns, it
//! takes the lock again.
//!
//! A condition variable knows nothing of the condition, and remembers nothing. So there are three rules:
//!
//! 1. The condition is data, under the lock. A notification that finds nobody asleep is gone; the data stays.
//! 2. **Look in a loop.** A sleeper may wake up for no reason. And between its wake-up and the moment when it has the
//!    lock again, somebody else may have changed everything.
//! 3. Change the data under the lock, then notify. A change without the lock can slip in between the sleeper's look and
//!    its sleep: then the notification comes too early, and nobody sends another. That is a *lost wakeup*.
//!
//! `notify_one` is enough if any sleeper will do, and one is enough. If sleepers wait for different things, or more
//! than one can go on, use `notify_all`: those who need not have woken look and sleep again.

use std::sync::{Condvar, Mutex};
use std::time::Duration;

/// What a traffic light shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// Wait.
    Red,
    /// Go.
    Green,
}

/// A traffic light for which any number of threads can wait.
#[derive(Debug)]
pub struct TrafficLight {
    colour: Mutex<Colour>,
    /// Notified after each change of `colour`.
    changed: Condvar,
}

impl TrafficLight {
    /// A light of that colour.
    pub fn new(colour: Colour) -> TrafficLight {
        TrafficLight {
            colour: Mutex::new(colour),
            changed: Condvar::new(),
        }
    }

    /// Changes the light, and wakes everybody who waits for it.
    pub fn turn(&self, colour: Colour) {
        *self.colour.lock().unwrap() = colour;
        // All who wait are glad of green: `notify_one` would leave the others asleep at a green light.
        self.changed.notify_all();
    }

    /// Sleeps while the light is red.
    ///
    /// ```
    /// use shared_state::condition_variables::{Colour, TrafficLight};
    /// let light = TrafficLight::new(Colour::Red);
    /// std::thread::scope(|scope| {
    ///     for _ in 0..3 {
    ///         scope.spawn(|| light.wait_for_green());
    ///     }
    ///     light.turn(Colour::Green);
    ///     // Whoever comes later finds a green light, and does not wait for a notification.
    ///     light.wait_for_green();
    /// });
    /// ```
    pub fn wait_for_green(&self) {
        let mut colour = self.colour.lock().unwrap();
        while *colour == Colour::Red {
            // The guard goes in, and comes back: while this thread sleeps, the lock is free.
            colour = self.changed.wait(colour).unwrap();
        }
    }

    /// The same in short: [`wait_while`](Condvar::wait_while) has the loop inside.
    ///
    /// ```
    /// use shared_state::condition_variables::{Colour, TrafficLight};
    /// TrafficLight::new(Colour::Green).wait_for_green_in_short();
    /// ```
    pub fn wait_for_green_in_short(&self) {
        let colour = self.colour.lock().unwrap();
        drop(
            self.changed
                .wait_while(colour, |colour| *colour == Colour::Red)
                .unwrap(),
        );
    }

    /// Sleeps while the light is red, but gives up after a while. Returns whether it is green.
    ///
    /// ```
    /// use std::time::Duration;
    /// use shared_state::condition_variables::{Colour, TrafficLight};
    /// assert!(!TrafficLight::new(Colour::Red).wait_for_green_at_most(Duration::from_millis(1)));
    /// assert!(TrafficLight::new(Colour::Green).wait_for_green_at_most(Duration::ZERO));
    /// ```
    pub fn wait_for_green_at_most(&self, patience: Duration) -> bool {
        let colour = self.colour.lock().unwrap();
        let (colour, _) = self
            .changed
            .wait_timeout_while(colour, patience, |colour| *colour == Colour::Red)
            .unwrap();
        // The colour itself says what is so. Whether the time was up does not matter if it is green all the same.
        *colour == Colour::Green
    }
}
