// expect: inefficient no-timeout
// Belief: it is reading that waits for the other side; writing only sends.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

/// Starts a service that answers lines, and returns its address.
pub fn start(
    patience: Duration,
    answer: impl Fn(&str) -> String + Send + Sync + 'static,
) -> io::Result<SocketAddr> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let address = listener.local_addr()?;
    let answer = Arc::new(answer);
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let answer = Arc::clone(&answer);
            // An error means that this client is lost. That is its own affair.
            thread::spawn(move || talk(client, patience, &*answer));
        }
    });
    Ok(address)
}

/// Answers one client, up to its end or that of patience.
fn talk(
    mut client: TcpStream,
    patience: Duration,
    answer: &dyn Fn(&str) -> String,
) -> io::Result<()> {
    // What has come and was not answered yet. There may be more than one line in it.
    let mut received = Vec::new();
    loop {
        let deadline = Instant::now() + patience;
        let line = loop {
            if let Some(end) = received.iter().position(|&byte| byte == b'\n') {
                break received.drain(..=end).collect::<Vec<u8>>();
            }
            // A time-out of zero is an error, and that is right: the time is over.
            client.set_read_timeout(Some(deadline.saturating_duration_since(Instant::now())))?;
            let mut buffer = [0; 4096];
            match client.read(&mut buffer)? {
                0 => return Ok(()),
                n_bytes => received.extend_from_slice(&buffer[..n_bytes]),
            }
        };
        let line = String::from_utf8(line).map_err(io::Error::other)?;
        let mut reply = answer(line.trim_end_matches('\n'));
        reply.push('\n');
        client.write_all(reply.as_bytes())?;
    }
}

fn main() -> io::Result<()> {
    let address = start(Duration::from_millis(500), |line| line.to_uppercase())?;
    println!("the desk is at {address}");

    let mut silent = TcpStream::connect(address)?;
    let mut client = TcpStream::connect(address)?;
    client.write_all(b"is anybody there?\nhow warm is it?\n")?;
    client.shutdown(std::net::Shutdown::Write)?;
    io::copy(&mut client, &mut io::stdout())?;

    println!("waiting for the desk to lose its patience");
    let n_bytes = silent.read(&mut [0; 16])?;
    println!("hung up on the silent client, who had got {n_bytes} bytes");
    Ok(())
}
