//! Panics, exit codes, and ends of programs.

use std::panic::{self, AssertUnwindSafe, Location, PanicHookInfo, RefUnwindSafe, UnwindSafe};
use std::process::{self, ExitCode, Termination};
use std::sync::{Arc, Mutex};

#[track_caller]
fn caller() -> &'static Location<'static> {
    Location::caller()
}

struct Both;

impl Termination for Both {
    fn report(self) -> ExitCode {
        ExitCode::from(2)
    }
}

fn safe<T: UnwindSafe + RefUnwindSafe>(value: T) -> T {
    value
}

fn hook(info: &PanicHookInfo<'_>) {
    let place = info.location().map_or(0, Location::line);
    println!("{place} {:?} {info}", info.payload().downcast_ref::<&str>());
}

fn never() -> ! {
    process::abort()
}

fn ends(how: u8) -> Result<Both, String> {
    match how {
        0 => process::exit(3),
        1 => never(),
        2 => panic::panic_any(how),
        3 => panic!(),
        4 => unreachable!("{how}"),
        _ => Ok(Both),
    }
}

fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let log = Arc::new(Mutex::new(Vec::new()));
    let old = panic::take_hook();
    panic::set_hook(Box::new({
        let log = Arc::clone(&log);
        move |info| {
            hook(info);
            log.lock().unwrap().push(info.to_string());
            old(info);
        }
    }));
    let mutex = safe(Mutex::new(1));
    let caught = panic::catch_unwind(|| {
        *mutex.lock().unwrap() += 1;
        panic!("caught");
    });
    if let Err(payload) = caught {
        let again = panic::catch_unwind(AssertUnwindSafe(|| panic::resume_unwind(payload)));
        println!("{}", again.is_err_and(|payload| payload.is::<&str>()));
    }
    let mut count = 0;
    panic::catch_unwind(AssertUnwindSafe(|| count += 1)).ok();
    println!(
        "{} {} {:?}",
        caller().line(),
        process::id(),
        ends(9)?.report()
    );
    Ok(if count == 1 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
