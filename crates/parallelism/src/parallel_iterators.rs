//! The same chain, on all cores.
//!
//! With `rayon`, `iter()` becomes `par_iter()`, and the chain behind it runs in parallel: `map`, `filter`, `sum`,
//! `collect`. Behind it are the halves of [`fork_join`](crate::fork_join), with a cut-off that it finds by itself.
//!
//! What stays the same, and what does not:
//!
//! - **`collect` keeps the order** of the items, whoever was done first. So does everything that makes a list.
//! - **What is done on the way comes in any order.** A `push` to a shared list inside `map` or `for_each` gives another
//!   order each time, and its lock makes all wait for each other. Return a value, and let `collect` put it in its place.
//! - **A closure is called by many threads at once**, so it must be `Fn`, `Sync` and `Send`: it can't change what it has borrowed.
//!   The compiler refuses a counter in the closure. That is a help, not a hindrance: use `sum` or `count`.
//! - **Grouping is free.** `sum` adds parts, and then the parts. For floating point numbers, the last digits can differ from
//!   run to run. The lesson [`reduce`](crate::reduce) is about that.
//!
//! Work: as without. Span: the slowest item, and some steps for cutting and collecting.

use rayon::prelude::*;

/// The words that are long enough, in capital letters, in the order of the text.
///
/// ```
/// use parallelism::parallel_iterators::shout_long_words;
/// let words = ["to", "whom", "it", "may", "concern"];
/// assert_eq!(shout_long_words(&words, 4), ["WHOM", "CONCERN"]);
/// ```
pub fn shout_long_words(words: &[&str], min_length: usize) -> Vec<String> {
    words
        .par_iter()
        .filter(|word| word.len() >= min_length)
        .map(|word| word.to_uppercase())
        .collect()
}

/// The index of the first item for which it is true: the first in the list, not the first that was found.
///
/// `find_any` would take whichever is found first. It may be faster, and differ from run to run.
///
/// ```
/// use parallelism::parallel_iterators::first_where;
/// assert_eq!(first_where(&[3, 8, 5, 8], |n| n % 2 == 0), Some(1));
/// ```
pub fn first_where<Item: Sync>(
    items: &[Item],
    is_it: impl Fn(&Item) -> bool + Sync + Send,
) -> Option<usize> {
    items.par_iter().position_first(is_it)
}

/// Changes each item in its place. Nobody else can see a slice that is borrowed for changing, so no lock is needed: each
/// piece of it goes to one thread.
///
/// ```
/// let mut numbers = [1, 2, 3];
/// parallelism::parallel_iterators::change_all(&mut numbers, |n| *n *= 10);
/// assert_eq!(numbers, [10, 20, 30]);
/// ```
pub fn change_all<Item: Send>(items: &mut [Item], change: impl Fn(&mut Item) + Sync + Send) {
    items.par_iter_mut().for_each(change);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    #[test]
    fn the_same_as_the_plain_chain() {
        let mut random = Random(6);
        for _ in 0..50 {
            let texts: Vec<String> = (0..random.below(2000))
                .map(|_| "x".repeat(random.below(8)))
                .collect();
            let words: Vec<&str> = texts.iter().map(String::as_str).collect();
            let expected: Vec<String> = words
                .iter()
                .filter(|word| word.len() >= 4)
                .map(|word| word.to_uppercase())
                .collect();
            assert_eq!(shout_long_words(&words, 4), expected);
            let expected = words.iter().position(|word| word.len() == 7);
            assert_eq!(first_where(&words, |word| word.len() == 7), expected);
        }
    }
}
