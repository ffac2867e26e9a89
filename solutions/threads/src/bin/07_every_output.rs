//! # 7. Every output: a solution
//!
//! `x` comes before `y`: one thread does one thing after the other. `m` comes after `y`: `join` waits. Nothing connects
//! `b` with the other three letters, so it can stand in any of the four places.

use std::thread;

/// Three threads, four letters.
pub fn program() {
    let x = thread::spawn(|| {
        print!("x");
        print!("y");
    });
    let b = thread::spawn(|| print!("b"));
    x.join().unwrap();
    print!("m");
    b.join().unwrap();
}

/// Every output that `program` can print, each once, in any order.
pub fn prediction() -> Vec<&'static str> {
    vec!["bxym", "xbym", "xybm", "xymb"]
}

fn main() {
    program();
    println!("   <- this is what it printed this time");
    println!("{:?}   <- this is what you say it can print", prediction());
}
