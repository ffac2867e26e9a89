// expect: wrong-answer impossible-outcome
// Belief: everything can happen: `join` orders nothing.

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
    vec!["bxym", "xbym", "xybm", "xymb", "xmyb"]
}

fn main() {
    program();
    println!("   <- this is what it printed this time");
    println!("{:?}   <- this is what you say it can print", prediction());
}
