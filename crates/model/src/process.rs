//! A modelled program as a process: how `main` begins and ends, panics, exits and aborts.

use std::any::Any;
use std::panic::{AssertUnwindSafe, Location, PanicHookInfo};
use std::sync::Once;

use crate::arena::SystemMemory;
use crate::coroutine;
use crate::engine::{engine, try_engine};
use crate::op::Kind;
use crate::outcome::Panic;
use crate::perform;
use crate::rt;

/// The main thread's whole life.
pub(crate) fn run_main(main: &dyn Fn()) {
    let result = rt::catch_unwind(main);
    perform::run_exit_functions();
    let (message, place) = match result {
        Ok(()) => return end_process(0, None, None),
        Err(payload) => {
            let _memory = SystemMemory::enter();
            let engine = engine();
            let place = engine
                .ending
                .panics
                .iter()
                .rev()
                .find(|panic| panic.thread == 0)
                .and_then(|p| p.place);
            let message = message_of(&*payload);
            if engine.stops_at_panic {
                if let Some(tracer) = &mut engine.tracer {
                    tracer.cut_after_panic_of_main();
                }
                engine.ending.main_panicked(message, place);
                vanish();
            }
            (message, place)
        }
    };
    end_process(101, Some(message), place);
}

/// Announces the end of the process and never comes back.
#[track_caller]
pub(crate) fn end_process(
    code: i32,
    panic: Option<String>,
    place: Option<&'static Location<'static>>,
) {
    perform::announce_exit();
    {
        let _memory = SystemMemory::enter();
        let engine = engine();
        match panic {
            Some(message) => engine.ending.main_panicked(message, place),
            None => engine.ending.exit(code),
        }
    }
    vanish();
}

/// Suspends the running thread for good: the execution is over, and its threads are not unwound.
pub(crate) fn vanish() -> ! {
    loop {
        let engine = engine();
        let handle = engine.suspend_handle(engine.current);
        coroutine::suspend(handle);
    }
}

/// A panic's message, as the default hook prints it.
pub(crate) fn message_of(payload: &(dyn Any + Send)) -> String {
    if let Some(message) = payload.downcast_ref::<&'static str>() {
        (*message).to_owned()
    } else if let Some(message) = payload.downcast_ref::<String>() {
        message.clone()
    } else {
        "Box<dyn Any>".to_owned()
    }
}

/// Routes the real panic hook to the modelled program while one runs; other panics go where they went before.
pub(crate) fn install_hook() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        let previous = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if try_engine().is_some() && perform::in_modelled_thread() {
                on_panic(info);
            } else {
                previous(info);
            }
        }));
    });
}

/// Message of the panic that the compiler raises when a destructor panics during unwinding. The process would abort
/// right after the hook.
const PANIC_IN_CLEANUP: &str = "panic in a destructor during cleanup";
const CANNOT_UNWIND: &str = "panic in a function that cannot unwind";

fn on_panic(info: &PanicHookInfo<'_>) {
    let message = {
        let _memory = SystemMemory::enter();
        message_of(info.payload())
    };
    // The location belongs to the program's read-only data, although the hook only lends it.
    // SAFETY: panic locations come from `Location::caller()`, which are `'static`.
    let place: Option<&'static Location<'static>> = info.location().map(|location| unsafe {
        std::mem::transmute::<&Location<'_>, &'static Location<'static>>(location)
    });
    if message == PANIC_IN_CLEANUP || message == CANNOT_UNWIND {
        // Coming back from this hook would abort this very process, and the real `std` refuses every later panic
        // while a hook runs: the exploration ends here with what it has.
        let _memory = SystemMemory::enter();
        let engine = engine();
        let first = engine
            .ending
            .panics
            .iter()
            .rev()
            .find(|panic| panic.thread == engine.current);
        let place = first.and_then(|panic| panic.place).or(place);
        engine.ending.crash(
            "a panic inside a destructor while already panicking aborts the program".to_owned(),
            place,
        );
        engine.aborted_in_hook = true;
        drop(_memory);
        vanish();
    }
    {
        let _memory = SystemMemory::enter();
        let engine = engine();
        let thread = engine.current;
        engine.threads[thread as usize].panics += 1;
        engine.ending.panics.push(Panic {
            thread,
            message: message.clone(),
            place,
        });
        engine.trace_panic(thread, &message, place);
    }
    let hook = engine().hook.take();
    match hook {
        Some(hook) => {
            engine().inside_hook = true;
            hook(info);
            engine().inside_hook = false;
            // A hook that the program's hook installed meanwhile wins, as it would in `std`.
            if engine().hook.is_none() {
                engine().hook = Some(hook);
            } else {
                std::mem::forget(hook);
            }
        }
        None => {
            let _memory = SystemMemory::enter();
            let engine = engine();
            let name = crate::outcome::thread_name(&engine.threads, engine.current);
            let place = place.map_or_else(String::new, |p| {
                format!(" at {}:{}:{}", p.file(), p.line(), p.column())
            });
            let text = format!("thread '{name}' panicked{place}:\n{message}\n");
            engine.ending.n_stderr += text.len();
        }
    }
}

/// `catch_unwind` with the panic count of the modelled thread.
pub(crate) fn catch<R>(body: impl FnOnce() -> R) -> Result<R, Box<dyn Any + Send>> {
    std::panic::catch_unwind(AssertUnwindSafe(body)).inspect_err(|_| {
        // Without an engine the code runs for real, as a hidden test's `checks()` does.
        if let Some(engine) = try_engine() {
            let panics = &mut engine.threads[engine.current as usize].panics;
            *panics = panics.saturating_sub(1);
        }
    })
}

/// The kind under which the end of the process is announced.
pub(crate) const END: Kind = Kind::Exit;
