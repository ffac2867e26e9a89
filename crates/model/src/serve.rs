//! The judged child's side of the conversation with the judge: a request in, one line of JSON per check out.

use std::cell::Cell;

use crate::check::Check;
use crate::report::Request;
use crate::search::{explore, time};

/// What a compiled submission hands over to the host.
pub enum Program {
    /// A whole program: `main`, reduced to its exit code.
    Main(fn() -> i32),
    /// A hidden test.
    Checks(fn() -> Vec<Check>),
}

type Sink<'a> = dyn FnMut(&[u8]) + 'a;

std::thread_local! {
    /// Where to write the last words of a process that is about to end in the middle of an execution.
    static SINK: Cell<Option<*mut Sink<'static>>> = const { Cell::new(None) };
}

/// Carries out a [`Request`] (JSON) and hands each line of the answer (JSON) to `sink`. A request that cannot be read
/// is answered with `{"error":…}`.
pub fn serve(request: &[u8], program: Program, sink: &mut Sink<'_>) {
    let pointer: *mut Sink<'_> = sink;
    // SAFETY: only the lifetime is forgotten; the cell is emptied before this function returns.
    let pointer: *mut Sink<'static> = unsafe { std::mem::transmute(pointer) };
    SINK.with(|cell| cell.set(Some(pointer)));
    let mut write = |line: &[u8]| {
        // SAFETY: `pointer` is `sink`, which lives, and which nobody else calls unless the process is about to end.
        unsafe { (*pointer)(line) };
    };
    match serde_json::from_slice::<Request>(request) {
        Err(error) => {
            write(
                serde_json::json!({ "error": format!("the request can't be read: {error}") })
                    .to_string()
                    .as_bytes(),
            );
        }
        Ok(request) => run(&request, program, &mut write),
    }
    SINK.with(|cell| cell.set(None));
}

fn run(request: &Request, program: Program, write: &mut dyn FnMut(&[u8])) {
    match program {
        Program::Main(main) => {
            let body = move || {
                let code = main();
                if code != 0 {
                    crate::rt::exit(code);
                }
            };
            if !request.machines.is_empty() {
                for run in time(&body, request, &request.machines) {
                    write(&serde_json::to_vec(&run).expect("a report has only string keys"));
                }
                return;
            }
            let exploration = explore("main", &body, request);
            write(&serde_json::to_vec(&exploration).expect("a report has only string keys"));
        }
        Program::Checks(checks) => {
            for check in checks().into_iter().skip(request.first_check) {
                let mut exploration = explore(&check.name, &*check.body, request);
                exploration.rules = check.rules;
                exploration.snapshot = check.snapshot;
                write(&serde_json::to_vec(&exploration).expect("a report has only string keys"));
            }
        }
    }
}

/// Exit code after the modelled program used up a resource.
const USED_UP: i32 = 103;

/// The modelled program has used up a resource: there is no way to go on, so this is the process's last line.
pub(crate) fn used_up(sentence: &str) -> ! {
    if let Some(sink) = SINK.with(Cell::take) {
        let place = crate::watch::place();
        let line = serde_json::json!({ "limit": sentence, "place": place }).to_string();
        // SAFETY: the pointer is emptied when `serve` returns, so it is alive; this process does nothing after it.
        unsafe { (*sink)(line.as_bytes()) };
    }
    std::process::exit(USED_UP)
}
