//! Three visitors ring at one FIFO: `cargo run -p ipc --example doorbell`. Unix only.

#[cfg(unix)]
fn main() -> std::io::Result<()> {
    use std::process::Command;

    use ipc::fifos::{Doorkeeper, make};

    let folder = tempfile::tempdir()?;
    let bell = folder.path().join("bell");
    make(&bell)?;
    let mut visitors = Vec::new();
    for name in ["ann", "ben", "eva"] {
        // Any program that can write into a file can ring. The shell's `>` waits until somebody opens the door.
        let mut visitor = Command::new("/bin/sh");
        visitor
            .args(["-c", r#"echo "$1" > "$2""#, "visitor", name])
            .arg(&bell);
        visitors.push(visitor.spawn()?);
    }
    let mut doorkeeper = Doorkeeper::open(&bell)?;
    for _ in 0..visitors.len() {
        println!("come in, {}", doorkeeper.next_visitor()?);
    }
    for mut visitor in visitors {
        visitor.wait()?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn main() {
    println!("this example is about Unix");
}
