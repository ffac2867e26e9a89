//! A child that nobody has waited for yet: `cargo run -p processes --example zombie`. Linux only.

#[cfg(target_os = "linux")]
fn main() -> std::io::Result<()> {
    use std::process::Command;

    use processes::waiting::{state, watch_it_end};

    let mut child = Command::new("/bin/sh").args(["-c", "exit 4"]).spawn()?;
    watch_it_end(&child)?;
    println!("it has ended, and its state is {:?}", state(child.id())?);
    println!("waiting gives: {}", child.wait()?);
    println!("now its state is {:?}", state(child.id())?);
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("this example is about Linux");
}
