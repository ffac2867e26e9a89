//! # 2. Many producers
//!
//! A channel has one receiver, but as many senders as you like: a sender can be cloned. `mpsc` stands for "multiple
//! producers, single consumer". The channel ends when the last of all senders is gone.
//!
//! It is election night. Each station reports its votes, one after the other.
//!
//! Your task: in `count`, let each station report from a thread of its own, all at the same time, through one channel.
//! Receive the votes until the channel has ended, and put them together by station: first the votes of station 0, then
//! those of station 1, and so on, each in the order in which they were sent. Join all threads.
//!
//! ```text
//! station 0 ── ann ── bob ──┐
//! station 1 ── bob ─────────┼──▶ ann(0) bob(1) bob(2) bob(0) ann(2) ──▶ [[ann, bob], [bob], [bob, ann]]
//! station 2 ── bob ── ann ──┘        in any order of stations
//! ```

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
    todo!("start a thread for each station, then receive from all of them")
}

fn main() {
    let counted = count(vec![vec!["ann", "bob"], vec!["bob"], vec!["bob", "ann"]]);
    for (station, names) in counted.iter().enumerate() {
        println!("station {station}: {names:?}");
    }
}
