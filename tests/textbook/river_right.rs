// expect: pass
//! Crossing a river: the boat leaves with two aboard, and a channel of tickets says who may board.

use std::sync::mpsc::{channel, sync_channel};
use std::thread;

fn main() {
    let (board, pier) = sync_channel(0);
    let (report, across) = channel();
    for name in ["ada", "bob"] {
        let board = board.clone();
        let report = report.clone();
        thread::spawn(move || {
            let (landed, wait) = channel();
            board.send((name, landed)).unwrap();
            let with: Vec<&str> = wait.recv().unwrap();
            report.send((name, with.len())).unwrap();
        });
    }
    drop((board, report));
    let boat = [pier.recv().unwrap(), pier.recv().unwrap()];
    let mut aboard: Vec<_> = boat.iter().map(|(name, _)| *name).collect();
    aboard.sort();
    for (_, landed) in &boat {
        landed.send(aboard.clone()).unwrap();
    }
    let mut crossed: Vec<_> = across.iter().collect();
    crossed.sort();
    assert_eq!(crossed, [("ada", 2), ("bob", 2)]);
}
