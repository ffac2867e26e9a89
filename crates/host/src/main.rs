//! The process in which one submission is explored.
//!
//! `interleave-host SUBMISSION.so` reads a request (one JSON object) on standard input, loads the submission, hands it
//! the request, and passes each line of the answer on to standard output. Beside that it watches: a submission that
//! stops announcing operations is ended with exit code [`STUCK`], and a stack overflow is told before it kills.
//! It knows nothing of what the lines mean; limits from the outside (wall clock, memory, output) are the judge's.

use std::io::{Read, Write};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use libloading::Library;

/// Exit code after the watchdog found the submission stuck in a loop without operations.
const STUCK: i32 = 101;
/// Exit code where the submission cannot be loaded or the request cannot be read.
const UNUSABLE: u8 = 102;

/// Receives one line of the answer, without the line's end.
type Sink = extern "C" fn(*const u8, usize);
/// Explores the program as the request says.
type Serve = unsafe extern "C" fn(*const u8, usize, Sink);
/// A number that changes whenever the exploration gets on.
type Watch = unsafe extern "C" fn() -> u64;
/// Reports where the exploration is stuck. Called on the watchdog's thread while the exploration still runs.
type Stuck = unsafe extern "C" fn(Sink);

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("interleave-host: {why}");
            ExitCode::from(UNUSABLE)
        }
    }
}

fn run() -> Result<(), String> {
    let path = std::env::args_os()
        .nth(1)
        .ok_or("usage: interleave-host SUBMISSION < REQUEST")?;
    let mut request = Vec::new();
    std::io::stdin()
        .read_to_end(&mut request)
        .map_err(|error| format!("failed to read the request: {error}"))?;
    let deadline = Duration::from_millis(watchdog_millis(&request));

    #[cfg(unix)]
    faults::install();

    // SAFETY: the file was compiled by the judge from a submission in which `unsafe` is forbidden, so its
    // initialisers are those of the look-alike only.
    let library = unsafe { Library::new(&path) }
        .map_err(|error| format!("failed to load the submission: {error}"))?;
    // SAFETY: these types are the ones that the entry macro of the look-alike exports under these names.
    let serve = unsafe { library.get::<Serve>(b"interleave_serve\0") }
        .map_err(|error| format!("failed to find the submission's entry: {error}"))?;
    // SAFETY: as above.
    let watch = unsafe { library.get::<Watch>(b"interleave_watch\0") }
        .ok()
        .map(|symbol| *symbol);
    // SAFETY: as above.
    let stuck = unsafe { library.get::<Stuck>(b"interleave_stuck\0") }
        .ok()
        .map(|symbol| *symbol);
    if let Some(watch) = watch {
        std::thread::spawn(move || watchdog(watch, stuck, deadline));
    }
    // SAFETY: pointer and length are those of a live buffer, and `pass_on` copies what it is given.
    unsafe { serve(request.as_ptr(), request.len(), pass_on) };
    // The submission's threads are all gone, but nothing is gained by unloading it.
    std::mem::forget(library);
    Ok(())
}

/// Writes one line of the answer at once, so that it survives a crash in the next check.
extern "C" fn pass_on(line: *const u8, len: usize) {
    // SAFETY: the caller hands over a buffer that it keeps alive during the call.
    let line = unsafe { std::slice::from_raw_parts(line, len) };
    let mut out = std::io::stdout().lock();
    // A judge that has gone away needs no answer.
    let _ = out.write_all(line);
    if line.last() != Some(&b'\n') {
        let _ = out.write_all(b"\n");
    }
    let _ = out.flush();
}

/// Ends the process once the heartbeat has stood still for `deadline` of *processor* time: on a crowded machine a
/// submission that gets no processor is not stuck. One that neither gets on nor computes is left to the judge's
/// deadline.
fn watchdog(watch: Watch, stuck: Option<Stuck>, deadline: Duration) {
    let pause = (deadline / 8).clamp(Duration::from_millis(5), Duration::from_millis(100));
    // SAFETY: the library is never unloaded, and the function only reads a counter.
    let mut heartbeat = unsafe { watch() };
    let mut since = processor_time();
    loop {
        std::thread::sleep(pause);
        // SAFETY: as above.
        let now = unsafe { watch() };
        if now != heartbeat {
            heartbeat = now;
            since = processor_time();
        } else if processor_time().saturating_sub(since) >= deadline {
            if let Some(stuck) = stuck {
                // SAFETY: made to be called from this thread while the exploration runs.
                unsafe { stuck(pass_on) };
            }
            // Without running destructors: the exploring thread is in the middle of anything.
            #[cfg(unix)]
            // SAFETY: `_exit` is always safe to call.
            unsafe {
                libc::_exit(STUCK)
            }
            #[cfg(not(unix))]
            std::process::exit(STUCK)
        }
    }
}

/// Processor time that this process has used; wall-clock time where that cannot be asked.
fn processor_time() -> Duration {
    #[cfg(unix)]
    {
        let mut time = libc::timespec {
            tv_sec: 0,
            tv_nsec: 0,
        };
        // SAFETY: `time` is a valid place to write to.
        if unsafe { libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &mut time) } == 0 {
            let seconds = u64::try_from(time.tv_sec).unwrap_or(0);
            let nanos = u32::try_from(time.tv_nsec).unwrap_or(0);
            return Duration::new(seconds, nanos);
        }
    }
    static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    START.get_or_init(Instant::now).elapsed()
}

/// The number after `"watchdog_millis":` in the request. One field is not worth a JSON parser in a process whose
/// start every learner waits for.
fn watchdog_millis(request: &[u8]) -> u64 {
    const DEFAULT: u64 = 2000;
    let text = String::from_utf8_lossy(request);
    let Some((_, rest)) = text.split_once("\"watchdog_millis\"") else {
        return DEFAULT;
    };
    let rest = rest.trim_start_matches([' ', ':', '\t']);
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    rest[..digits].parse().unwrap_or(DEFAULT)
}

/// Says that the process is about to die of a memory fault.
#[cfg(unix)]
mod faults {
    /// One line of the answer, like the lines that the submission sends.
    const NOTE: &[u8] = b"{\"crash\":\"stack overflow or memory fault\"}\n";

    /// Installs the handler for this process, on a stack of its own: the faulting one may be used up.
    pub(super) fn install() {
        const SIZE: usize = 64 * 1024;
        let stack = Box::leak(vec![0_u8; SIZE].into_boxed_slice());
        // SAFETY: the alternate stack is leaked, so it outlives the handler; the handler calls only what is safe in
        // a signal handler.
        unsafe {
            let alternate = libc::stack_t {
                ss_sp: stack.as_mut_ptr().cast(),
                ss_flags: 0,
                ss_size: SIZE,
            };
            libc::sigaltstack(&alternate, std::ptr::null_mut());
            let mut action: libc::sigaction = std::mem::zeroed();
            action.sa_sigaction = note as *const () as usize;
            action.sa_flags = libc::SA_ONSTACK | libc::SA_RESETHAND;
            libc::sigemptyset(&mut action.sa_mask);
            libc::sigaction(libc::SIGSEGV, &action, std::ptr::null_mut());
            libc::sigaction(libc::SIGBUS, &action, std::ptr::null_mut());
        }
    }

    extern "C" fn note(signal: libc::c_int) {
        // SAFETY: `write` and `raise` may be called in a signal handler. The signal's default action is in force
        // again (`SA_RESETHAND`), so the process dies of it once the handler has returned.
        unsafe {
            libc::write(1, NOTE.as_ptr().cast(), NOTE.len());
            libc::raise(signal);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_deadline_is_read_from_the_request() {
        assert_eq!(
            watchdog_millis(br#"{"first_check":0,"watchdog_millis": 350,"replay":null}"#),
            350
        );
        assert_eq!(watchdog_millis(br#"{"first_check":0}"#), 2000);
        assert_eq!(watchdog_millis(br#"{"watchdog_millis":"soon"}"#), 2000);
    }

    #[cfg(unix)]
    #[test]
    fn processor_time_passes_while_computing() {
        let before = processor_time();
        let mut sum = 0_u64;
        while processor_time() - before < Duration::from_millis(5) {
            sum = std::hint::black_box(sum.wrapping_add(1));
        }
        assert!(sum > 0);
    }
}
