//! # 1. Line protocol
//!
//! A dictionary takes seconds to load, and then answers in no time. So one starts it once, as a child, and asks it again
//! and again. A pipe leads to the child's standard input, another one comes from its standard output. A pipe knows
//! nothing of questions: what goes through it are bytes. So both sides agree on a *protocol*: each request is one line,
//! and so is each reply.
//!
//! Your task: write both sides. Nobody trusts the other.
//! - `read_line` reads one line of at most `LONGEST` bytes. Bytes come when they come: one at a time, or many lines at
//!   once. A line is whole when its end, the byte `\n`, has come. A longer line is an error as soon as that is clear: it
//!   might never end.
//! - `serve` is the child's side. Each reply is sent before it waits for the next request. Its writer may have a buffer.
//! - `Helper` is the parent's side. `start` starts a child, `ask` sends a request and waits for its reply. A request
//!   with a `\n` in it is refused. A child that has gone is an error, too.
//! - `end` ends the conversation: no more requests will come, and nobody listens any more. The child sees both, and ends
//!   by itself. `end` waits for it, whatever it was doing.
//!
//! ```text
//! parent   ── "tea\n" ──▶ waits ───────────────┬─▶ "coffee\n" …        end: close, wait
//!               │                              │                         │
//! child         └─────────▶ "tea has 3 letters\n"     waits for a request ┴─▶ exits
//! ```

use std::env;
use std::io::{self, BufRead, BufWriter, Write};
use std::process::{Child, Command, ExitStatus};

/// How many bytes a line may have, without the one that ends it.
pub const LONGEST: usize = 1000;

/// Reads one line, and gives it back without its end. `None` where the stream ends and no line has begun.
///
/// # Errors
/// If the line is longer than `LONGEST`, is cut off, or is not text; if reading fails.
pub fn read_line(stream: &mut impl BufRead) -> io::Result<Option<String>> {
    todo!("read up to the end of the line, and not too far")
}

/// The child's side: replies to each request with what `answer` makes of it, until there are no more.
///
/// # Errors
/// If a request is no whole line, or if writing fails.
pub fn serve(
    mut requests: impl BufRead,
    mut replies: impl Write,
    mut answer: impl FnMut(&str) -> String,
) -> io::Result<()> {
    todo!("read a request, send the reply, and again")
}

/// The parent's side: a child that replies to requests.
pub struct Helper {
    child: Child,
    // What else a conversation has to keep is up to you.
}

impl Helper {
    /// Starts the child.
    ///
    /// # Errors
    /// If it cannot be started.
    pub fn start(command: &mut Command) -> io::Result<Helper> {
        todo!("start the child, with a pipe to it and a pipe from it")
    }

    /// Sends a request, and waits for the reply to it.
    ///
    /// # Errors
    /// If the request is more than one line: then nothing is sent. If there is no whole reply.
    pub fn ask(&mut self, request: &str) -> io::Result<String> {
        todo!("send the request, and wait for the reply")
    }

    /// Ends the conversation, lets the child end, and waits for that.
    ///
    /// # Errors
    /// If waiting fails.
    pub fn end(self) -> io::Result<ExitStatus> {
        todo!("close what has to be closed, and wait")
    }
}

fn main() -> io::Result<()> {
    // The child's part: it counts letters.
    if env::args().nth(1).as_deref() == Some("serve") {
        let count = |word: &str| format!("{word} has {} letters", word.chars().count());
        return serve(io::stdin().lock(), BufWriter::new(io::stdout()), count);
    }
    let mut helper = Helper::start(Command::new(env::current_exe()?).arg("serve"))?;
    for word in ["tea", "coffee", "hot chocolate"] {
        println!("{}", helper.ask(word)?);
    }
    println!("{}", helper.end()?);
    Ok(())
}
