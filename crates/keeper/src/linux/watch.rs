//! The loop around a run: news, pipes, limits, and the end of everybody.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use libc::pid_t;

use super::tracer::{News, Tracer};
use super::{left, proc, start, stuck};
use crate::{
    Bytes, End, Ended, Left, LeftProcess, LeftState, Limit, Record, Request, Stuck, Summary,
};

/// How often limits are looked at that nobody reports.
const TICK: Duration = Duration::from_millis(10);
/// How long nothing must have been heard before somebody may be called stuck; twice.
const QUIET: Duration = Duration::from_millis(50);
/// How long those who still ran when the program ended are given to end by themselves. Who does so within that time was about
/// to end: whether it was the quicker one is a matter of luck, and nothing may rest on that.
const SETTLING: Duration = Duration::from_secs(1);
/// How long everybody is given to stop, where stopping comes before killing.
const FREEZING: Duration = Duration::from_millis(500);
/// How long killing may take.
const KILLING: Duration = Duration::from_secs(5);

/// Runs the program to its end, tells of it in lines, and leaves nothing of it running.
///
/// The whole process is made the program's keeper, for good: it must not do anything else, and have one thread.
///
/// # Errors
/// When the program's surroundings cannot be made. A program that cannot be executed is an end like others.
pub fn keep(request: &Request, out: &mut impl Write) -> io::Result<()> {
    let directory = fs::canonicalize(&request.directory)?;
    // SAFETY: these change this process only.
    let parent = unsafe {
        let parent = libc::getppid();
        libc::prctl(libc::PR_SET_CHILD_SUBREAPER, 1);
        libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGTERM);
        parent
    };
    let signals = take_signals()?;
    let before = left::files(&directory, &BTreeSet::new())
        .into_iter()
        .map(|file| file.path)
        .collect();
    let began = Instant::now();
    let started = start::start(request)?;
    let mut tracer = Tracer::new(
        started.process,
        &directory,
        (started.traced, started.filtered),
        &request.limits,
        began,
    );
    if let Some(stdin) = &started.stdin {
        tracer.tree.name_judge(stdin, "stdin");
    }
    tracer.tree.name_judge(&started.stdout, "stdout");
    tracer.tree.name_judge(&started.stderr, "stderr");
    let run = Run {
        request,
        directory,
        before,
        parent,
        signals,
        tracer,
        input: request.stdin.clone().unwrap_or_default().0,
        n_written: 0,
        stdout: Vec::new(),
        stderr: Vec::new(),
        flooded: false,
        began,
        ticked: began,
        seen: None,
        started,
    };
    run.run(out)
}

struct Run<'a> {
    request: &'a Request,
    directory: PathBuf,
    before: BTreeSet<String>,
    parent: pid_t,
    signals: File,
    tracer: Tracer,
    input: Vec<u8>,
    n_written: usize,
    stdout: Vec<u8>,
    stderr: Vec<u8>,
    flooded: bool,
    began: Instant,
    ticked: Instant,
    /// The last look at a quiet tree.
    seen: Option<(Instant, stuck::Look)>,
    started: start::Started,
}

impl Run<'_> {
    fn run(mut self, out: &mut impl Write) -> io::Result<()> {
        let (end, stuck) = loop {
            if let Some(end) = self.step(out) {
                break end;
            }
        };
        let mut left = Left::default();
        if self.tracer.program_ended().is_some() {
            let (mut processes, listeners) = self.tracer.left.take().unwrap_or_default();
            self.settle(&mut processes);
            let files = left::files(&self.directory, &self.before);
            left = Left {
                processes,
                files,
                listeners,
            };
        }
        let directory_gone = !self.directory.is_dir();
        let micros = u64::try_from(self.began.elapsed().as_micros()).unwrap_or(u64::MAX);
        let unkilled = self.end_everybody();
        // What was on its way when they ended.
        self.drain();
        let end = match (self.started.failure(), end) {
            (Some(error), _) => End::NotStarted(error.to_string()),
            (None, End::Exited(_) | End::Killed(_)) if self.flooded => End::Limit(Limit::Output),
            (None, end) => end,
        };
        self.tracer.flush(out);
        let summary = Summary {
            end,
            stdout: Bytes(self.stdout),
            stderr: Bytes(self.stderr),
            micros,
            traced: self.tracer.traced,
            processes: u32::try_from(self.tracer.tree.processes.len()).unwrap_or(u32::MAX),
            events: self.tracer.n_told,
            events_not_told: self.tracer.n_untold,
            left,
            stuck,
            directory_gone,
            unkilled,
        };
        let record = Record::Summary {
            summary: Box::new(summary),
        };
        serde_json::to_writer(&mut *out, &record)?;
        out.write_all(b"\n")?;
        out.flush()
    }

    /// Gives those who still ran a moment to end. Of those that do, the program's own children were not waited for; the
    /// others nobody in the tree could have waited for any more.
    fn settle(&mut self, left: &mut Vec<LeftProcess>) {
        let began = Instant::now();
        loop {
            while self.tracer.next() == News::Some && self.tracer.limit.is_none() {}
            let mut runs = false;
            left.retain_mut(|process| {
                if process.state == LeftState::Zombie {
                    return true;
                }
                if self.tracer.tree.process(process.pid).ended.is_none() {
                    runs = true;
                    return true;
                }
                process.state = LeftState::Zombie;
                process.parent == Some(0)
            });
            self.drain();
            let is_over = began.elapsed() >= SETTLING || self.tracer.limit.is_some();
            if !runs || is_over || self.is_told_to_stop() || self.tick().is_some() {
                return;
            }
            self.sleep();
        }
    }

    /// Goes on for a bit; says how it ended, if it did.
    fn step(&mut self, out: &mut impl Write) -> Option<(End, Option<Stuck>)> {
        // Not for ever: somebody who never rests must not keep us from looking at the clock.
        for _ in 0..256 {
            let news = self.tracer.next();
            if let Some(limit) = self.tracer.limit {
                return Some((End::Limit(limit), None));
            }
            if let Some(ended) = self.tracer.program_ended() {
                let end = match ended.clone() {
                    Ended::Exited(code) => End::Exited(code),
                    Ended::Killed(signal) => End::Killed(signal),
                };
                return Some((end, None));
            }
            if news != News::Some {
                break;
            }
        }
        self.tracer.flush(out);
        if self.drain() {
            self.tracer.heard = Instant::now();
        }
        if self.flooded {
            return Some((End::Limit(Limit::Output), None));
        }
        if self.is_told_to_stop() {
            return Some((End::Stopped, None));
        }
        if self.ticked.elapsed() >= TICK {
            self.ticked = Instant::now();
            if let Some(end) = self.tick() {
                return Some(end);
            }
        }
        self.sleep();
        None
    }

    /// What has to be looked at from time to time.
    fn tick(&mut self) -> Option<(End, Option<Stuck>)> {
        let limits = &self.request.limits;
        self.tracer.take_in_early();
        if !self.tracer.traced {
            self.tracer.tree.look();
        }
        let living: Vec<pid_t> = self
            .tracer
            .tree
            .living()
            .map(|(_, process)| process.real)
            .collect();
        if u64::try_from(living.len()).unwrap_or(u64::MAX) > limits.processes {
            return Some((End::Limit(Limit::Processes), None));
        }
        if living.iter().map(|&real| proc::resident(real)).sum::<u64>() > limits.memory_bytes {
            return Some((End::Limit(Limit::Memory), None));
        }
        if self.began.elapsed() >= Duration::from_millis(limits.millis) {
            let look = stuck::look(&mut self.tracer.tree, self.started.stdin.is_some());
            return Some((End::Deadline, Some(stuck::report(look))));
        }
        if self.tracer.heard.elapsed() < QUIET {
            self.seen = None;
            return None;
        }
        if self
            .seen
            .as_ref()
            .is_some_and(|(at, _)| at.elapsed() < QUIET)
        {
            return None;
        }
        let look = stuck::look(&mut self.tracer.tree, self.started.stdin.is_some());
        let same = self
            .seen
            .take()
            .is_some_and(|(_, seen)| seen.fingerprint == look.fingerprint && seen.closed);
        if same && look.closed && self.tracer.traced && !self.tracer.system_acts {
            return Some((End::Deadlock, Some(stuck::report(look))));
        }
        self.seen = Some((Instant::now(), look));
        None
    }

    /// Moves bytes through the pipes; true if there were any.
    fn drain(&mut self) -> bool {
        let limit = usize::try_from(self.request.limits.output_bytes).unwrap_or(usize::MAX);
        let mut moved = false;
        for (pipe, bytes) in [
            (&mut self.started.stdout, &mut self.stdout),
            (&mut self.started.stderr, &mut self.stderr),
        ] {
            let mut chunk = [0; 64 * 1024];
            while let Ok(n) = pipe.read(&mut chunk) {
                if n == 0 {
                    break;
                }
                moved = true;
                let room = limit - bytes.len();
                bytes.extend_from_slice(&chunk[..n.min(room)]);
                if n > room {
                    self.flooded = true;
                    break;
                }
            }
        }
        if let Some(stdin) = &mut self.started.stdin {
            while self.n_written < self.input.len() {
                match stdin.write(&self.input[self.n_written..]) {
                    Ok(n) => {
                        self.n_written += n;
                        moved = true;
                    }
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => return moved,
                    // Nobody reads it any more.
                    Err(_) => break,
                }
            }
            self.started.stdin = None;
        }
        moved
    }

    /// Whether somebody outside of the tree wants us to stop, or the judge has gone.
    fn is_told_to_stop(&mut self) -> bool {
        // SAFETY: asking has no preconditions.
        if unsafe { libc::getppid() } != self.parent {
            return true;
        }
        let mut info = [0_u8; size_of::<libc::signalfd_siginfo>()];
        let mut told = false;
        while self.signals.read_exact(&mut info).is_ok() {
            // SAFETY: the bytes are such a structure, as the kernel wrote it; any alignment will do.
            let info = unsafe {
                info.as_ptr()
                    .cast::<libc::signalfd_siginfo>()
                    .read_unaligned()
            };
            let signal = info.ssi_signo.cast_signed();
            if !matches!(
                signal,
                libc::SIGTERM | libc::SIGINT | libc::SIGHUP | libc::SIGQUIT
            ) {
                continue;
            }
            let sender = info.ssi_pid.cast_signed();
            // From a process that has gone already and that nobody knows, it might be the program's.
            let ours = self.tracer.tree.number(sender).is_some()
                || sender != 0 && sender != self.parent && !is_outside(sender);
            told |= !ours;
        }
        told
    }

    /// Waits until there may be news.
    fn sleep(&mut self) {
        let poll = |file: &File, events| libc::pollfd {
            fd: file.as_raw_fd(),
            events,
            revents: 0,
        };
        let mut polled = vec![poll(&self.signals, libc::POLLIN)];
        polled.push(poll(&self.started.stdout, libc::POLLIN));
        polled.push(poll(&self.started.stderr, libc::POLLIN));
        if let Some(stdin) = &self.started.stdin {
            polled.push(poll(stdin, libc::POLLOUT));
        }
        wait(&mut polled, TICK);
        // An end that has been closed would be ready for ever: then only the signals are waited for.
        let closed = |polled: &libc::pollfd| {
            polled.revents & libc::POLLHUP != 0 && polled.revents & libc::POLLIN == 0
        };
        if polled[1..].iter().any(closed) && polled[0].revents == 0 {
            wait(&mut polled[..1], TICK);
        }
    }

    /// Kills and reaps all that is left of the tree; the number of those that would not go.
    fn end_everybody(&mut self) -> u32 {
        self.tracer.killing = true;
        let keeper = std::process::id().cast_signed();
        let began = Instant::now();
        let mut frozen = self.tracer.traced;
        loop {
            loop {
                match self.tracer.next() {
                    News::Some => {}
                    News::None => break,
                    News::Nobody => return 0,
                }
            }
            for thread in self.tracer.traced_threads() {
                // SAFETY: a traced thread's number is its own until we have reaped it.
                unsafe { libc::kill(thread, libc::SIGKILL) };
            }
            let family = proc::descendants(keeper);
            // Who is stopped starts nobody: so once all are, all have been seen. For a while only, as somebody who
            // sleeps deeply stops late.
            let moving = family
                .iter()
                .filter(|(_, stat)| !matches!(stat.state, 'T' | 't' | 'Z' | 'X'));
            let moving: Vec<_> = moving.collect();
            if !frozen && !moving.is_empty() && began.elapsed() < FREEZING {
                for (process, stat) in moving {
                    proc::kill(*process, stat, libc::SIGSTOP);
                }
                continue;
            }
            frozen = true;
            for (process, stat) in &family {
                proc::kill(*process, stat, libc::SIGKILL);
            }
            if began.elapsed() > KILLING {
                return u32::try_from(family.len()).unwrap_or(u32::MAX);
            }
            let mut discard = [0; 4096];
            while matches!(self.signals.read(&mut discard), Ok(1..)) {}
            if self.tracer.next() == News::None {
                let mut polled = [libc::pollfd {
                    fd: self.signals.as_raw_fd(),
                    events: libc::POLLIN,
                    revents: 0,
                }];
                wait(&mut polled, Duration::from_millis(2));
            }
        }
    }
}

fn wait(polled: &mut [libc::pollfd], longest: Duration) {
    let millis = i32::try_from(longest.as_millis()).unwrap_or(1);
    // SAFETY: the length is that of the live slice.
    unsafe {
        libc::poll(
            polled.as_mut_ptr(),
            libc::nfds_t::try_from(polled.len()).unwrap_or(0),
            millis,
        )
    };
}

/// Whether a process lives and is not of our tree.
fn is_outside(process: pid_t) -> bool {
    let keeper = std::process::id().cast_signed();
    proc::stat(process).is_some()
        && !proc::descendants(keeper)
            .iter()
            .any(|&(descendant, _)| descendant == process)
}

/// All signals come as data from now on, so that none of them ends us.
fn take_signals() -> io::Result<File> {
    // SAFETY: the set is initialised before it is used; the descriptor is new, and nobody else's.
    unsafe {
        let mut all = std::mem::zeroed();
        libc::sigfillset(&mut all);
        libc::sigprocmask(libc::SIG_SETMASK, &all, std::ptr::null_mut());
        let descriptor = libc::signalfd(-1, &all, libc::SFD_NONBLOCK | libc::SFD_CLOEXEC);
        if descriptor < 0 {
            return Err(io::Error::last_os_error());
        }
        Ok(File::from(OwnedFd::from_raw_fd(descriptor)))
    }
}
