//! A traveller writes, somebody at home reads: `cargo run -p channels --example postcards`.
//!
//! Then a look into a channel at three moments: there are two kinds of nothing. And a card that comes back.

use std::sync::mpsc;

use channels::ends::{look, send_or_keep};
use channels::send_and_receive::travel;

fn main() {
    for postcard in travel(vec!["Rome", "Oslo", "Bonn"]) {
        println!("on the mat: {postcard}");
    }
    println!("no more will come: the traveller is home");

    let (sender, letterbox) = mpsc::channel();
    println!("before anything was sent: {:?}", look(&letterbox));
    sender.send("greetings from Lima").unwrap();
    println!("after a card was sent:    {:?}", look(&letterbox));
    drop(sender);
    println!("after the sender is gone: {:?}", look(&letterbox));

    let (sender, letterbox) = mpsc::channel();
    drop(letterbox);
    let card = send_or_keep(&sender, "greetings from Bonn");
    println!("nobody at home, and the card comes back: {card:?}");
}
