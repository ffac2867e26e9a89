//! Connections, and patience.
//!
//! TCP is the same between two machines: a server listens, clients connect, each connection is two streams of bytes.
//! The meeting place is an address and a *port*, a number. Everything that holds for pipes holds here, more often:
//! bytes come in pieces, sides disappear. Two things are new.
//!
//! **Ports.** A fixed number may be taken. Port 0 means "any that is free", and [`local_addr`](TcpListener::local_addr)
//! tells which one it is. And listen on [`Ipv4Addr::LOCALHOST`] unless other machines shall come: `0.0.0.0` is open to
//! all of them.
//!
//! **Silence.** When a process ends, its system closes its connections, and the other side reads the end. When a
//! machine loses its power or its cable, nobody says anything. A read waits for ever, and with it the thread, and
//! whatever it holds. So every wait on a connection needs a limit. `std` has
//! [`set_read_timeout`](TcpStream::set_read_timeout) and its sister for writing (a side that never reads stops a writer
//! too). Each limits **one** `read` or `write`. Somebody who sends one byte each second is never silent for long, and
//! can keep you for a year. Limit the whole: take a deadline, and before each `read` set the time-out to what is left.
//! See [`read_before`].
//!
//! A time-out's error is [`WouldBlock`](io::ErrorKind::WouldBlock) on Unix and [`TimedOut`](io::ErrorKind::TimedOut) on
//! Windows. Look for both.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::time::Instant;

/// Listens on this machine only, at whatever port is free. The address to connect to comes with it.
///
/// ```
/// let (_first, one) = ipc::tcp::listen().unwrap();
/// let (_second, two) = ipc::tcp::listen().unwrap();
/// // Both can be there at the same time. With a fixed port, one would have failed.
/// assert_ne!(one.port(), two.port());
/// assert!(one.ip().is_loopback());
/// ```
///
/// # Errors
/// If no port is free.
pub fn listen() -> io::Result<(TcpListener, SocketAddr)> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}

/// Why there is no message.
#[derive(Debug)]
pub enum Problem {
    /// The other side did not finish in time.
    TooLate,
    /// It said more than we are willing to hear.
    TooLong,
    /// The connection failed.
    Failed(io::Error),
}

/// Reads to the end of the stream, at most `max` bytes, and not after the deadline.
///
/// ```
/// use std::io::Write;
/// use std::net::TcpStream;
/// use std::time::{Duration, Instant};
/// use ipc::tcp::{Problem, listen, read_before};
/// let (listener, address) = listen().unwrap();
/// let in_an_hour = Instant::now() + Duration::from_secs(3600);
///
/// let mut client = TcpStream::connect(address).unwrap();
/// let (server, _) = listener.accept().unwrap();
/// client.write_all(b"12 degrees").unwrap();
/// drop(client);
/// assert_eq!(read_before(server, in_an_hour, 100).unwrap(), b"12 degrees");
///
/// // This one says something, and then nothing. It does not leave either.
/// let mut silent = TcpStream::connect(address).unwrap();
/// let (server, _) = listener.accept().unwrap();
/// silent.write_all(b"1").unwrap();
/// let soon = Instant::now() + Duration::from_millis(5);
/// assert!(matches!(read_before(server, soon, 100), Err(Problem::TooLate)));
///
/// // And this one does not stop.
/// let mut chatty = TcpStream::connect(address).unwrap();
/// let (server, _) = listener.accept().unwrap();
/// chatty.write_all(&[b'9'; 200]).unwrap();
/// assert!(matches!(read_before(server, in_an_hour, 100), Err(Problem::TooLong)));
/// ```
///
/// # Errors
/// See [`Problem`].
pub fn read_before(
    mut stream: TcpStream,
    deadline: Instant,
    max: usize,
) -> Result<Vec<u8>, Problem> {
    let mut message = Vec::new();
    let mut buffer = [0; 1024];
    loop {
        // Less in each round. A time-out of zero would be an error, not a short wait.
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(Problem::TooLate);
        }
        stream
            .set_read_timeout(Some(left))
            .map_err(Problem::Failed)?;
        match stream.read(&mut buffer) {
            Ok(0) => return Ok(message),
            Ok(n_bytes) => message.extend_from_slice(&buffer[..n_bytes]),
            Err(error) => match error.kind() {
                io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => {
                    return Err(Problem::TooLate);
                }
                io::ErrorKind::Interrupted => {}
                _ => return Err(Problem::Failed(error)),
            },
        }
        if message.len() > max {
            return Err(Problem::TooLong);
        }
    }
}

/// Says something to a server, and hears its answer, not after the deadline.
///
/// ```
/// use std::io::Write;
/// use std::thread;
/// use std::time::{Duration, Instant};
/// use ipc::tcp::{ask, listen};
/// let (listener, address) = listen().unwrap();
/// thread::scope(|scope| {
///     scope.spawn(|| {
///         let (mut client, _) = listener.accept().unwrap();
///         client.write_all(b"12 degrees").unwrap();
///         // Read to the end before leaving. A connection that is closed with unread bytes in it is reset, and the
///         // answer may be lost on its way.
///         std::io::copy(&mut client, &mut std::io::sink()).unwrap();
///     });
///     let deadline = Instant::now() + Duration::from_secs(600);
///     assert_eq!(ask(address, "how warm is it?", deadline).unwrap(), b"12 degrees");
/// });
/// ```
///
/// # Errors
/// See [`Problem`].
pub fn ask(address: SocketAddr, question: &str, deadline: Instant) -> Result<Vec<u8>, Problem> {
    let left = deadline.saturating_duration_since(Instant::now());
    if left.is_zero() {
        return Err(Problem::TooLate);
    }
    let failed = |error: io::Error| match error.kind() {
        io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => Problem::TooLate,
        _ => Problem::Failed(error),
    };
    let mut stream = TcpStream::connect_timeout(&address, left).map_err(failed)?;
    // A short question fits into the system's buffer. The time-out is for a server that reads nothing.
    stream.set_write_timeout(Some(left)).map_err(failed)?;
    stream.write_all(question.as_bytes()).map_err(failed)?;
    stream.shutdown(Shutdown::Write).map_err(failed)?;
    read_before(stream, deadline, 64 * 1024)
}
