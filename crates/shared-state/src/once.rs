//! Made once, on first use.
//!
//! Some values are expensive, and not always needed. So they are made when somebody first asks. With threads, *two* may
//! be the first to ask: both find nothing, both make it. That is [`check_then_act`](crate::check_then_act) again. A
//! flag does not help: set before the value is there, it lies; set after it, it comes too late.
//!
//! `std` has the right thing ready-made:
//!
//! - [`LazyLock`]: a value and the function that makes it. It is made when it is first used. Good for a `static`.
//! - [`OnceLock`]: a place for a value that is set once. Good where the value is known only later.
//! - [`Once`](std::sync::Once): runs a function once, and keeps no value.
//!
//! One thread makes the value. The others who ask meanwhile sleep until it is there. Afterwards nobody waits at all:
//! the value never changes again, so reading it needs no lock.

use std::sync::{LazyLock, OnceLock};

/// The primes below 1000, made when somebody first asks for one.
static PRIMES: LazyLock<Vec<u32>> = LazyLock::new(|| {
    let mut primes: Vec<u32> = Vec::new();
    for n in 2..1000 {
        if primes.iter().all(|prime| n % prime != 0) {
            primes.push(n);
        }
    }
    primes
});

/// Whether a number below 1000 is a prime.
///
/// ```
/// use shared_state::once::is_prime;
/// std::thread::scope(|scope| {
///     // Both may be the first. One makes the list.
///     scope.spawn(|| assert!(is_prime(997)));
///     scope.spawn(|| assert!(!is_prime(999)));
/// });
/// ```
///
/// # Panics
/// If `n` is 1000 or more.
pub fn is_prime(n: u32) -> bool {
    assert!(n < 1000, "only primes below 1000 are known");
    PRIMES.binary_search(&n).is_ok()
}

/// A team that gets its name once.
#[derive(Debug, Default)]
pub struct Team {
    name: OnceLock<String>,
}

impl Team {
    /// A team without a name.
    pub fn new() -> Team {
        Team::default()
    }

    /// The name, if there is one by now. Never waits.
    pub fn name(&self) -> Option<&str> {
        self.name.get().map(String::as_str)
    }

    /// Names the team. Returns false if it has a name already: the first one wins, and the loser is told.
    ///
    /// ```
    /// use shared_state::once::Team;
    /// let team = Team::new();
    /// assert_eq!(team.name(), None);
    /// assert!(team.call_it("hares"));
    /// assert!(!team.call_it("owls"));
    /// assert_eq!(team.name(), Some("hares"));
    /// ```
    pub fn call_it(&self, name: &str) -> bool {
        self.name.set(name.to_owned()).is_ok()
    }

    /// The name; if there is none yet, `invent` makes one. However many ask at the same time, one of them invents.
    ///
    /// ```
    /// use std::sync::atomic::{AtomicU32, Ordering};
    /// use shared_state::once::Team;
    /// let team = Team::new();
    /// let n_inventions = AtomicU32::new(0);
    /// std::thread::scope(|scope| {
    ///     for _ in 0..4 {
    ///         scope.spawn(|| {
    ///             let name = team.name_or_else(|| {
    ///                 n_inventions.fetch_add(1, Ordering::SeqCst);
    ///                 "owls".to_owned()
    ///             });
    ///             assert_eq!(name, "owls");
    ///         });
    ///     }
    /// });
    /// assert_eq!(n_inventions.load(Ordering::SeqCst), 1);
    /// ```
    pub fn name_or_else(&self, invent: impl FnOnce() -> String) -> &str {
        // `invent` must not ask the same team for its name: it would wait for itself, or panic.
        self.name.get_or_init(invent)
    }
}
