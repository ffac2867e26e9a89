//! Hidden test of `05_ask_and_reply`: everybody gets the own answer, who leaves early harms nobody, the server ends.
//!
//! The squares of 2 and 3 are each other's wrong answer only if replies are mixed up.

use std::__judge::{Check, explore, mistake};
use std::thread;

use super::Server;

/// Asks for the square of `number` while somebody else asks for the square of `other`.
fn ask(server: &Server, number: u64, other: u64) {
    let found = server.ask(number);
    if found == other * other {
        mistake!(
            "reply-to-the-wrong-asker",
            "the square of {number} was asked, but the answer is {found}: that is for the one who asked for {other}"
        );
    }
    assert!(
        found == number * number,
        "the square of {number}: expected {}, found {found}",
        number * number
    );
}

pub fn checks() -> Vec<Check> {
    vec![
        explore("one asks twice, then the server stops", || {
            let server = Server::start();
            ask(&server, 2, 3);
            ask(&server, 3, 2);
            server.stop();
        })
        .spawns_at_least(1)
        .joins_all()
        .no_busy_wait(),
        explore("two ask at the same time, each gets the own answer", || {
            let server = Server::start();
            thread::scope(|scope| {
                scope.spawn(|| ask(&server, 2, 3));
                ask(&server, 3, 2);
            });
            server.stop();
        })
        .joins_all()
        .no_busy_wait(),
        explore(
            "one leaves before the answer, another still gets one",
            || {
                let server = Server::start();
                server.ask_and_leave(3);
                ask(&server, 2, 3);
                server.stop();
            },
        )
        .joins_all()
        .no_busy_wait(),
        explore("nobody asks, and the server stops", || {
            Server::start().stop();
        })
        .joins_all()
        .no_busy_wait(),
    ]
}
