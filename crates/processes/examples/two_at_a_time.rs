//! Four children, at most two at a time, results in the order of the jobs: `cargo run -p processes --example
//! two_at_a_time`.

use std::env;
use std::process::{Command, ExitCode};

use processes::pools::in_rounds;

fn main() -> ExitCode {
    // The role first: as a child, this program does one job.
    let mut arguments = env::args().skip(1);
    if let (Some("job"), Some(number)) = (arguments.next().as_deref(), arguments.next()) {
        return job(&number);
    }
    let jobs = ["5", "0", "-3", "8"];
    let commands = jobs.map(|number| {
        let mut command = Command::new(env::current_exe().expect("we run, so we are somewhere"));
        command.args(["job", number]);
        command
    });
    for (number, result) in jobs.iter().zip(in_rounds(commands.into(), 2)) {
        match result {
            Ok(output) if output.status.success() => {
                print!("{number}: {}", String::from_utf8_lossy(&output.stdout));
            }
            Ok(output) => print!("{number}: {}", String::from_utf8_lossy(&output.stderr)),
            Err(error) => println!("{number}: not started: {error}"),
        }
    }
    ExitCode::SUCCESS
}

/// What a child does: a thousand divided by a number.
fn job(number: &str) -> ExitCode {
    match number.parse() {
        Ok(0) | Err(_) => {
            eprintln!("can't divide by {number}");
            ExitCode::FAILURE
        }
        Ok(number) => {
            let quotient = 1000 / number;
            println!("{quotient}");
            ExitCode::SUCCESS
        }
    }
}
