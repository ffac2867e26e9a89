//! # 2. Many producers: a solution
//!
//! Every thread owns a clone of the sender, and the original is dropped: so the channel ends when the last station has
//! reported. The order of messages from different stations is up to the schedule, but each message says where it
//! comes from.

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
    let (sender, receiver) = mpsc::channel();
    let mut handles = Vec::new();
    for (station, names) in stations.into_iter().enumerate() {
        let votes = sender.clone();
        handles.push(thread::spawn(move || report(station, names, votes)));
    }
    drop(sender);
    for vote in receiver {
        counted[vote.station].push(vote.name);
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
