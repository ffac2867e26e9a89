//! # 5. Ask and reply
//!
//! A channel goes one way. Who sends a question, and wants an answer, needs a way back. A sender can itself be sent in
//! a message: so each question brings its own reply channel along, and the server answers through that one.
//!
//! Your task: a server that many may ask at the same time.
//! - `start` starts the server in a thread of its own. It answers one request after the other. It must go on when
//!   somebody does not wait for the answer: `send` returns an `Err` then.
//! - `ask` sends a request, and waits for the answer to it.
//! - `stop` lets the server end, and waits until it has ended.
//!
//! ```text
//! ann      ── ask 2 ──┐····· waits ·····┌── 4
//!                     ▼                 │
//! server   ·········· 2 * 2 ── reply ───┘·· 3 * 3 ── reply ───┐
//!                                           ▲                 │
//! bob      ──────────────────────── ask 3 ──┘····· waits ·····└── 9
//! ```

use std::sync::mpsc::{self, Sender};
use std::thread::{self, JoinHandle};

/// A question, and the way back for its answer.
pub struct Request {
    number: u64,
    reply: Sender<u64>,
}

/// A server that knows the square of each number.
pub struct Server {
    requests: Sender<Request>,
    thread: JoinHandle<()>,
}

impl Server {
    /// Starts the server.
    pub fn start() -> Server {
        let (requests, inbox) = mpsc::channel::<Request>();
        let thread = todo!("start a thread that answers each request in `inbox`");
        Server { requests, thread }
    }

    /// Asks for the square of `number`, and waits for the answer.
    pub fn ask(&self, number: u64) -> u64 {
        todo!("make a reply channel, send the request, and wait for the answer")
    }

    /// Asks for the square of `number`, but leaves before the answer comes. Leave it as it is.
    pub fn ask_and_leave(&self, number: u64) {
        let (reply, answer) = mpsc::channel();
        drop(answer);
        self.requests.send(Request { number, reply }).unwrap();
    }

    /// Stops the server, and waits until it has ended.
    pub fn stop(self) {
        todo!("let the server end, and wait for it")
    }
}

fn main() {
    let server = Server::start();
    thread::scope(|scope| {
        for number in 1..=3 {
            let server = &server;
            scope.spawn(move || println!("{number} * {number} = {}", server.ask(number)));
        }
    });
    server.ask_and_leave(4);
    println!("5 * 5 = {}", server.ask(5));
    server.stop();
    println!("the server has stopped");
}
