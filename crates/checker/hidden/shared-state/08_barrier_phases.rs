//! Hidden test of `08_barrier_phases`: every cell changes once per generation, and all look before anybody writes.
//!
//! The checks come in an order that tells mistakes apart. A rule that ignores the neighbours shows rows that nobody does
//! or that are done twice; only then a difference can come from looking too late or too early.

use std::__judge::{Check, explore, mistake};
use std::thread;
use std::time::Duration;

use super::{World, life, play};

/// How long the slow rule takes for a cell.
const SLOW: Duration = Duration::from_millis(100);

/// Each cell changes, whatever its neighbours are.
fn flip(is_alive: bool, _n_neighbours: usize) -> bool {
    !is_alive
}

/// Every cell dies, slowly.
fn slow(_is_alive: bool, _n_neighbours: usize) -> bool {
    thread::sleep(SLOW);
    false
}

/// A picture in which it matters to every row whether the other one has been written already, in the first generation
/// and in the second.
const SENSITIVE: [&str; 2] = ["..##", "####"];

/// What the game of life makes of the picture, by the shortest of ways.
fn expected(picture: &[&str], n_generations: usize) -> Vec<String> {
    let mut cells: Vec<Vec<bool>> = picture
        .iter()
        .map(|line| line.chars().map(|cell| cell == '#').collect())
        .collect();
    for _ in 0..n_generations {
        let is_alive = |row: usize, column: usize| {
            cells.get(row).and_then(|row| row.get(column)) == Some(&true)
        };
        let next = |row: usize, column: usize| {
            let rows = row.saturating_sub(1)..=row + 1;
            let n_around: usize = rows
                .flat_map(|r| (column.saturating_sub(1)..=column + 1).map(move |c| (r, c)))
                .filter(|&(r, c)| (r, c) != (row, column) && is_alive(r, c))
                .count();
            life(is_alive(row, column), n_around)
        };
        cells = (0..cells.len())
            .map(|row| {
                (0..cells[row].len())
                    .map(|column| next(row, column))
                    .collect()
            })
            .collect();
    }
    let line = |row: &Vec<bool>| {
        row.iter()
            .map(|is_alive| if *is_alive { '#' } else { '.' })
            .collect()
    };
    cells.iter().map(line).collect()
}

/// Flips every cell so many times, and looks for rows that were left out or done twice.
fn flip_all(picture: &[&str], n_threads: usize, n_generations: usize) {
    let world = World::new(picture);
    play(&world, flip, n_threads, n_generations);
    let found = world.picture();
    let flipped = |line: &&str| -> String {
        line.chars()
            .map(|cell| match (n_generations % 2, cell) {
                (0, cell) => cell,
                (_, '#') => '.',
                _ => '#',
            })
            .collect()
    };
    let expected: Vec<String> = picture.iter().map(flipped).collect();
    assert!(
        found == expected,
        "{} rows after {n_generations} generation(s) in which every cell changes, by {n_threads} threads: expected {expected:?}, found {found:?}",
        picture.len()
    );
}

/// Plays life, and compares.
fn play_life(picture: &[&str], n_threads: usize, n_generations: usize) {
    let world = World::new(picture);
    play(&world, life, n_threads, n_generations);
    let (found, expected) = (world.picture(), expected(picture, n_generations));
    if found != expected && n_threads > 1 {
        mistake!(
            "phase-overrun",
            "{picture:?} after {n_generations} generation(s), by {n_threads} threads: expected {expected:?}, found {found:?}"
        );
    }
    assert!(
        found == expected,
        "{picture:?} after {n_generations} generation(s), by one thread: expected {expected:?}, found {found:?}"
    );
}

pub fn checks() -> Vec<Check> {
    vec![
        explore("one thread plays two generations", || {
            play_life(&[".#..", ".##.", "..#."], 1, 2);
        }),
        explore("two threads do three rows, each of them once", || {
            flip_all(&["#.", ".#", "##"], 2, 1);
        }),
        explore(
            "three threads do two rows, and nobody waits for ever",
            || flip_all(&["#.", ".#"], 3, 1),
        ),
        explore(
            "three threads do four rows, and nobody waits for ever",
            || flip_all(&["#", ".", "#", "#"], 3, 1),
        ),
        explore("all look before anybody writes", || {
            play_life(&SENSITIVE, 2, 1)
        }),
        explore("all write before anybody looks again", || {
            play_life(&SENSITIVE, 2, 2);
        })
        .spawns_at_most(2),
        explore("two threads work at the same time", || {
            let world = World::new(&["#", "#"]);
            play(&world, slow, 2, 1);
        })
        .spawns_at_least(1)
        .makespan_at_most(SLOW * 3 / 2),
    ]
}
