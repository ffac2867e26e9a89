//! A tap on the shoulder. Unix only.
//!
//! A *signal* is a number that one process, or the system, sends to another. It carries nothing else. SIGINT is what
//! Ctrl-C sends, SIGTERM asks to end, SIGHUP says that the terminal is gone (and to many servers: "read your settings
//! again"), SIGUSR1 and SIGUSR2 mean what you like. Most end a process that has made no other arrangements. SIGKILL and
//! SIGSTOP allow none.
//!
//! # Hardly anything may be done in a handler
//!
//! A *handler* is a function that runs when a signal comes: in the middle of whatever the program is doing, on a thread
//! that is stopped at any place, perhaps inside the memory allocator, with its lock held. If the handler allocates, it
//! waits for a lock that its own thread holds. So no `println!`, no `Mutex`, no `String`. Storing an atomic is fine.
//! Therefore:
//!
//! > **The handler only takes a note. The program does the work, at a place of its own choice.**
//!
//! The crate `signal-hook` has handlers that take notes, so nobody has to write one (that would be `unsafe`):
//!
//! - into a flag, for a program that comes round regularly and can look: [`Note`];
//! - into a pipe, for a thread that sleeps until a signal comes: [`wait_for_one_of`].
//!
//! Signals are not counted. Two of one kind that come quickly may be seen as one.
//!
//! # Ending well
//!
//! Asked to end (SIGTERM, SIGINT), a program should take no new work, finish or give back what it has, tell its
//! children and **wait** for them, write down what must be written, and leave. All of it may take a while, or hang. So
//! a **second** SIGINT should end it at once. `signal_hook::flag::register_conditional_shutdown` does that: registered
//! *before* the flag, it ends the program if the flag is set already.
//!
//! A thread that waits in a `read` does not look at any flag. It must be woken by what it waits for: close the
//! connection, send a message into its channel.

use std::ffi::c_int;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use signal_hook::SigId;
use signal_hook::iterator::Signals;

/// Whether a signal has come.
#[derive(Debug)]
pub struct Note {
    /// Stored by the handler, swapped by whoever looks.
    came: Arc<AtomicBool>,
    handler: SigId,
}

impl Note {
    /// From now on, the signal does nothing but take a note.
    ///
    /// ```
    /// use ipc::signals::Note;
    /// use signal_hook::consts::SIGUSR1;
    /// use signal_hook::low_level::raise;
    /// let how_far = Note::take(SIGUSR1).unwrap();
    /// let mut reports = Vec::new();
    /// for n in 1..=5 {
    ///     // One step of some long work. At the third step, somebody wants to know.
    ///     if n == 3 {
    ///         raise(SIGUSR1).unwrap();
    ///     }
    ///     if how_far.read() {
    ///         reports.push(format!("step {n} of 5"));
    ///     }
    /// }
    /// assert_eq!(reports, ["step 3 of 5"]);
    /// ```
    ///
    /// # Errors
    /// If the system refuses.
    ///
    /// # Panics
    /// For signals that can't be caught, and for those that mean that the program itself is broken.
    pub fn take(signal: c_int) -> io::Result<Note> {
        let came = Arc::new(AtomicBool::new(false));
        let handler = signal_hook::flag::register(signal, Arc::clone(&came))?;
        Ok(Note { came, handler })
    }

    /// Whether it has come since the last look.
    pub fn read(&self) -> bool {
        // One step. With a `load` and then a `store(false)`, a signal that came in between would be lost.
        self.came.swap(false, Ordering::SeqCst)
    }
}

impl Drop for Note {
    fn drop(&mut self) {
        // The signal is then ignored. It does not go back to ending the process.
        signal_hook::low_level::unregister(self.handler);
    }
}

/// Sleeps until one of the signals comes, and says which. `prepared` is called when none of them can be missed any
/// more: the place to tell others that they may send them.
///
/// ```
/// use ipc::signals::wait_for_one_of;
/// use signal_hook::consts::{SIGHUP, SIGUSR2};
/// use signal_hook::low_level::raise;
/// // It comes before the wait begins. It is not lost: the note is in a pipe.
/// let signal = wait_for_one_of(&[SIGHUP, SIGUSR2], || raise(SIGUSR2).unwrap()).unwrap();
/// assert_eq!(signal, SIGUSR2);
/// ```
///
/// # Errors
/// If the system refuses.
///
/// # Panics
/// For signals that can't be caught; and if `signals` is empty, since that would be a wait for ever.
pub fn wait_for_one_of(signals: &[c_int], prepared: impl FnOnce()) -> io::Result<c_int> {
    assert!(!signals.is_empty(), "nothing to wait for");
    let mut notes = Signals::new(signals)?;
    prepared();
    // Bound to a name, so that the iterator is gone before `notes` is.
    let signal = notes.forever().next();
    signal.ok_or_else(|| io::Error::other("nobody closes the notes"))
}
