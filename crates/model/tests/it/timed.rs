//! Executions on a machine of so many cores: what is known in closed form comes out exactly.

use std::rc::Rc;
use std::time::Duration;

use model::report::{Budget, End, Request};
use model::rt;
use model::timed::{MachineSpec, Phase, ProcessCosts, TimedRun};

use crate::programs::{Lock, spawn};

const MS: u64 = 1_000_000;

fn compute(millis: u64) {
    rt::compute(Duration::from_millis(millis));
}

fn sleep(millis: u64) {
    rt::sleep(Duration::from_millis(millis));
}

fn run_on(machine: MachineSpec, body: impl Fn()) -> TimedRun {
    let request = Request {
        first_check: 0,
        budget: Budget::default(),
        file: None,
        replay: None,
        observes_arc: false,
        machines: Vec::new(),
    };
    let run = model::oracle::alone(|| model::time(&body, &request, &[machine]).remove(0));
    assert_eq!(
        run.cores.iter().sum::<u64>(),
        run.work,
        "what the cores did is what the threads did"
    );
    let of_threads: u64 = run.threads.iter().map(|thread| thread.running).sum();
    assert_eq!(of_threads, run.work);
    run
}

fn on(n_cores: usize, body: impl Fn()) -> TimedRun {
    run_on(MachineSpec::with_cores(n_cores), body)
}

fn with_interpreter(n_cores: usize, body: impl Fn()) -> TimedRun {
    run_on(MachineSpec::with_cores(n_cores).with_interpreter(), body)
}

/// So many threads that all do this, and are waited for.
fn workers(n: usize, work: impl Fn() + Copy + 'static) -> impl Fn() {
    move || {
        let all: Vec<_> = (0..n).map(|_| spawn(work)).collect();
        for thread in all {
            rt::join(thread);
        }
    }
}

#[test]
fn tasks_of_the_same_length_share_the_cores() {
    for (n_cores, millis) in [(1, 80), (2, 40), (4, 20), (8, 10), (16, 10)] {
        let run = on(n_cores, workers(8, || compute(10)));
        assert_eq!(
            (run.end, run.makespan, run.work),
            (End::Ok, millis * MS, 80 * MS),
            "{n_cores} cores"
        );
    }
}

#[test]
fn with_one_interpreter_more_cores_are_no_help() {
    for n_cores in [1, 2, 8] {
        let run = with_interpreter(n_cores, workers(8, || compute(10)));
        assert_eq!(run.makespan, 80 * MS, "{n_cores} cores");
    }
}

#[test]
fn waits_overlap_with_one_core_and_one_interpreter() {
    let wait = || workers(8, || sleep(100));
    assert_eq!(on(1, wait()).makespan, 100 * MS);
    assert_eq!(with_interpreter(1, wait()).makespan, 100 * MS);
}

#[test]
fn the_interpreter_is_handed_over_after_each_interval() {
    let run = with_interpreter(2, workers(2, || compute(12)));
    let turns: Vec<(u32, u64, u64)> = run
        .intervals
        .iter()
        .filter(|interval| interval.phase == Phase::Running)
        .map(|interval| (interval.thread, interval.from / MS, interval.to / MS))
        .collect();
    assert_eq!(
        turns,
        [
            (1, 0, 5),
            (2, 5, 10),
            (1, 10, 15),
            (2, 15, 20),
            (1, 20, 22),
            (2, 22, 24)
        ]
    );
    assert_eq!(run.threads[1].waits_for_interpreter, 10 * MS);
    assert_eq!(run.threads[1].runnable, 0);
}

/// Who comes back from a wait gets the interpreter a switch interval later, not at once.
#[test]
fn who_has_waited_for_a_device_waits_for_the_interpreter_too() {
    let run = with_interpreter(2, || {
        let computes = spawn(|| compute(20));
        let waits = spawn(|| {
            sleep(2);
            compute(1);
        });
        rt::join(waits);
        rt::join(computes);
    });
    assert_eq!(run.makespan, 21 * MS);
    let late = &run.threads[2];
    assert_eq!(
        (late.sleeping, late.waits_for_interpreter, late.running),
        (2 * MS, 5 * MS, MS)
    );
}

#[test]
fn amdahls_law() {
    for n in [1_u64, 2, 4, 8] {
        let run = on(n as usize, move || {
            compute(20);
            workers(n as usize, move || compute(80 / n))();
        });
        assert_eq!(run.makespan, (20 + 80 / n) * MS, "{n} cores");
    }
}

#[test]
fn under_one_lock_everything_is_serial() {
    let run = on(4, || {
        let lock = Rc::new(Lock::default());
        let all: Vec<_> = (0..4)
            .map(|_| {
                let lock = Rc::clone(&lock);
                spawn(move || {
                    lock.lock();
                    compute(10);
                    lock.unlock();
                })
            })
            .collect();
        for thread in all {
            rt::join(thread);
        }
    });
    assert_eq!((run.makespan, run.work), (40 * MS, 40 * MS));
    assert_eq!(run.threads[4].blocked, 30 * MS);
}

/// A tree of tasks: its work and its span are known from its shape.
fn tree(depth: u64, seed: u64) {
    compute(1 + seed % 7);
    if depth > 0 {
        let other = spawn(move || tree(depth - 1, seed * 5 + 3));
        if !seed.is_multiple_of(3) {
            tree(depth - 1, seed * 7 + 1);
        }
        rt::join(other);
    }
    compute(seed % 4);
}

fn work_of(depth: u64, seed: u64) -> u64 {
    let mut children = 0;
    if depth > 0 {
        children += work_of(depth - 1, seed * 5 + 3);
        if !seed.is_multiple_of(3) {
            children += work_of(depth - 1, seed * 7 + 1);
        }
    }
    1 + seed % 7 + seed % 4 + children
}

fn span_of(depth: u64, seed: u64) -> u64 {
    let mut longest = 0;
    if depth > 0 {
        longest = span_of(depth - 1, seed * 5 + 3);
        if !seed.is_multiple_of(3) {
            longest = longest.max(span_of(depth - 1, seed * 7 + 1));
        }
    }
    1 + seed % 7 + seed % 4 + longest
}

/// Graham, "Bounds on multiprocessing timing anomalies" (1969): who never leaves a core idle while somebody could use it
/// needs at most `work / P + (1 - 1 / P) * span`.
#[test]
fn grahams_bound() {
    for seed in 0..20 {
        let (work, span) = (work_of(5, seed) * MS, span_of(5, seed) * MS);
        for n_cores in [1_u64, 2, 3, 4, 8, 100] {
            let run = on(n_cores as usize, || tree(5, seed));
            assert_eq!(run.work, work, "seed {seed}");
            let least = span.max(work.div_ceil(n_cores));
            let most = (work + (n_cores - 1) * span).div_ceil(n_cores);
            assert!(
                (least..=most).contains(&run.makespan),
                "seed {seed}, {n_cores} cores: {least} <= {} <= {most}",
                run.makespan
            );
            if n_cores == 100 {
                assert_eq!(run.makespan, span, "seed {seed}");
            }
        }
    }
}

#[test]
fn processes_take_time_to_start_and_to_be_handed_data() {
    let costs = ProcessCosts {
        start: 2 * MS,
        per_kib: MS,
    };
    let machine = MachineSpec {
        processes: Some(costs),
        ..MachineSpec::with_cores(4)
    };
    let job = || {
        workers(4, || {
            compute(10);
            rt::hand_over(3 * 1024);
        })
    };
    assert_eq!(run_on(machine, job()).makespan, 15 * MS);
    assert_eq!(on(4, job()).makespan, 10 * MS);
}

#[test]
fn a_deadlock_and_a_panic_end_the_run() {
    let stuck = on(2, || {
        let lock = Rc::new(Lock::default());
        lock.lock();
        let other = Rc::clone(&lock);
        let waits = spawn(move || {
            compute(3);
            other.lock();
        });
        rt::join(waits);
    });
    assert_eq!((stuck.end, stuck.makespan), (End::Deadlock, 3 * MS));
    let panics = on(2, || {
        compute(3);
        panic!("no idea");
    });
    assert_eq!((panics.end, panics.makespan), (End::Panic, 3 * MS));
    assert_eq!(panics.message.as_deref(), Some("no idea"));
}

/// A slice is over only if somebody waits.
#[test]
fn cores_are_shared_in_slices() {
    let run = on(1, workers(2, || compute(6)));
    let turns: Vec<(u32, u64)> = run
        .intervals
        .iter()
        .filter(|interval| interval.phase == Phase::Running)
        .map(|interval| (interval.thread, interval.to / MS))
        .collect();
    assert_eq!(turns, [(1, 4), (2, 8), (1, 10), (2, 12)]);
    let alone = on(1, || compute(50));
    assert_eq!(alone.intervals.len(), 1, "{:?}", alone.intervals);
}

#[test]
fn a_run_is_the_same_each_time() {
    let text = || serde_json::to_string(&on(3, || tree(6, 11))).expect("plain data");
    assert_eq!(text(), text());
}

/// Where every schedule is explored, there are cores for all.
#[test]
fn on_unlimited_cores_to_compute_is_to_be_away() {
    let request = Request {
        first_check: 0,
        budget: Budget::default(),
        file: None,
        replay: None,
        observes_arc: false,
        machines: Vec::new(),
    };
    let body = workers(3, || compute(10));
    let exploration = model::oracle::alone(|| model::explore("three", &body, &request));
    assert_eq!(exploration.facts.makespan.max, 10 * MS);
}
