//! `std::hash`, with a [`RandomState`] whose seeds come from the explorer: the iteration order of a `HashMap` differs
//! from map to map, as with the real one, and is the same each time a schedule is run.

#[expect(deprecated, reason = "old programs use it")]
pub use ::std::hash::SipHasher;
pub use ::std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher, Hash, Hasher};

use ::std::fmt;

use model::rt;

/// As in `std`: the hasher factory of `HashMap` and `HashSet`.
#[derive(Clone)]
pub struct RandomState {
    seed: (u64, u64),
}

impl RandomState {
    /// A state with seeds of its own.
    pub fn new() -> RandomState {
        RandomState {
            seed: rt::hash_seed(),
        }
    }
}

impl BuildHasher for RandomState {
    type Hasher = DefaultHasher;

    fn build_hasher(&self) -> DefaultHasher {
        // The real hasher's keys can't be set from outside; hashing the seeds first does the same service.
        let mut hasher = DefaultHasher::new();
        hasher.write_u64(self.seed.0);
        hasher.write_u64(self.seed.1);
        hasher
    }
}

impl Default for RandomState {
    fn default() -> RandomState {
        RandomState::new()
    }
}

impl fmt::Debug for RandomState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RandomState").finish_non_exhaustive()
    }
}
