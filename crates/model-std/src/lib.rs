//! A look-alike of `std` whose threads, locks, channels, clock and output belong to the explorer.
//!
//! A submission is compiled, unchanged, against this crate instead of `std`, so a name that is found here under
//! the path that it has in `std` must mean the same, and a name that is not here is a compile error: that is how
//! files, sockets, the environment and child processes are kept out. Whatever a schedule can reorder calls
//! `model::rt`; everything else is the real thing. The crate knows nothing of exercises or of verdicts.
//!
//! # How it stands in for `std`
//!
//! ```text
//! rustc --edition 2024 --crate-type cdylib -F unsafe_code submission.rs \
//!     --extern std=libmodel_std.rlib --extern core=libmodel_std.rlib --extern alloc=libmodel_std.rlib \
//!     -L dependency=DIRECTORY_OF_THE_RLIB_AND_ITS_DEPENDENCIES
//! ```
//!
//! All three names are needed, and all three are this one file. With `std` alone, `core::sync::atomic` and
//! `alloc::sync` would reach the real ones. The compiler loads the file once, so that `core::time::Duration` and
//! `std::time::Duration` stay one type. Each module of `core` and `alloc` has the same path in `std`, apart from
//! `core::panic::{PanicInfo, PanicMessage}`, which only a program without `std` has a use for. That `core::thread`
//! exists here too does no harm: the real `std` has the first word, and it refuses that.
//!
//! # Rules for whoever adds a name
//!
//! - A module in which nothing is replaced is re-exported whole. In every other one each name is listed: two globs
//!   that bring the same name are no error across crates, and the real one can win without a word.
//! - The compiler takes the prelude, macros included, from `prelude::rust_2024`.
//! - A macro says `$crate::…`. `::std` in its body would be looked up in the submission.

#![expect(
    clippy::legacy_numeric_constants,
    reason = "old programs use the modules of the integer types"
)]

#[macro_use]
mod macros;

pub mod alloc;
pub mod collections;
pub mod hash;
pub mod hint;
pub mod io;
pub mod panic;
#[doc(hidden)]
pub mod prelude;
pub mod process;
pub mod sync;
pub mod thread;
pub mod time;

#[doc(hidden)]
#[path = "judge.rs"]
pub mod __judge;

// Modules in which nothing is replaced.
pub use ::std::{
    any, array, ascii, borrow, boxed, cell, char, clone, cmp, convert, default, error, f32, f64,
    ffi, fmt, future, iter, marker, mem, num, ops, option, pin, primitive, ptr, range, rc, result,
    slice, str, string, task,
};
// The old modules of the integer types (`std::i32::MAX`) are deprecated; a submission hears that from the real `std`.
pub use ::std::{i8, i16, i32, i64, i128, isize, u8, u16, u32, u64, u128, usize};
// A module and a macro of one name.
pub use ::std::vec;

// Macros in which nothing is replaced.
pub use ::std::{
    assert, assert_eq, assert_ne, cfg, cfg_select, column, compile_error, concat, debug_assert,
    debug_assert_eq, debug_assert_ne, file, format, format_args, line, matches, module_path,
    stringify, todo, unimplemented, unreachable, write, writeln,
};
// `panic` is a module too, and that one is replaced. An empty private module hides it, so that the macro comes alone.
mod macros_only {
    #[expect(hidden_glob_reexports, reason = "hiding is the purpose")]
    mod panic {}
    #[expect(hidden_glob_reexports, reason = "hiding is the purpose")]
    mod vec {}
    pub use ::std::*;
}
pub use macros_only::panic;
