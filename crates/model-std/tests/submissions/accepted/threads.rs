//! Threads: starting, joining, scopes, parking, names.

use std::any::Any;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::{self, Builder, JoinHandle, ScopedJoinHandle, Thread, ThreadId};
use std::time::Duration;

static DONE: AtomicBool = AtomicBool::new(false);
static COUNT: AtomicUsize = AtomicUsize::new(0);

struct Pool {
    workers: Vec<Option<JoinHandle<usize>>>,
}

impl Pool {
    fn new(size: usize) -> Pool {
        let workers = (0..size)
            .map(|index| Some(thread::spawn(move || index * 2)))
            .collect();
        Pool { workers }
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        for worker in &mut self.workers {
            if let Some(worker) = worker.take() {
                worker.join().expect("a worker panicked");
            }
        }
    }
}

fn parallel_map<T: Sync, R: Send>(items: &[T], f: impl Fn(&T) -> R + Sync) -> Vec<R> {
    thread::scope(|scope| {
        let handles: Vec<ScopedJoinHandle<'_, R>> =
            items.iter().map(|item| scope.spawn(|| f(item))).collect();
        handles
            .into_iter()
            .map(|handle| handle.join().unwrap())
            .collect()
    })
}

fn nested<'scope, 'env>(scope: &'scope thread::Scope<'scope, 'env>, text: &'env str) {
    scope.spawn(move || {
        scope.spawn(move || println!("{text}"));
    });
}

fn message(payload: &(dyn Any + Send)) -> &str {
    payload
        .downcast_ref::<&str>()
        .copied()
        .or(payload.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("?")
}

fn main() -> std::io::Result<()> {
    let _pool = Pool::new(3);
    println!("{:?}", parallel_map(&["a", "bb"], |text| text.len()));
    let text = String::from("borrowed");
    thread::scope(|scope| nested(scope, &text));

    let result: thread::Result<u8> = thread::spawn(|| panic!("no {}", 1)).join();
    if let Err(payload) = result {
        println!("{}", message(&*payload));
    }

    let parked = thread::spawn(|| {
        while !DONE.load(Ordering::Acquire) {
            thread::park();
        }
        thread::park_timeout(Duration::from_millis(5));
    });
    DONE.store(true, Ordering::Release);
    parked.thread().unpark();
    let id: ThreadId = parked.thread().id();
    assert_ne!(id, thread::current().id());
    println!("{} {:?}", parked.is_finished(), id);
    parked.join().unwrap();

    let named = Builder::new()
        .name("worker".to_string())
        .stack_size(64 * 1024)
        .spawn(|| {
            let me: Thread = thread::current();
            me.name().map(str::to_owned)
        })?;
    println!("{:?}", named.thread());
    println!("{:?}", named.join().unwrap());

    let counter = Arc::new(AtomicUsize::new(0));
    let threads: [JoinHandle<()>; 2] = std::array::from_fn(|_| {
        let counter = Arc::clone(&counter);
        thread::spawn(move || {
            counter.fetch_add(1, Ordering::Relaxed);
            COUNT.fetch_max(1, Ordering::SeqCst);
            thread::yield_now();
            std::hint::spin_loop();
        })
    });
    threads
        .into_iter()
        .for_each(|thread| thread.join().unwrap());

    let boxed: Box<dyn FnOnce() -> i32 + Send> = Box::new(|| 7);
    let sum: i32 = [thread::spawn(boxed)]
        .into_iter()
        .map(|handle| handle.join().unwrap())
        .sum();
    println!("{sum} {}", thread::available_parallelism()?);

    thread::scope(|scope| -> std::io::Result<()> {
        let handle = Builder::new()
            .name("scoped".into())
            .spawn_scoped(scope, || text.len())?;
        println!(
            "{:?} {} {:?}",
            handle,
            handle.is_finished(),
            handle.thread().name()
        );
        handle
            .join()
            .map_err(|_| std::io::Error::other("panicked"))?;
        Ok(())
    })?;
    thread::sleep(Duration::ZERO);
    println!("{}", thread::panicking());
    Ok(())
}
