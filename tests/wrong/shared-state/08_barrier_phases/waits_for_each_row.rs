// expect: deadlock
// Belief: every thread has the same number of rows.

use std::sync::{Barrier, RwLock};
use std::thread;

/// Whether a cell is alive in the next generation. Given: whether it is now, and how many of its eight neighbours are.
pub type Rule = fn(bool, usize) -> bool;

/// The rule of the game. Leave it as it is.
pub fn life(is_alive: bool, n_neighbours: usize) -> bool {
    n_neighbours == 3 || (is_alive && n_neighbours == 2)
}

/// The board: rows of cells. Beyond its edges nothing lives. Leave it as it is.
pub struct World {
    rows: Vec<RwLock<Vec<bool>>>,
}

impl World {
    /// A board from a picture, in which `#` is alive.
    pub fn new(picture: &[&str]) -> Self {
        let cells = |line: &&str| line.chars().map(|cell| cell == '#').collect();
        World {
            rows: picture.iter().map(cells).map(RwLock::new).collect(),
        }
    }

    /// How many rows it has.
    pub fn n_rows(&self) -> usize {
        self.rows.len()
    }

    /// A row as it is now. A row beyond the edge has no cells.
    pub fn row(&self, row: Option<usize>) -> Vec<bool> {
        let row = row.and_then(|row| self.rows.get(row));
        row.map(|cells| cells.read().unwrap().clone())
            .unwrap_or_default()
    }

    /// A row as it will be in the next generation. It looks at the rows above and below, and changes nothing.
    pub fn next_row(&self, row: usize, rule: Rule) -> Vec<bool> {
        let cells = self.row(Some(row));
        let others = [self.row(row.checked_sub(1)), self.row(Some(row + 1))];
        let is_alive = |row: &[bool], column: usize| *row.get(column).unwrap_or(&false);
        let next = |column: usize| {
            let mut n_neighbours = 0;
            for near in column.saturating_sub(1)..=column + 1 {
                for other in &others {
                    n_neighbours += usize::from(is_alive(other, near));
                }
                n_neighbours += usize::from(near != column && is_alive(&cells, near));
            }
            rule(cells[column], n_neighbours)
        };
        (0..cells.len()).map(next).collect()
    }

    /// Puts new cells into a row.
    pub fn set_row(&self, row: usize, cells: Vec<bool>) {
        *self.rows[row].write().unwrap() = cells;
    }

    /// The board as a picture.
    pub fn picture(&self) -> Vec<String> {
        let line = |row| {
            let cells = self.row(Some(row)).into_iter();
            cells
                .map(|is_alive| if is_alive { '#' } else { '.' })
                .collect()
        };
        (0..self.n_rows()).map(line).collect()
    }
}

/// Plays so many generations with so many threads, each of which does a band of rows. `n_threads` is at least 1.
pub fn play(world: &World, rule: Rule, n_threads: usize, n_generations: usize) {
    let n_rows = world.n_rows();
    let barrier = Barrier::new(n_threads);
    thread::scope(|scope| {
        for band in 0..n_threads {
            let barrier = &barrier;
            let rows = band * n_rows / n_threads..(band + 1) * n_rows / n_threads;
            scope.spawn(move || {
                for _ in 0..n_generations {
                    let mut next = Vec::new();
                    for row in rows.clone() {
                        next.push(world.next_row(row, rule));
                    }
                    barrier.wait();

                    for (row, cells) in rows.clone().zip(next) {
                        world.set_row(row, cells);
                        barrier.wait();
                    }
                }
            });
        }
    });
}

fn main() {
    let world = World::new(&["........", "..###...", "........", ".....##.", ".....##."]);
    for _ in 0..3 {
        println!("{}\n", world.picture().join("\n"));
        play(&world, life, 2, 1);
    }
    println!("{}", world.picture().join("\n"));
}
