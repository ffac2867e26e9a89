// expect: deadlock stdin-left-open
// Belief: a child ends when nobody asks it anything more.

use std::env;
use std::io::{self, BufRead, BufReader, BufWriter, ErrorKind, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};

/// How many bytes a line may have, without the one that ends it.
pub const LONGEST: usize = 1000;

/// Reads one line, and gives it back without its end. `None` where the stream ends and no line has begun.
///
/// # Errors
/// If the line is longer than `LONGEST`, is cut off, or is not text; if reading fails.
pub fn read_line(stream: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut line = Vec::new();
    let most = LONGEST as u64 + 1;
    stream.by_ref().take(most).read_until(b'\n', &mut line)?;
    if line.is_empty() {
        return Ok(None);
    }
    if line.pop_if(|last| *last == b'\n').is_none() {
        return Err(if line.len() > LONGEST {
            io::Error::new(ErrorKind::InvalidData, "the line is too long")
        } else {
            ErrorKind::UnexpectedEof.into()
        });
    }
    let text = String::from_utf8(line);
    text.map(Some)
        .map_err(|error| io::Error::new(ErrorKind::InvalidData, error))
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
    while let Some(request) = read_line(&mut requests)? {
        writeln!(replies, "{}", answer(&request))?;
        replies.flush()?;
    }
    Ok(())
}

/// The parent's side: a child that replies to requests.
pub struct Helper {
    child: Child,
    requests: BufWriter<ChildStdin>,
    replies: BufReader<ChildStdout>,
}

impl Helper {
    /// Starts the child.
    ///
    /// # Errors
    /// If it cannot be started.
    pub fn start(command: &mut Command) -> io::Result<Helper> {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let requests = BufWriter::new(child.stdin.take().expect("stdin is a pipe"));
        let replies = BufReader::new(child.stdout.take().expect("stdout is a pipe"));
        Ok(Helper {
            child,
            requests,
            replies,
        })
    }

    /// Sends a request, and waits for the reply to it.
    ///
    /// # Errors
    /// If the request is more than one line: then nothing is sent. If there is no whole reply.
    pub fn ask(&mut self, request: &str) -> io::Result<String> {
        if request.contains('\n') {
            return Err(io::Error::new(
                ErrorKind::InvalidInput,
                "a request is one line",
            ));
        }
        writeln!(self.requests, "{request}")?;
        self.requests.flush()?;
        read_line(&mut self.replies)?.ok_or_else(|| ErrorKind::UnexpectedEof.into())
    }

    /// Ends the conversation, lets the child end, and waits for that.
    ///
    /// # Errors
    /// If waiting fails.
    pub fn end(mut self) -> io::Result<ExitStatus> {
        self.child.wait()
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
