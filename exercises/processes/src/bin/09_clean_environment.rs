//! # 9. Clean environment
//!
//! A build server runs programs that strangers have written. It knows a password, and it keeps it in its environment.
//! One day a stranger's program prints all that it can find there.
//!
//! A child gets more from its parent than its arguments: all of the parent's variables, the parent's directory, and its
//! open streams, unless somebody says otherwise.
//!
//! Your task: write `run_in`. Nothing comes to the child by accident.
//! - Variables: it gets those in `variables`, and no others.
//! - Directory: it works in `directory`. The caller stays where it is, all the time.
//! - Paths: `program` and `directory` may be relative. Both are meant as seen from the caller's directory. `program` is
//!   always a path; it is not to be searched for.
//! - Standard input: there is nothing in it. What the caller has there is not the child's to read.
//! - Standard output comes back as the result. Standard error may go where the caller's goes.
//!
//! ```text
//! caller                                      child
//! PASSWORD=…   ──╳                            (not there)
//! variables    ─────────────────────────────▶ LANGUAGE=en
//! directory    ─────────────────────────────▶ works there
//! its input    ──╳                            (empty)
//! result       ◀───────────────────────────── what it printed
//! ```

use std::env;
use std::io;
use std::path::Path;
use std::process::Command;

/// Runs `program` with `arguments` in `directory`, with `variables` and no others. What it printed on standard output.
///
/// # Errors
/// When it cannot be started, or does not exit with code 0.
pub fn run_in(
    program: &Path,
    arguments: &[&str],
    variables: &[(&str, &str)],
    directory: &Path,
) -> io::Result<String> {
    todo!("give the child what it is to have, and nothing else")
}

fn main() {
    // The child's part: it shows what it was given.
    if env::args().nth(1).as_deref() == Some("show") {
        println!("arguments: {:?}", env::args().skip(2).collect::<Vec<_>>());
        println!("directory: {:?}", env::current_dir());
        println!("variables: {:?}", env::vars_os().collect::<Vec<_>>());
        return;
    }
    let own_program = env::current_exe().unwrap();
    let shown = run_in(
        &own_program,
        &["show", "and tell"],
        &[("LANGUAGE", "en")],
        &env::temp_dir(),
    );
    match shown {
        Ok(text) => print!("{text}"),
        Err(error) => println!("failed: {error}"),
    }
}
