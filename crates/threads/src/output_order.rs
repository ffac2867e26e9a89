//! Which outputs are possible?
//!
//! A program with threads has not one behaviour but a set of them. It is right only if each one in the set is right.
//! Running it often shows the likely ones. To find them all, think: *what must come before what?*
//!
//! 1. Within one thread, the lines keep their order.
//! 2. What comes before a `spawn` happens before everything in the new thread.
//! 3. Everything in a thread happens before the return of its `join`.
//! 4. Everything else may come in any order.
//!
//! Two threads with m and n steps and nothing that orders them can be interleaved in (m + n)! / (m! n!) ways: 2 and 2
//! give 6, 5 and 5 give 252, 10 and 10 give 184,756. That is why trying is not enough.

/// Every way in which the steps of two threads can be interleaved.
///
/// Either the first step of `a` comes first, or the first step of `b`; the rest is the same question, one step
/// smaller.
///
/// ```
/// use threads::output_order::interleavings;
/// assert_eq!(interleavings("ab", "1"), ["ab1", "a1b", "1ab"]);
/// assert_eq!(interleavings("abcde", "12345").len(), 252);
/// ```
pub fn interleavings(a: &str, b: &str) -> Vec<String> {
    // One of the two has ended: the other goes on alone, in one way.
    let (Some(first_of_a), Some(first_of_b)) = (a.chars().next(), b.chars().next()) else {
        return vec![format!("{a}{b}")];
    };
    let mut all = Vec::new();
    for rest in interleavings(&a[first_of_a.len_utf8()..], b) {
        all.push(format!("{first_of_a}{rest}"));
    }
    for rest in interleavings(a, &b[first_of_b.len_utf8()..]) {
        all.push(format!("{first_of_b}{rest}"));
    }
    all
}
