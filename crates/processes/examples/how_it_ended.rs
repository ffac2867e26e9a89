//! Three children end in three ways: `cargo run -p processes --example how_it_ended`. Unix only.

#[cfg(unix)]
fn main() -> std::io::Result<()> {
    use processes::run_and_status::{Ending, run, script};

    for text in ["exit 0", "exit 3", "kill -s KILL $$"] {
        let ending = match run(&mut script(text, &[]))? {
            Ending::Success => "well".to_owned(),
            Ending::Failure(code) => format!("badly: it says {code}"),
            // There is no exit code. Who takes "no code" for 0 takes this crash for success.
            Ending::Signal(number) => format!("by signal {}", number.unwrap_or(0)),
        };
        println!("{text:<18} ended {ending}");
    }
    // Text of somebody else goes in as an argument. Nothing in it is a command.
    run(&mut script(
        r#"echo "hello, $1""#,
        &["x; echo I am a command"],
    ))?;
    Ok(())
}

#[cfg(not(unix))]
fn main() {
    println!("this example is about Unix");
}
