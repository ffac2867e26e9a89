//! Who is who: processes numbered by creation, and names for what descriptors are.

use std::collections::HashMap;
use std::fs::File;
use std::os::fd::AsRawFd;
use std::path::{Path, PathBuf};

use libc::pid_t;

use super::proc;
use crate::Ended;

/// A process of the tree, ended ones included.
pub(super) struct Process {
    /// The system's number.
    pub(super) real: pid_t,
    pub(super) parent: Option<u32>,
    pub(super) spawned_at: Option<u64>,
    pub(super) program: String,
    pub(super) n_threads: u32,
    pub(super) ended: Option<Ended>,
}

/// The processes of a run, and the objects that they were seen with.
pub(super) struct Tree {
    pub(super) processes: Vec<Process>,
    /// Numbers of the living, and of the dead whose number has not been given to somebody else.
    numbers: HashMap<pid_t, u32>,
    directory: PathBuf,
    /// The system's names for the pipes that the judge holds.
    judge: Vec<(String, &'static str)>,
    pipes: HashMap<String, usize>,
    sockets: HashMap<String, usize>,
}

impl Tree {
    /// The tree of a program that has just been started.
    pub(super) fn new(directory: &Path) -> Tree {
        Tree {
            processes: Vec::new(),
            numbers: HashMap::new(),
            directory: directory.to_owned(),
            judge: Vec::new(),
            pipes: HashMap::new(),
            sockets: HashMap::new(),
        }
    }

    /// Names one of the judge's pipes.
    pub(super) fn name_judge(&mut self, file: &File, name: &'static str) {
        if let Some(link) = proc::link(std::process::id().cast_signed(), file.as_raw_fd()) {
            self.judge.push((link, name));
        }
    }

    /// Adds a process.
    pub(super) fn add(&mut self, real: pid_t, parent: Option<u32>, spawned_at: Option<u64>) -> u32 {
        let number = u32::try_from(self.processes.len()).unwrap_or(u32::MAX);
        let name = proc::stat(real).map(|stat| stat.name);
        self.processes.push(Process {
            real,
            parent,
            spawned_at,
            program: name.unwrap_or_default(),
            n_threads: 1,
            ended: None,
        });
        self.numbers.insert(real, number);
        number
    }

    /// The number of a process.
    pub(super) fn number(&self, real: pid_t) -> Option<u32> {
        self.numbers.get(&real).copied()
    }

    /// A process by its number.
    pub(super) fn process(&mut self, number: u32) -> &mut Process {
        &mut self.processes[number as usize]
    }

    /// Processes that have not ended, with their numbers.
    pub(super) fn living(&self) -> impl Iterator<Item = (u32, &Process)> {
        (0..)
            .zip(&self.processes)
            .filter(|(_, process)| process.ended.is_none())
    }

    /// Adds what `/proc` shows of the tree and nobody has told yet (all of it, where nothing is traced), and notices
    /// who has vanished.
    pub(super) fn look(&mut self) {
        let found = proc::descendants(std::process::id().cast_signed());
        for (real, stat) in &found {
            let known = self
                .number(*real)
                .is_some_and(|number| self.process(number).ended.is_none());
            if !known && stat.state != 'Z' {
                let parent = self.number(stat.parent);
                self.add(*real, parent, None);
            } else if let Some(number) = self.number(*real) {
                self.process(number).program.clone_from(&stat.name);
            }
        }
        for number in 1..self.processes.len() {
            let process = &mut self.processes[number];
            if process.ended.is_none() && !found.iter().any(|&(real, _)| real == process.real) {
                // How it ended only its parent knows.
                process.ended = Some(Ended::Exited(0));
            }
        }
    }

    /// The name of what a descriptor of a process is.
    pub(super) fn object(&mut self, process: pid_t, descriptor: i32) -> Option<String> {
        Some(self.name(&proc::link(process, descriptor)?))
    }

    /// Our name for the system's.
    pub(super) fn name(&mut self, link: &str) -> String {
        if let Some((_, name)) = self.judge.iter().find(|(judge, _)| judge == link) {
            return (*name).to_owned();
        }
        let dense = |map: &mut HashMap<String, usize>| {
            let next = map.len();
            *map.entry(link.to_owned()).or_insert(next)
        };
        if link.starts_with("pipe:[") {
            return format!("pipe:[{}]", dense(&mut self.pipes));
        }
        if link.starts_with("socket:[") {
            return format!("socket:[{}]", dense(&mut self.sockets));
        }
        self.relative(link)
    }

    /// A path, relative to the scratch directory if it is in there.
    pub(super) fn relative(&self, path: &str) -> String {
        match Path::new(path).strip_prefix(&self.directory) {
            Ok(inside) if inside.as_os_str().is_empty() => ".".to_owned(),
            Ok(inside) => inside.to_string_lossy().into_owned(),
            Err(_) => path.to_owned(),
        }
    }

    /// Whether a path, as [`Tree::relative`] gives it, is in the scratch directory.
    pub(super) fn is_inside(object: &str) -> bool {
        !object.starts_with('/') && !object.contains(':')
    }
}

/// The name of a signal.
pub(super) fn signal_name(signal: i32) -> String {
    let name = match signal {
        libc::SIGHUP => "SIGHUP",
        libc::SIGINT => "SIGINT",
        libc::SIGQUIT => "SIGQUIT",
        libc::SIGILL => "SIGILL",
        libc::SIGTRAP => "SIGTRAP",
        libc::SIGABRT => "SIGABRT",
        libc::SIGBUS => "SIGBUS",
        libc::SIGFPE => "SIGFPE",
        libc::SIGKILL => "SIGKILL",
        libc::SIGUSR1 => "SIGUSR1",
        libc::SIGSEGV => "SIGSEGV",
        libc::SIGUSR2 => "SIGUSR2",
        libc::SIGPIPE => "SIGPIPE",
        libc::SIGALRM => "SIGALRM",
        libc::SIGTERM => "SIGTERM",
        libc::SIGCHLD => "SIGCHLD",
        libc::SIGCONT => "SIGCONT",
        libc::SIGSTOP => "SIGSTOP",
        libc::SIGTSTP => "SIGTSTP",
        libc::SIGTTIN => "SIGTTIN",
        libc::SIGTTOU => "SIGTTOU",
        libc::SIGURG => "SIGURG",
        libc::SIGXCPU => "SIGXCPU",
        libc::SIGXFSZ => "SIGXFSZ",
        libc::SIGWINCH => "SIGWINCH",
        libc::SIGSYS => "SIGSYS",
        other => return format!("signal {other}"),
    };
    name.to_owned()
}

/// A wait status as data.
pub(super) fn how_it_ended(status: i32) -> Ended {
    if libc::WIFSIGNALED(status) {
        Ended::Killed(signal_name(libc::WTERMSIG(status)))
    } else {
        Ended::Exited(libc::WEXITSTATUS(status))
    }
}
