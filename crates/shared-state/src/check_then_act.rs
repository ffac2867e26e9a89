//! What was true a moment ago.
//!
//! *If there is room, put it in. If nobody has it, take it.* Such code checks something, and then acts upon it. With
//! other threads about, the answer can be out of date before the next line runs.
//!
//! A lock round the check and a lock round the act are not enough. In between, the lock is free, and somebody else may
//! do the same:
//!
//! ```text
//! ann   lock · is "fox" free? yes · unlock ······························ lock · "fox" is ann's · unlock
//! ben            lock · is "fox" free? yes · unlock · lock · "fox" is ben's · unlock
//! ```
//!
//! Both were told that the name is theirs. The cure is always the same: **check and act under one lock**, without
//! letting go in between. What must be true together must be changed together.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Mutex;

/// Who has which nickname. No nickname may be given twice.
#[derive(Debug, Default)]
pub struct Nicknames {
    owners: Mutex<HashMap<String, u32>>,
}

impl Nicknames {
    /// All nicknames are free.
    pub fn new() -> Nicknames {
        Nicknames::default()
    }

    /// Who has this nickname.
    pub fn owner(&self, nickname: &str) -> Option<u32> {
        self.owners.lock().unwrap().get(nickname).copied()
    }

    /// Gives a nickname to somebody, in two steps. This is wrong, although each access is under the lock.
    ///
    /// `in_between` stands for what other threads do between the two steps.
    ///
    /// ```
    /// use shared_state::check_then_act::Nicknames;
    /// let nicknames = Nicknames::new();
    /// let mut bens = false;
    /// let anns = nicknames.claim_in_two_steps("fox", 1, || bens = nicknames.claim("fox", 2));
    /// // Both believe that they have it.
    /// assert!(anns && bens);
    /// assert_eq!(nicknames.owner("fox"), Some(1));
    /// ```
    pub fn claim_in_two_steps(&self, nickname: &str, who: u32, in_between: impl FnOnce()) -> bool {
        // The guard is gone at the end of this statement. So is the truth of the answer.
        let is_taken = self.owners.lock().unwrap().contains_key(nickname);
        in_between();
        if is_taken {
            return false;
        }
        self.owners.lock().unwrap().insert(nickname.to_owned(), who);
        true
    }

    /// Gives a nickname to somebody. Returns false, and changes nothing, if it is taken.
    ///
    /// ```
    /// use shared_state::check_then_act::Nicknames;
    /// let nicknames = Nicknames::new();
    /// let won = std::thread::scope(|scope| {
    ///     let both = [1, 2].map(|who| {
    ///         let nicknames = &nicknames;
    ///         scope.spawn(move || nicknames.claim("fox", who))
    ///     });
    ///     both.map(|thread| thread.join().unwrap())
    /// });
    /// // One of them, whoever it is.
    /// assert_ne!(won[0], won[1]);
    /// ```
    pub fn claim(&self, nickname: &str, who: u32) -> bool {
        // One guard for both steps: while it lives, nobody else can look or change.
        let mut owners = self.owners.lock().unwrap();
        match owners.entry(nickname.to_owned()) {
            Entry::Occupied(_) => false,
            Entry::Vacant(free) => {
                free.insert(who);
                true
            }
        }
    }
}
