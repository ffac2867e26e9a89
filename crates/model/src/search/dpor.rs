//! Optimal dynamic partial-order reduction: one execution for each class of equivalent schedules.
//!
//! Source: Abdulla et al., POPL 2014, algorithm 2, with locks and other blocking operations as in "Source sets" (JACM
//! 2017, section 7): an operation races with what could have come after it instead, also when it stayed blocked.

use std::ops::ControlFlow;

use crate::engine::{Engine, Strategy, Transition};
use crate::op::{Kind, Op, dependent, ways_depend_on_state};
use crate::races::{ANY, Race, Second};
use crate::search::order::{Order, by_default};
use crate::search::wakeup::{Forest, Item, NIL, Sequence, Sleeper};

/// A point of the prefix that is being explored.
#[derive(Debug)]
struct Point {
    chosen: Item,
    /// Steps that need not be tried here (any more).
    sleep: Vec<Sleeper>,
    /// Sequences that still have to be tried here.
    wakeup: u32,
    /// How many ways the chosen thread's step can go.
    alternatives: u32,
}

/// The state of the search between executions.
#[derive(Debug)]
pub(crate) struct Dpor {
    points: Vec<Point>,
    /// How many points of `points` are in use (the rest keeps its memory).
    depth: usize,
    /// Where the present execution is.
    at: usize,
    forest: Forest,
    sequence: Sequence,
    /// The rest of the branch of the wakeup tree that is being followed.
    branch: u32,
    order: Order,
    /// A branch asked for something that was not possible: a sign of an unsound dependence. Tests look at it.
    pub(crate) misguided: u64,
}

impl Dpor {
    pub(crate) fn new(order: Order) -> Self {
        Dpor {
            points: Vec::new(),
            depth: 0,
            at: 0,
            forest: Forest::new(),
            sequence: Sequence::default(),
            branch: NIL,
            order,
            misguided: 0,
        }
    }

    /// Runs the whole search; `ended` is told of each execution (true: to its end; false: redundant) and may stop it.
    /// True if everything has been explored.
    pub(crate) fn explore(
        &mut self,
        engine: &mut Engine,
        main: &dyn Fn(),
        mut ended: impl FnMut(&mut Engine, bool) -> ControlFlow<()>,
    ) -> bool {
        self.depth = 0;
        self.branch = NIL;
        loop {
            self.at = 0;
            let complete = engine.run(main, self);
            if engine.restart {
                return false;
            }
            self.depth = self.at;
            if ended(engine, complete).is_break() {
                return false;
            }
            self.plan_reversals(engine);
            if !self.backtrack(engine) {
                return true;
            }
        }
    }

    /// Turns the execution's races into sequences to be tried.
    fn plan_reversals(&mut self, engine: &Engine) {
        for i in 0..engine.races.len() {
            let race = engine.races[i];
            if is_old(engine, race) || !self.build_sequence(engine, race) {
                continue;
            }
            let first = race.first as usize;
            if self
                .forest
                .covered_by_sleep(&mut self.sequence, &self.points[first].sleep)
            {
                continue;
            }
            let mut head = self.points[first].wakeup;
            self.forest.insert(&mut head, &mut self.sequence);
            self.points[first].wakeup = head;
        }
    }

    /// What is to run instead of `race.first`: everything that does not depend on it, then the second operation.
    fn build_sequence(&mut self, engine: &Engine, race: Race) -> bool {
        let first = engine.events[race.first as usize];
        let (second, second_past) = match race.second {
            Second::Event(number) => {
                let event = engine.events[number as usize];
                // Somebody else may be waiting then.
                let choice = if ways_depend_on_state(event.op.kind) {
                    ANY
                } else {
                    event.choice
                };
                (
                    Item {
                        thread: event.thread,
                        choice,
                        op: event.op,
                    },
                    event.before,
                )
            }
            Second::Pending(number) => {
                let pending = engine.pending[number as usize];
                (
                    Item {
                        thread: pending.thread,
                        choice: pending.choice,
                        op: pending.op,
                    },
                    pending.past,
                )
            }
        };
        self.sequence.clear();
        let mut picked: Vec<u32> = Vec::new();
        for number in race.first + 1..u32::try_from(engine.events.len()).expect("steps are limited")
        {
            let event = engine.events[number as usize];
            if engine.clocks.contains(event.clock, first.thread, first.idx) {
                continue;
            }
            // The end of the process would cut off what this is for.
            if event.op.kind == Kind::Exit {
                continue;
            }
            let (start, n) = (race.left_out as usize, race.n_left_out as usize);
            if engine.left_out[start..start + n]
                .iter()
                .any(|&(t, idx)| engine.clocks.contains(event.clock, t, idx))
            {
                continue;
            }
            let item = Item {
                thread: event.thread,
                choice: event.choice,
                op: event.op,
            };
            self.sequence.push(item, |i| {
                let earlier = engine.events[picked[i] as usize];
                engine
                    .clocks
                    .contains(event.clock, earlier.thread, earlier.idx)
            });
            picked.push(number);
        }
        let items = &self.sequence.items;
        let n = items.len();
        let mut past = vec![false; n];
        for i in (0..n).rev() {
            let event = engine.events[picked[i] as usize];
            past[i] = event.thread == second.thread
                || engine.clocks.contains(second_past, event.thread, event.idx)
                || dependent(&event.op, &second.op)
                || lets_through(engine, race, event.thread, event.idx, &second.op);
        }
        for j in (0..n).rev() {
            if past[j] {
                let before = &self.sequence.before[j];
                for (i, past) in past[..j].iter_mut().enumerate() {
                    *past |= before[i / 64] & (1 << (i % 64)) != 0;
                }
            }
        }
        self.sequence.push(second, |i| past[i]);
        true
    }

    /// Moves to the next branch, deepest first. False when there is none left.
    fn backtrack(&mut self, engine: &mut Engine) -> bool {
        while self.depth > 0 {
            let point = &mut self.points[self.depth - 1];
            let Item { thread, choice, op } = point.chosen;
            point.sleep.push(Sleeper {
                thread,
                choice,
                alternatives: point.alternatives,
                op,
            });
            if point.wakeup != NIL {
                let node = point.wakeup;
                point.chosen = self.forest.item(node);
                point.wakeup = self.forest.next_sibling(node);
                self.branch = self.forest.first_child(node);
                self.forest.release(node);
                engine.races_from = self.depth - 1;
                return true;
            }
            self.depth -= 1;
        }
        false
    }

    fn enter(&mut self, chosen: Item, wakeup: u32) {
        let at = self.at;
        if self.points.len() == at {
            self.points.push(Point {
                chosen,
                sleep: Vec::new(),
                wakeup,
                alternatives: 1,
            });
        }
        let (before, here) = self.points.split_at_mut(at);
        let point = &mut here[0];
        point.chosen = chosen;
        point.wakeup = wakeup;
        point.sleep.clear();
        if let Some(previous) = before.last() {
            // Who slept before and does not care about the step just taken sleeps on.
            let step = previous.chosen;
            point.sleep.extend(
                previous
                    .sleep
                    .iter()
                    .filter(|s| s.thread != step.thread && !dependent(&s.op, &step.op)),
            );
        }
    }
}

/// Whether an earlier execution had this race, with everything in its sequence that this one has. Most of the prefix is
/// common to many executions, and so are its races; but what is independent of the first event comes from the rest too,
/// and a sequence that lacks something there may lead to a class that the longer one does not.
fn is_old(engine: &Engine, race: Race) -> bool {
    let Second::Event(second) = race.second else {
        return false;
    };
    let (first, from) = (engine.events[race.first as usize], engine.races_from);
    (second as usize) < from
        && engine.events[from..]
            .iter()
            .all(|event| engine.clocks.contains(event.clock, first.thread, first.idx))
}

/// The transition that a branch asks for, if it is possible.
fn possible(engine: &Engine, item: Item, sleep: &[Sleeper]) -> Option<Transition> {
    let sleeps = |t: &Transition| {
        sleep
            .iter()
            .any(|s| s.thread == t.thread && s.choice == t.choice)
    };
    let is_it = |t: &&Transition| {
        t.thread == item.thread && (item.choice == t.choice || item.choice == ANY && !sleeps(t))
    };
    engine.enabled.iter().find(is_it).copied()
}

/// How many ways the thread's step can go.
fn alternatives(engine: &Engine, thread: u32) -> u32 {
    let n = engine.enabled.iter().filter(|t| t.thread == thread).count();
    u32::try_from(n).expect("fewer than 2^32 threads")
}

/// Whether the event made room for a writer by ending the last shared hold.
fn lets_through(engine: &Engine, race: Race, thread: u32, idx: u32, second: &Op) -> bool {
    if second.kind != Kind::Write {
        return false;
    }
    engine
        .objects
        .get(second.object)
        .readers
        .iter()
        .any(|reader| {
            reader.event < race.first
                && reader
                    .released
                    .is_some_and(|clock| engine.clocks.contains(clock, thread, idx))
        })
}

impl Strategy for Dpor {
    const RACES: bool = true;

    fn choose(&mut self, engine: &mut Engine) -> Option<Transition> {
        // The prefix that is kept from the last execution, up to and including the new branch.
        if self.at < self.depth {
            let item = self.points[self.at].chosen;
            let Some(transition) = possible(engine, item, &self.points[self.at].sleep) else {
                self.misguided += 1;
                self.at += 1;
                return None;
            };
            self.points[self.at].chosen.choice = transition.choice;
            let op = engine.threads[item.thread as usize].op;
            debug_assert!(op.kind == item.op.kind);
            self.points[self.at].chosen.op = op;
            self.points[self.at].alternatives = alternatives(engine, item.thread);
            self.at += 1;
            return Some(transition);
        }
        // A branch of a wakeup tree, as long as there is one.
        let mut wakeup = NIL;
        let mut wanted = None;
        let placeholder = Item {
            thread: 0,
            choice: 0,
            op: engine.threads[0].op,
        };
        self.enter(placeholder, NIL);
        if self.branch != NIL {
            let node = self.branch;
            let item = self.forest.item(node);
            self.branch = self.forest.first_child(node);
            wakeup = self.forest.next_sibling(node);
            self.forest.release(node);
            wanted = possible(engine, item, &self.points[self.at].sleep);
            if wanted.is_none() {
                self.misguided += 1;
                self.branch = NIL;
                wakeup = NIL;
            }
        }
        self.points[self.at].wakeup = wakeup;
        let transition = match wanted {
            Some(transition) => transition,
            None => {
                let sleep = &self.points[self.at].sleep;
                let awake = |t: &Transition| {
                    sleep
                        .iter()
                        .all(|s| s.thread != t.thread || s.choice != t.choice)
                };
                by_default(engine, self.order, awake)?
            }
        };
        let op = engine.threads[transition.thread as usize].op;
        self.points[self.at].chosen = Item {
            thread: transition.thread,
            choice: transition.choice,
            op,
        };
        self.points[self.at].alternatives = alternatives(engine, transition.thread);
        self.at += 1;
        Some(transition)
    }
}
