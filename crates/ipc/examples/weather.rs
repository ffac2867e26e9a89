//! A server with patience, a client, and one who says nothing: `cargo run -p ipc --example weather`.

use std::io::{self, Write};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use ipc::tcp::{Problem, ask, listen, read_before};

fn main() -> io::Result<()> {
    let (listener, address) = listen()?;
    println!("listening at {address}");
    let server = thread::spawn(move || -> io::Result<()> {
        for _ in 0..2 {
            let (mut stream, _) = listener.accept()?;
            let deadline = Instant::now() + Duration::from_millis(300);
            // A second handle of the same connection, for the answer.
            match read_before(stream.try_clone()?, deadline, 100) {
                Ok(question) => {
                    println!("server: asked {:?}", String::from_utf8_lossy(&question));
                    stream.write_all(b"12 degrees")?;
                }
                // A silent client costs 0.3 seconds, and then no more.
                Err(Problem::TooLate) => println!("server: too late, next please"),
                Err(problem) => println!("server: {problem:?}"),
            }
        }
        Ok(())
    });
    let silent = TcpStream::connect(address)?;
    let deadline = Instant::now() + Duration::from_secs(10);
    match ask(address, "how warm is it?", deadline) {
        Ok(answer) => println!("client: {}", String::from_utf8_lossy(&answer)),
        Err(problem) => println!("client: {problem:?}"),
    }
    drop(silent);
    server.join().expect("the server does not panic")
}
