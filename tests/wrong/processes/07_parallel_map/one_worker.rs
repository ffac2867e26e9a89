// expect: not-concurrent one-at-a-time
// Belief: the work is in another process, so it is parallel.

use std::env;
use std::io::{self, BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// The worker's part: does `work` on each item that the parent sends, and hands back the results.
pub fn serve(work: impl Fn(&str) -> String) {
    let mut results = io::stdout().lock();
    for item in io::stdin().lock().lines() {
        let item = item.expect("the parent sends text");
        let sent = writeln!(results, "{}", work(&item)).and_then(|()| results.flush());
        if sent.is_err() {
            // Nobody wants to know any more.
            return;
        }
    }
}

/// Has the work on the items done by `n_workers` processes, at least one. The results, in the order of the items; `None`
/// where a worker died of it.
pub fn parallel_map(
    items: &[&str],
    n_workers: usize,
    worker: impl Fn() -> Command + Sync,
) -> Vec<Option<String>> {
    let next = AtomicUsize::new(0);
    let results = Mutex::new(vec![None; items.len()]);
    let drive = || {
        let mut current = None;
        loop {
            let item_idx = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(item_idx) else {
                break;
            };
            let mut running = current.take().unwrap_or_else(|| Worker::start(worker()));
            let result = running.ask(item);
            if result.is_some() {
                current = Some(running);
            } else {
                // It has died. The next item, if there is one, gets another worker.
                running.end();
            }
            results.lock().unwrap()[item_idx] = result;
        }
        if let Some(running) = current {
            running.end();
        }
    };
    thread::scope(|scope| {
        for _ in 0..n_workers.min(1) {
            scope.spawn(drive);
        }
    });
    results.into_inner().unwrap()
}

/// A worker, as the parent sees it.
struct Worker {
    child: Child,
    items: ChildStdin,
    results: BufReader<ChildStdout>,
}

impl Worker {
    fn start(mut command: Command) -> Worker {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a worker can be started");
        Worker {
            items: child.stdin.take().expect("it was asked for"),
            results: BufReader::new(child.stdout.take().expect("it was asked for")),
            child,
        }
    }

    /// The result for an item, or `None` if the worker has died of it.
    fn ask(&mut self, item: &str) -> Option<String> {
        writeln!(self.items, "{item}").ok()?;
        let mut line = String::new();
        self.results.read_line(&mut line).ok()?;
        // A line without its end was cut off, and no line at all is the end of the worker's output.
        line.strip_suffix('\n').map(str::to_owned)
    }

    /// Waits until it has ended, which it does when no more items can come.
    fn end(mut self) {
        drop(self.items);
        self.child.wait().expect("it is our child");
    }
}

/// The work: how many primes there are up to a number. Crashes if it is none.
fn work(item: &str) -> String {
    let number: u32 = item.parse().unwrap();
    let is_prime = |n: &u32| {
        (2..*n)
            .take_while(|d| d * d <= *n)
            .all(|d| !n.is_multiple_of(d))
    };
    (2..=number).filter(is_prime).count().to_string()
}

fn main() {
    if env::args().nth(1).as_deref() == Some("worker") {
        return serve(work);
    }
    let own_program = env::current_exe().unwrap();
    let worker = || {
        let mut command = Command::new(&own_program);
        command.arg("worker");
        command
    };
    let items = ["100000", "200000", "a picture", "300000", "100"];
    println!("{:?}", parallel_map(&items, 2, worker));
}
