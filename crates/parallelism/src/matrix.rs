//! Blocks that stay in the cache.
//!
//! To multiply two matrices, each value of the result is the sum of a row times a column. All results are independent, so
//! the rows of the result can be shared out: each thread writes its own rows, and reads both matrices. Nothing else is needed
//! to make it parallel.
//!
//! What makes it fast is something else: **where the numbers are.** A million values fit into memory, not into the cache
//! next to the core. The plain loop goes down a column of the second matrix, and each step of it is a new cache line. Then
//! the cores wait for memory, and more cores wait too.
//!
//! - **In the order of the rows.** Take one value of the first matrix, and add its multiple of a whole *row* of the second
//!   one. The rows lie in memory as they are read.
//! - **In blocks.** Take a part of the second matrix that fits into the cache, and do everything with it that is to be done,
//!   before you take the next one. Each value is then fetched once for many rows, not once for each.
//! - **Several at a time.** With four rows of the second matrix at once, each sum is loaded and stored once for four
//!   additions.
//!
//! The first rule also keeps the order of additions: each sum is added up from the first to the last, as in the plain loop.
//! So the result is the same to the last bit, though adding floating point numbers is not associative.
//!
//! Work: `n³` multiplications. Span: `n³/P` as it is here, a band of rows for each thread.

use std::thread;

/// Rows of the second matrix in a block.
const BLOCK_ROWS: usize = 64;
/// Columns of the second matrix in a block. A block is 128 KiB: it fits into a core's second cache.
const BLOCK_COLUMNS: usize = 256;

/// A table of numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Matrix {
    n_columns: usize,
    /// Row by row.
    values: Vec<f64>,
}

impl Matrix {
    /// Makes one, value by value: row, then column.
    ///
    /// # Panics
    /// If there is no row or no column.
    pub fn new(n_rows: usize, n_columns: usize, value: impl Fn(usize, usize) -> f64) -> Matrix {
        assert!(n_rows > 0 && n_columns > 0, "a matrix holds something");
        let value = &value;
        let values =
            (0..n_rows).flat_map(|row| (0..n_columns).map(move |column| value(row, column)));
        Matrix {
            n_columns,
            values: values.collect(),
        }
    }

    /// How many rows.
    pub fn n_rows(&self) -> usize {
        self.values.len() / self.n_columns
    }

    /// How many columns.
    pub fn n_columns(&self) -> usize {
        self.n_columns
    }

    /// One row.
    ///
    /// # Panics
    /// If there is no such row.
    pub fn row(&self, row: usize) -> &[f64] {
        &self.values[row * self.n_columns..][..self.n_columns]
    }

    /// This one times the other one, in blocks, with so many threads.
    ///
    /// ```
    /// use parallelism::matrix::Matrix;
    /// let a = Matrix::new(2, 3, |row, column| (10 * row + column) as f64);
    /// // 1 in the diagonal: it changes nothing.
    /// let one = Matrix::new(3, 3, |row, column| if row == column { 1.0 } else { 0.0 });
    /// assert_eq!(a.times(&one, 2), a);
    /// ```
    ///
    /// # Panics
    /// If this one has not as many columns as the other one has rows, or if `n_threads` is 0.
    pub fn times(&self, other: &Matrix, n_threads: usize) -> Matrix {
        assert_eq!(self.n_columns, other.n_rows(), "rows do not fit columns");
        let mut product = Matrix::new(self.n_rows(), other.n_columns, |_, _| 0.0);
        // A band of whole rows for each: no two threads write to the same row. Rounded up, so no row is left over.
        let n_rows = self.n_rows().div_ceil(n_threads);
        let ours = self.values.chunks(n_rows * self.n_columns);
        let bands = product.values.chunks_mut(n_rows * other.n_columns);
        thread::scope(|scope| {
            let mut work = ours.zip(bands);
            // This thread takes the first band, after it has started the others.
            let own = work.next();
            for (ours, band) in work {
                scope.spawn(|| multiply_band(ours, self.n_columns, other, band));
            }
            if let Some((ours, band)) = own {
                multiply_band(ours, self.n_columns, other, band);
            }
        });
        product
    }

    /// This one times the other one, as it is in the textbook: for comparing.
    ///
    /// # Panics
    /// If this one has not as many columns as the other one has rows.
    pub fn times_by_the_book(&self, other: &Matrix) -> Matrix {
        assert_eq!(self.n_columns, other.n_rows(), "rows do not fit columns");
        Matrix::new(self.n_rows(), other.n_columns, |row, column| {
            let row = self.row(row).iter().enumerate();
            row.fold(0.0, |sum, (idx, value)| {
                sum + value * other.row(idx)[column]
            })
        })
    }
}

/// Adds to each row of `band` the same row of `ours` times `other`.
fn multiply_band(ours: &[f64], n_inner: usize, other: &Matrix, band: &mut [f64]) {
    let n_columns = other.n_columns;
    for columns in (0..n_columns).step_by(BLOCK_COLUMNS) {
        let columns = columns..n_columns.min(columns + BLOCK_COLUMNS);
        // From the first to the last, so that each sum is added up in this order.
        for inner in (0..n_inner).step_by(BLOCK_ROWS) {
            let inner = inner..n_inner.min(inner + BLOCK_ROWS);
            // This block of `other` stays in the cache for all rows.
            let rows = ours.chunks(n_inner).zip(band.chunks_mut(n_columns));
            for (our_row, sums) in rows {
                let factors = &our_row[inner.clone()];
                let sums = &mut sums[columns.clone()];
                let block_row = |idx: usize| &other.row(inner.start + idx)[columns.clone()];
                let (fours, rest) = factors.as_chunks::<4>();
                for (idx, factors) in fours.iter().enumerate() {
                    let rows = [0, 1, 2, 3].map(|after| block_row(4 * idx + after));
                    add_four(sums, factors, rows);
                }
                for (idx, factor) in rest.iter().enumerate() {
                    for (sum, value) in sums.iter_mut().zip(block_row(4 * fours.len() + idx)) {
                        *sum += factor * value;
                    }
                }
            }
        }
    }
}

/// Adds four multiples of rows, one after the other, to each of the sums.
fn add_four(sums: &mut [f64], factors: &[f64; 4], rows: [&[f64]; 4]) {
    let [a, b, c, d] = rows;
    let rows = a.iter().zip(b).zip(c.iter().zip(d));
    for (sum, ((a, b), (c, d))) in sums.iter_mut().zip(rows) {
        // In this order, and not the four first: the grouping changes the last digits.
        *sum = *sum + factors[0] * a + factors[1] * b + factors[2] * c + factors[3] * d;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    fn random_matrix(random: &mut Random, n_rows: usize, n_columns: usize) -> Matrix {
        let values: Vec<f64> = (0..n_rows * n_columns)
            .map(|_| random.next() as f64 / u64::MAX as f64 - 0.5)
            .collect();
        Matrix::new(n_rows, n_columns, |row, column| {
            values[row * n_columns + column]
        })
    }

    /// To the last bit, for sizes that no block divides, too.
    #[test]
    fn the_same_as_by_the_book() {
        let mut random = Random(15);
        for most in [6, 6, 6, 6, 70, 150, 300] {
            let [n_rows, n_inner, n_columns] = [(); 3].map(|()| 1 + random.below(most));
            let a = random_matrix(&mut random, n_rows, n_inner);
            let b = random_matrix(&mut random, n_inner, n_columns);
            let expected = a.times_by_the_book(&b);
            for n_threads in 1..5 {
                assert!(a.times(&b, n_threads) == expected);
            }
        }
    }
}
