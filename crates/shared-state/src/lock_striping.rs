//! Many small locks for one big one.
//!
//! One lock round everything is easy to get right. But then those who want different parts wait for each other for
//! nothing. If the data falls into parts that are used one at a time, each part can have a lock of its own. The parts
//! are called *stripes*.
//!
//! What is gained is parallelism. What is lost is the whole: there is no moment any more at which everything is locked,
//! unless you make one. Going through the stripes one by one gives numbers that may never have been true together.
//! For a *snapshot*, take all locks, in a fixed order ([`lock_order`](crate::lock_order)), and then look.
//!
//! One lock for all, or one for each letter? That is for measuring. With few locks, more threads want the same one.
//! With many, there is more to keep in memory, and a snapshot takes longer. The example `stripes` measures it.

use std::sync::{Mutex, MutexGuard};

/// How many letters there are.
const N_LETTERS: usize = 26;

/// Counts the letters of texts, for many threads at the same time.
#[derive(Debug)]
pub struct LetterCount {
    /// The count of letter number `n` is in stripe `n % stripes.len()`, at place `n / stripes.len()`. The locks are
    /// taken one at a time, or all in the order of the indices.
    stripes: Vec<Mutex<Vec<u64>>>,
}

impl LetterCount {
    /// Nothing is counted yet. With one stripe it is the same as one big lock.
    ///
    /// # Panics
    /// If `n_stripes` is 0.
    pub fn new(n_stripes: usize) -> LetterCount {
        assert!(n_stripes > 0, "there must be a stripe");
        let per_stripe = N_LETTERS.div_ceil(n_stripes);
        LetterCount {
            stripes: (0..n_stripes)
                .map(|_| Mutex::new(vec![0; per_stripe]))
                .collect(),
        }
    }

    /// Counts the letters a to z of a text, one at a time. The case does not matter.
    ///
    /// ```
    /// use shared_state::lock_striping::LetterCount;
    /// let count = LetterCount::new(4);
    /// std::thread::scope(|scope| {
    ///     scope.spawn(|| count.add("Banana"));
    ///     scope.spawn(|| count.add("bread & butter"));
    /// });
    /// assert_eq!(count.of('b'), 3);
    /// assert_eq!(count.of('a'), 4);
    /// ```
    pub fn add(&self, text: &str) {
        for letter in text.chars() {
            if let Some((stripe, place)) = self.find(letter) {
                self.stripes[stripe].lock().unwrap()[place] += 1;
            }
        }
    }

    /// How often a letter was counted. 0 for anything that is not a letter.
    pub fn of(&self, letter: char) -> u64 {
        self.find(letter).map_or(0, |(stripe, place)| {
            self.stripes[stripe].lock().unwrap()[place]
        })
    }

    /// All letters that were counted, with how often, at one moment.
    ///
    /// Locked one after the other, the stripes could tell a story that never was. Somebody adds `ab`: first the `a`,
    /// then the `b`. We look at the stripe of `a` before that, and at the stripe of `b` after it: a `b`, and no `a`.
    ///
    /// ```
    /// use shared_state::lock_striping::LetterCount;
    /// let count = LetterCount::new(2);
    /// std::thread::scope(|scope| {
    ///     scope.spawn(|| count.add("ab"));
    ///     // Never a `b` alone.
    ///     scope.spawn(|| assert_ne!(count.snapshot(), [('b', 1)]));
    /// });
    /// assert_eq!(count.snapshot(), [('a', 1), ('b', 1)]);
    /// ```
    pub fn snapshot(&self) -> Vec<(char, u64)> {
        // All guards live until the function ends. There is a moment when all are held: that is the moment.
        let guards: Vec<MutexGuard<'_, Vec<u64>>> = self
            .stripes
            .iter()
            .map(|stripe| stripe.lock().unwrap())
            .collect();
        let mut counts = Vec::new();
        for letter in 'a'..='z' {
            if let Some((stripe, place)) = self.find(letter)
                && guards[stripe][place] > 0
            {
                counts.push((letter, guards[stripe][place]));
            }
        }
        counts
    }

    /// The stripe of a letter, and its place there.
    fn find(&self, letter: char) -> Option<(usize, usize)> {
        let letter = letter.to_ascii_lowercase();
        letter.is_ascii_lowercase().then(|| {
            let number = letter as usize - 'a' as usize;
            (number % self.stripes.len(), number / self.stripes.len())
        })
    }
}
