//! A worker that is this program itself: `cargo run -p processes --example backwards`.

use std::{io, process};

use processes::start_methods::Job;
use processes::workers::{Worker, asked_to_work, serve};

fn main() -> io::Result<()> {
    // Before anything else: a worker that forgets its role would start another worker.
    if asked_to_work() {
        return serve(io::stdin().lock(), io::stdout());
    }
    let mut worker = Worker::start()?;
    println!("process {} asks process {}", process::id(), worker.id());
    for word in ["stressed", "drawer", "live"] {
        let job = Job::Reverse {
            word: word.to_owned(),
        };
        println!("{word} backwards is {}", worker.do_job(&job)?);
    }
    let job = Job::Repeat {
        word: "ho ".to_owned(),
        times: 3,
    };
    println!("three times ho: {}", worker.do_job(&job)?);

    worker.kill()?;
    match worker.do_job(&job) {
        Ok(result) => println!("a result from the dead: {result}"),
        Err(error) => println!("the worker was killed: {error}"),
    }
    Ok(())
}
