//! Sampling, for programs that no systematic search can finish: a random walk and PCT, with fixed seeds.
//!
//! Source of PCT: Burckhardt et al., "A randomized scheduler with probabilistic guarantees of finding bugs"
//! (ASPLOS 2010).

use crate::engine::{Engine, Strategy, Transition};

/// Splitmix64: a stream of numbers from a seed, the same on every machine.
#[derive(Clone, Debug)]
pub(crate) struct Random(pub(crate) u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }
}

/// Picks any enabled transition.
#[derive(Debug)]
pub(crate) struct Walk(pub(crate) Random);

impl Strategy for Walk {
    const RACES: bool = false;

    fn choose(&mut self, engine: &mut Engine) -> Option<Transition> {
        let n = engine.enabled.len();
        Some(engine.enabled[self.0.below(n)])
    }
}

/// Runs the thread of the highest priority; at a few random steps the running thread drops to the bottom.
#[derive(Debug)]
pub(crate) struct Pct {
    random: Random,
    /// By thread; higher runs first. Given at the thread's first appearance.
    priorities: Vec<i64>,
    change_at: Vec<usize>,
    floor: i64,
}

impl Pct {
    /// `steps`: about how long an execution is; `depth - 1` priority changes.
    pub(crate) fn new(seed: u64, steps: usize, depth: usize) -> Self {
        let mut random = Random(seed);
        let change_at = (1..depth).map(|_| random.below(steps.max(1))).collect();
        Pct {
            random,
            priorities: Vec::new(),
            change_at,
            floor: 0,
        }
    }
}

impl Strategy for Pct {
    const RACES: bool = false;

    fn choose(&mut self, engine: &mut Engine) -> Option<Transition> {
        while self.priorities.len() < engine.threads.len() {
            let priority = (self.random.next() >> 2) as i64 + 1;
            self.priorities.push(priority);
        }
        if self.change_at.contains(&engine.events.len()) {
            self.floor -= 1;
            self.priorities[engine.last_thread as usize] = self.floor;
        }
        let best = engine
            .enabled
            .iter()
            .map(|t| self.priorities[t.thread as usize])
            .max()?;
        let among: Vec<Transition> = engine
            .enabled
            .iter()
            .copied()
            .filter(|t| self.priorities[t.thread as usize] == best)
            .collect();
        let i = self.random.below(among.len());
        Some(among[i])
    }
}
