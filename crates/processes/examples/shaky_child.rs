//! A child that crashes twice, and its supervisor: `cargo run -p processes --example shaky_child`.
//!
//! It prints how long it would wait, and waits only a hundredth of that.

use std::process::Command;
use std::time::{Duration, Instant};
use std::{env, process, thread};

use processes::supervision::{Advice, Restarts, advice, delays};

fn main() {
    let mut arguments = env::args().skip(1);
    if let (Some("child"), Some(attempt)) = (arguments.next().as_deref(), arguments.next()) {
        // As if what it needs were not there yet.
        process::exit(if attempt == "2" { 0 } else { 7 });
    }
    let mut restarts = Restarts::new(5, Duration::from_secs(60));
    let delays = delays(Duration::from_secs(1), Duration::from_secs(30));
    for (attempt, delay) in delays.enumerate() {
        let ending = env::current_exe().and_then(|program| {
            Command::new(program)
                .args(["child", &attempt.to_string()])
                .status()
        });
        let said = match &ending {
            Ok(status) => status.to_string(),
            Err(error) => format!("not started: {error}"),
        };
        println!("attempt {attempt}: {said}");
        match advice(&ending) {
            Advice::Done => return println!("done"),
            Advice::Hopeless => return println!("no use in trying again"),
            Advice::TryAgain if restarts.allow(Instant::now()) => {
                println!("again in {delay:?}");
                thread::sleep(delay / 100);
            }
            // The last ending belongs into this message: it is what everybody will ask for.
            Advice::TryAgain => return println!("given up, after {said}"),
        }
    }
}
