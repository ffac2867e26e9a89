//! The reference algorithms next to `rayon`'s and `std`'s own, on the same input in the same process.
//!
//! Prints one JSON object for `cargo xtask bench parallelism`, which draws the table and knows the target. In each round
//! everybody has a turn, so a machine that is busy for a while is so for all. Every answer is compared with the plain
//! loop's. Nothing here is judged, and no time is worth anything but as a ratio to another one of the same round.

use std::hint::black_box;
use std::thread;
use std::time::{Duration, Instant};

use parallelism::histogram::histogram;
use parallelism::matrix::Matrix;
use parallelism::merge_sort::merge_sort;
use parallelism::prefix_sum::scan;
use parallelism::work_stealing::{Worker, with_workers};
use rayon::prelude::*;
use serde::Serialize;

/// Rounds that count, if the machine is free that often.
const N_ROUNDS: usize = 15;
/// How long a problem waits for rounds in which nobody else used the cores.
const PATIENCE: Duration = Duration::from_secs(15);
/// Both for ours and for `rayon`.
const N_THREADS: usize = 2;

/// Everything that was measured.
#[derive(Serialize)]
struct Figures {
    n_threads: usize,
    problems: Vec<Problem>,
}

/// Seconds on one problem, one number per round.
#[derive(Serialize)]
struct Problem {
    name: &'static str,
    /// Rounds that count.
    n_rounds: usize,
    /// Those of them in which both cores were free before and after each turn.
    n_quiet: usize,
    ours: Vec<f64>,
    peers: Vec<Peer>,
}

/// Seconds of another way to solve it.
#[derive(Serialize)]
struct Peer {
    name: &'static str,
    seconds: Vec<f64>,
}

/// One way to solve a problem: a name, and a function from the input to the answer.
type Way<'a, Input, Answer> = (&'static str, Box<dyn Fn(Input) -> Answer + Sync + 'a>);

/// In the order in which they are printed.
const PROBLEMS: [fn() -> Problem; 8] = [
    sort_numbers,
    sort_records,
    add_up,
    compose,
    count_bytes,
    multiply,
    queens,
    small_tasks,
];

fn main() {
    rayon::ThreadPoolBuilder::new()
        .num_threads(N_THREADS)
        .build_global()
        .expect("nobody has made a pool before");
    let figures = Figures {
        n_threads: N_THREADS,
        problems: PROBLEMS.iter().map(|problem| problem()).collect(),
    };
    let json = serde_json::to_string(&figures).expect("figures are plain numbers and texts");
    println!("{json}");
}

/// Gives each way a turn in every round. The first way is ours. Making the input is not measured, nor is dropping the answer.
fn measure<Input: Clone, Answer: PartialEq>(
    name: &'static str,
    input: &Input,
    ways: &[Way<'_, Input, Answer>],
) -> Problem {
    let mut quiet = Vec::new();
    let mut disturbed = Vec::new();
    let started = Instant::now();
    // The first round warms up.
    play_round(name, 0, input, ways);
    for round in 1.. {
        let were_free = wait_for_both_cores();
        let (seconds, are_free) = play_round(name, round, input, ways);
        if were_free && are_free {
            quiet.push(seconds);
        } else {
            disturbed.push(seconds);
        }
        let n_rounds = quiet.len() + disturbed.len();
        let is_late = started.elapsed() > PATIENCE && n_rounds >= N_ROUNDS;
        if quiet.len() >= N_ROUNDS || is_late {
            break;
        }
    }
    let n_quiet = quiet.len();
    // Nearly none: then all are handed on, and the reader is told.
    let mut rounds = quiet;
    if n_quiet < N_ROUNDS / 3 {
        rounds.append(&mut disturbed);
    }
    let of = |idx: usize| rounds.iter().map(|round| round[idx]).collect();
    Problem {
        name,
        n_rounds: rounds.len(),
        n_quiet,
        ours: of(0),
        peers: (1..ways.len())
            .map(|idx| Peer {
                name: ways[idx].0,
                seconds: of(idx),
            })
            .collect(),
    }
}

/// The seconds of each way, and whether both cores were free after each.
fn play_round<Input: Clone, Answer: PartialEq>(
    name: &str,
    round: usize,
    input: &Input,
    ways: &[Way<'_, Input, Answer>],
) -> (Vec<f64>, bool) {
    let mut seconds = vec![0.0; ways.len()];
    let mut are_free = true;
    let mut expected: Option<Answer> = None;
    for turn in 0..ways.len() {
        // Each begins as often as the others: the first one of a round finds another cache than those behind it.
        let idx = (round + turn) % ways.len();
        let input = input.clone();
        let started = Instant::now();
        let answer = black_box(ways[idx].1(black_box(input)));
        seconds[idx] = started.elapsed().as_secs_f64();
        are_free &= both_cores_are_free();
        match &expected {
            Some(expected) => assert!(*expected == answer, "{name}: {}", ways[idx].0),
            None => expected = Some(answer),
        }
    }
    (seconds, are_free)
}

/// Waits a little for a quiet moment. Returns whether it came.
fn wait_for_both_cores() -> bool {
    (0..20).any(|_| {
        let are_free = both_cores_are_free();
        if !are_free {
            thread::sleep(Duration::from_millis(10));
        }
        are_free
    })
}

/// Whether two threads can compute at this moment without sharing a core with anybody: about as fast as one alone.
fn both_cores_are_free() -> bool {
    let compute = || {
        for n in 0..1_000_000u64 {
            black_box(n);
        }
    };
    let started = Instant::now();
    compute();
    let one = started.elapsed();
    let started = Instant::now();
    thread::scope(|scope| {
        scope.spawn(compute);
        compute();
    });
    started.elapsed() < one + one / 4
}

/// The same numbers in each run (SplitMix64).
fn random_numbers(n_numbers: usize) -> Vec<u64> {
    let mut state = 0u64;
    let mut next = || {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    };
    (0..n_numbers).map(|_| next()).collect()
}

/// Every way to sort that is stable.
fn ways_to_sort<T: Ord + Copy + Send + Sync>() -> [Way<'static, Vec<T>, Vec<T>>; 3] {
    [
        (
            "ours",
            Box::new(|mut values| {
                merge_sort(&mut values, N_THREADS);
                values
            }),
        ),
        (
            "std sort",
            Box::new(|mut values: Vec<T>| {
                values.sort();
                values
            }),
        ),
        (
            "rayon par_sort",
            Box::new(|mut values: Vec<T>| {
                values.par_sort();
                values
            }),
        ),
    ]
}

fn sort_numbers() -> Problem {
    measure(
        "merge sort, 1 M numbers",
        &random_numbers(1 << 20),
        &ways_to_sort(),
    )
}

/// Many that are equal in their first field, three words each.
fn sort_records() -> Problem {
    let records: Vec<(u64, u64, u64)> = random_numbers(1 << 18)
        .into_iter()
        .map(|n| (n % 1000, n / 7, n / 3))
        .collect();
    measure("merge sort, 256 k records", &records, &ways_to_sort())
}

/// In two passes, with `rayon` and pieces of its own.
fn rayon_scan<T: Copy + Send + Sync>(
    mut values: Vec<T>,
    identity: T,
    combine: impl Fn(T, T) -> T + Sync,
) -> Vec<T> {
    let piece_length = values.len().div_ceil(4 * N_THREADS);
    let sums: Vec<T> = values
        .par_chunks(piece_length)
        .map(|piece| piece.iter().copied().fold(identity, &combine))
        .collect();
    let mut carry = identity;
    let carries: Vec<T> = sums
        .into_iter()
        .map(|sum| {
            let after = combine(carry, sum);
            std::mem::replace(&mut carry, after)
        })
        .collect();
    values
        .par_chunks_mut(piece_length)
        .zip(carries)
        .for_each(|(piece, mut so_far)| {
            for value in piece {
                so_far = combine(so_far, *value);
                *value = so_far;
            }
        });
    values
}

fn ways_to_scan<T: Copy + Send + Sync + 'static>(
    identity: T,
    combine: impl Fn(T, T) -> T + Sync + Copy + 'static,
) -> [Way<'static, Vec<T>, Vec<T>>; 3] {
    [
        (
            "ours",
            Box::new(move |mut values| {
                scan(&mut values, N_THREADS, combine);
                values
            }),
        ),
        (
            "plain loop",
            Box::new(move |mut values: Vec<T>| {
                let mut so_far = identity;
                for value in &mut values {
                    so_far = combine(so_far, *value);
                    *value = so_far;
                }
                values
            }),
        ),
        (
            "rayon, two passes",
            Box::new(move |values| rayon_scan(values, identity, combine)),
        ),
    ]
}

/// One addition each: memory is what takes time.
fn add_up() -> Problem {
    measure(
        "prefix sum, 4 M additions",
        &random_numbers(1 << 22),
        &ways_to_scan(0, u64::wrapping_add),
    )
}

/// Steps `x -> a * x + b` modulo a prime number, one after the other: the operation is what takes time.
fn compose() -> Problem {
    const PRIME: u64 = (1 << 31) - 1;
    let steps: Vec<(u64, u64)> = random_numbers(1 << 20)
        .into_iter()
        .map(|n| (n % PRIME, (n >> 32) % PRIME))
        .collect();
    let then = |first: (u64, u64), second: (u64, u64)| {
        (
            second.0 * first.0 % PRIME,
            (second.0 * first.1 + second.1) % PRIME,
        )
    };
    measure("prefix sum, 1 M steps", &steps, &ways_to_scan((1, 0), then))
}

fn count_bytes() -> Problem {
    let bytes: Vec<u8> = random_numbers(1 << 22)
        .into_iter()
        .flat_map(u64::to_le_bytes)
        .collect();
    let count = |bytes: &[u8]| {
        let mut counts = vec![0u64; 256];
        for byte in bytes {
            counts[usize::from(*byte)] += 1;
        }
        counts
    };
    let bytes = &bytes[..];
    let ways: [Way<'_, &[u8], Vec<u64>>; 3] = [
        (
            "ours",
            Box::new(|bytes| histogram(bytes, 256, N_THREADS, |byte| usize::from(*byte))),
        ),
        ("plain loop", Box::new(count)),
        (
            "rayon fold, reduce",
            Box::new(|bytes| {
                bytes
                    .par_iter()
                    .fold(
                        || vec![0; 256],
                        |mut counts, byte| {
                            counts[usize::from(*byte)] += 1;
                            counts
                        },
                    )
                    .reduce(
                        || vec![0; 256],
                        |mut total, counts| {
                            for (total, count) in total.iter_mut().zip(counts) {
                                *total += count;
                            }
                            total
                        },
                    )
            }),
        ),
    ];
    measure("histogram, 32 M bytes", &bytes, &ways)
}

/// One row of a product, in the order of the other one's rows: as one would write it without blocks.
fn multiply_row(row: &[f64], other: &Matrix, sums: &mut [f64]) {
    for (idx, factor) in row.iter().enumerate() {
        for (sum, value) in sums.iter_mut().zip(other.row(idx)) {
            *sum += factor * value;
        }
    }
}

fn multiply() -> Problem {
    const SIZE: usize = 512;
    let numbers = random_numbers(2 * SIZE * SIZE);
    let matrix = |from: usize| {
        let numbers = &numbers[from..];
        Matrix::new(SIZE, SIZE, |row, column| {
            numbers[row * SIZE + column] as f64 / u64::MAX as f64 - 0.5
        })
    };
    let (a, b) = (matrix(0), matrix(SIZE * SIZE));
    let flat = |matrix: &Matrix| -> Vec<f64> {
        (0..SIZE).flat_map(|row| matrix.row(row).to_vec()).collect()
    };
    let (a, b) = (&a, &b);
    let ways: [Way<'_, (), Vec<f64>>; 3] = [
        ("ours", Box::new(|()| flat(&a.times(b, N_THREADS)))),
        (
            "plain loops, row by row",
            Box::new(|()| {
                let mut product = vec![0.0; SIZE * SIZE];
                for (row, sums) in product.chunks_mut(SIZE).enumerate() {
                    multiply_row(a.row(row), b, sums);
                }
                product
            }),
        ),
        (
            "rayon, row by row",
            Box::new(|()| {
                let mut product = vec![0.0; SIZE * SIZE];
                product
                    .par_chunks_mut(SIZE)
                    .enumerate()
                    .for_each(|(row, sums)| multiply_row(a.row(row), b, sums));
                product
            }),
        ),
    ];
    measure("matrices, 512 x 512", &(), &ways)
}

/// A chess board, row by row: which columns and diagonals the queens so far attack in the next row.
#[derive(Clone, Copy)]
struct Board {
    size: u32,
    n_rows: u32,
    columns: u32,
    left: u32,
    right: u32,
}

impl Board {
    /// The fields of the next row that nobody attacks, as bits.
    fn free(self) -> u32 {
        ((1 << self.size) - 1) & !(self.columns | self.left | self.right)
    }

    fn with(self, queen: u32) -> Board {
        Board {
            n_rows: self.n_rows + 1,
            columns: self.columns | queen,
            left: (self.left | queen) << 1,
            right: (self.right | queen) >> 1,
            ..self
        }
    }

    /// In how many ways the other rows can be filled.
    fn count(self) -> u64 {
        if self.n_rows == self.size {
            return 1;
        }
        let mut free = self.free();
        let mut n_ways = 0;
        while free != 0 {
            let queen = free & free.wrapping_neg();
            free ^= queen;
            n_ways += self.with(queen).count();
        }
        n_ways
    }
}

/// Rows that are filled by tasks. Below, it is a plain loop.
const ROWS_OF_TASKS: u32 = 4;

/// Counts those that have a queen on one of the `free` fields: the first field, and at the same time all the others.
fn count_stealing<'data>(worker: &Worker<'_, 'data>, board: Board, free: u32) -> u64 {
    let queen = free & free.wrapping_neg();
    let rest = free ^ queen;
    if queen == 0 {
        return 0;
    }
    let below = |worker: &Worker<'_, 'data>| {
        let board = board.with(queen);
        if board.n_rows < ROWS_OF_TASKS {
            count_stealing(worker, board, board.free())
        } else {
            board.count()
        }
    };
    if rest == 0 {
        return below(worker);
    }
    let (here, others) = worker.join(below, move |worker| count_stealing(worker, board, rest));
    here + others
}

/// The same with `rayon`.
fn count_rayon(board: Board, free: u32) -> u64 {
    let queen = free & free.wrapping_neg();
    let rest = free ^ queen;
    if queen == 0 {
        return 0;
    }
    let below = || {
        let board = board.with(queen);
        if board.n_rows < ROWS_OF_TASKS {
            count_rayon(board, board.free())
        } else {
            board.count()
        }
    };
    if rest == 0 {
        return below();
    }
    let (here, others) = rayon::join(below, || count_rayon(board, rest));
    here + others
}

/// Tasks of very different sizes.
fn queens() -> Problem {
    let board = Board {
        size: 12,
        n_rows: 0,
        columns: 0,
        left: 0,
        right: 0,
    };
    let ways: [Way<'_, (), u64>; 3] = [
        (
            "ours",
            Box::new(|()| {
                with_workers(N_THREADS, |worker| {
                    count_stealing(worker, board, board.free())
                })
            }),
        ),
        ("plain loops", Box::new(|()| board.count())),
        (
            "rayon join",
            Box::new(|()| count_rayon(board, board.free())),
        ),
    ];
    measure("work stealing, 12 queens", &(), &ways)
}

/// A few microseconds each.
const SMALL: usize = 1 << 11;

fn mix(numbers: &[u64]) -> u64 {
    numbers.iter().fold(0, |sum, number| {
        let mixed = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        sum ^ mixed ^ (mixed >> 31)
    })
}

fn mix_stealing<'data>(worker: &Worker<'_, 'data>, numbers: &'data [u64]) -> u64 {
    if numbers.len() <= SMALL {
        return mix(numbers);
    }
    let (left, right) = numbers.split_at(numbers.len() / 2);
    let (left, right) = worker.join(
        |worker| mix_stealing(worker, left),
        move |worker| mix_stealing(worker, right),
    );
    left ^ right
}

fn mix_rayon(numbers: &[u64]) -> u64 {
    if numbers.len() <= SMALL {
        return mix(numbers);
    }
    let (left, right) = numbers.split_at(numbers.len() / 2);
    let (left, right) = rayon::join(|| mix_rayon(left), || mix_rayon(right));
    left ^ right
}

/// Many small tasks: here the price of a `join` would show.
fn small_tasks() -> Problem {
    let numbers = random_numbers(1 << 22);
    let numbers = &numbers[..];
    let ways: [Way<'_, (), u64>; 3] = [
        (
            "ours",
            Box::new(|()| with_workers(N_THREADS, |worker| mix_stealing(worker, numbers))),
        ),
        ("plain loop", Box::new(|()| mix(numbers))),
        ("rayon join", Box::new(|()| mix_rayon(numbers))),
    ];
    measure("work stealing, 2048 small tasks", &(), &ways)
}
