//! A lock that is gone when its owner is killed: `cargo run -p ipc --example only_one`.

use std::env;
use std::io::{self, BufRead, BufReader};
use std::process::{Command, Stdio};

use ipc::file_locks::OnlyOne;

fn main() -> io::Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if let [role, path] = &arguments[..]
        && role == "owner"
    {
        let _only_one = OnlyOne::wait(path.as_ref())?;
        println!("locked");
        // Until the parent ends our input, or us.
        io::copy(&mut io::stdin(), &mut io::sink())?;
        return Ok(());
    }
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("lock");
    let mut owner = Command::new(env::current_exe()?)
        .arg("owner")
        .arg(&path)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let stdout = owner.stdout.take().expect("a pipe was asked for");
    BufReader::new(stdout).read_line(&mut String::new())?;
    println!(
        "while the owner lives, is it ours? {}",
        OnlyOne::claim(&path)?.is_some()
    );
    owner.kill()?;
    println!("the owner: {}", owner.wait()?);
    println!("is the file still there? {}", path.exists());
    println!("is the lock ours? {}", OnlyOne::claim(&path)?.is_some());
    Ok(())
}
