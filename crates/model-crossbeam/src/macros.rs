//! The macros: `select!`, which waits for one of several operations on channels, and `select_biased!`.
//!
//! They read the arms one after the other and make a list of them, each with two names of its own (`half` and `index`,
//! which differ from arm to arm because each comes from an expansion of its own). Of the list comes plain code: one
//! `match` around the other that evaluates the senders and receivers, then a [`Select`](crate::channel::Select), then one
//! `if` after the other for the arm that was chosen.

/// As in `crossbeam`: waits until one of the operations can go on, does it, and runs what stands behind it. Where several
/// can go on, it may be any of them.
#[macro_export]
macro_rules! select {
    ($($arms:tt)*) => {
        $crate::__select!(@read new [] [] $($arms)*)
    };
}

/// As `select!`; where several operations can go on, it is the one that stands first.
#[macro_export]
macro_rules! select_biased {
    ($($arms:tt)*) => {
        $crate::__select!(@read new_biased [] [] $($arms)*)
    };
}

/// What both come down to: `@read KIND [ARMS] [DEFAULT] REST`, `@evaluate … `, `@choose …`.
#[doc(hidden)]
#[macro_export]
macro_rules! __select {
    // ---- reading -------------------------------------------------------------------------------------------------

    // All arms are read.
    (@read $kind:ident [$($arms:tt)*] [$($default:tt)*]) => {
        $crate::__select!(@evaluate $kind [$($arms)*] [$($default)*] $($arms)*)
    };
    // Behind a block the comma may be missing.
    (@read $kind:ident [$($arms:tt)*] [$($default:tt)*] , $($rest:tt)*) => {
        $crate::__select!(@read $kind [$($arms)*] [$($default)*] $($rest)*)
    };
    (@read $kind:ident $arms:tt $default:tt recv($half:expr $(,)?) -> $result:pat => $body:expr, $($rest:tt)*) => {
        $crate::__select!(@add $kind $arms $default [recv ($half) () ($result) ($body)] $($rest)*)
    };
    (@read $kind:ident $arms:tt $default:tt recv($half:expr $(,)?) -> $result:pat => $body:block $($rest:tt)*) => {
        $crate::__select!(@add $kind $arms $default [recv ($half) () ($result) ($body)] $($rest)*)
    };
    (@read $kind:ident $arms:tt $default:tt recv($half:expr $(,)?) -> $result:pat => $body:expr) => {
        $crate::__select!(@add $kind $arms $default [recv ($half) () ($result) ($body)])
    };
    (@read $kind:ident $arms:tt $default:tt send($half:expr, $message:expr $(,)?) -> $result:pat => $body:expr, $($rest:tt)*) => {
        $crate::__select!(@add $kind $arms $default [send ($half) ($message) ($result) ($body)] $($rest)*)
    };
    (@read $kind:ident $arms:tt $default:tt send($half:expr, $message:expr $(,)?) -> $result:pat => $body:block $($rest:tt)*) => {
        $crate::__select!(@add $kind $arms $default [send ($half) ($message) ($result) ($body)] $($rest)*)
    };
    (@read $kind:ident $arms:tt $default:tt send($half:expr, $message:expr $(,)?) -> $result:pat => $body:expr) => {
        $crate::__select!(@add $kind $arms $default [send ($half) ($message) ($result) ($body)])
    };
    (@read $kind:ident $arms:tt [] default $(($($timeout:expr $(,)?)?))? => $body:expr, $($rest:tt)*) => {
        $crate::__select!(@read $kind $arms [($($($timeout)?)?) ($body)] $($rest)*)
    };
    (@read $kind:ident $arms:tt [] default $(($($timeout:expr $(,)?)?))? => $body:block $($rest:tt)*) => {
        $crate::__select!(@read $kind $arms [($($($timeout)?)?) ($body)] $($rest)*)
    };
    (@read $kind:ident $arms:tt [] default $(($($timeout:expr $(,)?)?))? => $body:expr) => {
        $crate::__select!(@read $kind $arms [($($($timeout)?)?) ($body)])
    };
    (@read $kind:ident $arms:tt [$($once:tt)+] default $($rest:tt)*) => {
        $crate::__private::compile_error!("there can be only one `default` case")
    };
    (@read $kind:ident $arms:tt $default:tt $($wrong:tt)+) => {
        $crate::__private::compile_error!($crate::__private::concat!(
            "expected `recv(receiver) -> result => …`, `send(sender, message) -> result => …` or `default => …`, found `",
            $crate::__private::stringify!($($wrong)+),
            "`"
        ))
    };
    // `half` and `index` are born here.
    (@add $kind:ident [$($arms:tt)*] $default:tt [$operation:ident $($parts:tt)*] $($rest:tt)*) => {
        $crate::__select!(@read $kind [$($arms)* {$operation half index $($parts)*}] $default $($rest)*)
    };

    // ---- evaluating the senders and receivers, in order ----------------------------------------------------------

    (@evaluate $kind:ident $arms:tt $default:tt {recv $half:ident $index:ident ($value:expr) $($parts:tt)*} $($rest:tt)*) => {
        match $value {
            // By reference, and through whatever dereferences to a receiver.
            ref $half => {
                let $half: &$crate::channel::Receiver<_> = $half;
                $half.__called($crate::__private::stringify!($value));
                $crate::__select!(@evaluate $kind $arms $default $($rest)*)
            }
        }
    };
    (@evaluate $kind:ident $arms:tt $default:tt {send $half:ident $index:ident ($value:expr) $($parts:tt)*} $($rest:tt)*) => {
        match $value {
            ref $half => {
                let $half: &$crate::channel::Sender<_> = $half;
                $half.__called($crate::__private::stringify!($value));
                $crate::__select!(@evaluate $kind $arms $default $($rest)*)
            }
        }
    };
    // Nothing to wait for, so for ever.
    (@evaluate $kind:ident [] []) => {
        match $crate::channel::never::<$crate::__private::Never>().recv() {
            $crate::__private::Ok(never) => match never {},
            $crate::__private::Err(_) => $crate::__private::unreachable!(),
        }
    };
    (@evaluate $kind:ident [$({$operation:ident $half:ident $index:ident $($parts:tt)*})*] $default:tt) => {{
        let mut select = $crate::channel::Select::$kind();
        $(let $index = select.$operation($half);)*
        $crate::__select!(@choose select $default $({$operation $half $index $($parts)*})*)
    }};

    // ---- running what stands behind the chosen one ---------------------------------------------------------------

    (@choose $select:ident [] $($arms:tt)*) => {{
        let chosen = $select.select();
        $crate::__select!(@dispatch chosen $($arms)*)
    }};
    (@choose $select:ident [() ($body:expr)] $($arms:tt)*) => {
        $crate::__select!(@chosen ($select.try_select()) ($body) $($arms)*)
    };
    (@choose $select:ident [($timeout:expr) ($body:expr)] $($arms:tt)*) => {
        $crate::__select!(@chosen ($select.select_timeout($timeout)) ($body) $($arms)*)
    };
    // Moved on either way, so that nothing is borrowed where the bodies run: they may assign to a sender or a receiver.
    (@chosen ($tried:expr) ($body:expr) $($arms:tt)*) => {{
        let tried = $tried;
        if tried.is_ok() {
            let chosen = $crate::__private::chosen(tried);
            $crate::__select!(@dispatch chosen $($arms)*)
        } else {
            $crate::__private::drop(tried);
            $body
        }
    }};
    (@dispatch $chosen:ident $({$operation:ident $half:ident $index:ident ($value:expr) ($($message:expr)?) ($result:pat) ($body:expr)})*) => {
        $(if $chosen.index() == $index {
            let result = $chosen.$operation($half $(, $message)?);
            let $result = result;
            $body
        } else)* {
            // One of them was chosen; this is for the compiler.
            $crate::__private::drop($chosen);
            $crate::__private::unreachable!()
        }
    };
}
