//! Hidden test of `02_framing`: frames over streams that give and take as little as they may, end at each place where they
//! can, and lie about what will come.
//!
//! The streams are made here. A role is a process that sends each message back, over real pipes.

use std::io::{self, BufWriter, ErrorKind, Read, Write};
use std::process::{ExitCode, Stdio};

use witness::{Check, as_role, check, forget_requests, largest_request, mistake, role};

use super::{LONGEST, receive, send};

/// Far above what a message may have, and far below what is announced.
const TOO_MUCH: usize = 8 << 20;
/// How often the end of a stream may be read before it is clear that nobody notices it.
const OFTEN: usize = 10_000;

pub fn checks() -> Vec<Check> {
    vec![
        check(
            "a frame is the length, big end first, and the message",
            || {
                for len in [3usize, 0, 258, 70_000] {
                    let message = vec![7; len];
                    let mut wire = Vec::new();
                    send(&mut wire, &message).expect("a `Vec` takes everything");
                    let (header, body) = wire.split_at(wire.len().min(4));
                    let length = u32::try_from(len).expect("it is small");
                    if len > 0 && header == length.to_le_bytes() {
                        mistake!(
                            "wrong-byte-order",
                            "the length {len} was sent as {header:?}; the big end comes first: {:?}",
                            length.to_be_bytes()
                        );
                    }
                    assert!(
                        header == length.to_be_bytes(),
                        "the length {len} is to be sent as {:?}; found {header:?}",
                        length.to_be_bytes()
                    );
                    assert!(
                        body == message,
                        "behind the length come the {len} bytes of the message, and nothing else; found {} bytes",
                        body.len()
                    );
                }
            },
        ),
        check("the length is read with its big end first", || {
            let mut little = Slow::new(&[3, 0, 0, 0, 7, 7, 7, 8, 8], 64);
            if let Ok(Some(message)) = receive(&mut little)
                && message == [7; 3]
            {
                mistake!(
                    "wrong-byte-order",
                    "the length [3, 0, 0, 0] was taken to be 3; with the big end first, 3 is [0, 0, 0, 3]"
                );
            }
            let mut long = vec![0, 0, 1, 2];
            long.extend([9; 258]);
            let found = receive(&mut Slow::new(&long, 1000));
            assert!(
                matches!(&found, Ok(Some(message)) if *message == [9; 258]),
                "a frame of length [0, 0, 1, 2], with 258 bytes behind it, is a message; found {}",
                shown(&found)
            );
        }),
        check("two frames at once are two messages", || {
            let mut stream = Slow::new(&wire(), 1000);
            for (number, expected) in MESSAGES.iter().enumerate() {
                let found = receive(&mut stream);
                match &found {
                    Ok(Some(message)) if message == expected => {}
                    Ok(None) if number == 1 && stream.at < stream.bytes.len() => mistake!(
                        "empty-taken-for-the-end",
                        "a frame with an empty message in it came, and two more behind it; it was taken for the end"
                    ),
                    Ok(Some(message)) if number == 0 && message.len() > expected.len() => mistake!(
                        "partial-read",
                        "four frames came at once, and {} bytes were taken for the first message, which has {}",
                        message.len(),
                        expected.len()
                    ),
                    Ok(None) | Err(_) if number > 0 => mistake!(
                        "read-ahead-lost",
                        "four frames came at once; after {number} of them, nothing was left of the others: found {}",
                        shown(&found)
                    ),
                    _ => panic!(
                        "the messages {} were sent; where {} was to be received, {} was",
                        texts(&MESSAGES),
                        text(expected),
                        shown(&found)
                    ),
                }
            }
            let end = receive(&mut stream);
            assert!(
                matches!(end, Ok(None)),
                "all is said, at the end of a frame; found {}",
                shown(&end)
            );
        }),
        check("a message is whole, in whatever pieces it comes", || {
            for piece in (1..=16).rev() {
                let mut stream = Slow::new(&wire(), piece);
                for expected in MESSAGES {
                    let found = receive(&mut stream);
                    if !matches!(&found, Ok(Some(message)) if message == expected) {
                        mistake!(
                            "partial-read",
                            "the frames came in pieces of {piece} bytes; where {} was to be received, {} was",
                            text(expected),
                            shown(&found)
                        );
                    }
                }
            }
        }),
        check("a stream that ends within a frame is an error", || {
            let wire = wire();
            for end in 0..=wire.len() {
                for piece in [1000, 1] {
                    cut(&wire, end, piece);
                }
            }
        }),
        check("a length is not believed", || {
            // The smaller one first: if it is believed, nothing bad happens yet.
            for length in [64 << 20, u32::MAX] {
                let mut frame = length.to_be_bytes().to_vec();
                frame.extend(b"hello");
                forget_requests();
                let found = receive(&mut Slow::new(&frame, 1000));
                let asked_for = largest_request();
                if asked_for > TOO_MUCH {
                    mistake!(
                        Limit,
                        "trusted-length",
                        "the other side announced {} MiB and sent 5 bytes; the program asked for {} MiB of memory",
                        length >> 20,
                        asked_for >> 20
                    );
                }
                assert!(
                    found.is_err(),
                    "{} MiB were announced, and 5 bytes came; found {}",
                    length >> 20,
                    shown(&found)
                );
            }
        }),
        check("a message may be as long as agreed, and no longer", || {
            let mut frame = Vec::new();
            let longest = vec![5; LONGEST];
            send(&mut frame, &longest).expect("a message of `LONGEST` bytes is allowed");
            let found = receive(&mut Slow::new(&frame, 4096));
            assert!(
                matches!(&found, Ok(Some(message)) if *message == longest),
                "a message of `LONGEST` bytes is allowed; found {}",
                shown(&found)
            );
            let length = u32::try_from(LONGEST + 1).expect("it is small");
            let mut frame = length.to_be_bytes().to_vec();
            frame.extend(vec![5; LONGEST + 1]);
            if let Ok(Some(message)) = receive(&mut Slow::new(&frame, 4096)) {
                mistake!(
                    Limit,
                    "trusted-length",
                    "a message of {} bytes was taken; {LONGEST} are allowed",
                    message.len()
                );
            }
        }),
        check("what is too long is not sent, not even a part", || {
            let mut wire = Vec::new();
            let sent = send(&mut wire, &vec![5; LONGEST + 1]);
            assert!(
                sent.is_err() && wire.is_empty(),
                "a message of `LONGEST` + 1 bytes is an error, and nothing is sent; found {sent:?}, and {} bytes on the wire",
                wire.len()
            );
        }),
        check(
            "all of a frame is sent, however little the stream takes at once",
            || {
                for room in [1, 2, 3, 5, 1000] {
                    let mut stream = Reluctant::new(room, false);
                    for message in MESSAGES {
                        send(&mut stream, message).expect("the stream takes some of it each time");
                    }
                    if stream.taken != wire() {
                        mistake!(
                            "partial-write",
                            "the stream took {room} bytes at a time, and {} of {} bytes were sent",
                            stream.taken.len(),
                            wire().len()
                        );
                    }
                }
            },
        ),
        check("an interruption is not a failure", || {
            for piece in [1, 1000] {
                let mut stream = Slow::new(&wire(), piece);
                stream.is_interrupted = true;
                for expected in MESSAGES {
                    match receive(&mut stream) {
                        Ok(Some(message)) if message == expected => {}
                        found => mistake!(
                            "interrupted-is-not-failed",
                            "reading was interrupted, where one just tries again; instead of a message, this came of it: {}",
                            shown(&found)
                        ),
                    }
                }
                let end = receive(&mut stream);
                assert!(
                    matches!(end, Ok(None)),
                    "all is said, at the end of a frame; found {}",
                    shown(&end)
                );
                let mut stream = Reluctant::new(piece, true);
                for message in MESSAGES {
                    if let Err(error) = send(&mut stream, message) {
                        mistake!(
                            "interrupted-is-not-failed",
                            "writing was interrupted, where one just tries again; instead, `send` failed: {error}"
                        );
                    }
                }
                assert!(stream.taken == wire(), "not all of the frames was sent");
            }
        }),
        role("echo", |_| {
            let mut requests = io::stdin();
            let mut replies = BufWriter::new(io::stdout());
            while let Ok(Some(message)) = receive(&mut requests) {
                if send(&mut replies, &message).is_err() {
                    return ExitCode::from(7);
                }
            }
            ExitCode::SUCCESS
        }),
        check("a message is on its way when `send` returns", || {
            let mut echo = as_role("echo", &[])
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .spawn()
                .expect("the other process can be started");
            let mut requests = BufWriter::new(echo.stdin.take().unwrap());
            let mut replies = echo.stdout.take().unwrap();
            for message in MESSAGES {
                send(&mut requests, message).expect("the other process reads");
                let found = receive(&mut replies);
                assert!(
                    matches!(&found, Ok(Some(reply)) if reply == message),
                    "another process sends each message back with your `send`; for {} came {}",
                    text(message),
                    shown(&found)
                );
            }
            drop(requests);
            let status = echo.wait().unwrap();
            assert!(status.success(), "the other process ended with {status}");
        })
        .if_stuck(&["not-flushed"]),
    ]
}

const MESSAGES: [&[u8]; 4] = [b"star", b"", b"two\nlines\0", &[0, 0, 0, 200, 255]];

/// The messages as frames. Not made with the learner's `send`.
fn wire() -> Vec<u8> {
    let frame = |message: &[u8]| {
        let length = u32::try_from(message.len()).expect("it is small");
        [&length.to_be_bytes()[..], message].concat()
    };
    MESSAGES.iter().flat_map(|message| frame(message)).collect()
}

/// What is received from a wire that was cut at `end`.
fn cut(wire: &[u8], end: usize, piece: usize) {
    let mut stream = Slow::new(&wire[..end], piece);
    let mut at = 0;
    for expected in MESSAGES {
        if at + 4 + expected.len() > end {
            break;
        }
        at += 4 + expected.len();
        let found = receive(&mut stream);
        assert!(
            matches!(&found, Ok(Some(message)) if message == expected),
            "a whole frame came before the end of the stream: {}; found {}",
            text(expected),
            shown(&found)
        );
    }
    let found = receive(&mut stream);
    match (&found, end - at) {
        (Ok(None), 0) | (Err(_), 1..) => {}
        (_, 0) => panic!(
            "the stream ended between two frames: all is said; found {}",
            shown(&found)
        ),
        (_, n_header @ 1..4) => mistake!(
            "truncated-accepted",
            "the stream ended after {n_header} of the 4 bytes of a length, and that was taken for {}",
            taken_for(&found)
        ),
        (_, n_frame) => mistake!(
            "truncated-accepted",
            "the stream ended after the length of a frame and {} bytes of its message, and that was taken for {}",
            n_frame - 4,
            taken_for(&found)
        ),
    }
}

fn taken_for(found: &io::Result<Option<Vec<u8>>>) -> String {
    match found {
        Ok(Some(message)) => format!("the message {}", text(message)),
        _ => "a good end".to_owned(),
    }
}

fn shown(found: &io::Result<Option<Vec<u8>>>) -> String {
    match found {
        Ok(Some(message)) if message.len() > 40 => format!("a message of {} bytes", message.len()),
        Ok(Some(message)) => text(message),
        Ok(None) => "`None`".to_owned(),
        Err(error) => format!("the error \"{error}\""),
    }
}

fn text(message: &[u8]) -> String {
    format!("\"{}\"", message.escape_ascii())
}

fn texts(messages: &[&[u8]]) -> String {
    let all: Vec<String> = messages.iter().map(|message| text(message)).collect();
    all.join(", ")
}

/// A stream that gives at most `piece` bytes at a time, and is interrupted before each of them if it `is_interrupted`.
struct Slow {
    bytes: Vec<u8>,
    at: usize,
    piece: usize,
    is_interrupted: bool,
    goes_on: bool,
    n_reads_at_the_end: usize,
}

impl Slow {
    fn new(bytes: &[u8], piece: usize) -> Slow {
        Slow {
            bytes: bytes.to_vec(),
            at: 0,
            piece,
            is_interrupted: false,
            goes_on: false,
            n_reads_at_the_end: 0,
        }
    }
}

impl Read for Slow {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.is_interrupted && !std::mem::replace(&mut self.goes_on, true) {
            return Err(ErrorKind::Interrupted.into());
        }
        self.goes_on = false;
        let n = buffer.len().min(self.piece).min(self.bytes.len() - self.at);
        buffer[..n].copy_from_slice(&self.bytes[self.at..][..n]);
        self.at += n;
        if self.at == self.bytes.len() && n == 0 {
            self.n_reads_at_the_end += 1;
            if self.n_reads_at_the_end > OFTEN {
                mistake!(
                    "end-not-noticed",
                    "the stream has ended within a frame, and the program reads on and on: {OFTEN} times"
                );
            }
        }
        Ok(n)
    }
}

/// A stream that takes at most `room` bytes at a time, and is interrupted before each of them if it `is_interrupted`.
struct Reluctant {
    taken: Vec<u8>,
    room: usize,
    is_interrupted: bool,
    goes_on: bool,
}

impl Reluctant {
    fn new(room: usize, is_interrupted: bool) -> Reluctant {
        Reluctant {
            taken: Vec::new(),
            room,
            is_interrupted,
            goes_on: false,
        }
    }
}

impl Write for Reluctant {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        if self.is_interrupted && !std::mem::replace(&mut self.goes_on, true) {
            return Err(ErrorKind::Interrupted.into());
        }
        self.goes_on = false;
        let n = buffer.len().min(self.room);
        self.taken.extend(&buffer[..n]);
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
