//! How long a program takes on machines that need not be there: so many cores, with and without one interpreter for all
//! threads, with processes in the place of threads.
//!
//! One execution on each machine, in virtual time. Nothing is expected of the program.

use std::path::Path;

use model::report::Request;
use model::timed::{MachineSpec, ProcessCosts, TimedRun};
use serde::{Deserialize, Serialize};

use crate::catalog::Workspace;
use crate::explore;
use crate::judge::{self, Options};
use crate::report::{Report, Verdict};

/// Numbers of cores in the table.
pub const TABLE_CORES: [usize; 4] = [1, 2, 4, 8];
/// As many cores as any program has threads.
const UNLIMITED: usize = 4096;
/// What a process costs: about what starting a small program and copying through a pipe cost on the machines of our day.
pub const PROCESS_COSTS: ProcessCosts = ProcessCosts {
    start: 1_000_000,
    per_kib: 1_000,
};

/// What the workers of a program are taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Workers {
    /// Threads, which run at the same time.
    Threads,
    /// Threads of one interpreter with a global lock.
    ThreadsOfOneInterpreter,
    /// Processes.
    Processes,
}

impl Workers {
    /// All of them, in the order of the table.
    pub const ALL: [Workers; 3] = [
        Workers::Threads,
        Workers::ThreadsOfOneInterpreter,
        Workers::Processes,
    ];

    /// A machine for them.
    pub fn machine(self, cores: usize) -> MachineSpec {
        let machine = MachineSpec::with_cores(cores);
        match self {
            Workers::Threads => machine,
            Workers::ThreadsOfOneInterpreter => machine.with_interpreter(),
            Workers::Processes => MachineSpec {
                processes: Some(PROCESS_COSTS),
                ..machine
            },
        }
    }

    /// In a few words.
    pub fn words(self) -> &'static str {
        match self {
            Workers::Threads => "threads",
            Workers::ThreadsOfOneInterpreter => "threads, one interpreter",
            Workers::Processes => "processes",
        }
    }
}

/// One cell of the table.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Cell {
    /// The row.
    pub workers: Workers,
    /// The column.
    pub cores: usize,
    /// From start to end, in virtual nanoseconds; nothing where the program does not come to a good end.
    pub makespan: Option<u64>,
}

/// How a program spends its time.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TimedReport {
    /// Always 1.
    pub schema: u32,
    /// The file, relative to the workspace where it lies inside it.
    pub file: String,
    /// What the workers are taken for in `run`.
    pub workers: Workers,
    /// On the machine that was asked for.
    pub run: TimedRun,
    /// Time spent computing, in virtual nanoseconds: what one core would need at least.
    pub work: u64,
    /// Time that it takes on as many cores as there are threads: what no number of cores can make shorter.
    pub span: u64,
    /// `run.makespan` with each kind of workers, on 1, 2, 4 and 8 cores.
    pub table: Vec<Cell>,
}

/// Runs a program with a `main` on the machine that is asked for, and on those of the table.
///
/// # Errors
/// A report that says why there is nothing to measure: the compiler refuses it, it dies.
pub fn time_file(
    workspace: &Workspace,
    file: &Path,
    workers: Workers,
    cores: usize,
) -> Result<TimedReport, Box<Report>> {
    let mut machines = vec![workers.machine(cores), Workers::Threads.machine(UNLIMITED)];
    let mut cells = Vec::new();
    for workers in Workers::ALL {
        for cores in TABLE_CORES {
            machines.push(workers.machine(cores));
            cells.push((workers, cores));
        }
    }
    let n_machines = machines.len();
    let (explorable, blank) = judge::explorable(workspace, file, &Options::default())?;
    let request = Request {
        machines,
        ..explorable.request
    };
    let (mut runs, death) = explore::time(&explorable.host, &explorable.library, &request);
    if let Some(death) = death {
        let mut report = blank;
        report.verdict = death.verdict;
        report.message = Some(death.message);
        report.place = death.place;
        return Err(Box::new(report));
    }
    if runs.len() != n_machines {
        let mut report = blank;
        report.verdict = Verdict::JudgeError;
        report.message = Some("the explorer gave no answer".to_owned());
        return Err(Box::new(report));
    }
    let table = runs.split_off(2);
    let unlimited = runs.remove(1);
    let run = runs.remove(0);
    let table = cells
        .into_iter()
        .zip(table)
        .map(|((workers, cores), run)| Cell {
            workers,
            cores,
            makespan: (run.end == model::report::End::Ok).then_some(run.makespan),
        })
        .collect();
    Ok(TimedReport {
        schema: 1,
        file: workspace.display(file),
        workers,
        work: unlimited.work,
        span: unlimited.makespan,
        run,
        table,
    })
}
