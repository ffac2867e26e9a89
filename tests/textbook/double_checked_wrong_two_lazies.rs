// expect: deadlock
// Belief: values that are made on first use can ask each other: whoever comes second finds the other one made.

use std::sync::LazyLock;
use std::thread;

static CONFIG: LazyLock<u32> = LazyLock::new(|| 1 + *LOG);
static LOG: LazyLock<u32> = LazyLock::new(|| 1 + *CONFIG);

fn main() {
    let other = thread::spawn(|| *LOG);
    println!("{}", *CONFIG);
    println!("{}", other.join().unwrap());
}
