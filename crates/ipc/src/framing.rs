//! First the length, then the message.
//!
//! Lines won't do for a picture: an end-of-line byte may be anywhere in it. So one says first how many bytes will come.
//! The length and the message together are a *frame*.
//!
//! ```text
//!  │ 5 │ h e l l o │ 0 │ 3 │ y e s │
//!    length  message │        two more frames; one of them has an empty message
//! ```
//!
//! The reader's mistake is to take one [`read`](Read::read) for one message. `read` returns **what is there already**:
//! at least one byte, at most as many as there is room for. Between two programs on one machine it is nearly always the
//! whole message, so the mistake shows late. [`Trickle`] is a stream that shows it at once: it gives one byte at a
//! time. [`read_exact`](Read::read_exact) reads again and again until it has all.
//!
//! There are two kinds of end. Between two frames it is the **end of the conversation**. Within one it is an **error**:
//! somebody was cut off, and half a message is no message.
//!
//! # Longer messages
//!
//! [`send`] and [`receive`] have a length of one byte, so messages of up to 255 bytes. That saves three worries that
//! come with a length of four:
//!
//! - **Byte order.** 258 is `[0, 0, 1, 2]` on the wire if the big end comes first, and `[2, 1, 0, 0]` if the little
//!   one does. Choose one (`to_be_bytes`, `from_be_bytes`), and write it down.
//! - **The length itself can arrive in pieces.** An end before its first byte is the end of the conversation; after
//!   that it is an error.
//! - **It may be a lie.** Four bytes can say "4 GiB follow". Who makes room for that first has no memory left, and
//!   nothing has come yet. So have a limit; and make room only for what has really arrived: [`read_body`].

use std::io::{self, Read, Write};

/// Sends a message of up to 255 bytes.
///
/// # Errors
/// If it is longer, or if writing fails.
pub fn send(stream: &mut impl Write, message: &[u8]) -> io::Result<()> {
    let Ok(len) = u8::try_from(message.len()) else {
        // `len as u8` would send the rest of 256 as the start of another frame.
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "the message is too long",
        ));
    };
    // `write_all`: like `read`, `write` may do only a part.
    stream.write_all(&[len])?;
    stream.write_all(message)?;
    stream.flush()
}

/// Receives one message. `None` if the other side has said all.
///
/// ```
/// use ipc::framing::{Trickle, receive, send};
/// let mut wire = Vec::new();
/// for message in ["hello", "", "yes"] {
///     send(&mut wire, message.as_bytes()).unwrap();
/// }
/// let mut stream = Trickle(&wire[..]);
/// assert_eq!(receive(&mut stream).unwrap().unwrap(), b"hello");
/// // An empty message is a message, not the end.
/// assert_eq!(receive(&mut stream).unwrap().unwrap(), b"");
/// assert_eq!(receive(&mut stream).unwrap().unwrap(), b"yes");
/// assert_eq!(receive(&mut stream).unwrap(), None);
///
/// // The last byte got lost.
/// let mut cut = &wire[..wire.len() - 1];
/// receive(&mut cut).unwrap();
/// receive(&mut cut).unwrap();
/// let error = receive(&mut cut).unwrap_err();
/// assert_eq!(error.kind(), std::io::ErrorKind::UnexpectedEof);
/// ```
///
/// # Errors
/// If reading fails, or if the stream ends within a message.
pub fn receive(stream: &mut impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut len = [0];
    // `read` for one byte gives one byte, or 0 at the end. Here, and only here, the end is in order.
    let n_read = loop {
        match stream.read(&mut len) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            result => break result?,
        }
    };
    if n_read == 0 {
        return Ok(None);
    }
    let mut message = vec![0; usize::from(len[0])];
    // An end in the middle is an `UnexpectedEof`.
    stream.read_exact(&mut message)?;
    Ok(Some(message))
}

/// Reads a message whose length the other side has told. Takes no more memory than bytes have really come.
///
/// ```
/// use ipc::framing::read_body;
/// assert_eq!(read_body(&mut &b"hello, you"[..], 5, 100).unwrap(), b"hello");
/// // Says that 4 GiB will come. It is not believed.
/// assert!(read_body(&mut &b"hello"[..], u32::MAX, 100).is_err());
/// // Within the limit, but not true. That costs five bytes, not a million.
/// assert!(read_body(&mut &b"hello"[..], 1_000_000, 2_000_000).is_err());
/// ```
///
/// # Errors
/// If it is longer than `limit`, or if less comes than was said.
pub fn read_body(stream: &mut impl Read, len: u32, limit: u32) -> io::Result<Vec<u8>> {
    if len > limit {
        return Err(io::Error::new(
            io::ErrorKind::InvalidData,
            "the message is too long",
        ));
    }
    let mut body = Vec::new();
    // Grows as bytes come.
    stream
        .by_ref()
        .take(u64::from(len))
        .read_to_end(&mut body)?;
    if body.len() < len as usize {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(body)
}

/// A stream that gives one byte at a time, as a slow connection does. For trying out readers.
#[derive(Debug)]
pub struct Trickle<R>(
    /// Where the bytes come from.
    pub R,
);

impl<R: Read> Read for Trickle<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let room = buffer.len().min(1);
        self.0.read(&mut buffer[..room])
    }
}
