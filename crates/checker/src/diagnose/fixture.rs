//! Hand-written explorations for the tests of the rules: a trace as a list of acts.

use model::report::{
    Blocked, End, Exploration, Facts, Outcome, Place, Rule, Step, ThreadPanic, Time, Trace,
    TraceObject, TraceThread,
};

use super::diagnose;
use crate::report::Verdict;

/// Builds an [`Exploration`] with one failing outcome.
pub(crate) struct Script {
    source: &'static str,
    exploration: Exploration,
    trace: Option<Trace>,
    /// The object of the acts to come.
    object: Option<u32>,
    /// Their virtual time, nanoseconds.
    time: u64,
}

/// The rules name `expected`, or nothing.
#[track_caller]
pub(crate) fn check(script: &Script, verdict: Verdict, expected: Option<&str>) {
    let diagnosis = diagnose(verdict, &script.exploration(), script.source);
    assert_eq!(
        diagnosis.as_ref().map(|diagnosis| diagnosis.name),
        expected,
        "{diagnosis:?}\n{}",
        script.source
    );
}

/// The rules name `expected`, in these words.
#[track_caller]
pub(crate) fn check_sentence(script: &Script, verdict: Verdict, expected: &str, sentence: &str) {
    check(script, verdict, Some(expected));
    let diagnosis = diagnose(verdict, &script.exploration(), script.source);
    assert_eq!(
        diagnosis
            .map(|diagnosis| diagnosis.sentence)
            .unwrap_or_default(),
        sentence
    );
}

impl Script {
    /// A program of so many threads, main included, that failed and did nothing yet.
    pub(crate) fn new(source: &'static str, n_threads: u32) -> Script {
        let threads = (0..n_threads).map(|idx| TraceThread {
            name: if idx == 0 {
                "main".to_owned()
            } else {
                format!("worker-{idx}")
            },
            spawned: None,
        });
        Script {
            source,
            exploration: Exploration {
                name: "main".to_owned(),
                memory_model: "sc".to_owned(),
                exhaustive: true,
                schedules: 2,
                redundant: 0,
                preemption_bound: None,
                incomplete: None,
                weak_orderings: false,
                searches: Vec::new(),
                outcomes: vec![Outcome {
                    stdout: String::new(),
                    returned: None,
                    end: End::Ok,
                    code: None,
                    message: None,
                    place: None,
                    mistake: None,
                    falls_short: false,
                    thread_panics: Vec::new(),
                    count: 1,
                    schedule: "1".to_owned(),
                    preemptions: 1,
                    time: Time::Trusted,
                    spurious: false,
                }],
                counterexample: None,
                facts: Facts::default(),
                rules: Vec::new(),
                snapshot: false,
                millis: 1,
            },
            trace: Some(Trace {
                schedule: "1".to_owned(),
                outcome: 0,
                preemptions: 1,
                minimal: true,
                threads: threads.collect(),
                objects: Vec::new(),
                steps: Vec::new(),
                blocked: Vec::new(),
            }),
            object: None,
            time: 0,
        }
    }

    /// The finished exploration.
    pub(crate) fn exploration(&self) -> Exploration {
        Exploration {
            counterexample: self.trace.clone(),
            ..self.exploration.clone()
        }
    }

    /// A hidden test's check explored it, not the program itself.
    pub(crate) fn check_named(mut self, name: &str) -> Self {
        self.exploration.name = name.to_owned();
        self
    }

    pub(crate) fn without_trace(mut self) -> Self {
        self.trace = None;
        self
    }

    /// A new object, which the acts to come are about.
    pub(crate) fn object(mut self, class: &str, birthplace: (u32, u32)) -> Self {
        let object = TraceObject {
            class: class.to_owned(),
            birthplace: Some(place(birthplace)),
            nth: 0,
            of: 1,
            called: None,
        };
        let trace = self.trace_mut();
        trace.objects.push(object);
        self.object = Some(self.trace_mut().objects.len() as u32 - 1);
        self
    }

    /// The last object was made elsewhere.
    pub(crate) fn nowhere(mut self) -> Self {
        let object = self.trace_mut().objects.last_mut().expect("an object");
        object.birthplace = None;
        self
    }

    pub(crate) fn on(mut self, object: u32) -> Self {
        self.object = Some(object);
        self
    }

    /// The acts to come happen so many milliseconds after the start.
    pub(crate) fn at_millis(mut self, millis: u64) -> Self {
        self.time = millis * 1_000_000;
        self
    }

    pub(crate) fn on_none(mut self) -> Self {
        self.object = None;
        self
    }

    pub(crate) fn act(mut self, thread: u32, op: &str, at: (u32, u32)) -> Self {
        let (object, time) = (self.object, self.time);
        let steps = &mut self.trace_mut().steps;
        steps.push(Step {
            n: steps.len() as u32 + 1,
            thread,
            op: op.to_owned(),
            object,
            target: None,
            value: None,
            wrote: None,
            failed: false,
            waited_since: None,
            time,
            place: Some(place(at)),
            preemption: false,
        });
        self
    }

    /// The last act happens so many times in all.
    pub(crate) fn times(mut self, n: u32) -> Self {
        let steps = &mut self.trace_mut().steps;
        for _ in 1..n {
            let last = steps.last().expect("an act").clone();
            steps.push(Step {
                n: last.n + 1,
                ..last
            });
        }
        self
    }

    pub(crate) fn reads(mut self, value: &str) -> Self {
        self.last().value = Some(value.to_owned());
        self
    }

    pub(crate) fn writes(mut self, value: &str) -> Self {
        self.last().wrote = Some(value.to_owned());
        self
    }

    /// The last act failed so.
    pub(crate) fn fails(mut self, how: &str) -> Self {
        self.last().failed = true;
        self.reads(how)
    }

    /// The last act had been waited for since that step.
    pub(crate) fn waited_since(mut self, step: u32) -> Self {
        self.last().waited_since = Some(step);
        self
    }

    /// The first act happened there.
    pub(crate) fn move_first(mut self, at: (u32, u32)) -> Self {
        self.trace_mut().steps[0].place = Some(place(at));
        self
    }

    pub(crate) fn target(mut self, thread: u32) -> Self {
        self.last().target = Some(thread);
        self
    }

    pub(crate) fn blocked(
        mut self,
        thread: u32,
        op: &str,
        object: Option<u32>,
        waits_for: &[u32],
        at: (u32, u32),
        taken: Option<(u32, u32)>,
    ) -> Self {
        let blocked = Blocked {
            thread,
            op: op.to_owned(),
            object,
            waits_for: waits_for.to_vec(),
            place: Some(place(at)),
            taken: taken.map(place),
        };
        self.trace_mut().blocked.push(blocked);
        self
    }

    pub(crate) fn ends(mut self, end: End) -> Self {
        self.exploration.outcomes[0].end = end;
        self
    }

    /// Another outcome, of a run in which nothing goes wrong.
    pub(crate) fn ends_well_with(mut self, stdout: &str) -> Self {
        let good = Outcome {
            stdout: stdout.to_owned(),
            end: End::Ok,
            message: None,
            mistake: None,
            schedule: "0".to_owned(),
            ..self.exploration.outcomes[0].clone()
        };
        self.exploration.outcomes.push(good);
        self
    }

    /// A panic outside the learner's file, as a hidden test's assertion.
    pub(crate) fn panics(mut self, what: &str, message: &str) -> Self {
        self.exploration.outcomes[0].end = End::Panic;
        self.exploration.outcomes[0].message = Some(format!("{what}\n{message}"));
        self
    }

    pub(crate) fn panics_at(mut self, message: &str, at: (u32, u32)) -> Self {
        self.exploration.outcomes[0].message = Some(message.to_owned());
        self.exploration.outcomes[0].place = Some(place(at));
        self
    }

    pub(crate) fn thread_panics(mut self, thread: &str, message: &str) -> Self {
        self.exploration.outcomes[0]
            .thread_panics
            .push(ThreadPanic {
                thread: thread.to_owned(),
                message: message.to_owned(),
                place: None,
            });
        self
    }

    pub(crate) fn spurious(mut self) -> Self {
        self.exploration.outcomes[0].spurious = true;
        self
    }

    pub(crate) fn facts(mut self, set: impl FnOnce(&mut Facts)) -> Self {
        set(&mut self.exploration.facts);
        self
    }

    pub(crate) fn rule(mut self, rule: Rule) -> Self {
        self.exploration.rules.push(rule);
        self
    }

    fn trace_mut(&mut self) -> &mut Trace {
        self.trace.as_mut().expect("a script with a trace")
    }

    fn last(&mut self) -> &mut Step {
        self.trace_mut().steps.last_mut().expect("an act")
    }
}

fn place((line, column): (u32, u32)) -> Place {
    Place {
        file: "src/bin/task.rs".to_owned(),
        line,
        column,
    }
}
