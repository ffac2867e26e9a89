//! One line, one message; and flushing.
//!
//! The simplest protocol is text, a message on each line. It can be tried by hand, and every language can speak it. The
//! end of the line is the end of the message, so a message can't have one in it.
//!
//! # Flushing
//!
//! Asking the system to write costs time, whether for one byte or for thousands. So writers collect: a [`BufWriter`]
//! keeps what it is given until it has some kilobytes, or until it is told to [`flush`](Write::flush). For a file that
//! is good. In a conversation it stops everything: the question lies in your buffer, you wait for the answer, and the
//! other side waits for the question.
//!
//! So **flush before you wait**. What is behind a writer differs, and that confuses:
//!
//! | | is sent on |
//! | --- | --- |
//! | a pipe or socket itself, [`ChildStdin`](std::process::ChildStdin) | at once |
//! | [`BufWriter`] | when full, flushed, or dropped |
//! | Rust's [`stdout`](io::stdout) | at the end of each line |
//! | the standard output of C and Python, into a pipe | when full, or at the end of the program |
//!
//! # Reading a line
//!
//! [`read_line`](BufRead::read_line) has three endings, and two of them look alike: a whole line; the end of the stream
//! (`Ok(0)`); and *half a line, then the end*. The last one is a message of somebody who was cut off. It has no
//! end-of-line at its end. Take it for a message, and "pay 1000" becomes "pay 10".
//!
//! And a line that never ends fills the memory. [`read_line_within`] knows both.
//!
//! Keep **one** [`BufReader`] for a stream. It reads ahead; a second one would miss what the first one has already
//! taken.

use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};

/// Reads one line of at most `max` bytes, without its end. `None` at the end of the stream.
///
/// ```
/// use ipc::lines::read_line_within;
/// let mut stream = "four\nand a lo".as_bytes();
/// assert_eq!(read_line_within(&mut stream, 8).unwrap().as_deref(), Some("four"));
/// // The other side was cut off in the middle of a line.
/// let error = read_line_within(&mut stream, 8).unwrap_err();
/// assert_eq!(error.kind(), std::io::ErrorKind::UnexpectedEof);
/// // Here is nothing any more.
/// assert_eq!(read_line_within(&mut stream, 8).unwrap(), None);
///
/// // A line without end. Nine bytes of it are read, and no more.
/// let mut endless = std::io::BufReader::new(std::io::repeat(b'a'));
/// let error = read_line_within(&mut endless, 8).unwrap_err();
/// assert_eq!(error.kind(), std::io::ErrorKind::InvalidData);
/// ```
///
/// # Errors
/// If the line is too long, is cut off, or is not text. After a line that was too long, nobody knows where the next one
/// begins: close the connection.
pub fn read_line_within(stream: &mut impl BufRead, max: usize) -> io::Result<Option<String>> {
    let mut line = Vec::new();
    // One more for the end of the line.
    let limit = (max as u64).saturating_add(1);
    stream.by_ref().take(limit).read_until(b'\n', &mut line)?;
    if line.is_empty() {
        return Ok(None);
    }
    if line.pop_if(|last| *last == b'\n').is_none() {
        return Err(if line.len() > max {
            io::Error::new(io::ErrorKind::InvalidData, "the line is too long")
        } else {
            io::ErrorKind::UnexpectedEof.into()
        });
    }
    match String::from_utf8(line) {
        Ok(line) => Ok(Some(line)),
        Err(error) => Err(io::Error::new(io::ErrorKind::InvalidData, error)),
    }
}

/// Questions and answers, a line each, over any stream of bytes and any way back.
#[derive(Debug)]
pub struct Conversation<R: Read, W: Write> {
    hear: BufReader<R>,
    say: BufWriter<W>,
}

impl<R: Read, W: Write> Conversation<R, W> {
    /// The longest answer that is listened to, in bytes.
    pub const LONGEST: usize = 4096;

    /// Begins a conversation.
    ///
    /// ```
    /// # #[cfg(unix)] {
    /// use std::process::{Command, Stdio};
    /// use ipc::lines::Conversation;
    /// // A child that knows how long words are.
    /// let script = r#"while read -r word; do echo "$word has ${#word} letters"; done"#;
    /// let mut child = Command::new("/bin/sh")
    ///     .args(["-c", script])
    ///     .stdin(Stdio::piped())
    ///     .stdout(Stdio::piped())
    ///     .spawn()
    ///     .unwrap();
    /// let (stdout, stdin) = (child.stdout.take().unwrap(), child.stdin.take().unwrap());
    /// let mut conversation = Conversation::new(stdout, stdin);
    /// assert_eq!(conversation.ask("tea").unwrap(), "tea has 3 letters");
    /// assert_eq!(conversation.ask("coffee").unwrap(), "coffee has 6 letters");
    /// // Dropped, it closes the child's input. That is the child's sign to end.
    /// drop(conversation);
    /// assert!(child.wait().unwrap().success());
    /// # }
    /// ```
    pub fn new(hear: R, say: W) -> Conversation<R, W> {
        Conversation {
            hear: BufReader::new(hear),
            say: BufWriter::new(say),
        }
    }

    /// Asks, and waits for the answer.
    ///
    /// # Errors
    /// If the other side has gone, or breaks the protocol. A question of several lines is refused: the other side would
    /// answer each, and from then on every answer would belong to another question.
    pub fn ask(&mut self, question: &str) -> io::Result<String> {
        if question.contains('\n') {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                "a question is one line",
            ));
        }
        writeln!(self.say, "{question}")?;
        // Without this line both sides wait for ever.
        self.say.flush()?;
        read_line_within(&mut self.hear, Self::LONGEST)?
            .ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }
}
