//! The other process: how it is started, and what it does.

use std::env;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{self, Child, ChildStdout, Command, ExitStatus, Stdio};
use std::thread;

use ipc::crash_safety::Diary;
use ipc::file_locks::OnlyOne;
use ipc::lines::read_line_within;
use ipc::shared_memory::ProgressBoard;

/// In the environment of a child: which part it plays.
pub(crate) const ROLE: &str = "IPC_TEST_ROLE";

/// This program, in another role.
pub(crate) fn command(role: &str, path: &Path) -> Command {
    let mut command = Command::new(env::current_exe().unwrap());
    command.env(ROLE, role).arg(path);
    command
}

/// Another process. It is waited for in any case.
pub(crate) struct Other {
    child: Child,
    stdout: BufReader<ChildStdout>,
}

impl Other {
    pub(crate) fn start(role: &str, path: &Path) -> Other {
        let mut child = command(role, path)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        Other { child, stdout }
    }

    /// The next line that it prints.
    pub(crate) fn line(&mut self) -> String {
        let line = read_line_within(&mut self.stdout, 100).unwrap();
        line.expect("it says something before it ends")
    }

    /// Ends its input, and waits for its end.
    pub(crate) fn finish(&mut self) -> ExitStatus {
        self.child.wait().unwrap()
    }

    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        assert!(!self.child.wait().unwrap().success());
    }

    #[cfg(unix)]
    pub(crate) fn id(&self) -> rustix::process::Pid {
        rustix::process::Pid::from_child(&self.child)
    }
}

impl Drop for Other {
    fn drop(&mut self) {
        // Only where a test has failed does it still run. Both are harmless if it doesn't.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What the other process does.
pub(crate) fn play(role: &str) {
    let path = PathBuf::from(env::args_os().nth(1).expect("a path"));
    match role {
        "answer" => answer(),
        "own" => {
            let _only_one = OnlyOne::wait(&path).unwrap();
            println!("locked");
            wait_for_end_of_input();
        }
        "work 0" => work(&path, 0),
        "work 1" => work(&path, 1),
        "write" => {
            let mut diary = Diary::open(&path).unwrap();
            for n in 1.. {
                diary.add(&format!("entry {n}")).unwrap();
                // Nobody reads any more? Then the parent is gone, and so are we.
                if writeln!(io::stdout(), "written {n}").is_err() {
                    return;
                }
            }
        }
        #[cfg(unix)]
        "until SIGTERM" => {
            use signal_hook::consts::{SIGINT, SIGTERM};

            end_with_parent();
            let signal = ipc::signals::wait_for_one_of(&[SIGINT, SIGTERM], || println!("ready"));
            assert_eq!(signal.unwrap(), SIGTERM);
            println!("put in order");
        }
        _ => panic!("no such role: {role}"),
    }
}

fn answer() {
    for line in io::stdin().lock().lines() {
        let line = line.unwrap();
        if line == "leave" {
            // Half an answer: no end of line.
            print!("you s");
            return;
        }
        println!("you said: {line}");
    }
}

fn work(path: &Path, worker: usize) {
    end_with_parent();
    let board = ProgressBoard::open(path, 2).unwrap();
    let done = 10 * (worker as u64 + 1);
    board.report(worker, done);
    println!("begun");
    while !board.asked_to_stop() {
        thread::yield_now();
    }
    board.report(worker, done + 1);
    println!("stopped");
}

/// For a child that does not read its input: should the parent be killed, the child must not go on for ever.
fn end_with_parent() {
    thread::spawn(|| {
        wait_for_end_of_input();
        process::exit(0);
    });
}

fn wait_for_end_of_input() {
    io::copy(&mut io::stdin(), &mut io::sink()).unwrap();
}
