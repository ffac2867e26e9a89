//! How long for one, how many in a second.
//!
//! **Latency** is the time that one item takes, from its start to its end. **Throughput** is how many items are
//! finished in a given time. They are different things. A ship full of letters has a great throughput, and its latency
//! is six weeks.
//!
//! - More workers give more throughput. The latency of one item gets no better, unless it had to wait for a worker.
//! - A pipeline, too: its throughput is that of the slowest step, its latency is the sum of all steps, and of all the
//!   waiting in between.
//! - Doing things in *batches* shares a cost that comes once for each batch. Throughput goes up. The first item has to
//!   wait for the whole batch, so its latency goes up as well.
//! - A longer queue gives more latency, and hardly ever more throughput.
//!
//! One law holds for any system that is neither filling up nor running empty (Little's law, 1961): *how many are in it,
//! on average, is the throughput times the average latency.* With 20 requests under way and 100 answered in a second,
//! each takes 0.2 s on average.
//!
//! Nothing here sleeps or measures: the times are computed.

/// When each of `n_items` leaves a line with these steps, if all of them wait at its start at time 0.
///
/// Each step does one item at a time. There is room for any number between the steps.
///
/// ```
/// use channels::latency_and_throughput::finish_times;
/// // One after the other without a line, each would take 1 + 3 + 1 = 5: the last one is done at 20.
/// assert_eq!(finish_times(4, &[1, 3, 1]), [5, 8, 11, 14]);
/// // A faster first step changes nothing but the start. The step that takes 3 sets the pace.
/// assert_eq!(finish_times(4, &[0, 3, 1]), [4, 7, 10, 13]);
/// // A faster second step changes everything.
/// assert_eq!(finish_times(4, &[1, 1, 1]), [3, 4, 5, 6]);
/// ```
pub fn finish_times(n_items: usize, steps: &[u64]) -> Vec<u64> {
    // When each step is free again.
    let mut free_at = vec![0; steps.len()];
    let mut finished = Vec::new();
    for _ in 0..n_items {
        let mut now = 0;
        for (free_at, duration) in free_at.iter_mut().zip(steps) {
            // An item waits until the step is free; a step waits until the item is there.
            now = now.max(*free_at) + duration;
            *free_at = now;
        }
        finished.push(now);
    }
    finished
}

/// When each of `n_items` is finished if they are done in batches: each batch costs `per_batch`, and each item in it
/// `per_item`. The items of a batch are finished together.
///
/// ```
/// use channels::latency_and_throughput::finish_times_in_batches;
/// // One by one: the first is soon there, the last one late.
/// assert_eq!(finish_times_in_batches(4, 1, 10, 1), [11, 22, 33, 44]);
/// // All in one batch: the last one is there soon, the first one is late.
/// assert_eq!(finish_times_in_batches(4, 4, 10, 1), [14, 14, 14, 14]);
/// ```
///
/// # Panics
/// If `batch_size` is 0.
pub fn finish_times_in_batches(
    n_items: usize,
    batch_size: usize,
    per_batch: u64,
    per_item: u64,
) -> Vec<u64> {
    assert!(batch_size > 0, "a batch must hold something");
    let mut finished = Vec::new();
    let mut now = 0;
    while finished.len() < n_items {
        // The last batch may be smaller.
        let n_in_batch = batch_size.min(n_items - finished.len());
        now += per_batch + per_item * n_in_batch as u64;
        finished.resize(finished.len() + n_in_batch, now);
    }
    finished
}
