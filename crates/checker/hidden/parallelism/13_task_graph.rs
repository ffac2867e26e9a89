//! Hidden test of `13_task_graph`: each task once, none too early, no thread idle while something is ready; and the
//! prediction is right.
//!
//! The graphs are such that every schedule without idling takes equally long, so there is one right time for each. A
//! task looks whether those that it needs are done, and leaves a mark where they are not; main looks at the marks in
//! the end, because a panic in a task may never get to main. The prediction is checked against a schedule that is made
//! here.

use std::__judge::{Check, explore, mistake, shortcoming, time_is_exact};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::{Task, prediction, release, run};

/// The mark of a task that began too early. More than anybody could do it.
const EARLY: usize = 1_000_000;
/// A minute of a task.
const ONE: Duration = Duration::from_millis(100);

fn task(minutes: u64, after: &[usize]) -> Task {
    Task {
        name: "a task",
        minutes,
        after: after.to_vec(),
    }
}

/// When the last task ends, if whoever is free takes the first ready one in the list.
fn makespan(tasks: &[Task], n_threads: usize) -> u64 {
    let mut ends: Vec<Option<u64>> = vec![None; tasks.len()];
    let mut free_at = vec![0; n_threads];
    let mut now = 0;
    loop {
        let is_done = |before: &usize| ends[*before].is_some_and(|end| end <= now);
        let ready = (0..tasks.len())
            .find(|&idx| ends[idx].is_none() && tasks[idx].after.iter().all(is_done));
        let free = free_at.iter().position(|at| *at <= now);
        if let (Some(idx), Some(thread)) = (ready, free) {
            free_at[thread] = now + tasks[idx].minutes;
            ends[idx] = Some(free_at[thread]);
            continue;
        }
        match ends.iter().flatten().filter(|end| **end > now).min() {
            Some(end) => now = *end,
            None => return now,
        }
    }
}

/// What comes after what, by the longest way from the start.
fn level(tasks: &[Task], idx: usize) -> usize {
    let before = tasks[idx].after.iter().map(|before| level(tasks, *before));
    before.max().map_or(0, |level| level + 1)
}

/// How long it takes if no level begins before the one above is over.
fn by_levels(tasks: &[Task], n_threads: usize) -> u64 {
    let of_level = |wanted: usize| {
        let on_it = (0..tasks.len()).filter(|&idx| level(tasks, idx) == wanted);
        let on_it: Vec<Task> = on_it.map(|idx| task(tasks[idx].minutes, &[])).collect();
        makespan(&on_it, n_threads)
    };
    (0..tasks.len()).map(of_level).sum()
}

/// Runs tasks, each of them taking its time.
fn do_all(tasks: &[Task], n_threads: usize) {
    // How often each was done; and `EARLY` more if it began too early.
    let marks: Vec<AtomicUsize> = tasks.iter().map(|_| AtomicUsize::new(0)).collect();
    let start = Instant::now();
    run(tasks, n_threads, |idx| {
        let mut needed = tasks[idx].after.iter();
        if !needed.all(|before| marks[*before].load(Ordering::SeqCst) % EARLY > 0) {
            marks[idx].fetch_add(EARLY, Ordering::SeqCst);
        }
        if tasks[idx].minutes > 0 {
            lab::cpu(tasks[idx].minutes * ONE.as_micros() as u64);
        }
        marks[idx].fetch_add(1, Ordering::SeqCst);
    });
    let elapsed = start.elapsed();
    for (idx, mark) in marks.into_iter().enumerate() {
        let mark = mark.into_inner();
        let asked = format!("{} tasks, {n_threads} thread(s)", tasks.len());
        if mark >= EARLY {
            mistake!(
                "dependency-ignored",
                "{asked}: task {idx} needs {:?}, and began before all of that was done",
                tasks[idx].after
            );
        }
        if mark > 1 {
            mistake!("done-twice", "{asked}: task {idx} was done {mark} times");
        }
        assert!(
            mark == 1,
            "{asked}: when `run` returns, task {idx} is not done"
        );
    }
    let minutes = |minutes: u64| ONE * minutes as u32;
    let best = minutes(makespan(tasks, n_threads));
    // Tasks that need nothing are left to the rules, which know why they were not done at the same time.
    let is_flat = tasks.iter().all(|task| task.after.is_empty());
    if !time_is_exact() || elapsed <= best || is_flat {
        return;
    }
    if elapsed == minutes(by_levels(tasks, n_threads)) {
        shortcoming!(
            "level-by-level",
            "{} tasks on {n_threads} threads took {elapsed:?}, where {best:?} are enough: exactly as long as if all that can \
             begin first has to be over before anything else begins",
            tasks.len()
        );
    }
    shortcoming!(
        "idle-while-ready",
        "{} tasks on {n_threads} threads took {elapsed:?}, where {best:?} are enough: a thread had nothing to do while a \
         task was ready",
        tasks.len()
    );
}

fn check(name: &str, n_threads: usize, tasks: fn() -> Vec<Task>) -> Check {
    explore(name, move || do_all(&tasks(), n_threads))
        .spawns_at_most(n_threads as u64)
        .makespan_at_most(ONE * makespan(&tasks(), n_threads) as u32)
}

/// The prediction, figure by figure. What is right is never told.
fn compare() {
    let tasks = release();
    let found = prediction();
    let work: u64 = tasks.iter().map(|task| task.minutes).sum();
    let figures = [
        ("work", found.work, work),
        ("span", found.span, makespan(&tasks, tasks.len())),
        ("on_two_threads", found.on_two_threads, makespan(&tasks, 2)),
        (
            "on_three_threads",
            found.on_three_threads,
            makespan(&tasks, 3),
        ),
    ];
    for (name, found, expected) in figures {
        if found != expected {
            let direction = if found < expected { "more" } else { "less" };
            mistake!(
                "prediction-wrong",
                "you predict {found} minutes for `{name}`; it is {direction} than that"
            );
        }
    }
}

pub fn checks() -> Vec<Check> {
    vec![
        explore("the release is the one that was given", || {
            let tasks = release();
            let given: Vec<(u64, &[usize])> = tasks
                .iter()
                .map(|task| (task.minutes, task.after.as_slice()))
                .collect();
            let expected: [(u64, &[usize]); 7] = [
                (2, &[]),
                (4, &[0]),
                (5, &[0]),
                (3, &[1]),
                (3, &[1]),
                (3, &[1]),
                (1, &[]),
            ];
            if given != expected {
                mistake!(
                    "work-changed",
                    "the tasks of `release` are not those that were given"
                );
            }
        }),
        // Main may be one of the three.
        check("three tasks that need nothing, on three threads", 3, || {
            vec![task(1, &[]), task(1, &[]), task(1, &[])]
        })
        .overlaps_at_least(2),
        check("three tasks that need nothing, on two threads", 2, || {
            vec![task(1, &[]), task(1, &[]), task(1, &[])]
        }),
        // No time at all, so anything may come in any order.
        check("what needs two others waits for both", 2, || {
            vec![task(0, &[]), task(0, &[]), task(0, &[0, 1])]
        }),
        check("what needs two others waits for the slower one", 2, || {
            vec![task(1, &[]), task(2, &[]), task(1, &[0, 1])]
        })
        .no_busy_wait(),
        check("what becomes ready is taken by those who sleep", 2, || {
            vec![task(1, &[]), task(1, &[0]), task(1, &[0])]
        }),
        check("the list is in any order", 2, || {
            vec![task(1, &[1]), task(1, &[2]), task(1, &[])]
        }),
        check("nobody sleeps for ever", 3, || {
            vec![task(1, &[]), task(1, &[0])]
        }),
        check("nobody waits for a task that it does not need", 2, || {
            vec![task(1, &[]), task(3, &[]), task(3, &[0]), task(1, &[1])]
        }),
        check("one thread", 1, || vec![task(1, &[1]), task(2, &[])]),
        check("no tasks", 2, Vec::new),
        explore("the prediction is right", compare),
    ]
}
