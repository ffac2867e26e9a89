//! Many results into one, in any grouping.
//!
//! Adding up a million numbers in a row has a span of a million. But `((a + b) + c) + d` is `(a + b) + (c + d)`, and there
//! both brackets can be done at the same time. For a million numbers, that is a tree of twenty levels.
//!
//! It is right if the grouping does not matter. That is called **associative**: `(a ∘ b) ∘ c = a ∘ (b ∘ c)`.
//!
//! | associative | not associative |
//! | --- | --- |
//! | add, multiply, `min`, `max` | subtract, divide |
//! | put texts one behind the other | the mean of two means |
//! | take the first, take the last | adding `f32` or `f64`: the last digits |
//! | join two sets, merge two sorted lists | |
//!
//! The order may still matter, as with texts: `"a" + "b"` is not `"b" + "a"`. A parallel reduce changes the brackets, never
//! the order. (An operation in which the order does not matter either is called *commutative*.)
//!
//! **The identity** is what changes nothing: 0 for adding, 1 for multiplying, the empty text. Each part begins with it,
//! and nobody knows how many parts there will be. If it changes something, the result depends on the number of parts.
//!
//! **If it is not associative, carry more.** The mean of two means is wrong if one of them stands for more numbers. A sum
//! and a count can be added; divide once, at the end ([`mean`]).
//!
//! Work: as many operations as items. Span: the depth of the tree.

use rayon::prelude::*;

/// The mean, as whole as it gets: rounded down. `None` if there is nothing.
///
/// ```
/// use parallelism::reduce::mean;
/// assert_eq!(mean(&[1, 2, 6]), Some(3));
/// assert_eq!(mean(&[]), None);
/// ```
pub fn mean(numbers: &[u32]) -> Option<u64> {
    let (sum, count) = numbers
        .par_iter()
        .map(|number| (u64::from(*number), 1))
        .reduce(
            || (0, 0),
            |left, right| (left.0 + right.0, left.1 + right.1),
        );
    (count > 0).then(|| sum / count)
}

/// Three values for which the grouping matters: it is not associative. `None` says only that none was found among these.
///
/// ```
/// use parallelism::reduce::not_associative;
/// assert_eq!(not_associative(&[0, 1, 2], |a, b| a + b), None);
/// // (0 - 0) - 1 is not 0 - (0 - 1).
/// assert_eq!(not_associative(&[0, 1, 2], |a, b| a - b), Some((0, 0, 1)));
/// ```
pub fn not_associative<Value: Copy + PartialEq>(
    samples: &[Value],
    combine: impl Fn(Value, Value) -> Value,
) -> Option<(Value, Value, Value)> {
    for &a in samples {
        for &b in samples {
            for &c in samples {
                if combine(combine(a, b), c) != combine(a, combine(b, c)) {
                    return Some((a, b, c));
                }
            }
        }
    }
    None
}

/// Reduces as two threads would that share the items evenly, each beginning with the identity: what comes out if the two
/// rules are broken?
///
/// ```
/// use parallelism::reduce::in_two_parts;
/// let add = |a, b| a + b;
/// assert_eq!(in_two_parts(&[1, 2, 3, 4], 0, add), 10);
/// // 100 is not an identity. It was meant to come once, and comes twice: once for each part.
/// assert_eq!(in_two_parts(&[1, 2, 3, 4], 100, add), 210);
/// // Not associative: in a row it would be 0 - 1 - 2 - 3 - 4 = -10.
/// assert_eq!(in_two_parts(&[1, 2, 3, 4], 0, |a, b| a - b), 4);
/// ```
pub fn in_two_parts<Value: Copy>(
    items: &[Value],
    identity: Value,
    combine: impl Fn(Value, Value) -> Value,
) -> Value {
    let (left, right) = items.split_at(items.len() / 2);
    let in_a_row = |items: &[Value]| {
        items
            .iter()
            .fold(identity, |so_far, item| combine(so_far, *item))
    };
    combine(in_a_row(left), in_a_row(right))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    #[test]
    fn the_mean_of_random_numbers() {
        let mut random = Random(7);
        for _ in 0..50 {
            let numbers: Vec<u32> = (0..1 + random.below(3000))
                .map(|_| random.next() as u32)
                .collect();
            let sum: u64 = numbers.iter().copied().map(u64::from).sum();
            assert_eq!(mean(&numbers), Some(sum / numbers.len() as u64));
        }
    }

    #[test]
    fn floating_point_numbers_are_not_associative() {
        assert!(not_associative(&[0.1, 0.2, 0.3], |a: f64, b| a + b).is_some());
        // For `max` of numbers, it is.
        assert_eq!(not_associative(&[0.1, 0.2, 0.3], f64::max), None);
    }
}
