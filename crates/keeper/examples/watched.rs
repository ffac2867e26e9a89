//! Programs to watch, one for each first argument: what a shell script cannot do. Only the tests run them.

use std::io::{Read, Write};
use std::process::{Command, Stdio};
use std::sync::{Arc, Barrier, Mutex};

fn main() {
    let mode = std::env::args().nth(1).unwrap_or_default();
    match mode.as_str() {
        "fill" => fill(),
        "zombie" => zombie(),
        "keep-the-end" => keep_the_end(),
        "lock-in-turn" => lock_in_turn(),
        "allocate" => allocate(),
        "listen" => {
            let socket = std::net::TcpListener::bind("127.0.0.1:0").expect("a port is free");
            let _ = socket.accept();
        }
        "write-much" => {
            let mut file = std::fs::File::create("much").expect("the directory can be written");
            for _ in 0..100_000 {
                file.write_all(b"x").expect("the disk is not full");
            }
        }
        other => panic!("no such program: {other:?}"),
    }
}

/// Writes all of it before it reads any of it.
fn fill() {
    let mut cat = Command::new("/bin/cat")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("cat is there");
    let mut stdin = cat.stdin.take().expect("asked for");
    stdin.write_all(&vec![b'x'; 1 << 20]).expect("cat lives");
    drop(stdin);
    let mut back = Vec::new();
    let mut stdout = cat.stdout.take().expect("asked for");
    stdout.read_to_end(&mut back).expect("cat lives");
    cat.wait().expect("it is ours");
}

/// Reads all that a child says, and never waits for the child.
#[expect(clippy::zombie_processes, reason = "the mistake that is to be seen")]
fn zombie() {
    let mut child = Command::new("/bin/echo")
        .arg("gone")
        .stdout(Stdio::piped())
        .spawn()
        .expect("echo is there");
    let mut said = String::new();
    let mut stdout = child.stdout.take().expect("asked for");
    stdout.read_to_string(&mut said).expect("it says text");
}

/// Reads until the end of a pipe that it holds itself open for writing.
fn keep_the_end() {
    let (mut read, write) = std::io::pipe().expect("there are descriptors left");
    let mut rest = Vec::new();
    let _ = read.read_to_end(&mut rest);
    drop(write);
}

/// Two threads take two locks, each in its own order.
fn lock_in_turn() {
    let locks = Arc::new((Mutex::new(()), Mutex::new(())));
    let both = Arc::new(Barrier::new(2));
    let (locks2, both2) = (Arc::clone(&locks), Arc::clone(&both));
    let other = std::thread::spawn(move || {
        let _second = locks2.1.lock();
        both2.wait();
        let _first = locks2.0.lock();
    });
    {
        let _first = locks.0.lock();
        both.wait();
        let _second = locks.1.lock();
    }
    let _ = other.join();
}

fn allocate() {
    let mut all: Vec<Vec<u8>> = Vec::new();
    loop {
        all.push(std::hint::black_box(vec![1; 1 << 20]));
    }
}
