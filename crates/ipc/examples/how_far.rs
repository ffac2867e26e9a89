//! A long work that is asked how far it is: `cargo run -p ipc --example how_far`. Unix only.
//!
//! It asks itself. From another terminal it would be `kill -USR1`, and the number that is printed.

#[cfg(unix)]
fn main() -> std::io::Result<()> {
    use std::process;

    use ipc::signals::{Note, wait_for_one_of};
    use signal_hook::consts::{SIGINT, SIGTERM, SIGUSR1};
    use signal_hook::low_level::raise;

    println!("process {}", process::id());
    let how_far = Note::take(SIGUSR1)?;
    let mut sum = 0_u64;
    for n in 1..=1_000_000_u64 {
        sum += n;
        if n == 400_000 {
            raise(SIGUSR1)?;
        }
        // The handler has only taken a note. The printing is done here, where it is safe.
        if how_far.read() {
            println!("at {n}, the sum is {sum}");
        }
    }
    println!("done: {sum}");
    // And now as a server would: sleep until asked to end.
    let signal = wait_for_one_of(&[SIGINT, SIGTERM], || {
        raise(SIGTERM).expect("one may always send a signal to oneself");
    })?;
    println!("asked to end by signal {signal}; putting things in order");
    Ok(())
}

#[cfg(not(unix))]
fn main() {
    println!("this example is about Unix");
}
