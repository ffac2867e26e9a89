//! Computing needs cores.
//!
//! A thread that computes keeps a core busy. Four of them on one core take turns, and are done no sooner than one thread
//! that does everything. On four cores, they are done in a quarter of the time. That is the difference between
//! concurrency and parallelism.
//!
//! - **As many threads as cores.** More of them don't compute more. Each costs the time to start it, memory for its stack,
//!   and turns in which it throws out what another had in the cache.
//! - **Equal shares.** It is done when the last one is done. If one thread has half of the work, four cores are no better
//!   than two. (If shares can't be made equal beforehand, see [`balance`](crate::balance).)
//! - **Big shares.** Starting a thread takes some ten microseconds. A share should take much longer than that.

use std::thread;

/// Puts all items through `compute`, in as many equal shares as there are threads. The results come in the order of the
/// items.
///
/// Work: all items. Span, if there is a core for each thread: one share.
///
/// ```
/// use parallelism::cores_for_computing::map;
/// let squares = map(&[1, 2, 3, 4, 5], 2, |n| n * n);
/// assert_eq!(squares, [1, 4, 9, 16, 25]);
/// ```
///
/// # Panics
/// If `n_threads` is 0, or if `compute` panics.
pub fn map<Item: Sync, Out: Send>(
    items: &[Item],
    n_threads: usize,
    compute: impl Fn(&Item) -> Out + Sync,
) -> Vec<Out> {
    let share = |items: &[Item]| items.iter().map(&compute).collect::<Vec<Out>>();
    let mut shares = shares(items, n_threads).into_iter();
    // This thread would only wait: it takes the first share.
    let own = shares.next().unwrap_or_default();
    thread::scope(|scope| {
        let share = &share;
        let others: Vec<_> = shares
            .map(|items| scope.spawn(move || share(items)))
            .collect();
        let mut results = share(own);
        for other in others {
            results.extend(other.join().unwrap());
        }
        results
    })
}

/// Cuts into `n_shares` parts, in order. Their lengths differ by one at most; none is lost.
///
/// ```
/// use parallelism::cores_for_computing::shares;
/// assert_eq!(shares(&[1, 2, 3, 4, 5], 3), [&[1][..], &[2, 3], &[4, 5]]);
/// assert_eq!(shares(&[1], 2), [&[][..], &[1]]);
/// ```
///
/// # Panics
/// If `n_shares` is 0.
pub fn shares<Item>(items: &[Item], n_shares: usize) -> Vec<&[Item]> {
    assert!(n_shares > 0, "somebody has to do it");
    let mut shares = Vec::new();
    let mut rest = items;
    for n_left in (1..=n_shares).rev() {
        // Each takes its part of what is left, so the rounding never adds up.
        let (share, after) = rest.split_at(rest.len() / n_left);
        shares.push(share);
        rest = after;
    }
    shares
}

/// The least time in which `n_tasks` can be computed that take `duration` each, on so many cores.
///
/// No task can be faster than itself, and all cores together can't do more than one each.
///
/// ```
/// use parallelism::cores_for_computing::least_time;
/// assert_eq!(least_time(8, 10, 1), 80);
/// assert_eq!(least_time(8, 10, 4), 20);
/// // More cores than tasks help nobody.
/// assert_eq!(least_time(8, 10, 64), 10);
/// ```
///
/// # Panics
/// If `n_cores` is 0.
pub fn least_time(n_tasks: u64, duration: u64, n_cores: u64) -> u64 {
    if n_tasks == 0 {
        return 0;
    }
    (n_tasks * duration).div_ceil(n_cores).max(duration)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    #[test]
    fn the_same_as_one_thread() {
        let mut random = Random(1);
        for n_threads in 1..10 {
            for _ in 0..10 {
                let n_items = random.below(40);
                let items: Vec<u64> = (0..n_items).map(|_| random.next()).collect();
                let expected: Vec<u64> = items.iter().map(|n| n.rotate_left(7)).collect();
                assert_eq!(map(&items, n_threads, |n| n.rotate_left(7)), expected);
            }
        }
    }

    #[test]
    fn shares_are_equal_and_whole() {
        let items: Vec<usize> = (0..50).collect();
        for n_items in 0..items.len() {
            for n_shares in 1..9 {
                let shares = shares(&items[..n_items], n_shares);
                assert_eq!(shares.len(), n_shares);
                assert_eq!(shares.concat(), items[..n_items]);
                let lengths = shares.iter().map(|share| share.len());
                let (least, most) = (lengths.clone().min(), lengths.max());
                assert!(most.unwrap() - least.unwrap() <= 1);
            }
        }
    }
}
