//! Hidden test of `08_signals`: a program that is asked to end asks its job, waits for it, and begins no other; asked twice,
//! it ends now.
//!
//! The learner's `run` runs in another process, and this one sends it signals. Jobs are played by the prop: each tells what
//! happens to it, through one named pipe, and is done only when it is let go. So no verdict depends on who is fast. Where a
//! line is waited for that never comes, everybody waits for everybody, and the judge sees who is where.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::ExitStatusExt;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use witness::{Check, as_role, check, mistake, n_children, prop, role};

use super::{End, run};

/// Only a program in which something never happens waits that long for it.
const PATIENCE: Duration = Duration::from_secs(4);
/// Who was killed is gone before that. If not, only the name of the mistake is another.
const MOMENT: Duration = Duration::from_secs(1);

/// How often what depends on the moment is tried.
const N_ROUNDS: usize = 3;

/// Exit codes of the process that runs the learner's function.
const ALL_DONE: u8 = 40;
const STOPPED: u8 = 41;
const KILLED: u8 = 42;
/// `run` has returned an error, or has panicked: the file `why` says more.
const FAILED: u8 = 43;
/// `run` has returned, and there is a child that nobody has waited for.
const NOT_WAITED: u8 = 44;

pub fn checks() -> Vec<Check> {
    vec![
        role("runner", runner),
        check("without a signal, all jobs run one after the other", || {
            run_nothing();
            let mut program = Program::start("quiet", &["a:never", "b:never", "c:never"]);
            program.expect_here("a");
            program.expect_rest();
            for (job, next) in [("a", "b"), ("b", "c")] {
                program.let_go(job);
                program.expect_saved(job);
                program.expect_here(next);
            }
            program.let_go("c");
            program.expect_saved("c");
            program.expect_return(ALL_DONE);
        })
        .if_stuck(&["never-returns"]),
        check(
            "asked to end, it asks the job that runs, waits for it, and begins no other",
            || {
                for signal in ["SIGTERM", "SIGINT"] {
                    let mut program = Program::start(signal, &["a:never", "b:never"]);
                    program.expect_here("a");
                    program.send(signal);
                    program.expect_told("a");
                    program.let_go("a");
                    program.expect_saved("a");
                    program.expect_return(STOPPED);
                }
                // Not only the first job.
                let mut program = Program::start("second", &["a:never", "b:never", "c:never"]);
                program.expect_here("a");
                program.let_go("a");
                program.expect_saved("a");
                program.expect_here("b");
                program.send("SIGTERM");
                program.expect_told("b");
                program.let_go("b");
                program.expect_saved("b");
                program.expect_return(STOPPED);
            },
        )
        .if_stuck(&["signal-not-noticed"]),
        check("asked twice, it kills the job that runs, and ends", || {
            for signals in [
                ["SIGTERM", "SIGTERM"],
                ["SIGINT", "SIGTERM"],
                ["SIGINT", "SIGINT"],
            ] {
                let mut program = Program::start(&signals.join("-"), &["a:never", "b:never"]);
                program.expect_here("a");
                program.send(signals[0]);
                // The first one has been seen, so the second one is another.
                program.expect_told("a");
                program.send(signals[1]);
                program.expect_killed();
            }
        })
        .if_stuck(&["second-signal-ignored"]),
        check("a signal counts, in whichever moment it comes", || {
            for round in 0..N_ROUNDS {
                // When the job has only just begun.
                let name = format!("first-{round}");
                let mut program = Program::start(&name, &["a:first", "b:never"]);
                program.n_signals = 1;
                program.expect_here_or_told("a");
                program.expect_told_in_time("a");
                program.let_go("a");
                program.expect_saved("a");
                program.expect_return(STOPPED);

                // When the job is about to end: the next one may begin, but then it is asked to end, too.
                let name = format!("last-{round}");
                let mut program = Program::start(&name, &["a:last", "b:never", "c:never"]);
                program.expect_here("a");
                program.n_signals = 1;
                program.let_go("a");
                program.expect_saved("a");
                if program.next_begins("b") {
                    program.expect_told_in_time("b");
                    program.let_go("b");
                    program.expect_saved("b");
                }
                program.expect_return(STOPPED);
            }
        })
        .if_stuck(&["signal-missed"]),
    ]
}

/// In this process; so a panic is seen here.
fn run_nothing() {
    let (teller, told) = mpsc::channel();
    let caller = thread::spawn(move || {
        // Nobody listens any more if it comes too late.
        let _ = teller.send(run(Vec::new()));
    });
    match told.recv_timeout(PATIENCE) {
        Ok(Ok(End::AllDone)) => {}
        Ok(other) => panic!("there is no job and no signal, and `run` returns {other:?}"),
        Err(RecvTimeoutError::Timeout) => {
            mistake!(
                "never-returns",
                "there is no job, and `run` does not return"
            )
        }
        Err(RecvTimeoutError::Disconnected) => {
            if let Err(panic) = caller.join() {
                panic::resume_unwind(panic);
            }
        }
    }
}

/// Runs the learner's function with the jobs that its arguments name.
fn runner(jobs: &[String]) -> ExitCode {
    panic::set_hook(Box::new(|info| {
        let _ = fs::write("why", format!("a panic: {info}"));
    }));
    let own = std::process::id().to_string();
    let jobs = jobs.iter().filter_map(|job| job.split_once(':'));
    let jobs = jobs.map(|(name, when)| {
        let mut job = Command::new(prop());
        job.args(["job", name, when, &own]);
        job
    });
    let jobs: Vec<Command> = jobs.collect();
    let Ok(ended) = panic::catch_unwind(AssertUnwindSafe(|| run(jobs))) else {
        return ExitCode::from(FAILED);
    };
    let end = match ended {
        Ok(end) => end,
        Err(error) => {
            let _ = fs::write("why", format!("`run` returns an error: {error}"));
            return ExitCode::from(FAILED);
        }
    };
    if n_children() > 0 {
        return ExitCode::from(NOT_WAITED);
    }
    ExitCode::from(match end {
        End::AllDone => ALL_DONE,
        End::Stopped => STOPPED,
        End::Killed => KILLED,
    })
}

/// A process that runs the learner's function, and what its jobs tell.
struct Program {
    /// Where it runs.
    folder: PathBuf,
    process: u32,
    /// Writes the last line of the log.
    end: Option<JoinHandle<ExitStatus>>,
    log: Receiver<Line>,
    /// Their jobs begin to end when they can read from these.
    doors: Vec<(String, File)>,
    /// Those that have been sent so far.
    n_signals: usize,
    /// The latest of its jobs.
    job: Option<Job>,
    /// A line that was read too early.
    line: Option<Line>,
}

/// A job that has begun.
struct Job {
    name: String,
    process: u32,
    is_told: bool,
    is_let_go: bool,
}

/// What happens, in the order in which it does.
enum Line {
    Here { name: String, process: u32 },
    Told(String),
    Saved(String),
    Ended,
}

impl Line {
    fn of(line: &str) -> Line {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words[..] {
            ["end"] => Line::Ended,
            [name, "told"] => Line::Told(name.to_owned()),
            [name, "saved"] => Line::Saved(name.to_owned()),
            [name, "here", process] => Line::Here {
                name: name.to_owned(),
                process: process.parse().expect("a number"),
            },
            _ => panic!("a job tells something strange: {line:?}"),
        }
    }
}

impl Program {
    fn start(folder: &str, jobs: &[&str]) -> Program {
        let folder = PathBuf::from(folder);
        fs::create_dir(&folder).expect("a folder");
        let names: Vec<&str> = jobs
            .iter()
            .filter_map(|job| job.split(':').next())
            .collect();
        let doors = names.iter().map(|name| format!("{name}.go"));
        let made = Command::new("mkfifo")
            .arg("log")
            .args(doors)
            .current_dir(&folder)
            .status();
        assert!(made.is_ok_and(|made| made.success()), "no pipes were made");
        let doors = names
            .iter()
            .map(|&name| (name.to_owned(), open(&folder.join(format!("{name}.go")))))
            .collect();
        let mut log = open(&folder.join("log"));
        let lines = BufReader::new(log.try_clone().expect("one more descriptor"));
        let (teller, told) = mpsc::channel();
        thread::spawn(move || {
            for line in lines.lines() {
                let line = Line::of(&line.expect("a pipe"));
                let is_last = matches!(line, Line::Ended);
                if teller.send(line).is_err() || is_last {
                    break;
                }
            }
        });
        let mut child = as_role("runner", jobs)
            .current_dir(&folder)
            .stdin(Stdio::null())
            .spawn()
            .expect("a process");
        Program {
            folder,
            process: child.id(),
            end: Some(thread::spawn(move || {
                let status = child.wait().expect("a child");
                log.write_all(b"end\n").expect("somebody reads");
                status
            })),
            log: told,
            doors,
            n_signals: 0,
            job: None,
            line: None,
        }
    }

    fn send(&mut self, signal: &str) {
        self.n_signals += 1;
        let sent = Command::new(prop())
            .args(["signal", &self.process.to_string(), signal])
            .stderr(Stdio::null())
            .status();
        // If there is nobody any more, the next line says so.
        sent.expect("the prop is there");
    }

    fn let_go(&mut self, job: &str) {
        if let Some(job) = &mut self.job {
            job.is_let_go = true;
        }
        let door = self.doors.iter_mut().find(|(name, _)| name == job);
        let (_, door) = door.expect("a job of this program");
        door.write_all(b"!").expect("a pipe");
    }

    /// Waits for it, for as long as it takes.
    fn next(&mut self) -> Line {
        let line = self.line.take();
        line.unwrap_or_else(|| {
            self.log
                .recv()
                .expect("the last line says that it is the last")
        })
    }

    fn is_told(&mut self) {
        if let Some(job) = &mut self.job {
            job.is_told = true;
        }
    }

    fn begins(&mut self, name: String, process: u32) {
        self.job = Some(Job {
            name,
            process,
            is_told: false,
            is_let_go: false,
        });
    }

    fn expect_here(&mut self, job: &str) {
        match self.next() {
            Line::Here { name, process } if name == job => self.begins(name, process),
            Line::Ended => self.ended_too_early(),
            other => self.unexpected(&other, &format!("job `{job}` begins")),
        }
    }

    /// As it was asked to end at once, it may have been told before it says that it is there.
    fn expect_here_or_told(&mut self, job: &str) {
        match self.next() {
            Line::Told(name) if name == job => {
                self.expect_here(job);
                self.line = Some(Line::Told(name));
            }
            line => {
                self.line = Some(line);
                self.expect_here(job);
            }
        }
    }

    fn expect_told(&mut self, job: &str) {
        match self.next() {
            Line::Told(name) if name == job => self.is_told(),
            Line::Ended => self.ended_too_early(),
            other => self.unexpected(&other, &format!("job `{job}` is asked to end")),
        }
    }

    /// Not every program that has missed a signal waits for everybody else: one that looks now and then goes on doing so.
    fn expect_told_in_time(&mut self, job: &str) {
        if self.line.is_none() {
            self.line = self.log.recv_timeout(PATIENCE).ok();
        }
        if self.line.is_none() {
            mistake!(
                "signal-missed",
                "a SIGTERM came in the moment in which a job began or ended. It was lost: job `{job}` runs, and is not asked to end"
            );
        }
        self.expect_told(job);
    }

    fn expect_saved(&mut self, job: &str) {
        loop {
            match self.next() {
                Line::Saved(name) if name == job => return,
                // It may be told again.
                Line::Told(name) if name == job && self.n_signals > 0 => self.is_told(),
                Line::Ended => self.ended_too_early(),
                other => self.unexpected(&other, &format!("job `{job}` comes to its end")),
            }
        }
    }

    /// Whether the job begins; else the program ends.
    fn next_begins(&mut self, job: &str) -> bool {
        match self.next() {
            Line::Here { name, process } if name == job => {
                self.begins(name, process);
                true
            }
            Line::Told(name) if name == job => {
                self.expect_here(job);
                self.line = Some(Line::Told(name));
                true
            }
            // The one before may be asked in the moment in which it ends.
            Line::Told(_) => self.next_begins(job),
            line => {
                self.line = Some(line);
                false
            }
        }
    }

    /// The jobs have ended, and so does the program.
    fn expect_return(&mut self, code: u8) {
        loop {
            // Nobody is left to wait for. Nothing else may keep it: not even a thread that waits for signals.
            let line = match self.line.take() {
                Some(line) => line,
                None => match self.log.recv_timeout(PATIENCE) {
                    Ok(line) => line,
                    Err(_) => mistake!(
                        "never-returns",
                        "the last job has ended, nobody is left to wait for, and `run` does not return"
                    ),
                },
            };
            match line {
                Line::Ended => break,
                Line::Told(_) if self.n_signals > 0 => {}
                other => self.unexpected(&other, "`run` returns"),
            }
        }
        let status = self.status();
        if status.code() == Some(i32::from(NOT_WAITED)) {
            if self.n_signals > 0 {
                mistake!(
                    Leak,
                    "orphan",
                    "`run` has asked its job to end, and has returned without having waited for it"
                );
            }
            mistake!(
                Leak,
                "zombie",
                "`run` has returned, and there is a job that it has not waited for"
            );
        }
        self.expect_code(status, code);
    }

    /// After the second signal.
    fn expect_killed(&mut self) {
        loop {
            match self.next() {
                Line::Ended => break,
                Line::Told(_) => {}
                other => self.unexpected(&other, "`run` kills its job and returns"),
            }
        }
        let status = self.status();
        if self.job_runs_on() {
            mistake!(
                Leak,
                "orphan",
                "asked twice, {}, and its job runs on",
                ended(status)
            );
        }
        if status.code() == Some(i32::from(NOT_WAITED)) {
            mistake!(
                Leak,
                "zombie",
                "the second signal came, the job was killed, and `run` has not waited for it"
            );
        }
        self.expect_code(status, KILLED);
    }

    /// The program has ended, and its job was not done.
    fn ended_too_early(&mut self) -> ! {
        let status = self.status();
        let is_returned = status
            .code()
            .is_some_and(|code| (i32::from(ALL_DONE)..=i32::from(FAILED)).contains(&code));
        if status.code() == Some(i32::from(FAILED)) {
            self.expect_code(status, STOPPED);
        }
        let Some(job) = &self.job else {
            panic!("{} before any job has begun", ended(status));
        };
        if self.n_signals == 0 {
            panic!(
                "{}, and job `{}` was not done; nobody had sent a signal",
                ended(status),
                job.name
            );
        }
        let name = job.name.clone();
        // Who was told and waited for ends by itself. Who was let go may have ended since.
        if !is_returned && (job.is_told || job.is_let_go || self.job_runs_on()) {
            mistake!(
                Leak,
                "orphan",
                "{}, and its job `{name}` is still at work: nobody waits for it",
                ended(status)
            );
        }
        mistake!(
            "no-grace",
            "job `{name}` was to be asked to end with a SIGTERM, and to have time to put its things in order. It is gone, and \
             it had not come so far"
        );
    }

    fn expect_code(&self, status: ExitStatus, code: u8) {
        if status.code() == Some(i32::from(code)) {
            return;
        }
        if status.code() == Some(i32::from(FAILED)) {
            let why = fs::read_to_string(self.folder.join("why")).unwrap_or_default();
            panic!("the process that calls `run` has failed: {why}");
        }
        let is_returned = status
            .code()
            .is_some_and(|code| (i32::from(ALL_DONE)..=i32::from(NOT_WAITED)).contains(&code));
        if !is_returned && self.n_signals > 0 {
            // The job was quicker here; with luck.
            mistake!(
                Leak,
                "orphan",
                "a signal came, and {} before `run` has returned: whatever job is there then, nobody waits for it",
                ended(status)
            );
        }
        let expected = match code {
            ALL_DONE => "`run` was to return `AllDone`",
            STOPPED => "`run` was to return `Stopped`",
            _ => "`run` was to return `Killed`",
        };
        panic!("{expected}; but {}", ended(status));
    }

    /// What happens is not what was to happen.
    fn unexpected(&self, line: &Line, expected: &str) -> ! {
        match line {
            Line::Here { name, .. } if self.n_signals > 0 => mistake!(
                "work-after-the-signal",
                "`run` was asked to end, and after that job `{name}` begins"
            ),
            Line::Here { name, .. } => panic!(
                "job `{name}` begins, and it is not its turn: what was to come is that {expected}"
            ),
            Line::Told(name) => {
                panic!("job `{name}` is asked to end, and what was to come is that {expected}")
            }
            Line::Saved(name) => {
                panic!("job `{name}` comes to its end, and what was to come is that {expected}")
            }
            Line::Ended => panic!("the program ends, and what was to come is that {expected}"),
        }
    }

    /// How the program ended; there is a line about it.
    fn status(&mut self) -> ExitStatus {
        let end = self.end.take().expect("asked once");
        end.join().expect("a thread that waits")
    }

    /// Who was killed may need a moment until it is gone.
    fn job_runs_on(&self) -> bool {
        let begin = Instant::now();
        while self.job.as_ref().is_some_and(|job| is_running(job.process)) {
            if begin.elapsed() > MOMENT {
                return true;
            }
            thread::sleep(Duration::from_millis(1));
        }
        false
    }

    /// It sleeps while its job runs. Whoever asks again and again is never found asleep: not while it runs, nor while its
    /// calls are watched.
    fn expect_rest(&self) {
        if !Path::new("/proc/self/task").exists() {
            return;
        }
        let (mut n_looks, mut n_at_rest) = (0, 0);
        while n_at_rest < 3 {
            if n_looks == 200 {
                mistake!(
                    Inefficient,
                    "busy-wait",
                    "`run` waits for a job that does nothing, and is never at rest: it looks again and again, without a \
                     pause"
                );
            }
            thread::sleep(Duration::from_millis(3));
            n_looks += 1;
            n_at_rest += usize::from(all_sleep(self.process));
        }
    }
}

/// A named pipe. With both ends open, nobody waits in `open`, and there is no end of it.
fn open(path: &Path) -> File {
    let opened = File::options().read(true).write(true).open(path);
    opened.expect("a named pipe")
}

fn ended(status: ExitStatus) -> String {
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    let returned = match code {
        Some(ALL_DONE) => "`AllDone`",
        Some(STOPPED) => "`Stopped`",
        Some(KILLED) => "`Killed`",
        Some(NOT_WAITED) => return "`run` has returned".to_owned(),
        Some(code) => {
            return format!("the process that calls `run` has ended with exit code {code}");
        }
        None => {
            return match status.signal() {
                Some(15) => "SIGTERM has ended the process that calls `run`".to_owned(),
                Some(2) => "SIGINT has ended the process that calls `run`".to_owned(),
                _ => format!("the process that calls `run` was killed ({status})"),
            };
        }
    };
    format!("`run` has returned {returned}")
}

/// Where the system doesn't say, it is believed to run.
fn is_running(process: u32) -> bool {
    let status = fs::read_to_string(format!("/proc/{process}/status"));
    match status {
        Ok(status) => !matches!(state(&status), Some("Z" | "X")),
        Err(_) => !Path::new("/proc/self/status").exists(),
    }
}

fn all_sleep(process: u32) -> bool {
    let Ok(tasks) = fs::read_dir(format!("/proc/{process}/task")) else {
        return true;
    };
    tasks.flatten().all(|task| {
        fs::read_to_string(task.path().join("status"))
            .is_ok_and(|status| state(&status) == Some("S"))
    })
}

fn state(status: &str) -> Option<&str> {
    let line = status.lines().find_map(|line| line.strip_prefix("State:"));
    line.and_then(|line| line.split_whitespace().next())
}
