//! Lets a thread count for a while, asks it to stop, and waits for it: `cargo run -p threads --example polite_stop`.

use std::thread;
use std::time::Duration;

use threads::stop_flag::Counter;

fn main() {
    println!("main: start counting");
    let counter = Counter::start();
    thread::sleep(Duration::from_millis(250));
    println!("main: please stop");
    // `stop` returns once the thread has ended. How far it got depends on the machine and on luck.
    println!("main: it got to {}", counter.stop());
}
