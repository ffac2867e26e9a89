//! The peak of a judged child's resident memory; on Linux only.

use std::fs;
use std::io::{Read, Write};
#[cfg(target_os = "linux")]
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
#[cfg(target_os = "linux")]
use std::process::ExitStatus;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, ensure};
use checker::catalog::{Catalog, Workspace};
use checker::compile::{self, Submission, WorkFolder};
use checker::source;
use checker::toolchain::{Purpose, Toolchain};
use model::report::{Budget, Exploration, Request};

use crate::figures::{Figure, Target};

/// What a child may need, in MiB.
const TARGET: f64 = 256.0;

/// A program with far more schedules than are tried, on threads that each own some memory.
const MANY_SCHEDULES: &str = r"
use std::sync::{Arc, Mutex};
use std::thread;

fn main() {
    let total = Arc::new(Mutex::new(Vec::new()));
    let workers: Vec<_> = (0..5)
        .map(|number| {
            let total = Arc::clone(&total);
            thread::spawn(move || {
                for round in 0..3 {
                    let text = vec![number; 100 + round];
                    total.lock().unwrap().extend(text);
                }
            })
        })
        .collect();
    for worker in workers {
        worker.join().unwrap();
    }
    assert!(total.lock().unwrap().len() == 1_515);
}
";

/// The neediest solution, and a program with many schedules.
///
/// # Errors
/// When a submission does not compile, or the host fails.
pub(crate) fn measure(workspace: &Workspace) -> Result<Vec<Figure>> {
    if !cfg!(target_os = "linux") {
        println!("    not measured: the peak of a child's memory is read on Linux only");
        return Ok(Vec::new());
    }
    let catalog = Catalog::read(workspace)?;
    let toolchain = Toolchain::prepare(workspace, Purpose::Exploring, &[])?;
    let mut neediest = None;
    for exercise in catalog.exercises() {
        let file = workspace.root.join(exercise.solution());
        let hidden_test = workspace.root.join(exercise.hidden_test());
        let budget = exercise.budget.unwrap_or_default();
        let peak = peak(&toolchain, workspace, &file, Some(&hidden_test), budget)
            .with_context(|| exercise.id())?;
        if neediest
            .as_ref()
            .is_none_or(|(most, _): &(Peak, String)| peak.mib > most.mib)
        {
            neediest = Some((peak, exercise.id()));
        }
    }
    let folder = WorkFolder::create(&toolchain.work).context("failed to create a folder")?;
    let file = folder.path().join("many_schedules.rs");
    fs::write(&file, MANY_SCHEDULES).context("failed to write a program")?;
    let budget = Budget {
        executions: 20_000,
        ..Budget::default()
    };
    let many = peak(&toolchain, workspace, &file, None, budget)?;
    let neediest = neediest.map(|(peak, id)| figure(&format!("neediest solution, {id}"), &peak));
    let many = figure("five threads, one mutex", &many);
    Ok(neediest.into_iter().chain([many]).collect())
}

/// What one child needed, and for how many executions.
struct Peak {
    mib: f64,
    executions: u64,
}

fn figure(what: &str, peak: &Peak) -> Figure {
    Figure {
        what: format!("peak memory, {what}, {} executions", peak.executions),
        ours: format!("at most {:.0} MiB", peak.mib),
        other: format!("{TARGET:.0} MiB"),
        ratio: Some(peak.mib / TARGET),
        target: Target::AtMost(1.0, 1.0),
    }
}

/// Explores the submission in the host, as the judge does.
fn peak(
    toolchain: &Toolchain,
    workspace: &Workspace,
    file: &Path,
    hidden_test: Option<&Path>,
    budget: Budget,
) -> Result<Peak> {
    let text =
        fs::read_to_string(file).with_context(|| format!("failed to read {}", file.display()))?;
    let submission = Submission {
        file,
        root: &workspace.root,
        hidden_test,
        binary: false,
        allow_withheld: &[],
    };
    let compiled = compile::compile(toolchain, &submission)?;
    let request = Request {
        budget,
        file: None,
        first_check: 0,
        replay: None,
        observes_arc: source::observes_arc(&text),
        machines: Vec::new(),
    };
    let mut host = Command::new(toolchain.host())
        .arg(&compiled.library)
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("failed to start the host")?;
    if let Some(mut stdin) = host.stdin.take() {
        stdin
            .write_all(&serde_json::to_vec(&request)?)
            .context("failed to write to the host")?;
    }
    let mut answer = Vec::new();
    if let Some(mut stdout) = host.stdout.take() {
        stdout
            .read_to_end(&mut answer)
            .context("failed to read from the host")?;
    }
    Ok(Peak {
        mib: wait_for(host)?,
        executions: executions(&answer)?,
    })
}

/// Waits for a child that must succeed; gives the peak of its resident memory in MiB.
///
/// The kernel counts from the moment of the fork, when the child still was this program: a figure of a few MiB can be
/// this program's own size. It is never too small.
#[cfg(target_os = "linux")]
fn wait_for(child: Child) -> Result<f64> {
    let pid = libc::pid_t::try_from(child.id()).context("a process number is out of range")?;
    let mut status = 0;
    // SAFETY: zeroes are a valid `rusage`.
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    // SAFETY: both pointers are to variables that outlive the call; the child has not been waited for.
    let waited = unsafe { libc::wait4(pid, &mut status, 0, &mut usage) };
    ensure!(
        waited == pid,
        "failed to wait for the host: {}",
        std::io::Error::last_os_error()
    );
    let status = ExitStatus::from_raw(status);
    ensure!(status.success(), "the host ended with {status}");
    let kib = u32::try_from(usage.ru_maxrss).context("a peak of memory is out of range")?;
    Ok(f64::from(kib) / 1024.0)
}

#[cfg(not(target_os = "linux"))]
fn wait_for(_: Child) -> Result<f64> {
    anyhow::bail!("the peak of a child's memory is read on Linux only")
}

/// The executions of all checks that the host tells of; it must tell of one at least, or nothing was measured.
fn executions(answer: &[u8]) -> Result<u64> {
    let lines = answer
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty());
    let mut n_explored = 0;
    let mut executions = 0;
    for line in lines {
        let explored: Exploration = serde_json::from_slice(line).with_context(|| {
            let line = String::from_utf8_lossy(line);
            format!("the host did not explore: {line}")
        })?;
        n_explored += 1;
        executions += explored.schedules;
    }
    ensure!(n_explored > 0, "the host explored nothing");
    Ok(executions)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_without_an_exploration_is_refused() {
        let refused = |answer: &[u8]| executions(answer).map_err(|error| error.to_string());
        assert_eq!(refused(b""), Err("the host explored nothing".to_owned()));
        assert!(refused(b"{\"error\":\"no\"}\n").is_err());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn memory_that_was_used_is_seen() {
        let needy = Command::new("sh")
            .args([
                "-c",
                "x=$(head -c 40000000 /dev/zero | tr '\\0' x); : \"$x\"",
            ])
            .spawn()
            .expect("a shell");
        let mib = wait_for(needy).expect("a peak");
        assert!((38.0..1_000.0).contains(&mib), "{mib} MiB");
    }
}
