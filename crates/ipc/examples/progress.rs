//! Two worker processes on one board of shared memory: `cargo run -p ipc --example progress`.

use std::error::Error;
use std::path::Path;
use std::process::Command;
use std::time::Duration;
use std::{env, thread};

use ipc::shared_memory::ProgressBoard;

const N_WORKERS: usize = 2;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if let [role, worker, path] = &arguments[..]
        && role == "worker"
    {
        return work(worker.parse()?, path.as_ref());
    }
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("board");
    // Before the workers are started: so they find it.
    let board = ProgressBoard::create(&path, N_WORKERS)?;
    let mut workers = Vec::new();
    for worker in 0..N_WORKERS {
        let mut command = Command::new(env::current_exe()?);
        command.args(["worker", &worker.to_string()]).arg(&path);
        workers.push(command.spawn()?);
    }
    for _ in 0..5 {
        thread::sleep(Duration::from_millis(50));
        // No message was sent, no system call made: a look into memory.
        println!("{:?}", board.progress().collect::<Vec<_>>());
    }
    board.ask_to_stop();
    for mut worker in workers {
        worker.wait()?;
    }
    println!("in the end: {:?}", board.progress().collect::<Vec<_>>());
    Ok(())
}

/// One step each few milliseconds. Ends by itself after a while, should nobody ask it to.
fn work(worker: usize, path: &Path) -> Result<(), Box<dyn Error>> {
    let board = ProgressBoard::open(path, N_WORKERS)?;
    for step in 1..=1000 {
        if board.asked_to_stop() {
            break;
        }
        thread::sleep(Duration::from_millis(5 + 5 * worker as u64));
        board.report(worker, step);
    }
    Ok(())
}
