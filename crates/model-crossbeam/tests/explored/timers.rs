//! Channels on which time sends.

use model::check::outcome;
use model_crossbeam::channel::{TryRecvError, after, at, never, select, tick, unbounded};
use model_std::thread;
use model_std::time::{Duration, Instant};

const MS: fn(u64) -> Duration = Duration::from_millis;

#[test]
fn a_message_comes_after_some_time() {
    crate::check_passes(|| {
        let began = Instant::now();
        let r = after(MS(50));
        assert_eq!((r.capacity(), r.len()), (Some(1), 0));
        let moment = r.recv().unwrap();
        assert_eq!(moment, began + MS(50));
        assert!(began.elapsed() >= MS(50));
        assert_eq!(r.try_recv(), Err(TryRecvError::Empty));
    });
    crate::check_passes(|| {
        let r = after(MS(50));
        thread::sleep(MS(50));
        assert_eq!((r.len(), r.is_full(), r.is_empty()), (1, true, false));
    });
    crate::check_passes(|| {
        let when = Instant::now() + MS(10);
        assert_eq!(at(when).recv(), Ok(when));
        // The past is over.
        assert_eq!(at(when).recv(), Ok(when));
        assert_eq!(after(Duration::MAX).capacity(), Some(0));
    });
}

#[test]
fn ticks_come_again_and_again() {
    crate::check_passes(|| {
        let began = Instant::now();
        let r = tick(MS(100));
        for i in 1..=3 {
            assert_eq!(r.recv(), Ok(began + i * MS(100)));
        }
        let clone = r.clone();
        assert!(r.same_channel(&clone));
        assert_eq!(clone.recv(), Ok(began + 4 * MS(100)));
    });
}

#[test]
fn a_select_can_give_up() {
    let exploration = crate::explored(|| {
        let (s, r) = unbounded();
        let worker = thread::spawn(move || {
            thread::sleep(MS(10));
            s.send(7).is_ok()
        });
        outcome(select! {
            recv(r) -> message => message.unwrap(),
            recv(after(MS(20))) -> moment => { moment.unwrap(); 0 }
        });
        worker.join().unwrap();
    });
    crate::check_ends_well(&exploration);
    let seen: Vec<_> = exploration
        .outcomes
        .iter()
        .map(|outcome| (outcome.returned.as_deref(), outcome.time))
        .collect();
    assert_eq!(
        seen,
        [
            (Some("7"), model::report::Time::Trusted),
            (Some("0"), model::report::Time::Untrusted)
        ]
    );
}

#[test]
fn an_optional_time_out() {
    crate::check_outcomes(
        || {
            let (_s, r) = unbounded::<i32>();
            let wait = |timeout: Option<Duration>| timeout.map(after).unwrap_or(never());
            outcome(select! {
                recv(r) -> _ => "message",
                recv(wait(Some(MS(5)))) -> _ => "time",
                recv(wait(None)) -> _ => "never",
            });
        },
        &["time"],
    );
}
