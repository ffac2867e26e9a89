// expect: inefficient one-at-a-time
// Belief: a channel for each station is the same as one for all.

use std::sync::mpsc::{self, Sender};
use std::thread;
use std::time::Duration;

/// One vote, and where it was given.
#[derive(Debug)]
pub struct Vote {
    /// The number of the station, counted from 0.
    pub station: usize,
    /// Who got the vote.
    pub name: &'static str,
}

/// What a station does: reads one vote after the other, which takes a while, and sends a message for each. Leave it as
/// it is.
pub fn report(station: usize, names: Vec<&'static str>, votes: Sender<Vote>) {
    for name in names {
        thread::sleep(Duration::from_millis(100));
        votes.send(Vote { station, name }).unwrap();
    }
}

/// Lets all stations report at the same time. Returns the votes by station.
pub fn count(stations: Vec<Vec<&'static str>>) -> Vec<Vec<&'static str>> {
    let mut counted = vec![Vec::new(); stations.len()];
    let mut handles = Vec::new();
    for (station, names) in stations.into_iter().enumerate() {
        let (votes, receiver) = mpsc::channel();
        handles.push(thread::spawn(move || report(station, names, votes)));
        for vote in receiver {
            counted[station].push(vote.name);
        }
    }
    for handle in handles {
        handle.join().unwrap();
    }
    counted
}

fn main() {
    let counted = count(vec![vec!["ann", "bob"], vec!["bob"], vec!["bob", "ann"]]);
    for (station, names) in counted.iter().enumerate() {
        println!("station {station}: {names:?}");
    }
}
