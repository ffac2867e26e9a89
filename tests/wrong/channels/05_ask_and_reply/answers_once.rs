// expect: panic
// Belief: one thread answers one request.

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
        let thread = thread::spawn(move || {
            if let Ok(request) = inbox.recv() {
                // Nobody may be there any more to hear the answer. That is not the server's problem.
                let _ = request.reply.send(request.number * request.number);
            }
        });
        Server { requests, thread }
    }

    /// Asks for the square of `number`, and waits for the answer.
    pub fn ask(&self, number: u64) -> u64 {
        let (reply, answer) = mpsc::channel();
        self.requests.send(Request { number, reply }).unwrap();
        answer.recv().unwrap()
    }

    /// Asks for the square of `number`, but leaves before the answer comes. Leave it as it is.
    pub fn ask_and_leave(&self, number: u64) {
        let (reply, answer) = mpsc::channel();
        drop(answer);
        self.requests.send(Request { number, reply }).unwrap();
    }

    /// Stops the server, and waits until it has ended.
    pub fn stop(self) {
        drop(self.requests);
        self.thread.join().unwrap();
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
