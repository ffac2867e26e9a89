//! Lessons on channels: share by communicating.
//!
//! Each module is one small lesson, with code that runs; `examples/` shows the same things as whole programs. The
//! order below is the order of the exercises. Nothing here knows of the exercises or of how they are judged.
//!
//! # Another way to share
//!
//! With a lock, the value stays where it is, and threads come to it. With a channel, each value belongs to one thread
//! at a time, and it is handed on. A value that was sent can't be touched any more by its sender: ownership went with
//! it. So nothing has to be locked, and nobody can look at a half-done change.
//!
//! This moves the trouble; it does not end it. Two threads can still wait for each other for ever, each for the other's
//! message. The order in which messages of several senders come is still anybody's guess. And a queue without a bound
//! hides that somebody is too slow, until the memory is full.
//!
//! # What orders things
//!
//! What a thread does before it sends a message *happens before* what another one does after it received that message.
//! So a message is also a signal: whoever has got it sees everything that its sender had done.
//!
//! Two messages of one sender come in the order in which they were sent. Messages of different senders can come in any
//! order, unless something else puts the two `send`s in order.
//!
//! # The lessons
//!
//! | lesson | what it shows |
//! | --- | --- |
//! | [`send_and_receive`] | in at one end, out at the other |
//! | [`ends`] | how a channel ends |
//! | [`many_producers`] | a sender can be cloned |
//! | [`backpressure`] | who is slow sets the pace |
//! | [`worker_pool`] | few threads, many jobs |
//! | [`request_reply`] | a question that brings its way back |
//! | [`pipelines`] | step by step, all at once |
//! | [`latency_and_throughput`] | how long for one, how many in a second |
//! | [`select`] | waiting for several channels |
//! | [`deadlines`] | waiting, but not for ever |
//! | [`actors`] | one thread owns it, others ask |
//! | [`cancellation`] | asking many to stop |
//!
//! All but [`select`] and [`cancellation`] use `std` only. Those two use the crate `crossbeam`.

pub mod actors;
pub mod backpressure;
pub mod cancellation;
pub mod deadlines;
pub mod ends;
pub mod latency_and_throughput;
pub mod many_producers;
pub mod pipelines;
pub mod request_reply;
pub mod select;
pub mod send_and_receive;
pub mod worker_pool;
