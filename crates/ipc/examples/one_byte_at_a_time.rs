//! Frames over a stream that gives one byte at a time: `cargo run -p ipc --example one_byte_at_a_time`.

use std::io::{self, Read};

use ipc::framing::{Trickle, receive, send};

fn main() -> io::Result<()> {
    let mut wire = Vec::new();
    for message in ["hello", "", "yes"] {
        send(&mut wire, message.as_bytes())?;
    }
    println!("on the wire: {wire:?}");

    let mut buffer = [0; 100];
    let n_bytes = Trickle(&wire[..]).read(&mut buffer)?;
    println!("one `read`: {:?}", &buffer[..n_bytes]);

    let mut stream = Trickle(&wire[..]);
    while let Some(message) = receive(&mut stream)? {
        println!("one message: {:?}", String::from_utf8_lossy(&message));
    }
    // The connection breaks one byte too early.
    let mut cut = &wire[..wire.len() - 1];
    loop {
        match receive(&mut cut) {
            Ok(Some(message)) => println!("{} bytes", message.len()),
            Ok(None) => break println!("a proper end"),
            Err(error) => break println!("no message: {error}"),
        }
    }
    Ok(())
}
