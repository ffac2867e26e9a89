//! Hidden test of `07_select`: an order counts at once, the time counts from the beginning, and an end is not an order.
//!
//! How long an order may be passed over is counted in readings that were sent after it, by the same thread: whoever can
//! take such a reading could have taken the order. One is allowed: a design may look at the order between two readings.
//! No clock is needed for that, and it is asked in every schedule.

use std::__judge::{Check, explore, mistake, shortcoming, time_is_exact};
use std::thread;
use std::time::Duration;

use crossbeam::channel::unbounded;

use super::{End, Order, record};

const LONG: Duration = Duration::from_secs(3600);

fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

pub fn checks() -> Vec<Check> {
    vec![
        explore("it ends with the readings, and has all of them in order", || {
            let (sensor, readings) = unbounded();
            let (desk, control) = unbounded();
            let sensor = thread::spawn(move || {
                for reading in [12, 13, 11] {
                    // A recording that is over takes no more.
                    let _ = sensor.send(reading);
                }
            });
            let recorded = record(readings, control, LONG);
            sensor.join().unwrap();
            drop(desk);
            // Where sleeps last any while, an hour may be over at once.
            if time_is_exact() {
                assert_eq!(recorded, (vec![12, 13, 11], End::NoMoreReadings));
            }
        })
        .no_busy_wait(),
        explore("the time is up although nothing comes", || {
            let (sensor, readings) = unbounded();
            let (desk, control) = unbounded();
            assert_eq!(record(readings, control, millis(100)), (vec![], End::TimeUp));
            drop((sensor, desk));
        })
        .no_busy_wait()
        .makespan_at_most(millis(100)),
        explore("an empty control desk gives no orders", || {
            let (sensor, readings) = unbounded();
            let (desk, control) = unbounded();
            drop(desk);
            let sensor = thread::spawn(move || sensor.send(12).is_ok());
            let (recorded, end) = record(readings, control, LONG);
            sensor.join().unwrap();
            if end == End::Stopped {
                mistake!(
                    "end-taken-for-an-order",
                    "nobody gave an order, but the recording was stopped after {recorded:?}"
                );
            }
            if time_is_exact() {
                assert_eq!((recorded, end), (vec![12], End::NoMoreReadings));
            }
        })
        .no_busy_wait(),
        explore("the time counts from the beginning, however many readings come", || {
            let (sensor, readings) = unbounded();
            let (desk, control) = unbounded();
            let sensor = thread::spawn(move || {
                for reading in 1..=4 {
                    thread::sleep(millis(40));
                    if sensor.send(reading).is_err() {
                        return;
                    }
                }
            });
            let (recorded, end) = record(readings, control, millis(100));
            if time_is_exact() {
                if recorded.len() > 2 {
                    mistake!(
                        "deadline-restarted",
                        "the time was 100 ms, but {recorded:?} were recorded, one every 40 ms"
                    );
                }
                assert_eq!((recorded, end), (vec![1, 2], End::TimeUp));
            }
            drop(desk);
            sensor.join().unwrap();
        }),
        explore("an order counts at once", || {
            let (sensor, readings) = unbounded();
            let (desk, control) = unbounded();
            let other = thread::spawn(move || {
                let _ = sensor.send(12);
                let _ = desk.send(Order::Stop);
                for late in 1..=3 {
                    let _ = sensor.send(100 + late);
                }
            });
            let (recorded, end) = record(readings, control, LONG);
            other.join().unwrap();
            let n_late = recorded.iter().filter(|&&reading| reading > 100).count();
            if n_late > 1 {
                shortcoming!(
                    "starvation",
                    "the order was there, but {n_late} readings were taken before it that were sent after it"
                );
            }
            if time_is_exact() {
                assert_eq!(end, End::Stopped);
            }
        })
        .no_busy_wait(),
    ]
}
