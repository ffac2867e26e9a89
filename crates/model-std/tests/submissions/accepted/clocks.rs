//! Time, and what may be done at compile time.

use std::hint;
use std::thread;
use std::time::{Duration, Instant, SystemTime, SystemTimeError, UNIX_EPOCH};

const TICK: Duration = Duration::from_millis(10);
const EPOCH: SystemTime = SystemTime::UNIX_EPOCH;

fn deadline(limit: Duration) -> impl Fn() -> Option<Duration> {
    let end = Instant::now() + limit;
    move || end.checked_duration_since(Instant::now())
}

fn main() -> Result<(), SystemTimeError> {
    let start = Instant::now();
    let left = deadline(TICK * 3);
    while let Some(rest) = left() {
        thread::sleep(rest.min(TICK));
        hint::spin_loop();
    }
    let mut end = Instant::now();
    end += TICK;
    end -= TICK / 2;
    println!("{:?} {:?} {}", start.elapsed(), end - start, end > start);
    println!(
        "{:?} {:?}",
        end.duration_since(start),
        start.saturating_duration_since(end)
    );
    println!(
        "{:?} {:?}",
        start.checked_add(TICK),
        (start - TICK).checked_sub(TICK)
    );
    let now = SystemTime::now();
    println!(
        "{:?} {}",
        now.duration_since(UNIX_EPOCH)?,
        now.duration_since(EPOCH)?.as_secs()
    );
    if let Err(error) = EPOCH.duration_since(now) {
        println!("{error} {:?}", error.duration());
    }
    println!("{:?} {:?}", EPOCH + TICK, EPOCH.elapsed()?);
    println!("{}", hint::black_box(TICK.as_secs_f64()));
    Ok(())
}
