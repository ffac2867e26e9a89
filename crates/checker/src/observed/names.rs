//! Names for processes and for what connects them, as a learner would give them: `upper`, `stdin of upper`.

use std::collections::HashMap;
use std::path::Path;

use keeper::{Event, What};

/// What each process and each pipe of a run is called.
pub(super) struct Names {
    /// By the number of the process.
    processes: Vec<String>,
    /// Those that run the learner's program.
    own: Vec<bool>,
    pipes: HashMap<String, Pipe>,
}

/// For whom a pipe is one of the three standard streams.
#[derive(Default)]
struct Pipe {
    stdin_of: Option<u32>,
    /// And whether it is the stream for errors.
    output_of: Option<(u32, bool)>,
}

impl Names {
    pub(super) fn of(events: &[Event]) -> Names {
        let mut own = "";
        let mut given: Vec<String> = vec!["program".to_owned()];
        let mut runs_own: Vec<bool> = vec![true];
        let mut pipes: HashMap<String, Pipe> = HashMap::new();
        for event in events {
            match &event.what {
                What::Spawn { child } => {
                    let n = (*child as usize + 1).max(given.len());
                    given.resize(n, "child".to_owned());
                    // Until it becomes another program.
                    runs_own.resize(n, true);
                }
                What::Exec { program, .. } if event.pid == 0 && own.is_empty() => own = program,
                What::Exec { program, args } if program == own => {
                    let role = args
                        .first()
                        .and_then(|arg| arg.strip_prefix(witness::ROLE_ARGUMENT));
                    if let (Some(role), Some(name)) = (role, given.get_mut(event.pid as usize)) {
                        role.clone_into(name);
                    }
                }
                What::Exec { program, args } => {
                    if let Some(name) = given.get_mut(event.pid as usize) {
                        *name = name_of(program, args);
                        runs_own[event.pid as usize] = false;
                    }
                }
                What::Dup { to, object, .. } if object.starts_with("pipe:") => {
                    let pipe = pipes.entry(object.clone()).or_default();
                    match to {
                        0 => pipe.stdin_of = Some(event.pid),
                        1 | 2 => pipe.output_of = Some((event.pid, *to == 2)),
                        _ => {}
                    }
                }
                _ => {}
            }
        }
        let processes = (0..given.len()).map(|n| numbered(&given, n)).collect();
        Names {
            processes,
            own: runs_own,
            pipes,
        }
    }

    /// Whether a process runs the learner's program.
    pub(super) fn is_own(&self, pid: u32) -> bool {
        self.own.get(pid as usize).is_some_and(|own| *own)
    }

    /// All processes, in the order of their numbers.
    pub(super) fn processes(&self) -> &[String] {
        &self.processes
    }

    /// A process, in a sentence.
    pub(super) fn process(&self, pid: u32) -> String {
        match self.processes.get(pid as usize) {
            _ if pid == 0 => "the program".to_owned(),
            Some(name) => format!("`{name}`"),
            None => "a process".to_owned(),
        }
    }

    /// What a process calls it.
    pub(super) fn object(&self, object: &str, pid: u32) -> String {
        let name = |of: u32| {
            self.processes
                .get(of as usize)
                .map_or("a process", String::as_str)
        };
        let stream = |is_error: bool| if is_error { "stderr" } else { "stdout" };
        if let Some(pipe) = self.pipes.get(object) {
            return match (pipe.output_of, pipe.stdin_of) {
                (Some((from, is_error)), _) if from == pid => stream(is_error).to_owned(),
                (_, Some(to)) if to == pid => "stdin".to_owned(),
                (Some((from, _)), Some(to)) => format!("pipe from {} to {}", name(from), name(to)),
                (Some((from, is_error)), None) => {
                    format!("{} of {}", stream(is_error), name(from))
                }
                (None, Some(to)) => format!("stdin of {}", name(to)),
                (None, None) => plain(object),
            };
        }
        plain(object)
    }

    /// Whose standard input this pipe is.
    pub(super) fn stdin_of(&self, object: &str) -> Option<u32> {
        self.pipes.get(object)?.stdin_of
    }

    /// Whose standard output, or standard error, this pipe is.
    pub(super) fn output_of(&self, object: &str) -> Option<u32> {
        Some(self.pipes.get(object)?.output_of?.0)
    }
}

/// `pipe:[2]` as `pipe 3`: people count from one.
fn plain(object: &str) -> String {
    let numbered = object
        .split_once(":[")
        .and_then(|(kind, rest)| Some((kind, rest.strip_suffix(']')?.parse::<u32>().ok()?)));
    match numbered {
        Some((kind, number)) => format!("{kind} {}", number + 1),
        None => object.to_owned(),
    }
}

/// The prop is called after the part that it plays.
fn name_of(program: &str, args: &[String]) -> String {
    let file = Path::new(program)
        .file_stem()
        .map_or(program.into(), |name| name.to_string_lossy());
    match args.first() {
        Some(part) if file == "interleave-prop" => part.clone(),
        _ => file.into_owned(),
    }
}

/// With a number, where several have the same name.
fn numbered(given: &[String], n: usize) -> String {
    let name = &given[n];
    if given.iter().filter(|other| *other == name).count() == 1 {
        return name.clone();
    }
    let before = given[..n].iter().filter(|other| *other == name).count();
    format!("{name} {}", before + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(pid: u32, what: What) -> Event {
        Event {
            t: 0,
            pid,
            thread: 0,
            what,
        }
    }

    fn exec(pid: u32, program: &str, args: &[&str]) -> Event {
        let args = args.iter().map(|&arg| arg.to_owned()).collect();
        let program = program.to_owned();
        event(pid, What::Exec { program, args })
    }

    fn dup(pid: u32, to: i32, object: &str) -> Event {
        let object = object.to_owned();
        event(
            pid,
            What::Dup {
                from: 9,
                to,
                object,
            },
        )
    }

    #[test]
    fn processes_are_called_after_their_programs() {
        let events = [
            exec(0, "/w/submission", &[]),
            event(0, What::Spawn { child: 1 }),
            exec(1, "/t/interleave-prop", &["upper"]),
            event(0, What::Spawn { child: 2 }),
            exec(2, "/t/interleave-prop", &["upper"]),
            event(0, What::Spawn { child: 3 }),
            exec(3, "/w/submission", &["work"]),
            event(3, What::Spawn { child: 4 }),
            exec(4, "/bin/sort", &["-r"]),
            event(0, What::Spawn { child: 5 }),
            exec(5, "/w/submission", &["role:adder", "3"]),
        ];
        let names = Names::of(&events);
        assert_eq!(
            names.processes(),
            ["program", "upper 1", "upper 2", "child", "sort", "adder"]
        );
        assert_eq!(names.process(0), "the program");
        assert_eq!(names.process(2), "`upper 2`");
    }

    #[test]
    fn pipes_are_called_after_those_whom_they_connect() {
        let events = [
            exec(0, "/w/submission", &[]),
            event(0, What::Spawn { child: 1 }),
            exec(1, "/bin/a", &[]),
            event(0, What::Spawn { child: 2 }),
            exec(2, "/bin/b", &[]),
            dup(1, 0, "pipe:[0]"),
            dup(1, 1, "pipe:[1]"),
            dup(2, 0, "pipe:[1]"),
            dup(2, 2, "pipe:[2]"),
        ];
        let names = Names::of(&events);
        assert_eq!(names.object("pipe:[0]", 0), "stdin of a");
        assert_eq!(names.object("pipe:[0]", 1), "stdin");
        assert_eq!(names.object("pipe:[1]", 0), "pipe from a to b");
        assert_eq!(names.object("pipe:[1]", 1), "stdout");
        assert_eq!(names.object("pipe:[2]", 0), "stderr of b");
        assert_eq!(names.object("pipe:[3]", 0), "pipe 4");
        assert_eq!(names.object("notes.txt", 0), "notes.txt");
    }
}
