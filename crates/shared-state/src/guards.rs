//! How long a lock is held.
//!
//! A lock is held as long as its guard lives. Nobody writes `unlock`. So you have to know when a value is dropped:
//!
//! - A guard with a name lives until the end of its block, or until it is passed to [`drop`].
//! - A guard without a name is a *temporary*. It lives until the end of the statement.
//! - `let _ = …` gives no name. A guard that is made there is dropped right there. `let _guard = …` does give a name.
//! - What a `match`, an `if let` or a `while let` looks at is part of the statement. A temporary in it lives as long as
//!   the arm that is taken. (Since the edition 2024, `if let` drops it before its `else`.)
//! - The condition of a plain `if` or `while` ends before the block begins.
//!
//! Each function here asks at the interesting place: is the lock free? Hold locks briefly. Nothing slow belongs under
//! one: no sleeping, no waiting for another thread, no calling of code that you don't know.
//!
//! Guards are nothing special. Any type with a [`Drop`] can be one, and it does its work on every way out: at the end,
//! at an early `return`, and in a panic. [`fairness`](crate::fairness) makes one.

use std::sync::{Mutex, TryLockError};

/// Whether nobody holds the lock at this moment. Good for showing something; in a real program the answer may be out of
/// date as soon as it is there.
pub fn is_free<T>(lock: &Mutex<T>) -> bool {
    // `try_lock` never waits. If it gets the lock, it lets go of it at once.
    !matches!(lock.try_lock(), Err(TryLockError::WouldBlock))
}

/// The guard has a name: the lock is held to the end of the block.
///
/// ```
/// use shared_state::guards;
/// assert!(!guards::with_a_name(&Default::default()));
/// ```
pub fn with_a_name(list: &Mutex<Vec<u32>>) -> bool {
    let _guard = list.lock().unwrap();
    is_free(list)
}

/// The underscore is no name: the lock is free before the next line. The compiler refuses this as a sure mistake,
/// unless it is told that you mean it.
///
/// ```
/// use shared_state::guards;
/// assert!(guards::with_an_underscore(&Default::default()));
/// ```
#[expect(let_underscore_lock, reason = "this is the mistake that is shown")]
pub fn with_an_underscore(list: &Mutex<Vec<u32>>) -> bool {
    let _ = list.lock().unwrap();
    is_free(list)
}

/// The guard is a temporary: the lock is free after the statement.
///
/// ```
/// use shared_state::guards;
/// assert!(guards::in_a_statement(&Default::default()));
/// ```
pub fn in_a_statement(list: &Mutex<Vec<u32>>) -> bool {
    list.lock().unwrap().push(1);
    is_free(list)
}

/// The guard is dropped by hand, before something slow begins.
///
/// ```
/// use shared_state::guards;
/// assert!(guards::dropped_early(&Default::default()));
/// ```
pub fn dropped_early(list: &Mutex<Vec<u32>>) -> bool {
    let mut guard = list.lock().unwrap();
    guard.push(1);
    drop(guard);
    is_free(list)
}

/// In a plain `if`, the condition is over when the block begins.
///
/// ```
/// use shared_state::guards;
/// assert!(guards::in_a_condition(&Default::default()));
/// ```
pub fn in_a_condition(list: &Mutex<Vec<u32>>) -> bool {
    if list.lock().unwrap().is_empty() {
        is_free(list)
    } else {
        // The same here.
        is_free(list)
    }
}

/// In an `if let`, the lock is held in the first block, and free in the `else`.
///
/// ```
/// use std::sync::Mutex;
/// use shared_state::guards;
/// assert!(!guards::in_an_if_let(&Mutex::new(vec![1])));
/// assert!(guards::in_an_if_let(&Mutex::new(vec![])));
/// ```
pub fn in_an_if_let(list: &Mutex<Vec<u32>>) -> bool {
    if let Some(_number) = list.lock().unwrap().pop() {
        is_free(list)
    } else {
        is_free(list)
    }
}

/// In a `while let`, the lock is held while the body runs. Each time round it is taken anew.
///
/// ```
/// use std::sync::Mutex;
/// use shared_state::guards;
/// assert_eq!(guards::in_a_while_let(&Mutex::new(vec![1, 2])), [false, false]);
/// ```
pub fn in_a_while_let(list: &Mutex<Vec<u32>>) -> Vec<bool> {
    let mut was_free = Vec::new();
    while let Some(_number) = list.lock().unwrap().pop() {
        // Whatever is done with the number here, all others wait for it.
        was_free.push(is_free(list));
    }
    was_free
}

/// The same loop, and the lock is free in its body: the guard ends with a statement of its own.
///
/// ```
/// use std::sync::Mutex;
/// use shared_state::guards;
/// assert_eq!(guards::in_a_statement_of_a_loop(&Mutex::new(vec![1, 2])), [true, true]);
/// ```
pub fn in_a_statement_of_a_loop(list: &Mutex<Vec<u32>>) -> Vec<bool> {
    let mut was_free = Vec::new();
    loop {
        let next = list.lock().unwrap().pop();
        let Some(_number) = next else {
            return was_free;
        };
        was_free.push(is_free(list));
    }
}
