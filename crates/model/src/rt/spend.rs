//! What takes time: sleeping, computing, handing data to another process.
//!
//! Where every schedule is explored there are as many cores as threads, so to compute is to be away for that long. On a
//! machine of so many cores (`crate::machine`) it needs one of them.

use std::panic::Location;
use std::time::Duration;

use crate::arena::SystemMemory;
use crate::engine::engine;
use crate::op::NONE;
use crate::perform::*;
use crate::report::Time;
use crate::thread::Status;

/// Sleeps in virtual time.
#[track_caller]
pub fn sleep(duration: Duration) {
    spend("sleep", duration, false, Location::caller());
}

/// Computes for so long in virtual time.
#[track_caller]
pub fn compute(duration: Duration) {
    spend("compute", duration, true, Location::caller());
}

/// Hands so many bytes to another worker. That costs nothing, unless the workers are processes.
#[track_caller]
pub fn hand_over(bytes: u64) {
    let costs = engine()
        .machine
        .as_ref()
        .and_then(|machine| machine.spec.processes);
    if let Some(costs) = costs {
        let nanos = u128::from(costs.per_kib) * u128::from(bytes) / 1024;
        let nanos = u64::try_from(nanos).unwrap_or(u64::MAX);
        spend(
            "hand over",
            Duration::from_nanos(nanos),
            true,
            Location::caller(),
        );
    }
}

fn spend(
    what: &'static str,
    duration: Duration,
    computes: bool,
    place: &'static Location<'static>,
) {
    let _memory = SystemMemory::enter();
    let nanos = u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX);
    let engine = engine();
    let me = engine.current;
    engine.uses_time = true;
    engine.facts.slept += nanos;
    if !engine.threads[me as usize].held.is_empty() {
        engine.facts.slept_holding_lock += nanos;
    }
    engine.trace_step(me, what, NONE, place, |step| {
        step.value = Some(format!("{duration:?}"))
    });
    match engine.mode.time {
        Time::Trusted => {
            let thread = &mut engine.threads[me as usize];
            thread.op.place = place;
            match &mut engine.machine {
                Some(machine) if computes => {
                    thread.status = Status::Computing;
                    machine.compute(me, nanos);
                }
                _ => thread.status = Status::Sleeping(engine.now.saturating_add(nanos)),
            }
            suspend_here();
        }
        Time::Untrusted => {
            engine.pass_locally(me, nanos);
            // Who computes does not look again and again whether something has changed.
            if !computes && engine.napped(me) {
                give_way(place);
            }
        }
    }
}
