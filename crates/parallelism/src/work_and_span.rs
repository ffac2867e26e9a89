//! How fast it can be, before it is written.
//!
//! Draw the tasks of a program, and an arrow from each to those that need it. Two numbers say nearly everything:
//!
//! - the **work** is what all tasks take together,
//! - the **span** is what the longest chain of arrows takes. The tasks on it are called *critical*.
//!
//! On P cores, the time is at least `work / P`: P cores can't do more. And it is at least the span: on that chain, each
//! waits for the one before. These are the two walls.
//!
//! The good news: it is easy to come close. Let no core idle while a task is ready, and take any that is. Whatever you
//! take, the time is at most `work / P + span * (1 - 1/P)` (Graham, *Bounds on Multiprocessing Timing Anomalies*, 1969).
//! So it is never twice as long as the best plan. Such a schedule is called *greedy*.
//!
//! Why: at each moment either all cores are busy, or somebody idles. All are busy for at most `work / P`. While somebody
//! idles, everything that is ready is under way. So the longest chain that is left gets shorter, and that can't last longer
//! than the span.
//!
//! Waiting for a whole level of tasks before the next level begins is not greedy: cores idle while something is ready.

/// Something to be done, after other things.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// How long it takes.
    pub duration: u64,
    /// What must be done before: indices of tasks that come earlier in the list. So nothing goes round in a circle.
    pub after: Vec<usize>,
}

/// When and where a task was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn {
    /// On which core, from 0.
    pub core: usize,
    /// When it began.
    pub begin: u64,
    /// When it ended.
    pub end: u64,
}

/// What all tasks take together.
pub fn work(tasks: &[Task]) -> u64 {
    tasks.iter().map(|task| task.duration).sum()
}

/// What the longest chain takes.
///
/// ```
/// use parallelism::work_and_span::{Task, span, work};
/// let tasks = [
///     Task { duration: 1, after: vec![] },      // 0: read
///     Task { duration: 4, after: vec![0] },     // 1: the left half
///     Task { duration: 6, after: vec![0] },     // 2: the right half
///     Task { duration: 1, after: vec![1, 2] },  // 3: put together
/// ];
/// assert_eq!(work(&tasks), 12);
/// assert_eq!(span(&tasks), 8); // 0, 2, 3
/// ```
///
/// # Panics
/// If a task names itself or one that comes later.
pub fn span(tasks: &[Task]) -> u64 {
    // The earliest end of each, with a core for everybody.
    let mut ends: Vec<u64> = Vec::new();
    for task in tasks {
        let begin = task.after.iter().map(|before| ends[*before]).max();
        ends.push(begin.unwrap_or(0) + task.duration);
    }
    ends.into_iter().max().unwrap_or(0)
}

/// A greedy schedule: whenever a core is free and a task is ready, the first one in the list begins.
///
/// ```
/// use parallelism::work_and_span::{Task, greedy, makespan};
/// let task = |duration| Task { duration, after: vec![] };
/// // Three threes and two twos on two cores.
/// let turns = greedy(&[task(3), task(3), task(2), task(2), task(2)], 2);
/// // The best plan has 3 + 3 on the one, and 2 + 2 + 2 on the other. Greedy takes a little longer.
/// assert_eq!(makespan(&turns), 7);
/// ```
///
/// # Panics
/// If `n_cores` is 0, or if a task names itself or one that comes later.
pub fn greedy(tasks: &[Task], n_cores: usize) -> Vec<Turn> {
    assert!(n_cores > 0, "without a core, nothing is ever done");
    for (idx, task) in tasks.iter().enumerate() {
        let is_earlier = |before: &usize| *before < idx;
        assert!(task.after.iter().all(is_earlier), "a circle is possible");
    }
    let mut turns: Vec<Option<Turn>> = vec![None; tasks.len()];
    let mut core_free_at = vec![0; n_cores];
    let mut now = 0;
    loop {
        // Whatever can begin now, begins now: that is all that "greedy" means.
        while let Some(core) = core_free_at.iter().position(|free_at| *free_at <= now)
            && let Some(idx) = first_ready(tasks, &turns, now)
        {
            let end = now + tasks[idx].duration;
            turns[idx] = Some(Turn {
                core,
                begin: now,
                end,
            });
            core_free_at[core] = end;
        }
        // Nothing can change before something ends. If nothing is under way, everything is done: of the tasks that
        // are left, the first would be ready.
        let ends = turns.iter().flatten().map(|turn| turn.end);
        match ends.filter(|end| *end > now).min() {
            Some(end) => now = end,
            None => return turns.into_iter().flatten().collect(),
        }
    }
}

/// The first task that has not begun and waits for nobody.
fn first_ready(tasks: &[Task], turns: &[Option<Turn>], now: u64) -> Option<usize> {
    let is_done = |before: &usize| turns[*before].is_some_and(|turn| turn.end <= now);
    (0..tasks.len()).find(|&idx| turns[idx].is_none() && tasks[idx].after.iter().all(is_done))
}

/// When the last one ended.
pub fn makespan(turns: &[Turn]) -> u64 {
    turns.iter().map(|turn| turn.end).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    /// Random tasks; some take no time.
    fn random_tasks(random: &mut Random) -> Vec<Task> {
        (0..random.below(20))
            .map(|idx| Task {
                duration: random.below(10) as u64,
                after: (0..idx).filter(|_| random.below(4) == 0).collect(),
            })
            .collect()
    }

    #[test]
    fn greedy_keeps_grahams_bound() {
        let mut random = Random(2);
        for _ in 0..500 {
            let tasks = random_tasks(&mut random);
            for n_cores in 1..6 {
                let turns = greedy(&tasks, n_cores);
                let time = makespan(&turns);
                let (work, span, cores) = (work(&tasks), span(&tasks), n_cores as u64);
                assert!(time >= span && time * cores >= work);
                // Both sides times the number of cores.
                assert!(time * cores <= work + span * (cores - 1));
            }
        }
    }

    #[test]
    fn nobody_begins_early_and_no_core_does_two_things() {
        let mut random = Random(3);
        for _ in 0..300 {
            let tasks = random_tasks(&mut random);
            let turns = greedy(&tasks, 3);
            assert_eq!(turns.len(), tasks.len());
            for (idx, (task, turn)) in tasks.iter().zip(&turns).enumerate() {
                assert_eq!(turn.end, turn.begin + task.duration);
                assert!(
                    task.after
                        .iter()
                        .all(|before| turns[*before].end <= turn.begin)
                );
                for other in &turns[..idx] {
                    let apart = other.end <= turn.begin || turn.end <= other.begin;
                    assert!(other.core != turn.core || apart);
                }
            }
        }
    }

    #[test]
    fn one_core_takes_the_work_and_many_take_the_span() {
        let mut random = Random(4);
        for _ in 0..200 {
            let tasks = random_tasks(&mut random);
            assert_eq!(makespan(&greedy(&tasks, 1)), work(&tasks));
            assert_eq!(makespan(&greedy(&tasks, 20)), span(&tasks));
        }
    }
}
