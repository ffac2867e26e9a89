//! Tests with real processes: this binary starts itself again as the other one.
//!
//! Nothing here depends on time. Who must come first is told through pipes.

mod files;
mod sharing;

use std::env;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitCode, ExitStatus, Stdio};

use libtest_mimic::{Arguments, Trial};
use mapped::Layout;

/// What all tests share, if they don't say otherwise.
const LAYOUT: Layout = Layout {
    name: *b"it-tests",
    version: 3,
    n_words: 4,
};

/// In the environment of a child: which part it plays.
const ROLE: &str = "MAPPED_TEST_ROLE";

fn main() -> ExitCode {
    if let Ok(role) = env::var(ROLE) {
        let path = env::args_os().nth(1).expect("a path");
        sharing::play(&role, Path::new(&path));
        return ExitCode::SUCCESS;
    }
    let arguments = Arguments::from_args();
    let trials = [sharing::TESTS, files::TESTS].concat();
    let trials = trials.into_iter().map(|(name, test)| {
        Trial::test(name, move || {
            test();
            Ok(())
        })
    });
    libtest_mimic::run(&arguments, trials.collect()).exit_code()
}

/// Another process, and the pipes to it. It is waited for in any case.
struct Other {
    child: Child,
    stdin: Option<ChildStdin>,
    stdout: BufReader<ChildStdout>,
}

impl Other {
    /// Starts this program again.
    fn start(role: &str, path: &Path) -> Other {
        let mut child = Command::new(env::current_exe().unwrap())
            .env(ROLE, role)
            .arg(path)
            // Should it be killed with a memory dump, then that is removed with the rest.
            .current_dir(path.parent().unwrap())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        Other {
            stdin: child.stdin.take(),
            stdout: BufReader::new(child.stdout.take().unwrap()),
            child,
        }
    }

    /// The next line that it prints; empty if it has ended.
    fn line(&mut self) -> String {
        let mut line = String::new();
        self.stdout.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }

    /// Lets it go on: it waits for the end of its input.
    fn go(&mut self) {
        self.stdin = None;
    }

    fn wait(&mut self) -> ExitStatus {
        self.go();
        self.child.wait().unwrap()
    }
}

impl Drop for Other {
    fn drop(&mut self) {
        // Only where a test has failed does it still run. Both are harmless if it doesn't.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
