//! How one execution ended and what it did, and the set of what all executions gave.

use std::hash::{Hash, Hasher};
use std::panic::Location;

use rustc_hash::{FxHashMap, FxHasher};

use crate::clock::{ClockRef, Clocks};
use crate::engine::Engine;
use crate::report::{End, Facts, Outcome, Place, Range, ThreadPanic};
use crate::thread::{Status, Thread};

/// A panic of a modelled thread.
#[derive(Clone, Debug)]
pub(crate) struct Panic {
    pub(crate) thread: u32,
    pub(crate) message: String,
    pub(crate) place: Option<&'static Location<'static>>,
}

/// Everything by which two executions can be told apart from outside.
#[derive(Debug, Default)]
pub(crate) struct Ending {
    end: Option<End>,
    pub(crate) code: i32,
    /// The program called `process::exit`; it did not just come to its end.
    pub(crate) exited: bool,
    pub(crate) message: Option<String>,
    pub(crate) place: Option<&'static Location<'static>>,
    pub(crate) stdout: Vec<u8>,
    /// Bytes written to standard error, which no outcome holds.
    pub(crate) n_stderr: usize,
    pub(crate) returned: String,
    pub(crate) mistake: Option<String>,
    /// The mistake is one of conduct: the answers are right.
    pub(crate) falls_short: bool,
    pub(crate) panics: Vec<Panic>,
}

impl Ending {
    pub(crate) fn clear(&mut self) {
        self.end = None;
        self.code = 0;
        self.exited = false;
        self.message = None;
        self.place = None;
        self.stdout.clear();
        self.n_stderr = 0;
        self.returned.clear();
        self.mistake = None;
        self.falls_short = false;
        self.panics.clear();
    }

    pub(crate) fn is_set(&self) -> bool {
        self.end.is_some()
    }

    pub(crate) fn end(&self) -> End {
        self.end.unwrap_or(End::StepLimit)
    }

    pub(crate) fn exit(&mut self, code: i32) {
        self.code = code;
        self.end = Some(if code == 0 { End::Ok } else { End::Exit });
    }

    pub(crate) fn main_panicked(
        &mut self,
        message: String,
        place: Option<&'static Location<'static>>,
    ) {
        self.code = 101;
        self.message = Some(message);
        self.place = place;
        self.end = Some(End::Panic);
    }

    pub(crate) fn crash(&mut self, why: String, place: Option<&'static Location<'static>>) {
        self.message = Some(why);
        self.place = place;
        self.end = Some(End::Crash);
    }

    pub(crate) fn deadlock(&mut self) {
        self.end = Some(End::Deadlock);
    }

    pub(crate) fn livelock(&mut self) {
        self.end = Some(End::Livelock);
    }

    pub(crate) fn step_limit(&mut self) {
        self.end = Some(End::StepLimit);
    }

    /// The execution cannot be carried on, which says nothing about the program.
    pub(crate) fn undecided(&mut self, why: &str) {
        self.message = Some(why.to_owned());
        self.end = Some(End::StepLimit);
    }

    /// The program did what a caller would call success, as far as one execution can tell.
    pub(crate) fn is_fine(&self) -> bool {
        self.end == Some(End::Ok) && self.mistake.is_none()
    }

    fn key(&self, threads: &[Thread]) -> u64 {
        let mut hasher = FxHasher::default();
        self.end.hash(&mut hasher);
        self.code.hash(&mut hasher);
        self.exited.hash(&mut hasher);
        self.message.hash(&mut hasher);
        self.stdout.hash(&mut hasher);
        self.returned.hash(&mut hasher);
        self.mistake.hash(&mut hasher);
        self.falls_short.hash(&mut hasher);
        for panic in self.survived(threads) {
            (panic.thread, panic.message).hash(&mut hasher);
        }
        hasher.finish()
    }

    /// Panics of other threads than main, in the order of the threads.
    fn survived(&self, threads: &[Thread]) -> Vec<ThreadPanic> {
        let mut panics: Vec<&Panic> = self
            .panics
            .iter()
            .filter(|panic| panic.thread != 0)
            .collect();
        panics.sort_by_key(|panic| panic.thread);
        panics
            .into_iter()
            .map(|panic| ThreadPanic {
                thread: thread_name(threads, panic.thread),
                message: panic.message.clone(),
                place: panic.place.map(place),
            })
            .collect()
    }
}

/// A compiler's location as the report writes it.
pub(crate) fn place(location: &'static Location<'static>) -> Place {
    Place {
        file: location.file().to_owned(),
        line: location.line(),
        column: location.column(),
    }
}

/// `main`, the name that the program gave, or `worker-N`.
pub(crate) fn thread_name(threads: &[Thread], id: u32) -> String {
    match &threads[id as usize].name {
        Some(name) => name.clone(),
        None if id == 0 => "main".to_owned(),
        None => format!("worker-{id}"),
    }
}

/// Counts of one execution.
#[derive(Clone, Debug, Default)]
pub(crate) struct ExecutionFacts {
    pub(crate) spawned: u64,
    unjoined: u64,
    running_at_end: u64,
    overlap: u64,
    pub(crate) idle_polls: u64,
    makespan: u64,
    pub(crate) slept: u64,
    pub(crate) slept_holding_lock: u64,
    pub(crate) queue: u64,
    pub(crate) lock_taken: u64,
    pub(crate) unreceived: u64,
}

impl ExecutionFacts {
    pub(crate) fn at_end(&mut self, engine: &Engine) {
        let Engine {
            threads,
            live,
            clocks,
            now,
            objects,
            ..
        } = engine;
        for object in objects.touched.iter().map(|&id| objects.get(id)) {
            self.lock_taken = self.lock_taken.max(object.taken_times);
            if object.class == crate::object::Class::Channel {
                self.unreceived += object.channel.sent - object.channel.received;
            }
        }
        let main = threads[0].clock;
        self.makespan = (*now).max(u64::from(clocks.time(main)) * 1_000);
        let spawned = &live[1..];
        self.unjoined = spawned
            .iter()
            .filter(|&&id| !threads[id as usize].joined)
            .count() as u64;
        self.running_at_end = spawned
            .iter()
            .filter(|&&id| threads[id as usize].status != Status::Ended)
            .count() as u64;
        self.overlap = greatest_overlap(threads, spawned, clocks);
    }
}

/// Size of the largest set of threads of which none ends before another starts, by happens-before. Lifetimes form an
/// interval order, so it is enough to look at the moments at which a thread starts: the threads that neither ended
/// before it nor start after its end, thinned out greedily.
fn greatest_overlap(threads: &[Thread], spawned: &[u32], clocks: &Clocks) -> u64 {
    let before = |a: u32, b: u32| {
        let (first, second) = (&threads[a as usize], &threads[b as usize]);
        first.end_clock != ClockRef::ZERO && clocks.contains(second.start_clock, a, first.idx)
    };
    let mut greatest = 0;
    for &seed in spawned {
        let mut set: Vec<u32> = vec![seed];
        for &other in spawned {
            if other != seed
                && set
                    .iter()
                    .all(|&member| !before(member, other) && !before(other, member))
            {
                set.push(other);
            }
        }
        greatest = greatest.max(set.len() as u64);
    }
    greatest
}

/// The outcomes found so far, and the ranges of the facts.
#[derive(Default)]
pub(crate) struct Outcomes {
    pub(crate) list: Vec<Outcome>,
    by_key: FxHashMap<u64, usize>,
    pub(crate) facts: Facts,
    any_facts: bool,
}

impl Outcomes {
    /// Adds the execution that has just ended; returns the outcome's index and whether it is a failure.
    pub(crate) fn add(
        &mut self,
        engine: &Engine,
        schedule: impl Fn() -> String,
        main_search: bool,
    ) -> usize {
        let ending = &engine.ending;
        let key = ending.key(&engine.threads);
        if main_search {
            self.add_facts(&engine.facts, &schedule);
        }
        if let Some(&known) = self.by_key.get(&key) {
            let outcome = &mut self.list[known];
            outcome.count += 1;
            if engine.preemptions < outcome.preemptions && outcome.time == engine.mode.time {
                outcome.preemptions = engine.preemptions;
                outcome.schedule = schedule();
            }
            return known;
        }
        self.by_key.insert(key, self.list.len());
        self.list.push(Outcome {
            stdout: String::from_utf8_lossy(&ending.stdout).into_owned(),
            returned: (!ending.returned.is_empty()).then(|| ending.returned.clone()),
            end: ending.end(),
            code: (ending.exited || ending.end() == End::Exit).then_some(ending.code),
            message: ending.message.clone(),
            place: ending.place.map(place),
            mistake: ending.mistake.clone(),
            falls_short: ending.falls_short,
            thread_panics: ending.survived(&engine.threads),
            count: 1,
            schedule: schedule(),
            preemptions: engine.preemptions,
            time: engine.mode.time,
            spurious: engine.mode.spurious,
        });
        self.list.len() - 1
    }

    fn add_facts(&mut self, new: &ExecutionFacts, schedule: &impl Fn() -> String) {
        let first = !std::mem::replace(&mut self.any_facts, true);
        let facts = &mut self.facts;
        let ranges: [(&mut Range, u64); 11] = [
            (&mut facts.spawned, new.spawned),
            (&mut facts.unjoined, new.unjoined),
            (&mut facts.running_at_end, new.running_at_end),
            (&mut facts.overlap, new.overlap),
            (&mut facts.idle_polls, new.idle_polls),
            (&mut facts.makespan, new.makespan),
            (&mut facts.slept, new.slept),
            (&mut facts.slept_holding_lock, new.slept_holding_lock),
            (&mut facts.queue, new.queue),
            (&mut facts.lock_taken, new.lock_taken),
            (&mut facts.unreceived, new.unreceived),
        ];
        for (range, value) in ranges {
            if first || value < range.min {
                range.min = value;
                range.min_schedule = schedule();
            }
            if first || value > range.max {
                range.max = value;
                range.max_schedule = schedule();
            }
        }
    }

    /// Failing outcomes: their indices.
    pub(crate) fn failures(&self) -> impl Iterator<Item = usize> + '_ {
        self.list
            .iter()
            .enumerate()
            .filter(|(_, outcome)| is_failure(outcome))
            .map(|(i, _)| i)
    }
}

/// Whether an outcome is one that a right program does not have. Running into the step limit is neither.
pub(crate) fn is_failure(outcome: &Outcome) -> bool {
    outcome.mistake.is_some() || !matches!(outcome.end, End::Ok | End::StepLimit)
}
