// expect: wrong-answer truncated-accepted
// Belief: `lines` gives lines.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

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
    client.set_write_timeout(Some(patience))?;
    client.set_read_timeout(Some(patience))?;
    for line in BufReader::new(client.try_clone()?).lines() {
        client.write_all(format!("{}\n", answer(&line?)).as_bytes())?;
    }
    Ok(())
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
