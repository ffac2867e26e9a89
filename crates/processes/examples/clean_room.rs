//! What a child is given without a word, and on purpose: `cargo run -p processes --example clean_room`. Unix only.

#[cfg(unix)]
fn main() -> std::io::Result<()> {
    use std::process::Command;

    use processes::surroundings::with_only;

    let count = ["-c", "env | wc -l"];
    // Here one would put a password into the environment. The first child can read it.
    let inherited = Command::new("/bin/sh").args(count).output()?;
    let chosen = with_only("/bin/sh", &["PATH"]).args(count).output()?;
    println!(
        "variables, inherited: {}",
        String::from_utf8_lossy(&inherited.stdout).trim()
    );
    // `PATH`, and the few that a shell sets for itself.
    println!(
        "variables, chosen: {}",
        String::from_utf8_lossy(&chosen.stdout).trim()
    );
    Ok(())
}

#[cfg(not(unix))]
fn main() {
    println!("this example is about Unix");
}
