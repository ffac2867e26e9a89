//! Running oneself as a worker.
//!
//! To compute on another core in another process, one needs a program that does it. The one that is surely there is
//! your own: [`env::current_exe`] says where it is. Started again with a special argument, it plays the other role:
//!
//! ```text
//! fn main() {
//!     if asked_to_work() {              // the child
//!         serve(stdin, stdout);
//!         return;
//!     }
//!     …                                 // the parent
//! }
//! ```
//!
//! **Look at the role first**, before `main` does anything else. A program that forgets it starts itself, which starts
//! itself, and so on, until the machine is full.
//!
//! Work goes to the worker's standard input, results come from its standard output, here as a line each. Then nothing
//! else may be printed there: a stray `println!` would be taken for a result. Messages go to standard error.
//!
//! The worker ends when its input ends. That is the best way to end it, because it needs nobody's care: when the parent
//! ends, however it ends, its end of the pipe is closed, and the worker reads the end. A worker that waits for
//! something else outlives its parent, and becomes an *orphan*.
//!
//! And a worker may die. Then the pipe from it ends without a result. That must be an error, never a result: see
//! [`Worker::do_job`].

use std::env;
use std::io::{self, BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use crate::start_methods::Job;

/// The argument that asks this program to be a worker.
const ROLE: &str = "--work";

/// Whether this process was started by [`Worker::start`].
pub fn asked_to_work() -> bool {
    env::args_os().nth(1).is_some_and(|role| role == ROLE)
}

/// The worker's life: a job on each line of `jobs`, its result on each line of `results`, until the jobs end.
///
/// Any reader and writer will do, so it can be tried without another process:
///
/// ```
/// let jobs = "reverse abc\nrepeat 2 ho\n";
/// let mut results = Vec::new();
/// processes::workers::serve(jobs.as_bytes(), &mut results).unwrap();
/// assert_eq!(results, b"cba\nhoho\n");
/// ```
///
/// # Errors
/// If reading or writing fails, and if a line is no job.
pub fn serve(jobs: impl BufRead, mut results: impl Write) -> io::Result<()> {
    for line in jobs.lines() {
        let line = line?;
        let job = Job::from_line(&line)
            .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, format!("no job: {line}")))?;
        writeln!(results, "{}", job.run())?;
        // The other side waits for this line. It must not wait in a buffer here.
        results.flush()?;
    }
    Ok(())
}

/// A child that runs this same program as a worker.
#[derive(Debug)]
pub struct Worker {
    child: Child,
    /// `None` from the moment on in which it is told to end.
    jobs: Option<ChildStdin>,
    results: BufReader<ChildStdout>,
}

impl Worker {
    /// Starts a worker. The program's `main` must ask [`asked_to_work`] and call [`serve`].
    ///
    /// # Errors
    /// If it can't be started.
    pub fn start() -> io::Result<Worker> {
        let mut child = Command::new(env::current_exe()?)
            .arg(ROLE)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        Ok(Worker {
            jobs: child.stdin.take(),
            results: BufReader::new(child.stdout.take().expect("a pipe was asked for")),
            child,
        })
    }

    /// Which process it is.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Gives it one job, and waits for the result.
    ///
    /// # Errors
    /// If the worker has died. Then the job may have been done, half of it, or nothing.
    pub fn do_job(&mut self, job: &Job) -> io::Result<String> {
        let mut jobs = self.jobs.as_ref().expect("it was not told to end yet");
        writeln!(jobs, "{}", job.to_line())?;
        let mut line = String::new();
        self.results.read_line(&mut line)?;
        // A line without its end is half a line: the worker died while it wrote it. No line at all: before.
        match line.strip_suffix('\n') {
            Some(result) => Ok(result.to_owned()),
            None => Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }

    /// Kills it. Only to show what a job does when its worker has died.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn kill(&mut self) -> io::Result<()> {
        self.child.kill()
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // First the end of its input, then the wait for its end.
        self.jobs = None;
        let _ = self.child.wait();
    }
}
