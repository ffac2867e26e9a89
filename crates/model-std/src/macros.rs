//! The macros that are replaced: those that print, and `thread_local!`.
//!
//! A printing macro formats first and prints once, so that a line is one step of a schedule; a `Display` that
//! itself prints or locks runs before that step.

/// As in `std`: formats and writes to standard output.
#[macro_export]
macro_rules! print {
    ($($arg:tt)*) => {{
        $crate::io::_print($crate::format_args!($($arg)*), false);
    }};
}

/// As in `std`: formats and writes a line to standard output.
#[macro_export]
macro_rules! println {
    () => {{
        $crate::io::_print($crate::format_args!(""), true);
    }};
    ($($arg:tt)*) => {{
        $crate::io::_print($crate::format_args!($($arg)*), true);
    }};
}

/// As in `std`: formats and writes to standard error.
#[macro_export]
macro_rules! eprint {
    ($($arg:tt)*) => {{
        $crate::io::_eprint($crate::format_args!($($arg)*), false);
    }};
}

/// As in `std`: formats and writes a line to standard error.
#[macro_export]
macro_rules! eprintln {
    () => {{
        $crate::io::_eprint($crate::format_args!(""), true);
    }};
    ($($arg:tt)*) => {{
        $crate::io::_eprint($crate::format_args!($($arg)*), true);
    }};
}

/// As in `std`: shows a value and where it was met on standard error, and gives it back.
#[macro_export]
macro_rules! dbg {
    () => {
        $crate::eprintln!("[{}:{}:{}]", $crate::file!(), $crate::line!(), $crate::column!())
    };
    ($val:expr $(,)?) => {
        // A `match`, and not a `let`, so that temporaries of the argument live as long as the whole expression.
        match $val {
            value => {
                $crate::eprintln!(
                    "[{}:{}:{}] {} = {:#?}",
                    $crate::file!(),
                    $crate::line!(),
                    $crate::column!(),
                    $crate::stringify!($val),
                    &&value as &dyn $crate::fmt::Debug,
                );
                value
            }
        }
    };
    ($($val:expr),+ $(,)?) => {
        ($($crate::dbg!($val)),+,)
    };
}

/// As in `std`: declares values of which every thread has its own.
#[macro_export]
macro_rules! thread_local {
    () => {};
    ($(#[$attr:meta])* $vis:vis static $name:ident: $t:ty = const $init:block $(; $($rest:tt)*)?) => {
        $(#[$attr])* $vis const $name: $crate::thread::LocalKey<$t> = {
            const __INTERLEAVE_VALUE: $t = $init;
            // Its address tells this thread-local from all others.
            static __INTERLEAVE_KEY: $crate::thread::local_impl::Key = $crate::thread::local_impl::Key::new();
            $crate::thread::local_impl::local_key(&__INTERLEAVE_KEY, || __INTERLEAVE_VALUE)
        };
        $($crate::thread_local!($($rest)*);)?
    };
    ($(#[$attr:meta])* $vis:vis static $name:ident: $t:ty = $init:expr $(; $($rest:tt)*)?) => {
        $(#[$attr])* $vis const $name: $crate::thread::LocalKey<$t> = {
            fn __interleave_init() -> $t {
                $init
            }
            static __INTERLEAVE_KEY: $crate::thread::local_impl::Key = $crate::thread::local_impl::Key::new();
            $crate::thread::local_impl::local_key(&__INTERLEAVE_KEY, __interleave_init)
        };
        $($crate::thread_local!($($rest)*);)?
    };
}
