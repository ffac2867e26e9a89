//! A server on this machine that is slow to answer: what the waiting jobs wait for.
//!
//! A client sends a job's number in a line. After a while it is sent the job's answer. The number of requests is counted, so
//! that a run that did not ask cannot claim to have waited.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// How long a client may take to say what it wants.
const PATIENCE: Duration = Duration::from_secs(10);
/// Longer than any request.
const LONGEST_REQUEST: u64 = 32;

/// A running server; it stops when dropped.
pub struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
    accepting: Option<JoinHandle<()>>,
}

/// What the server's threads share.
struct Shared {
    /// How long a request takes.
    delay: Duration,
    n_answered: AtomicU64,
    is_over: AtomicBool,
}

impl Server {
    /// Starts a server on a free port, which takes so long for each request and serves any number of them at a time.
    ///
    /// # Errors
    /// When this machine has no loopback network.
    pub fn start(delay: Duration) -> io::Result<Server> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            delay,
            n_answered: AtomicU64::new(0),
            is_over: AtomicBool::new(false),
        });
        let accepting = thread::spawn({
            let shared = Arc::clone(&shared);
            move || accept(&listener, &shared)
        });
        Ok(Server {
            address,
            shared,
            accepting: Some(accepting),
        })
    }

    /// Where it listens.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// How many requests it has answered so far.
    pub fn n_answered(&self) -> u64 {
        // The client that was answered has ended, and a process's end is known before this is asked; the count was raised
        // before the answer was sent.
        self.shared.n_answered.load(Ordering::SeqCst)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.is_over.store(true, Ordering::SeqCst);
        // Wakes the thread that accepts. If it fails, that thread is left to the end of the process.
        if TcpStream::connect(self.address).is_ok()
            && let Some(accepting) = self.accepting.take()
        {
            // A panic there has been printed.
            let _ = accepting.join();
        }
    }
}

/// The answer to a job.
pub fn answer(job: u64) -> u64 {
    job * job + 1
}

fn accept(listener: &TcpListener, shared: &Shared) {
    // The scope ends when the last client has its answer, or has gone.
    thread::scope(|scope| {
        for connection in listener.incoming() {
            if shared.is_over.load(Ordering::SeqCst) {
                return;
            }
            if let Ok(connection) = connection {
                // A client that goes away, or talks nonsense, gets no answer; its run says so.
                scope.spawn(move || serve(connection, shared).ok());
            }
        }
    });
}

fn serve(mut connection: TcpStream, shared: &Shared) -> io::Result<()> {
    connection.set_read_timeout(Some(PATIENCE))?;
    let mut request = String::new();
    BufReader::new((&connection).take(LONGEST_REQUEST)).read_line(&mut request)?;
    let job: u32 = request.trim().parse().map_err(io::Error::other)?;
    thread::sleep(shared.delay);
    shared.n_answered.fetch_add(1, Ordering::SeqCst);
    writeln!(connection, "{}", answer(job.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(server: &Server, request: &str) -> String {
        let mut connection = TcpStream::connect(server.address).expect("a connection");
        connection
            .write_all(request.as_bytes())
            .expect("a request is sent");
        let mut reply = String::new();
        // Without an answer the connection may be closed or reset.
        let _ = connection.read_to_string(&mut reply);
        reply
    }

    #[test]
    fn jobs_are_answered_and_counted() {
        let server = Server::start(Duration::ZERO).expect("a server");
        assert_eq!(ask(&server, "7\n"), "50\n");
        assert_eq!(ask(&server, "0\n"), "1\n");
        assert_eq!(server.n_answered(), 2);
    }

    #[test]
    fn nonsense_is_not_answered() {
        let server = Server::start(Duration::ZERO).expect("a server");
        assert_eq!(ask(&server, "tea\n"), "");
        assert_eq!(ask(&server, &"9".repeat(1_000)), "");
        assert_eq!(server.n_answered(), 0);
        assert_eq!(ask(&server, "1\n"), "2\n");
    }
}
