//! Hand-made reports, one of each kind.

use crate::report::{
    Blocked, CheckReport, Counterexample, End, Outcome, Place, Report, Step, Verdict,
};

pub(super) const COUNTER: &str = "use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

fn work(counter: &AtomicU32) {
    let seen = counter.load(Ordering::SeqCst);
    counter.store(seen + 1, Ordering::SeqCst);
}

fn count() -> u32 {
    let counter = AtomicU32::new(0);
    thread::scope(|scope| {
        scope.spawn(|| work(&counter));
        scope.spawn(|| work(&counter));
    });
    counter.load(Ordering::SeqCst)
}
";

pub(super) const TWO_LOCKS: &str = "fn give(a: &Mutex<u32>, b: &Mutex<u32>) {
    let mut from = a.lock().unwrap();
    let mut to = b.lock().unwrap();
    *from -= 1;
    *to += 1;
}

fn take(a: &Mutex<u32>, b: &Mutex<u32>) {
    let mut from = b.lock().unwrap();
    let mut to = a.lock().unwrap();
    *from -= 1;
    *to += 1;
}
";

/// Builds the steps of a trace.
struct Acts(Counterexample);

impl Acts {
    fn new(threads: &[&str]) -> Acts {
        Acts(Counterexample {
            schedule: "1.2.1.2.0".to_owned(),
            preemptions: 1,
            minimal: true,
            threads: threads.iter().map(|name| (*name).to_owned()).collect(),
            steps: Vec::new(),
            blocked: Vec::new(),
        })
    }

    fn act(mut self, thread: u32, op: &str, object: &str, line: u32) -> Self {
        self.0.steps.push(Step {
            n: self.0.steps.len() as u32 + 1,
            thread,
            op: op.to_owned(),
            object: (!object.is_empty()).then(|| object.to_owned()),
            value: None,
            wrote: None,
            target: None,
            failed: false,
            waited_since: None,
            time: 0,
            preemption: false,
            file: Some("01_counter.rs".to_owned()),
            line: (line > 0).then_some(line),
            column: Some(1),
        });
        self
    }

    fn of_thread(mut self, thread: u32, op: &str, target: u32, line: u32) -> Self {
        self = self.act(thread, op, "", line);
        self.last().target = Some(target);
        self
    }

    fn fails(self, how: &str) -> Self {
        let mut acts = self.reads(how);
        if let Some(step) = acts.0.steps.last_mut() {
            step.failed = true;
        }
        acts
    }

    fn reads(mut self, value: &str) -> Self {
        self.last().value = Some(value.to_owned());
        self
    }

    fn writes(mut self, value: &str) -> Self {
        self.last().wrote = Some(value.to_owned());
        self
    }

    fn blocked(
        mut self,
        thread: u32,
        op: &str,
        object: Option<&str>,
        waits_for: &[u32],
        at: u32,
        taken: u32,
    ) -> Self {
        let place = |line: u32| Place {
            file: "01_counter.rs".to_owned(),
            line,
            column: 1,
        };
        self.0.blocked.push(Blocked {
            thread,
            op: op.to_owned(),
            object: object.map(str::to_owned),
            waits_for: waits_for.to_vec(),
            place: Some(place(at)),
            taken: (taken > 0).then(|| place(taken)),
        });
        self
    }

    fn last(&mut self) -> &mut Step {
        self.0.steps.last_mut().expect("an act")
    }
}

fn outcome(end: End, count: u64, schedule: &str, message: &str) -> Outcome {
    Outcome {
        stdout: String::new(),
        returned: None,
        end,
        code: None,
        message: (!message.is_empty()).then(|| message.to_owned()),
        place: None,
        thread_panics: Vec::new(),
        count,
        schedule: schedule.to_owned(),
        fails: end != End::Ok,
        only_untrusted_time: false,
        only_spurious: false,
    }
}

fn report(verdict: Verdict, diagnosis: &str, message: &str) -> Report {
    Report {
        diagnosis: (!diagnosis.is_empty()).then(|| diagnosis.to_owned()),
        message: (!message.is_empty()).then(|| message.to_owned()),
        exhaustive: true,
        schedules: 4,
        ..Report::new(
            Some("shared-state/01_counter".to_owned()),
            "exercises/shared-state/src/bin/01_counter.rs".to_owned(),
            verdict,
        )
    }
}

pub(super) fn lost_update() -> Report {
    let trace = Acts::new(&["main", "worker-1", "worker-2"])
        .of_thread(0, "spawn", 1, 12)
        .of_thread(0, "spawn", 2, 13)
        .act(1, "load", "counter", 5)
        .reads("0")
        .act(2, "load", "counter", 5)
        .reads("0")
        .act(1, "store", "counter", 6)
        .writes("1")
        .act(2, "store", "counter", 6)
        .writes("1")
        .act(1, "end", "", 0)
        .act(2, "end", "", 0)
        .of_thread(0, "join", 1, 14)
        .of_thread(0, "join", 2, 14)
        .act(0, "load", "counter", 15)
        .reads("1");
    Report {
        outcomes: vec![
            outcome(End::Ok, 2, "1.1.2.2.0", ""),
            outcome(End::Panic, 2, "1.2.1.2.0", "expected 2, found 1"),
        ],
        counterexample: Some(trace.0),
        ..report(
            Verdict::Race,
            "lost-update",
            "Both worker-1 and worker-2 read 0 from `counter` before either wrote, so one update is lost. Reading and \
             writing must be one step.",
        )
    }
}

pub(super) fn deadlock() -> Report {
    let trace = Acts::new(&["main", "worker-1", "worker-2"])
        .of_thread(0, "spawn", 1, 16)
        .of_thread(0, "spawn", 2, 17)
        .act(1, "lock", "a", 2)
        .act(2, "lock", "b", 9)
        .blocked(0, "join", None, &[1], 18, 0)
        .blocked(1, "lock", Some("b"), &[2], 3, 9)
        .blocked(2, "lock", Some("a"), &[1], 10, 2);
    Report {
        outcomes: vec![
            outcome(End::Ok, 2, "1", ""),
            outcome(End::Deadlock, 1, "1.2.1.2.0", ""),
        ],
        counterexample: Some(trace.0),
        schedules: 3,
        ..report(
            Verdict::Deadlock,
            "lock-order",
            "worker-1 holds `a` (taken at line 2) and waits for `b` at line 3; worker-2 holds `b` (taken at line 9) and \
             waits for `a` at line 10. Each waits for the next, so none can go on.",
        )
    }
}

pub(super) fn many_threads() -> Report {
    let mut acts = Acts::new(&[
        "main", "worker-1", "worker-2", "worker-3", "worker-4", "worker-5",
    ]);
    for worker in 1..=5 {
        acts = acts.act(worker, "lock", &format!("forks[{}]", worker - 1), 2);
    }
    for worker in 1..=5 {
        let (wanted, holder) = (worker % 5, worker % 5 + 1);
        acts = acts.blocked(
            worker,
            "lock",
            Some(&format!("forks[{wanted}]")),
            &[holder],
            3,
            2,
        );
    }
    Report {
        counterexample: Some(acts.0),
        ..report(Verdict::Deadlock, "", "")
    }
}

pub(super) fn long_trace() -> Report {
    let mut acts = Acts::new(&["main", "worker-1", "worker-2"]);
    for round in 0..40 {
        acts = acts.act(1, "lock", "log", 30).act(1, "unlock", "log", 31);
        if round == 20 {
            acts = acts.act(2, "load", "counter", 5).reads("0");
        }
    }
    acts = acts.act(2, "store", "counter", 6).writes("1");
    Report {
        counterexample: Some(acts.0),
        ..lost_update()
    }
}

pub(super) fn passing() -> Report {
    let check = |name: &str, verdict, schedules| CheckReport {
        name: name.to_owned(),
        verdict,
        diagnosis: None,
        message: None,
        exhaustive: true,
        schedules,
        redundant: 0,
        preemption_bound: None,
        n_outcomes: 1,
    };
    Report {
        schedules: 342,
        outcomes: vec![outcome(End::Ok, 342, "0", "")],
        checks: vec![
            check("no increment is lost", Verdict::Pass, 336),
            check("one increment is counted once", Verdict::Pass, 6),
        ],
        ..report(Verdict::Pass, "", "")
    }
}

pub(super) fn bounded() -> Report {
    Report {
        exhaustive: false,
        schedules: 20_000,
        preemption_bound: Some(2),
        incomplete: Some("there are more schedules than the budget allows".to_owned()),
        weak_orderings: true,
        checks: Vec::new(),
        outcomes: vec![outcome(End::Ok, 20_000, "0", "")],
        ..passing()
    }
}

pub(super) fn explored() -> Report {
    let printed = |text: &str, count, schedule| Outcome {
        stdout: text.to_owned(),
        ..outcome(End::Ok, count, schedule, "")
    };
    Report {
        exercise: None,
        file: "hello.rs".to_owned(),
        schedules: 6,
        outcomes: vec![
            printed("hello\nworld\n", 4, "0.1.2"),
            printed("world\nhello\n", 2, "0.2.1"),
        ],
        ..report(Verdict::Pass, "", "")
    }
}

pub(super) fn inconclusive() -> Report {
    Report {
        exhaustive: false,
        schedules: 12_000,
        ..report(
            Verdict::Inconclusive,
            "",
            "The search was stopped after 10 seconds.",
        )
    }
}

pub(super) fn refused_by_the_compiler() -> Report {
    Report {
        schedules: 0,
        compiler: Some(
            "error[E0382]: use of moved value: `counter`\n --> 01_counter.rs:12:9\n".to_owned(),
        ),
        ..report(Verdict::CompileError, "", "")
    }
}

pub(super) fn unstarted() -> Report {
    Report {
        schedules: 1,
        place: Some(Place {
            file: "01_counter.rs".to_owned(),
            line: 2,
            column: 1,
        }),
        ..report(Verdict::Unstarted, "", "")
    }
}

/// A thread that asks forty times, and then is told.
pub(super) fn polling() -> Report {
    let mut acts = Acts::new(&["main", "worker-1"]);
    for _ in 0..40 {
        acts = acts.act(1, "load", "counter", 5).reads("0");
    }
    let acts = acts.act(0, "store", "counter", 6).writes("1");
    Report {
        counterexample: Some(acts.0),
        ..report(Verdict::Inefficient, "busy-wait", "A thread asks again.")
    }
}

/// A lock that is held through a sleep, and much that comes after it.
pub(super) fn long_hold(diagnosis: &str) -> Report {
    let mut acts = Acts::new(&["main", "worker-1", "worker-2"])
        .act(1, "lock", "queue", 5)
        .act(1, "load", "counter", 6)
        .act(1, "sleep", "", 6)
        .reads("300ms")
        .act(1, "load", "counter", 6)
        .act(1, "unlock", "queue", 7)
        .act(2, "lock", "queue", 5)
        .act(2, "unlock", "queue", 7)
        .act(2, "sleep", "", 6)
        .reads("300ms");
    for _ in 0..15 {
        acts = acts
            .act(1, "send", "results", 8)
            .act(0, "recv", "results", 9);
    }
    Report {
        diagnosis: Some(diagnosis.to_owned()),
        message: Some("worker-1 takes the lock `queue`, and holds it for long.".to_owned()),
        counterexample: Some(acts.0),
        ..lost_update()
    }
}

/// A thread that goes to sleep at the beginning, and whose waking comes at the end.
pub(super) fn long_sleep() -> Report {
    let mut acts = Acts::new(&["main", "worker-1", "worker-2"]).act(1, "wait", "bell", 5);
    for _ in 0..15 {
        acts = acts.act(2, "lock", "log", 7).act(2, "unlock", "log", 8);
    }
    Report {
        counterexample: Some(acts.act(1, "wake", "bell", 5).0),
        ..lost_update()
    }
}

/// A thread that looks into a channel that has ended, for ever.
pub(super) fn looking_for_ever() -> Report {
    let mut acts = Acts::new(&["main", "worker-1"]);
    for _ in 0..40 {
        acts = acts.act(1, "recv", "jobs", 5).fails("disconnected");
    }
    Report {
        counterexample: Some(acts.0),
        ..lost_update()
    }
}
