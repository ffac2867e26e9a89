//! How much fits into a pipe, and a text that is longer: `cargo run -p processes --example full_pipe`. Unix only.

#[cfg(unix)]
fn main() -> std::io::Result<()> {
    use std::process::Command;

    use processes::feed_stdin::{count_lines, pipe_capacity};

    println!("{} bytes fit into a pipe", pipe_capacity()?);
    let text = "one line of many\n".repeat(20_000);
    // All is written before anything is read. This child reads all before it writes anything, so it goes well.
    let mut wc = Command::new("wc");
    wc.arg("-l");
    let n_lines = count_lines(&mut wc, &text)?;
    println!("{} bytes have {n_lines} lines", text.len());
    // With `cat` in its place, the parent would wait to write, and `cat` too, for ever.
    Ok(())
}

#[cfg(not(unix))]
fn main() {
    println!("this example is about Unix");
}
