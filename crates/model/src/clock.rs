//! Vector clocks, stored as immutable snapshots in one arena per execution.
//!
//! A clock's component for a thread is the number of that thread's events that happen before (or are) the
//! event at hand. An event `e` happens before `f` exactly when `f`'s clock has reached `e`'s number in `e`'s
//! thread, so ordering questions cost one array read.
//!
//! One more component, the first, is not a count but local virtual time in microseconds: the longest that anything in
//! the past slept. It travels with the clocks because it is joined in the same way (a Lamport clock of sleeps).

/// Handle of a clock in [`Clocks`]; [`ClockRef::ZERO`] is the clock before everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ClockRef(u32);

impl ClockRef {
    /// The clock that no event precedes.
    pub(crate) const ZERO: ClockRef = ClockRef(0);
}

/// The arena. `width` components per clock; grows when a thread beyond it appears.
#[derive(Debug)]
pub(crate) struct Clocks {
    width: usize,
    words: Vec<u32>,
}

impl Clocks {
    pub(crate) fn new() -> Self {
        let width = 4;
        Clocks {
            width,
            words: vec![0; width],
        }
    }

    /// Forgets every clock but [`ClockRef::ZERO`].
    pub(crate) fn reset(&mut self) {
        self.words.truncate(self.width);
    }

    /// Makes room for `n_threads` components. Handles stay valid: they count clocks, not words.
    pub(crate) fn widen(&mut self, n_threads: usize) {
        if n_threads < self.width {
            return;
        }
        let width = (n_threads + 1).next_power_of_two();
        let mut words = Vec::with_capacity(self.words.len() / self.width * width);
        for clock in self.words.chunks_exact(self.width) {
            words.extend_from_slice(clock);
            words.resize(words.len() + width - self.width, 0);
        }
        self.width = width;
        self.words = words;
    }

    fn start(&self, clock: ClockRef) -> usize {
        clock.0 as usize * self.width
    }

    /// All components.
    pub(crate) fn get(&self, clock: ClockRef) -> &[u32] {
        let start = self.start(clock);
        &self.words[start..start + self.width]
    }

    /// Whether event number `idx` (from 1) of `thread` is in the past that `clock` describes.
    pub(crate) fn contains(&self, clock: ClockRef, thread: u32, idx: u32) -> bool {
        self.words[self.start(clock) + 1 + thread as usize] >= idx
    }

    /// Whether everything in `a`'s past is in `b`'s past.
    pub(crate) fn le(&self, a: ClockRef, b: ClockRef) -> bool {
        a == b || a == ClockRef::ZERO || self.get(a).iter().zip(self.get(b)).all(|(a, b)| a <= b)
    }

    /// The union of two pasts; makes a new clock only if neither contains the other.
    pub(crate) fn join(&mut self, a: ClockRef, b: ClockRef) -> ClockRef {
        if self.le(b, a) {
            return a;
        }
        if self.le(a, b) {
            return b;
        }
        let (a, b) = (self.start(a), self.start(b));
        let new = self.words.len();
        for i in 0..self.width {
            self.words.push(self.words[a + i].max(self.words[b + i]));
        }
        self.handle(new)
    }

    /// `clock` with the component of `thread` set to `idx`: the clock of that thread's event number `idx`.
    pub(crate) fn advance(&mut self, clock: ClockRef, thread: u32, idx: u32) -> ClockRef {
        let start = self.start(clock);
        let new = self.words.len();
        self.words.extend_from_within(start..start + self.width);
        self.words[new + 1 + thread as usize] = idx;
        self.handle(new)
    }

    /// Local virtual time, microseconds.
    pub(crate) fn time(&self, clock: ClockRef) -> u32 {
        self.words[self.start(clock)]
    }

    /// `clock`, so many microseconds later.
    pub(crate) fn later(&mut self, clock: ClockRef, micros: u32) -> ClockRef {
        let start = self.start(clock);
        let new = self.words.len();
        self.words.extend_from_within(start..start + self.width);
        self.words[new] = self.words[new].saturating_add(micros);
        self.handle(new)
    }

    fn handle(&self, word: usize) -> ClockRef {
        ClockRef(u32::try_from(word / self.width).expect("an execution has fewer than 2^32 clocks"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_and_joins() {
        let mut clocks = Clocks::new();
        let a = clocks.advance(ClockRef::ZERO, 0, 1);
        let b = clocks.advance(ClockRef::ZERO, 1, 1);
        assert!(!clocks.le(a, b) && !clocks.le(b, a));
        let joined = clocks.join(a, b);
        assert!(clocks.le(a, joined) && clocks.le(b, joined));
        assert!(clocks.contains(joined, 0, 1) && !clocks.contains(joined, 0, 2));
        assert_eq!(
            clocks.join(joined, a),
            joined,
            "nothing new is made for a clock that is there"
        );
    }

    #[test]
    fn widening_keeps_handles() {
        let mut clocks = Clocks::new();
        let a = clocks.advance(ClockRef::ZERO, 2, 7);
        clocks.widen(9);
        assert!(clocks.contains(a, 2, 7) && !clocks.contains(a, 8, 1));
    }
}
