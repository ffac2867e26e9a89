//! `std::io`: the real traits and adapters; the standard streams belong to the explorer.
//!
//! A write to standard output or standard error is one step of a schedule and shows at once (the real standard
//! output waits for the end of a line). Standard input is empty. Pipes are left out: they block in the operating
//! system, where the explorer does not see it.

pub use ::std::io::{
    BufRead, BufReader, BufWriter, Bytes, Chain, Cursor, Empty, Error, ErrorKind, IntoInnerError,
    IoSlice, IoSliceMut, LineWriter, Lines, Read, Repeat, Result, Seek, SeekFrom, Sink, Split,
    Take, Write, WriterPanicked, copy, empty, read_to_string, repeat, sink,
};

use ::std::fmt;
use ::std::marker::PhantomData;
use ::std::panic::{RefUnwindSafe, UnwindSafe};

use model::rt::{self, Stream};

/// As in `std`: the traits that most programs need.
pub mod prelude {
    pub use ::std::io::{BufRead, Read, Seek, Write};
}

/// As in `std`: whether a stream is a terminal. None is, here.
pub trait IsTerminal: sealed::Sealed {
    /// False.
    fn is_terminal(&self) -> bool;
}

mod sealed {
    pub trait Sealed {}
}

#[doc(hidden)]
#[track_caller]
pub fn _print(text: fmt::Arguments<'_>, newline: bool) {
    print_once(Stream::Out, text, newline);
}

#[doc(hidden)]
#[track_caller]
pub fn _eprint(text: fmt::Arguments<'_>, newline: bool) {
    print_once(Stream::Err, text, newline);
}

#[track_caller]
fn print_once(stream: Stream, text: fmt::Arguments<'_>, newline: bool) {
    let mut text = fmt::format(text);
    if newline {
        text.push('\n');
    }
    rt::print(stream, text.as_bytes());
}

/// Declares an output stream: its handle, its lock, and the function that gives the handle.
macro_rules! output_stream {
    ($(#[$doc:meta])* $handle:ident, $lock:ident, $function:ident, $stream:expr) => {
        $(#[$doc])*
        pub struct $handle {
            _private: (),
        }

        /// As in `std`: the stream, held by this thread until the value is dropped.
        #[must_use = "if unused the stream will immediately unlock"]
        pub struct $lock<'a> {
            // A pointer, because the real lock is neither `Send` nor `Sync`.
            _held: PhantomData<(&'a (), *const ())>,
        }

        /// As in `std`: a handle to the stream.
        pub fn $function() -> $handle {
            $handle { _private: () }
        }

        impl $handle {
            /// Takes the stream's re-entrant lock.
            #[track_caller]
            pub fn lock(&self) -> $lock<'static> {
                rt::lock_stream($stream);
                $lock { _held: PhantomData }
            }
        }

        impl Drop for $lock<'_> {
            fn drop(&mut self) {
                rt::unlock_stream($stream);
            }
        }

        impl UnwindSafe for $handle {}
        impl RefUnwindSafe for $handle {}
        impl UnwindSafe for $lock<'_> {}
        impl RefUnwindSafe for $lock<'_> {}

        impl fmt::Debug for $handle {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($handle)).finish_non_exhaustive()
            }
        }

        impl fmt::Debug for $lock<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($lock)).finish_non_exhaustive()
            }
        }

        output_stream!(@write $handle, $stream);
        output_stream!(@write &$handle, $stream);
        output_stream!(@write $lock<'_>, $stream);

        output_stream!(@terminal $handle);
        output_stream!(@terminal $lock<'_>);
    };
    (@write $type:ty, $stream:expr) => {
        impl Write for $type {
            #[track_caller]
            fn write(&mut self, bytes: &[u8]) -> Result<usize> {
                rt::print($stream, bytes);
                Ok(bytes.len())
            }

            #[track_caller]
            fn write_vectored(&mut self, slices: &[IoSlice<'_>]) -> Result<usize> {
                let bytes: Vec<u8> = slices.iter().flat_map(|slice| slice.iter().copied()).collect();
                self.write(&bytes)
            }

            #[track_caller]
            fn write_all(&mut self, bytes: &[u8]) -> Result<()> {
                rt::print($stream, bytes);
                Ok(())
            }

            // Formatted first and written once, so that `writeln!` is one step.
            #[track_caller]
            fn write_fmt(&mut self, text: fmt::Arguments<'_>) -> Result<()> {
                print_once($stream, text, false);
                Ok(())
            }

            fn flush(&mut self) -> Result<()> {
                Ok(())
            }
        }
    };
    (@terminal $type:ty) => {
        impl sealed::Sealed for $type {}
        impl IsTerminal for $type {
            fn is_terminal(&self) -> bool {
                false
            }
        }
    };
}

output_stream! {
    /// As in `std`: standard output.
    Stdout, StdoutLock, stdout, Stream::Out
}
output_stream! {
    /// As in `std`: standard error.
    Stderr, StderrLock, stderr, Stream::Err
}

/// As in `std`: standard input. It is empty here.
pub struct Stdin {
    _private: (),
}

/// As in `std`: standard input, held by this thread. It is empty here.
pub struct StdinLock<'a> {
    empty: Empty,
    // The real one holds such a guard, so it is `Sync` and not `Send`.
    _held: PhantomData<::std::sync::MutexGuard<'a, ()>>,
}

/// As in `std`: a handle to standard input.
pub fn stdin() -> Stdin {
    Stdin { _private: () }
}

impl Stdin {
    /// The stream, held. As there is nothing to read, nobody ever waits for it.
    pub fn lock(&self) -> StdinLock<'static> {
        StdinLock {
            empty: empty(),
            _held: PhantomData,
        }
    }

    /// Reads a line: nothing, and says so with `Ok(0)`.
    ///
    /// # Errors
    /// None.
    pub fn read_line(&self, _line: &mut String) -> Result<usize> {
        Ok(0)
    }

    /// The lines: there are none.
    pub fn lines(self) -> Lines<StdinLock<'static>> {
        self.lock().lines()
    }
}

impl Read for Stdin {
    fn read(&mut self, _bytes: &mut [u8]) -> Result<usize> {
        Ok(0)
    }
}

impl Read for &Stdin {
    fn read(&mut self, _bytes: &mut [u8]) -> Result<usize> {
        Ok(0)
    }
}

impl Read for StdinLock<'_> {
    fn read(&mut self, bytes: &mut [u8]) -> Result<usize> {
        self.empty.read(bytes)
    }
}

impl BufRead for StdinLock<'_> {
    fn fill_buf(&mut self) -> Result<&[u8]> {
        self.empty.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.empty.consume(amount);
    }
}

impl fmt::Debug for Stdin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stdin").finish_non_exhaustive()
    }
}

impl fmt::Debug for StdinLock<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StdinLock").finish_non_exhaustive()
    }
}

output_stream!(@terminal Stdin);
output_stream!(@terminal StdinLock<'_>);
