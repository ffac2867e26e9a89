//! A server at a file's name, and what stays when it is gone: `cargo run -p ipc --example shouting`. Unix only.

#[cfg(unix)]
fn main() -> std::io::Result<()> {
    use std::os::unix::net::UnixListener;
    use std::thread;

    use ipc::unix_sockets::{TidyListener, ask, look_at};

    let folder = tempfile::tempdir()?;
    let path = folder.path().join("socket");
    println!("before: {:?}", look_at(&path)?);
    let listener = TidyListener::bind(&path)?;
    thread::scope(|scope| {
        let client = scope.spawn(|| ask(&path, "is anybody there?"));
        listener.answer_one()?;
        println!("the answer: {}", client.join().expect("no panic")?);
        std::io::Result::Ok(())
    })?;
    drop(listener);
    println!("a tidy listener is gone: {:?}", look_at(&path)?);
    drop(UnixListener::bind(&path)?);
    println!("an ordinary one is gone: {:?}", look_at(&path)?);
    Ok(())
}

#[cfg(not(unix))]
fn main() {
    println!("this example is about Unix");
}
