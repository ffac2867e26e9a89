//! `std::panic` with the state of a panic kept per modelled thread; the real one is per operating-system thread,
//! which all modelled threads share.

#[expect(deprecated, reason = "old programs use it")]
pub use ::std::panic::PanicInfo;
pub use ::std::panic::{
    AssertUnwindSafe, Location, PanicHookInfo, RefUnwindSafe, UnwindSafe, panic_any,
};

use ::std::any::Any;

use model::rt;

use crate::thread;

/// As in `std`: calls `f` and catches its panic.
///
/// # Errors
/// The payload, if `f` panicked.
pub fn catch_unwind<F: FnOnce() -> R + UnwindSafe, R>(f: F) -> thread::Result<R> {
    rt::catch_unwind(f)
}

/// As in `std`: goes on with a panic that was caught, without calling the hook again.
pub fn resume_unwind(payload: Box<dyn Any + Send>) -> ! {
    rt::resume_unwind(payload)
}

/// As in `std`: replaces what is called when a thread panics, for the rest of this execution.
///
/// # Panics
/// When the calling thread is panicking.
#[track_caller]
pub fn set_hook(hook: Box<dyn Fn(&PanicHookInfo<'_>) + Sync + Send + 'static>) {
    assert!(
        !rt::panicking(),
        "cannot modify the panic hook from a panicking thread"
    );
    drop(rt::set_panic_hook(Some(hook)));
}

/// As in `std`: restores the default hook and gives back the one that was set.
///
/// # Panics
/// When the calling thread is panicking.
#[track_caller]
pub fn take_hook() -> Box<dyn Fn(&PanicHookInfo<'_>) + Sync + Send + 'static> {
    assert!(
        !rt::panicking(),
        "cannot modify the panic hook from a panicking thread"
    );
    rt::set_panic_hook(None).unwrap_or_else(|| Box::new(default_hook))
}

/// What the default hook does, for a program that takes it in order to call it from a hook of its own.
fn default_hook(info: &PanicHookInfo<'_>) {
    let id = rt::current();
    let name = rt::thread_name(id).unwrap_or_else(|| "<unnamed>".to_owned());
    let place = info.location().map(ToString::to_string).unwrap_or_default();
    let message = info.payload_as_str().unwrap_or("Box<dyn Any>");
    let text = format!(
        "\nthread '{name}' ({}) panicked at {place}:\n{message}\n",
        id.0 + 1
    );
    rt::print(rt::Stream::Err, text.as_bytes());
}
