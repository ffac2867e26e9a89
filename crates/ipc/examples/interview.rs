//! Questions and answers with a child, a line each: `cargo run -p ipc --example interview`.

use std::env;
use std::io::{self, BufRead};
use std::process::{Command, Stdio};

use ipc::lines::Conversation;

fn main() -> io::Result<()> {
    if env::args().nth(1).as_deref() == Some("child") {
        for question in io::stdin().lock().lines() {
            // Rust's standard output is flushed at each end of line. In C or Python this would stay in a buffer.
            println!("{} letters", question?.chars().count());
        }
        return Ok(());
    }
    let mut child = Command::new(env::current_exe()?)
        .arg("child")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let stdout = child.stdout.take().expect("a pipe was asked for");
    let stdin = child.stdin.take().expect("a pipe was asked for");
    let mut conversation = Conversation::new(stdout, stdin);
    for word in ["tea", "coffee", "rooibos"] {
        println!("{word}: {}", conversation.ask(word)?);
    }
    // The end of its input is its sign to end.
    drop(conversation);
    println!("the child: {}", child.wait()?);
    Ok(())
}
