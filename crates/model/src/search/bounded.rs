//! Depth-first search with a bound on preemptions, for programs too large to be explored whole.
//!
//! Sleep sets and preemption bounds do not mix (a schedule that a sleep set calls redundant may be the only one within
//! the bound), so equivalent work is cut by a cache instead: a prefix whose happens-before class has been reached by
//! the same thread with no more preemptions leads nowhere new.
//! Source of the bound: Musuvathi and Qadeer, "Iterative context bounding" (PLDI 2007).

use std::ops::ControlFlow;

use rustc_hash::FxHashMap;

use crate::engine::{Engine, Strategy, Transition};
use crate::search::order::{Order, by_default};

#[derive(Debug)]
struct Point {
    chosen: Transition,
    rest: Vec<Transition>,
}

/// The state of the search between executions.
#[derive(Debug)]
pub(crate) struct Bounded {
    bound: u32,
    points: Vec<Point>,
    at: usize,
    seen: FxHashMap<(u64, u32), u32>,
    order: Order,
    /// Without the cache this is plain depth-first search: the tests' oracle.
    cache: bool,
    spent: u32,
    /// Some transition was left out because of the bound.
    pub(crate) cut: bool,
}

impl Bounded {
    pub(crate) fn new(bound: u32, order: Order, cache: bool) -> Self {
        Bounded {
            bound,
            points: Vec::new(),
            at: 0,
            seen: FxHashMap::default(),
            order,
            cache,
            spent: 0,
            cut: false,
        }
    }

    /// Runs the whole search; as [`Dpor::explore`](crate::search::dpor::Dpor::explore).
    pub(crate) fn explore(
        &mut self,
        engine: &mut Engine,
        main: &dyn Fn(),
        mut ended: impl FnMut(&mut Engine, bool) -> ControlFlow<()>,
    ) -> bool {
        let hashed_before = engine.hash_classes;
        engine.hash_classes |= self.cache;
        let whole = self.explore_all(engine, main, &mut ended);
        engine.hash_classes = hashed_before;
        whole
    }

    fn explore_all(
        &mut self,
        engine: &mut Engine,
        main: &dyn Fn(),
        ended: &mut impl FnMut(&mut Engine, bool) -> ControlFlow<()>,
    ) -> bool {
        self.points.clear();
        self.seen.clear();
        loop {
            self.at = 0;
            self.spent = 0;
            let complete = engine.run(main, self);
            if engine.restart {
                return false;
            }
            self.points.truncate(self.at);
            if ended(engine, complete).is_break() {
                return false;
            }
            loop {
                let Some(point) = self.points.last_mut() else {
                    return true;
                };
                if let Some(next) = point.rest.pop() {
                    point.chosen = next;
                    break;
                }
                self.points.pop();
            }
        }
    }
}

/// What a transition costs: a preemption, or an event that nobody caused.
fn cost(engine: &Engine, t: Transition) -> u32 {
    u32::from(engine.is_preemption(t.thread)) + u32::from(engine.is_uncaused(t))
}

impl Strategy for Bounded {
    const RACES: bool = false;

    fn choose(&mut self, engine: &mut Engine) -> Option<Transition> {
        if self.at < self.points.len() {
            let chosen = self.points[self.at].chosen;
            if !engine.enabled.contains(&chosen) {
                return None;
            }
            self.spent += cost(engine, chosen);
            self.at += 1;
            return Some(chosen);
        }
        if self.cache {
            let known = self
                .seen
                .entry((engine.class, engine.last_thread))
                .or_insert(u32::MAX);
            if *known <= self.spent {
                return None;
            }
            *known = self.spent;
        }
        if let [only] = engine.enabled[..] {
            // The usual case, without a list of what else there is.
            let cost = cost(engine, only);
            if self.spent.saturating_add(cost) > self.bound {
                self.cut = true;
                return None;
            }
            self.spent += cost;
            self.points.push(Point {
                chosen: only,
                rest: Vec::new(),
            });
            self.at += 1;
            return Some(only);
        }
        let mut order: Vec<Transition> = Vec::with_capacity(engine.enabled.len());
        while let Some(next) = by_default(engine, self.order, |t| !order.contains(t)) {
            order.push(next);
        }
        let all = order.len();
        order.retain(|&t| self.spent.saturating_add(cost(engine, t)) <= self.bound);
        self.cut |= order.len() < all;
        order.reverse();
        let chosen = order.pop()?;
        self.spent += cost(engine, chosen);
        self.points.push(Point {
            chosen,
            rest: order,
        });
        self.at += 1;
        Some(chosen)
    }
}
