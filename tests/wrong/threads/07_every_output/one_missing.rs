// expect: wrong-answer missing-outcome
// Belief: `b` was spawned second, so it can't come before `x`.

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
    vec!["xbym", "xybm", "xymb"]
}

fn main() {
    program();
    println!("   <- this is what it printed this time");
    println!("{:?}   <- this is what you say it can print", prediction());
}
