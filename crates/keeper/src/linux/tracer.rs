//! What the system tells of the tree: stops of traced threads, and ends of processes. Turns them into events.

use std::collections::HashMap;
use std::io::Write;
use std::path::Path;
use std::time::Instant;

use libc::pid_t;

use super::observe::{self, Begun};
use super::tree::{Tree, how_it_ended, signal_name};
use super::{left, proc, ptrace};
use crate::{Ended, Event, LeftListener, LeftProcess, Limit, Record, What};

/// Arguments of a program that are told, and characters of each.
const ARGS: (usize, usize) = (16, 200);
/// The event of a stop that is none of the others: a new thread's first, or a group's.
const EVENT_STOP: i32 = 128;

/// A traced thread.
struct Task {
    process: u32,
    thread: u32,
    begun: Option<Begun>,
}

/// What is known of a run.
pub(super) struct Tracer {
    pub(super) tree: Tree,
    tasks: HashMap<pid_t, Task>,
    /// Threads whose first stop came before their creator's event, and when.
    early: HashMap<pid_t, Instant>,
    filtered: bool,
    pub(super) traced: bool,
    /// From now on everybody is killed who stops.
    pub(super) killing: bool,
    /// The program runs (its file was executed).
    pub(super) executed: bool,
    /// A limit that was passed.
    pub(super) limit: Option<Limit>,
    max_processes: u64,
    /// What was there just before the program ended.
    pub(super) left: Option<(Vec<LeftProcess>, Vec<LeftListener>)>,
    main_ends: bool,
    /// Whether something other than the tree acts on it: timers, work in the background.
    pub(super) system_acts: bool,
    started: Instant,
    /// When something was last heard.
    pub(super) heard: Instant,
    lines: Vec<u8>,
    pub(super) n_told: u64,
    pub(super) n_untold: u64,
    max_events: u64,
}

/// What a look at the system's news brought.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum News {
    /// Something.
    Some,
    /// Nothing at the moment.
    None,
    /// There is nobody left.
    Nobody,
}

impl Tracer {
    pub(super) fn new(
        program: pid_t,
        directory: &Path,
        (traced, filtered): (bool, bool),
        limits: &crate::Limits,
        started: Instant,
    ) -> Tracer {
        let mut tree = Tree::new(directory);
        tree.add(program, None, None);
        let mut tasks = HashMap::new();
        if traced {
            tasks.insert(
                program,
                Task {
                    process: 0,
                    thread: 0,
                    begun: None,
                },
            );
        }
        Tracer {
            tree,
            tasks,
            early: HashMap::new(),
            filtered,
            traced,
            killing: false,
            executed: false,
            limit: None,
            max_processes: limits.processes,
            left: None,
            main_ends: false,
            system_acts: false,
            started,
            heard: started,
            lines: Vec::new(),
            n_told: 0,
            n_untold: 0,
            max_events: limits.events,
        }
    }

    /// How the program ended.
    pub(super) fn program_ended(&self) -> Option<&Ended> {
        self.tree.processes[0].ended.as_ref()
    }

    /// Threads that are traced.
    pub(super) fn traced_threads(&self) -> impl Iterator<Item = pid_t> {
        self.tasks.keys().chain(self.early.keys()).copied()
    }

    /// Passes on the events so far.
    pub(super) fn flush(&mut self, out: &mut impl Write) {
        if !self.lines.is_empty() {
            // A judge that has gone away needs no answer.
            let _ = out.write_all(&self.lines).and_then(|()| out.flush());
            self.lines.clear();
        }
    }

    /// Deals with one piece of news.
    pub(super) fn next(&mut self) -> News {
        // Untraced, the program must not be reaped before what it left was seen.
        if !self.traced && !self.killing && self.program_ended().is_none() {
            // SAFETY: zeroes are a valid value, and the call writes to nothing else.
            let ended = unsafe {
                let mut info: libc::siginfo_t = std::mem::zeroed();
                let options = libc::WEXITED | libc::WNOHANG | libc::WNOWAIT;
                let program = self.tree.processes[0].real.cast_unsigned();
                libc::waitid(libc::P_PID, program, &mut info, options) == 0
                    && info.si_signo == libc::SIGCHLD
            };
            if ended {
                self.note_left();
            }
        }
        let mut status = 0;
        // SAFETY: the status is written to a live number.
        let thread = unsafe { libc::waitpid(-1, &mut status, libc::__WALL | libc::WNOHANG) };
        if thread == 0 {
            return News::None;
        }
        if thread < 0 {
            return News::Nobody;
        }
        self.heard = Instant::now();
        if libc::WIFSTOPPED(status) {
            self.stopped(thread, libc::WSTOPSIG(status), status >> 16);
        } else {
            self.ended(thread, status);
        }
        News::Some
    }

    /// Threads whose creator died before it could tell are taken in without.
    pub(super) fn take_in_early(&mut self) {
        let waiting: Vec<pid_t> = self
            .early
            .iter()
            .filter(|(_, since)| since.elapsed().as_millis() > 20)
            .map(|(&thread, _)| thread)
            .collect();
        for thread in waiting {
            self.early.remove(&thread);
            let creator = proc::stat(thread).and_then(|stat| self.tree.number(stat.parent));
            self.take_in(thread, creator, 0);
            self.go_on(thread, 0);
        }
    }

    fn note_left(&mut self) {
        if !self.traced {
            self.tree.look();
        }
        self.left = Some((
            left::processes(&self.tree, self.traced),
            left::listeners(&self.tree),
        ));
    }

    fn ended(&mut self, thread: pid_t, status: i32) {
        let task = self.tasks.remove(&thread);
        self.early.remove(&thread);
        let Some(number) = self.tree.number(thread) else {
            return;
        };
        if self.tree.process(number).ended.is_some() {
            return;
        }
        if number == 0 && self.left.is_none() {
            self.note_left();
        }
        let ended = how_it_ended(status);
        self.tree.process(number).ended = Some(ended.clone());
        if libc::WIFSIGNALED(status) {
            self.note_limit(libc::WTERMSIG(status));
        }
        // What the keeper does to them is nothing that happened.
        if task.is_some() && !self.killing {
            let what = match ended {
                Ended::Exited(code) => What::Exit { code },
                Ended::Killed(signal) => What::Killed { signal },
            };
            self.tell(number, 0, what);
        }
    }

    fn note_limit(&mut self, signal: i32) {
        match signal {
            libc::SIGXCPU => self.limit = Some(Limit::Cpu),
            libc::SIGXFSZ => self.limit = Some(Limit::FileSize),
            _ => {}
        }
    }

    fn stopped(&mut self, thread: pid_t, signal: i32, event: i32) {
        if self.killing {
            // SAFETY: a stopped thread of ours cannot be reaped by anybody else, so the number is its own.
            unsafe { libc::kill(thread, libc::SIGKILL) };
            ptrace::resume(thread, false, 0);
            return;
        }
        if !self.tasks.contains_key(&thread) {
            // Its creator's event comes in a moment; until then nobody knows who it is.
            self.early.insert(thread, Instant::now());
            return;
        }
        match event {
            libc::PTRACE_EVENT_SECCOMP => self.call_begins(thread),
            libc::PTRACE_EVENT_FORK | libc::PTRACE_EVENT_VFORK | libc::PTRACE_EVENT_CLONE => {
                self.created(thread)
            }
            libc::PTRACE_EVENT_EXEC => self.execs(thread),
            libc::PTRACE_EVENT_EXIT => {
                let Some(task) = self.tasks.get(&thread) else {
                    return;
                };
                if task.process == 0 {
                    self.main_ends |= task.thread == 0;
                    // The last of its threads decides.
                    if self.main_ends {
                        self.note_left();
                    }
                }
                self.go_on(thread, 0);
            }
            EVENT_STOP => {
                let of_group =
                    [libc::SIGSTOP, libc::SIGTSTP, libc::SIGTTIN, libc::SIGTTOU].contains(&signal);
                if of_group {
                    ptrace::listen(thread);
                } else {
                    self.go_on(thread, 0);
                }
            }
            _ if signal == libc::SIGTRAP | 0x80 => match ptrace::at(thread) {
                ptrace::At::Entry(..) => self.call_begins(thread),
                ptrace::At::Exit(result) => self.call_ends(thread, result),
                ptrace::At::Elsewhere => self.go_on(thread, 0),
            },
            _ => self.signalled(thread, signal),
        }
    }

    /// Lets a thread go on, with this signal, to where it is of interest again.
    fn go_on(&self, thread: pid_t, signal: i32) {
        let in_call = self
            .tasks
            .get(&thread)
            .is_some_and(|task| task.begun.is_some());
        ptrace::resume(thread, in_call || !self.filtered, signal);
    }

    fn call_begins(&mut self, thread: pid_t) {
        if let ptrace::At::Entry(call, args) = ptrace::at(thread) {
            // What is not told any more need not be looked at, unless it matters for who can act.
            let full = self.n_told >= self.max_events;
            let begun = observe::begin(&mut self.tree, thread, call, args, full);
            self.system_acts |= begun.brings_in_the_system();
            if full {
                self.n_untold += 1;
            } else if self.executed
                && let Some(task) = self.tasks.get_mut(&thread)
            {
                task.begun = Some(begun);
            }
        }
        self.go_on(thread, 0);
    }

    fn call_ends(&mut self, thread: pid_t, result: i64) {
        let task = self.tasks.get_mut(&thread);
        if let Some((begun, process, number)) =
            task.and_then(|task| Some((task.begun.take()?, task.process, task.thread)))
            && let Some(what) = observe::end(&mut self.tree, thread, begun, result)
        {
            self.tell(process, number, what);
        }
        self.go_on(thread, 0);
    }

    fn created(&mut self, thread: pid_t) {
        let new = ptrace::message(thread).and_then(|new| pid_t::try_from(new).ok());
        let creator = self
            .tasks
            .get(&thread)
            .map(|task| (task.process, task.thread));
        if let (Some(new), Some((process, number))) = (new, creator) {
            self.take_in(new, Some(process), number);
            if self.early.remove(&new).is_some() {
                self.go_on(new, 0);
            }
        }
        self.go_on(thread, 0);
    }

    /// Adds a new thread: of a process that is known, or of a new one.
    fn take_in(&mut self, new: pid_t, creator: Option<u32>, by_thread: u32) {
        let leader = proc::status(new, "Tgid:").and_then(|leader| leader.parse().ok());
        let known = leader
            .filter(|&leader: &pid_t| leader != new)
            .and_then(|leader| self.tree.number(leader));
        if let Some(process) = known {
            let thread = self.tree.process(process).n_threads;
            self.tree.process(process).n_threads += 1;
            self.tasks.insert(
                new,
                Task {
                    process,
                    thread,
                    begun: None,
                },
            );
            return;
        }
        let spawned_at = creator.is_some().then_some(self.n_told);
        let child = self
            .tree
            .add(new, creator, spawned_at.filter(|&at| at < self.max_events));
        self.tasks.insert(
            new,
            Task {
                process: child,
                thread: 0,
                begun: None,
            },
        );
        if let Some(creator) = creator {
            self.tell(creator, by_thread, What::Spawn { child });
        }
        if u64::try_from(self.tree.living().count()).unwrap_or(u64::MAX) > self.max_processes {
            self.limit = Some(Limit::Processes);
        }
    }

    fn execs(&mut self, thread: pid_t) {
        // A thread that executes a program takes the number of its process, and the others are gone.
        if let Some(former) =
            ptrace::message(thread).and_then(|former| pid_t::try_from(former).ok())
            && former != thread
        {
            self.tasks.remove(&former);
        }
        let Some(task) = self.tasks.get_mut(&thread) else {
            return;
        };
        task.begun = None;
        let process = task.process;
        self.executed = true;
        let line = std::fs::read(format!("/proc/{thread}/cmdline")).unwrap_or_default();
        let args = line
            .split(|&byte| byte == 0)
            .skip(1)
            .take(ARGS.0)
            .map(|arg| {
                String::from_utf8_lossy(arg)
                    .chars()
                    .take(ARGS.1)
                    .collect::<String>()
            });
        let mut args: Vec<String> = args.collect();
        // What follows the last zero byte is no argument.
        if line.last() == Some(&0) && args.last().is_some_and(String::is_empty) {
            args.pop();
        }
        let program = std::fs::read_link(format!("/proc/{thread}/exe")).unwrap_or_default();
        let program = self.tree.relative(&program.to_string_lossy());
        if let Some(stat) = proc::stat(thread) {
            self.tree.process(process).program = stat.name;
        }
        self.tell(process, 0, What::Exec { program, args });
        self.go_on(thread, 0);
    }

    fn signalled(&mut self, thread: pid_t, signal: i32) {
        self.note_limit(signal);
        let Some(task) = self.tasks.get(&thread) else {
            return;
        };
        let (process, number) = (task.process, task.thread);
        let from = ptrace::sender(thread).and_then(|sender| self.tree.number(sender));
        let action = observe::action(thread, signal);
        self.tell(
            process,
            number,
            What::Signal {
                from,
                signal: signal_name(signal),
                action,
            },
        );
        self.go_on(thread, signal);
    }

    fn tell(&mut self, pid: u32, thread: u32, what: What) {
        if self.n_told >= self.max_events {
            self.n_untold += 1;
            return;
        }
        self.n_told += 1;
        let t = u64::try_from(self.started.elapsed().as_micros()).unwrap_or(u64::MAX);
        let record = Record::Event(Event {
            t,
            pid,
            thread,
            what,
        });
        if serde_json::to_writer(&mut self.lines, &record).is_ok() {
            self.lines.push(b'\n');
        }
    }
}
