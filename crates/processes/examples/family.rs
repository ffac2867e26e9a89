//! A child with two children, and one signal for all: `cargo run -p processes --example family`. Unix only.

#[cfg(unix)]
fn main() -> std::io::Result<()> {
    use std::io::{BufRead, BufReader, Read};
    use std::process::{Command, Stdio};

    use processes::groups::{group_of, signal_family, start_family};
    use rustix::process::{Signal, getpgrp};

    // The two wait for an input that we never write.
    let script = "exec 3<&0; cat <&3 & echo $!; cat <&3 & echo $!; wait";
    let mut parent = Command::new("/bin/sh");
    parent
        .args(["-c", script])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    let mut leader = start_family(&mut parent)?;
    let mut output = BufReader::new(leader.stdout.take().expect("a pipe was asked for"));
    println!("our group is {}", getpgrp());
    println!("process {} leads group {}", leader.id(), group_of(&leader)?);
    for _ in 0..2 {
        let mut id = String::new();
        output.read_line(&mut id)?;
        println!("its child: {}", id.trim());
    }
    signal_family(&leader, Signal::TERM)?;
    // All of them have the pipe open. This is over when the last one is gone.
    output.read_to_end(&mut Vec::new())?;
    println!("all are gone; the leader: {}", leader.wait()?);
    Ok(())
}

#[cfg(not(unix))]
fn main() {
    println!("this example is about Unix");
}
