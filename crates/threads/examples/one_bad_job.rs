//! One of three jobs panics, the others don't care: `cargo run -p threads --example one_bad_job`.
//!
//! The message of the panic goes to standard error. The program's exit code is 0: `main` did not panic.

use threads::panics::divide_each;

fn main() {
    let pairs = [(6, 3), (1, 0), (9, 3)];
    for ((a, b), result) in pairs.iter().zip(divide_each(&pairs)) {
        match result {
            Some(quotient) => println!("{a} / {b} = {quotient}"),
            // The thread is gone, and we know it, because we joined it.
            None => println!("{a} / {b}: that job's thread panicked"),
        }
    }
}
