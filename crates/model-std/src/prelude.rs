//! What every submission has in scope without a `use`: names and macros, one list for each edition.
//!
//! The compiler imports one of these modules by its path, `std::prelude::rust_2024`, and macros come from nowhere
//! else. Kept out on purpose: `include!`, `include_str!`, `include_bytes!`, `env!` and `option_env!` (they read the
//! judge's machine), and `#[global_allocator]` (the explorer has its own).

/// The names of all editions.
pub mod v1 {
    pub use ::std::borrow::ToOwned;
    pub use ::std::boxed::Box;
    pub use ::std::clone::Clone;
    pub use ::std::cmp::{Eq, Ord, PartialEq, PartialOrd};
    pub use ::std::convert::{AsMut, AsRef, From, Into};
    pub use ::std::default::Default;
    pub use ::std::iter::{DoubleEndedIterator, ExactSizeIterator, Extend, IntoIterator, Iterator};
    pub use ::std::marker::{Copy, Send, Sized, Sync, Unpin};
    pub use ::std::mem::{align_of, align_of_val, drop, size_of, size_of_val};
    pub use ::std::ops::{AsyncFn, AsyncFnMut, AsyncFnOnce, Drop, Fn, FnMut, FnOnce};
    pub use ::std::option::Option::{self, None, Some};
    pub use ::std::result::Result::{self, Err, Ok};
    pub use ::std::string::{String, ToString};
    pub use ::std::vec::Vec;

    // The derives whose traits are not in the prelude.
    pub use ::std::prelude::v1::{Debug, Hash};
    // Attributes.
    pub use ::std::prelude::v1::{derive, test};

    pub use crate::macros_only::{panic, vec};
    pub use crate::{dbg, eprint, eprintln, print, println, thread_local};
    pub use ::std::{
        assert, assert_eq, assert_ne, cfg, cfg_select, column, compile_error, concat, debug_assert,
        debug_assert_eq, debug_assert_ne, file, format, format_args, line, matches, module_path,
        stringify, todo, unimplemented, unreachable, write, writeln,
    };
}

/// Edition 2015.
pub mod rust_2015 {
    pub use super::v1::*;
}

/// Edition 2018.
pub mod rust_2018 {
    pub use super::v1::*;
}

/// Edition 2021.
pub mod rust_2021 {
    pub use super::v1::*;
    pub use ::std::convert::{TryFrom, TryInto};
    pub use ::std::iter::FromIterator;
}

/// Edition 2024.
pub mod rust_2024 {
    pub use super::v1::*;
    pub use ::std::convert::{TryFrom, TryInto};
    pub use ::std::future::{Future, IntoFuture};
    pub use ::std::iter::FromIterator;
}
