//! A panic ends one thread.
//!
//! The other threads go on, and so does the program, unless the thread was `main`. Whoever joins the thread gets an
//! `Err` with what was given to `panic!`. `join().unwrap()` says: "if that one failed, I fail too". Often that is
//! right. Where one bad job must not spoil the others, take the `Err` as a value.
//!
//! A thread that nobody joins panics unheard, apart from the message on standard error.

use std::any::Any;
use std::thread;

/// Divides on another thread. A panic there is an `Err` here, with its message.
///
/// ```
/// use threads::panics::divide;
/// assert_eq!(divide(12, 4), Ok(3));
/// assert_eq!(divide(12, 0), Err("attempt to divide by zero".to_owned()));
/// ```
///
/// # Errors
/// The message of the panic.
pub fn divide(a: i32, b: i32) -> Result<i32, String> {
    thread::spawn(move || a / b)
        .join()
        .map_err(|payload| message(payload.as_ref()))
}

/// The text of a panic. `panic!("text")` carries a `&str`, `panic!("{x}")` a `String`; anything else is possible with
/// `std::panic::panic_any`.
fn message(payload: &(dyn Any + Send)) -> String {
    if let Some(text) = payload.downcast_ref::<&str>() {
        (*text).to_owned()
    } else if let Some(text) = payload.downcast_ref::<String>() {
        text.clone()
    } else {
        "a panic without a text".to_owned()
    }
}

/// Divides each pair on a thread of its own. All threads are joined, whatever happens to one of them.
///
/// With `?` in the second loop, the first `Err` would end the function, and the threads after it would be left
/// running, with nobody to wait for them.
///
/// ```
/// let results = threads::panics::divide_each(&[(6, 3), (1, 0), (9, 3)]);
/// assert_eq!(results[0], Some(2));
/// assert_eq!(results[1], None);
/// assert_eq!(results[2], Some(3));
/// ```
pub fn divide_each(pairs: &[(i32, i32)]) -> Vec<Option<i32>> {
    let mut handles = Vec::new();
    for &(a, b) in pairs {
        handles.push(thread::spawn(move || a / b));
    }
    let mut results = Vec::new();
    for handle in handles {
        results.push(handle.join().ok());
    }
    results
}
