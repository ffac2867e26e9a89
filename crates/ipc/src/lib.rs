//! Lessons on talking between processes: across the wall.
//!
//! Each module is one small lesson, with code that runs; `examples/` shows the same things as whole programs. The
//! order below is the order of the exercises. Nothing here knows of the exercises or of how they are judged.
//!
//! # Bytes, not values
//!
//! Two threads hand each other values. Two processes can't: a `String` is an address, and addresses of one process mean
//! nothing in another. What can cross the wall is **bytes**. (And, by special arrangement, a piece of memory that both
//! see.) So both sides must agree on three things, and that agreement is called a *protocol*:
//!
//! - **Where does a message end?** A pipe or a socket is a stream of bytes. It has no messages in it. What was written
//!   with one `write` may arrive with three `read`s, and three `write`s with one `read`.
//! - **What do the bytes mean?** Text or numbers; which byte comes first; which version of all this.
//! - **Whose turn is it?** If both wait for the other to speak, both wait for ever.
//!
//! # The other side is not you
//!
//! A channel's other end is your own code. A socket's other end may be anybody: an older version of your program, one
//! with a mistake, one that was killed in the middle of a message, somebody who wants to do harm. So three questions
//! are asked at each wait and each length: *what if it never comes? what if it is huge? what if it stops in the
//! middle?*
//!
//! # What orders things
//!
//! Writing a byte happens before reading it at the other end. Within one pipe or connection the order is kept. Between
//! two connections there is none.
//!
//! # The lessons
//!
//! | lesson | what it shows |
//! | --- | --- |
//! | [`lines`] | one line, one message; and flushing |
//! | [`framing`] | first the length, then the message |
//! | [`unix_sockets`] | connections on one machine |
//! | [`tcp`] | connections, and patience |
//! | [`shared_memory`] | memory that several processes see |
//! | [`file_locks`] | one at a time, among processes |
//! | [`fifos`] | a pipe with a name |
//! | [`signals`] | a tap on the shoulder |
//! | [`crash_safety`] | what is still there afterwards |
//!
//! [`unix_sockets`], [`fifos`] and [`signals`] are about Unix, and exist only there. The others work on every system.
//! [`shared_memory`] uses the crate `mapped`, [`fifos`] uses `rustix`, [`signals`] uses `signal-hook`; all else is
//! `std`.

pub mod crash_safety;
#[cfg(unix)]
pub mod fifos;
pub mod file_locks;
pub mod framing;
pub mod lines;
pub mod shared_memory;
#[cfg(unix)]
pub mod signals;
pub mod tcp;
#[cfg(unix)]
pub mod unix_sockets;
