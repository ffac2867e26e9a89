//! Rust's side of the experiment: the jobs, and four ways to do them.
//!
//! Meant to be read beside the scripts in `experiments/gil`, which do the same. A process runs one way, once, and prints how
//! long it took and the sum of the answers.

use std::io::{self, BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use clap::{Args, ValueEnum};
use rayon::iter::{IntoParallelIterator, ParallelIterator};

use crate::record::{Run, Way, Work};

/// Which jobs there are: the same arguments as the scripts take.
#[derive(Args, Clone, Copy, Debug)]
pub struct Jobs {
    /// What a job does
    #[arg(value_enum)]
    pub work: Work,
    /// The number of jobs
    pub n_jobs: u64,
    /// How many workers share them
    #[arg(value_parser = clap::value_parser!(u64).range(1..=1024))]
    pub n_workers: u64,
    /// The numbers in a computing job, or the port of the server that a waiting job asks
    pub detail: u64,
}

impl Jobs {
    /// As arguments of a process.
    pub fn arguments(&self) -> [String; 4] {
        let numbers = [self.n_jobs, self.n_workers, self.detail];
        let [n_jobs, n_workers, detail] = numbers.map(|number| number.to_string());
        [self.work.name().to_owned(), n_jobs, n_workers, detail]
    }

    /// Does one job; gives its answer.
    fn run(&self, job: u64) -> io::Result<u64> {
        match self.work {
            Work::Compute => Ok(compute(job, self.detail)),
            Work::Wait => wait(job, self.detail),
        }
    }

    /// Does the jobs of one worker: each `n_workers`-th, from its own number on.
    fn share_of(&self, worker: u64) -> io::Result<u64> {
        (worker..self.n_jobs)
            .step_by(usize::try_from(self.n_workers).unwrap_or(usize::MAX))
            .map(|job| self.run(job))
            .sum()
    }
}

/// Computes: the steps that each of `size` numbers takes to get to 1, halved if even, else tripled plus one.
fn compute(job: u64, size: u64) -> u64 {
    let mut steps = 0;
    for mut number in job * size + 1..=(job + 1) * size {
        while number != 1 {
            number = if number.is_multiple_of(2) {
                number / 2
            } else {
                3 * number + 1
            };
            steps += 1;
        }
    }
    steps
}

/// Waits: asks a server on this machine, which is slow to answer.
fn wait(job: u64, port: u64) -> io::Result<u64> {
    let port = u16::try_from(port).map_err(io::Error::other)?;
    let mut connection = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    writeln!(connection, "{job}")?;
    let mut reply = String::new();
    BufReader::new(connection).read_line(&mut reply)?;
    reply.trim().parse().map_err(io::Error::other)
}

fn sequential(jobs: &Jobs) -> Result<u64> {
    let answers = (0..jobs.n_jobs).map(|job| jobs.run(job));
    Ok(answers.sum::<io::Result<u64>>()?)
}

fn threads(jobs: &Jobs) -> Result<u64> {
    thread::scope(|scope| {
        let workers: Vec<_> = (0..jobs.n_workers)
            .map(|worker| scope.spawn(move || jobs.share_of(worker)))
            .collect();
        let answers = workers.into_iter().map(|worker| match worker.join() {
            Ok(answer) => Ok(answer?),
            Err(panic) => std::panic::resume_unwind(panic),
        });
        answers.sum()
    })
}

/// The program starts itself again, once for each worker.
fn processes(jobs: &Jobs) -> Result<u64> {
    let program = std::env::current_exe().context("failed to find this program")?;
    let start = |worker: u64| {
        Command::new(&program)
            .arg("worker")
            .args(jobs.arguments())
            .arg(worker.to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
    };
    // All are started before the first one is waited for. If one cannot be started, the others end by themselves.
    let workers: io::Result<Vec<_>> = (0..jobs.n_workers).map(start).collect();
    let answers = workers?.into_iter().map(|worker| {
        let output = worker.wait_with_output()?;
        ensure!(
            output.status.success(),
            "a worker failed: {}",
            output.status
        );
        let answer = String::from_utf8(output.stdout)?;
        answer
            .trim()
            .parse::<u64>()
            .with_context(|| format!("a worker answered {answer:?}"))
    });
    answers.sum()
}

fn rayon(jobs: &Jobs) -> Result<u64> {
    let n_threads = usize::try_from(jobs.n_workers)?;
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(n_threads)
        .build()?;
    let answer = pool.install(|| {
        (0..jobs.n_jobs)
            .into_par_iter()
            .map(|job| jobs.run(job))
            .sum::<io::Result<u64>>()
    });
    Ok(answer?)
}

/// Does the jobs in one way, and measures it.
///
/// # Errors
/// When a thread or process cannot be started, or the server does not answer.
pub fn run(way: Way, jobs: &Jobs) -> Result<Run> {
    let started = Instant::now();
    let answer = match way {
        Way::Sequential => sequential(jobs),
        Way::Threads => threads(jobs),
        Way::Processes => processes(jobs),
        Way::Rayon => rayon(jobs),
    };
    let seconds = started.elapsed().as_secs_f64();
    Ok(Run {
        seconds,
        answer: answer?,
    })
}

/// What a process that `processes` has started does: its own share.
///
/// # Errors
/// When the server does not answer.
pub fn worker(jobs: &Jobs, worker: u64) -> Result<u64> {
    Ok(jobs.share_of(worker)?)
}

impl ValueEnum for Work {
    fn value_variants<'a>() -> &'a [Self] {
        &Work::ALL
    }

    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        Some(self.name().into())
    }
}

impl ValueEnum for Way {
    fn value_variants<'a>() -> &'a [Self] {
        &Way::ALL
    }

    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        Some(self.name().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jobs(n_workers: u64) -> Jobs {
        Jobs {
            work: Work::Compute,
            n_jobs: 5,
            n_workers,
            detail: 2,
        }
    }

    #[test]
    fn steps_to_one_are_counted() {
        // 1: none. 2: one. 3, 10, 5, 16, 8, 4, 2, 1: seven. 4: two.
        assert_eq!(compute(0, 2), 1);
        assert_eq!(compute(1, 2), 9);
        assert_eq!(compute(0, 4), 10);
    }

    #[test]
    fn each_way_within_a_process_gets_the_same_answer() {
        let expected = sequential(&jobs(1)).expect("an answer");
        assert_eq!(expected, compute(0, 10));
        // Also with more workers than jobs.
        for n_workers in [1, 2, 3, 5, 8] {
            let jobs = jobs(n_workers);
            for way in [Way::Threads, Way::Rayon] {
                let run = run(way, &jobs).expect("an answer");
                assert_eq!(run.answer, expected, "{way:?} with {n_workers} workers");
            }
            let shares = (0..n_workers).map(|me| worker(&jobs, me).expect("an answer"));
            assert_eq!(shares.sum::<u64>(), expected);
        }
    }

    #[test]
    fn a_server_that_is_not_there_is_an_error() {
        let jobs = Jobs {
            work: Work::Wait,
            // No port of any machine.
            detail: 70_000,
            ..jobs(2)
        };
        for way in [Way::Sequential, Way::Threads, Way::Rayon] {
            assert!(run(way, &jobs).is_err());
        }
    }
}
