//! What is not parallel decides.
//!
//! A part of every program can't be done in parallel: reading the input, putting the results together, whatever is done
//! under one lock. While that runs, all cores but one have nothing to do.
//!
//! **Amdahl** (1967) asks: *the same problem on more cores, how much sooner is it done?* If a tenth of it is serial, that
//! tenth takes its time on any machine. So it is never done in less than a tenth of the time: ten times as fast is the
//! limit, with a million cores too.
//!
//! **Gustafson** (1988) asks: *the same time on more cores, how much more can be done?* With more cores people solve bigger
//! problems. Often only the parallel part grows with the problem. Then each core adds nearly a whole core's worth.
//!
//! ```text
//! Amdahl: the problem stays              Gustafson: the time stays
//! 1 core    s pppppppp                   1 core    s pppppppp
//! 4 cores   s pp                         4 cores   s pppppppp
//!             pp                                     pppppppp
//!             pp                                     pppppppp
//!             pp                                     pppppppp
//! ```
//!
//! Both are right; they answer different questions. The first is called *strong scaling*, the second *weak scaling*.
//! Neither counts what it costs to split the work and to wait for each other. So both are limits, not predictions.
//!
//! For your own program it means: before you make anything parallel, see how much of the time is in it. And when half of a
//! program is twice as fast, look at the other half.

/// How many times as fast the same problem is on so many cores, at most, if the share `serial` (0 to 1) of the time on
/// one core can't be done in parallel.
///
/// Gene Amdahl, *Validity of the Single Processor Approach to Achieving Large Scale Computing Capabilities*, 1967.
///
/// ```
/// use parallelism::speed_limits::amdahl;
/// assert_eq!(amdahl(0.5, 1), 1.0);
/// assert_eq!(amdahl(0.0, 8), 8.0);
/// // Half of it is serial: four cores save less than half.
/// assert_eq!(amdahl(0.5, 4), 1.6);
/// // Never ten times as fast.
/// assert!(amdahl(0.1, 1_000_000) < 10.0);
/// ```
pub fn amdahl(serial: f64, n_cores: usize) -> f64 {
    1.0 / (serial + (1.0 - serial) / n_cores as f64)
}

/// How many times as much is done in the same time on so many cores, at most, if the share `serial` (0 to 1) of that time
/// is spent in the part that is not parallel.
///
/// John Gustafson, *Reevaluating Amdahl's Law*, 1988.
///
/// ```
/// use parallelism::speed_limits::gustafson;
/// assert_eq!(gustafson(0.5, 4), 2.5);
/// // A tenth of the time is serial: a thousand cores still do nine hundred times as much.
/// assert_eq!(gustafson(0.1, 1_000).round(), 900.0);
/// ```
pub fn gustafson(serial: f64, n_cores: usize) -> f64 {
    serial + (1.0 - serial) * n_cores as f64
}

/// The serial share that would explain a measured speed-up, by Amdahl's law.
///
/// If it stays the same with more cores, the serial part is the limit. If it grows, something else is: threads that wait
/// for each other, or for memory.
///
/// Alan Karp and Horace Flatt, *Measuring Parallel Processor Performance*, 1990.
///
/// ```
/// use parallelism::speed_limits::serial_share;
/// assert_eq!(serial_share(1.6, 4), 0.5);
/// ```
///
/// # Panics
/// If `n_cores` is less than 2: one core says nothing about it.
pub fn serial_share(speed_up: f64, n_cores: usize) -> f64 {
    assert!(n_cores > 1, "one core is as fast as one core");
    let n_cores = n_cores as f64;
    (1.0 / speed_up - 1.0 / n_cores) / (1.0 - 1.0 / n_cores)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_computed_is_found_again() {
        for n_cores in 2..70 {
            for percent in 0..=100 {
                let serial = f64::from(percent) / 100.0;
                let found = serial_share(amdahl(serial, n_cores), n_cores);
                assert!((found - serial).abs() < 1e-9, "{serial} {n_cores} {found}");
            }
        }
    }

    /// The two laws are one: a problem that was made bigger by Gustafson has a smaller serial share.
    #[test]
    fn the_bigger_problem_keeps_amdahls_law() {
        for n_cores in 1..70 {
            for percent in 0..=100 {
                let serial = f64::from(percent) / 100.0;
                let bigger = gustafson(serial, n_cores);
                let speed_up = amdahl(serial / bigger, n_cores);
                assert!((speed_up - bigger).abs() < 1e-9 * bigger);
            }
        }
    }
}
