// expect: wrong-answer ignored-exit-status
// Belief: a child that was started has done its work.

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
    let output = Command::new(std::path::absolute(program)?)
        .args(arguments)
        .env_clear()
        .envs(variables.iter().copied())
        .current_dir(directory)
        .output()?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
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
