//! A panic under a lock.
//!
//! A thread panics while it holds a guard. The guard is dropped on the way out, so the lock is free again. But the
//! thread was in the middle of something: what the lock protects may be half changed. So the mutex is *poisoned*. From
//! now on `lock` returns an `Err`, for everybody.
//!
//! An `Err` says: *somebody panicked in here*. It does not say that something is broken. In it is the guard, for those
//! who know what to do ([`into_inner`](std::sync::PoisonError::into_inner)). There are four honest answers:
//!
//! - **Fail too.** `lock().unwrap()` does that. Often right: better no result than a wrong one.
//! - **Repair**: put the data right under the guard, then call [`clear_poison`](Mutex::clear_poison).
//! - **Start over**: replace all of it by something that is known to be good, as in [`replace`].
//! - **Don't leave anything half done**: first all that can panic, then the changes, as in [`substitute`]. Then a panic
//!   finds everything as it was.
//!
//! Ignoring the `Err` without a thought is not among them.

use std::sync::{Mutex, PoisonError};

/// Who plays, and who waits to play. There are always as many on the field as at the start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Squad {
    /// Those who play.
    pub field: Vec<String>,
    /// Those who wait.
    pub bench: Vec<String>,
}

/// Exchanges two players, in the order in which one would say it. A panic in the middle leaves a half-done change.
///
/// ```
/// use std::sync::Mutex;
/// use shared_state::poisoning::{Squad, line_up, substitute_carelessly};
/// let squad = Mutex::new(Squad { field: vec!["ann".into()], bench: vec!["ben".into()] });
/// std::thread::scope(|scope| {
///     let coach = scope.spawn(|| substitute_carelessly(&squad, "ann", "eva"));
///     assert!(coach.join().is_err(), "there is no eva");
/// });
/// // Nobody is on the field. The lock tells everybody to be careful.
/// assert!(squad.is_poisoned());
/// assert_eq!(line_up(&squad), None);
/// ```
///
/// # Panics
/// If one of the two is not where they should be, or if the mutex is poisoned.
pub fn substitute_carelessly(squad: &Mutex<Squad>, off: &str, on: &str) {
    let mut squad = squad.lock().unwrap();
    let leaving = place_of(&squad.field, off);
    let off = squad.field.remove(leaving);
    squad.bench.push(off);
    // One is out already, and this may panic.
    let coming = place_of(&squad.bench, on);
    let on = squad.bench.remove(coming);
    squad.field.push(on);
}

/// Exchanges two players: first everything that can panic, then the changes.
///
/// The mutex is poisoned by a panic here too, because it can't know. But the squad is whole.
///
/// ```
/// use std::sync::{Mutex, PoisonError};
/// use shared_state::poisoning::{Squad, substitute};
/// let squad = Mutex::new(Squad { field: vec!["ann".into()], bench: vec!["ben".into()] });
/// std::thread::scope(|scope| {
///     let coach = scope.spawn(|| substitute(&squad, "ann", "eva"));
///     assert!(coach.join().is_err());
/// });
/// let squad = squad.lock().unwrap_or_else(PoisonError::into_inner);
/// assert_eq!(squad.field, ["ann"]);
/// ```
///
/// # Panics
/// If one of the two is not where they should be, or if the mutex is poisoned.
pub fn substitute(squad: &Mutex<Squad>, off: &str, on: &str) {
    let mut squad = squad.lock().unwrap();
    let leaving = place_of(&squad.field, off);
    let coming = place_of(&squad.bench, on);
    // From here on nothing can go wrong.
    let squad = &mut *squad;
    std::mem::swap(&mut squad.field[leaving], &mut squad.bench[coming]);
}

/// Who is on the field, or `None` if nobody should rely on it.
pub fn line_up(squad: &Mutex<Squad>) -> Option<Vec<String>> {
    squad.lock().ok().map(|squad| squad.field.clone())
}

/// Replaces the whole squad, whatever happened to the old one.
///
/// ```
/// use std::sync::Mutex;
/// use shared_state::poisoning::{Squad, line_up, replace, substitute_carelessly};
/// let fresh = Squad { field: vec!["ann".into()], bench: vec!["ben".into()] };
/// let squad = Mutex::new(fresh.clone());
/// std::thread::scope(|scope| {
///     let _ = scope.spawn(|| substitute_carelessly(&squad, "ann", "eva")).join();
/// });
/// replace(&squad, fresh);
/// assert_eq!(line_up(&squad), Some(vec!["ann".to_owned()]));
/// ```
pub fn replace(squad: &Mutex<Squad>, fresh: Squad) {
    let mut guard = squad.lock().unwrap_or_else(PoisonError::into_inner);
    *guard = fresh;
    // Under the guard, and after the repair: nobody can see the flag cleared and the data still broken.
    squad.clear_poison();
}

/// Where somebody is in a list.
fn place_of(players: &[String], name: &str) -> usize {
    players
        .iter()
        .position(|player| player == name)
        .unwrap_or_else(|| panic!("{name} is not there"))
}
