//! What a hidden test reaches as `std::__judge`, and the macro with which the judge ends a submission's copy.
//!
//! `std::__judge_entry!(main);` makes a whole program loadable, `std::__judge_entry!(checks "PATH.rs");` brings in a
//! hidden test as a child module, so that it sees the submission's private items, and makes its checks loadable.
//! The real `std` knows neither name, so no submission can use them: it is compiled against the real one first.

pub use model;
pub use model::check::{
    Check, Moment, explore, fail, first_wait_since, outcome, printed, time_is_exact,
};
pub use model::{Program, mistake, shortcoming};

use crate::process::Termination;

/// The memory of every program that is compiled against the look-alike: it forgets what one execution allocated before
/// the next begins.
#[global_allocator]
static ARENA: model::arena::Arena = model::arena::Arena;

/// How the host is told a line of the answer: bytes and their number.
pub type Sink = extern "C" fn(*const u8, usize);

/// A submission's `main`, as a function pointer.
pub struct Main<F>(F);

/// Takes a submission's `main`.
pub fn main_function<T>(main: fn() -> T) -> Main<fn() -> T> {
    Main(main)
}

impl Main<fn() -> !> {
    /// Runs a `main` that never returns. For that type a method call finds this before [`Reports::run`]; there is no
    /// other way on stable to tell it from the rest.
    pub fn run(self) -> i32 {
        (self.0)()
    }
}

/// Running a `main` that may return.
pub trait Reports {
    /// Runs it and gives its exit code.
    fn run(self) -> i32;
}

impl<T: Termination> Reports for Main<fn() -> T> {
    fn run(self) -> i32 {
        (self.0)().report().to_i32()
    }
}

/// Carries out a request for the loaded submission; see `model::serve`.
///
/// # Safety
/// `request` must point to `len` bytes that stay unchanged during the call.
pub unsafe fn serve(request: *const u8, len: usize, sink: Sink, program: Program) {
    // SAFETY: promised by the caller.
    let request = unsafe { ::std::slice::from_raw_parts(request, len) };
    model::serve(request, program, &mut |line| {
        sink(line.as_ptr(), line.len())
    });
}

/// The last line of a submission's copy. `-F unsafe_code` does not fire inside the macro of another crate.
#[doc(hidden)]
#[macro_export]
macro_rules! __judge_entry {
    (checks $path:literal) => {
        #[path = $path]
        mod __hidden;
        $crate::__judge_entry!(@serve $crate::__judge::Program::Checks(__hidden::checks));
    };
    ($main:ident) => {
        $crate::__judge_entry!(@serve $crate::__judge::Program::Main(|| {
            use $crate::__judge::Reports as _;
            $crate::__judge::main_function($main).run()
        }));
    };
    (@serve $program:expr) => {
        $crate::__judge::model::entry_items!();

        #[unsafe(no_mangle)]
        pub extern "C" fn interleave_serve(request: *const u8, len: usize, sink: $crate::__judge::Sink) {
            let program = $program;
            // SAFETY: the host passes a buffer that it keeps until the call returns.
            unsafe { $crate::__judge::serve(request, len, sink, program) }
        }
    };
}
