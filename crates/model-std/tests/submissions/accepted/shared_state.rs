//! Locks, condition variables, once-cells, atomics and channels in the shapes that courses use.

use core::sync::atomic::{AtomicI64, AtomicPtr, fence};
use std::collections::VecDeque;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::sync::mpsc::{
    self, Receiver, RecvTimeoutError, Sender, SyncSender, TryRecvError, TrySendError,
};
use std::sync::{
    Arc, Barrier, Condvar, LazyLock, LockResult, Mutex, MutexGuard, Once, OnceLock, PoisonError,
    RwLock, TryLockError, Weak,
};
use std::thread;
use std::time::Duration;

static COUNTER: AtomicUsize = AtomicUsize::new(0);
static TABLE: Mutex<Vec<u32>> = Mutex::new(Vec::new());
static CONFIG: OnceLock<String> = OnceLock::new();
static SQUARES: LazyLock<Vec<u64>> = LazyLock::new(|| (0..10).map(|n| n * n).collect());
static START: Once = Once::new();
static SETTINGS: RwLock<(u8, u8)> = RwLock::new((1, 2));
static NULL: AtomicPtr<u8> = AtomicPtr::new(std::ptr::null_mut());
const FRESH: AtomicU32 = AtomicU32::new(1);

struct Queue<T> {
    items: Mutex<VecDeque<T>>,
    not_empty: Condvar,
}

impl<T> Queue<T> {
    const fn new() -> Queue<T> {
        Queue {
            items: Mutex::new(VecDeque::new()),
            not_empty: Condvar::new(),
        }
    }

    fn push(&self, item: T) {
        self.items.lock().unwrap().push_back(item);
        self.not_empty.notify_one();
    }

    fn pop(&self) -> T {
        let mut items = self
            .not_empty
            .wait_while(self.items.lock().unwrap(), |items| items.is_empty())
            .unwrap();
        items.pop_front().unwrap()
    }

    fn pop_within(&self, limit: Duration) -> Option<T> {
        let (mut items, timeout) = self
            .not_empty
            .wait_timeout_while(self.items.lock().unwrap(), limit, |items| items.is_empty())
            .unwrap();
        if timeout.timed_out() {
            None
        } else {
            items.pop_front()
        }
    }
}

static QUEUE: Queue<u8> = Queue::new();

struct Node {
    parent: Mutex<Weak<Node>>,
    children: RwLock<Vec<Arc<Node>>>,
}

fn guarded<'a>(mutex: &'a Mutex<u32>) -> MutexGuard<'a, u32> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn worker(id: usize, jobs: Arc<Mutex<Receiver<Box<dyn FnOnce() + Send>>>>) {
    loop {
        let job = jobs.lock().unwrap().recv();
        match job {
            Ok(job) => job(),
            Err(error) => break println!("{id}: {error}"),
        }
    }
}

/// `core` and `std` must lead to the same atomics, whichever they are.
fn same_atomic(atomic: &core::sync::atomic::AtomicU32) -> &std::sync::atomic::AtomicU32 {
    atomic
}

fn poisoned(result: LockResult<MutexGuard<'_, u32>>) -> bool {
    result.is_err()
}

fn main() {
    START.call_once(|| println!("{}", CONFIG.get_or_init(|| "x".into())));
    println!("{} {}", SQUARES[3], START.is_completed());
    TABLE.lock().unwrap().extend([1, 2]);
    *SETTINGS.write().unwrap() = (3, 4);
    let (a, b) = *SETTINGS.read().unwrap();
    println!("{a} {b} {}", NULL.load(Ordering::Relaxed).is_null());
    same_atomic(&FRESH).store(2, core::sync::atomic::Ordering::Release);
    fence(Ordering::SeqCst);
    println!(
        "{:?}",
        COUNTER.compare_exchange(0, 1, Ordering::AcqRel, Ordering::Acquire)
    );
    println!(
        "{:?}",
        COUNTER.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_add(1))
    );
    println!("{}", AtomicI64::new(-1).into_inner());

    let (tx, rx): (Sender<u32>, Receiver<u32>) = mpsc::channel();
    let senders: Vec<_> = (0..2).map(|n| (n, tx.clone())).collect();
    drop(tx);
    thread::scope(|scope| {
        for (n, tx) in senders {
            scope.spawn(move || tx.send(n).unwrap());
        }
        println!("{}", rx.iter().sum::<u32>());
    });
    match rx.try_recv() {
        Err(TryRecvError::Empty | TryRecvError::Disconnected) => {}
        Ok(value) => println!("{value}"),
    }
    let (tx, rx): (SyncSender<u8>, _) = mpsc::sync_channel(1);
    if let Err(TrySendError::Full(value)) = tx.try_send(1).and_then(|()| tx.try_send(2)) {
        println!("{value}");
    }
    match rx.recv_timeout(Duration::from_millis(1)) {
        Ok(value) => println!("{value}"),
        Err(RecvTimeoutError::Timeout) | Err(RecvTimeoutError::Disconnected) => {}
    }
    drop(tx);
    for value in rx {
        println!("{value}");
    }

    let (jobs, queue) = mpsc::channel::<Box<dyn FnOnce() + Send + 'static>>();
    let queue = Arc::new(Mutex::new(queue));
    let workers: Vec<_> = (0..2)
        .map(|id| {
            thread::spawn({
                let queue = Arc::clone(&queue);
                move || worker(id, queue)
            })
        })
        .collect();
    jobs.send(Box::new(|| QUEUE.push(1))).unwrap();
    drop(jobs);
    workers
        .into_iter()
        .for_each(|worker| worker.join().unwrap());
    println!(
        "{} {:?}",
        QUEUE.pop(),
        QUEUE.pop_within(Duration::from_secs(1))
    );

    let number = Arc::new(Mutex::new(0_u32));
    let other = Arc::clone(&number);
    let died = thread::spawn(move || {
        let _guard = other.lock().unwrap();
        panic!("with the lock");
    });
    println!(
        "{} {} {}",
        died.join().is_err(),
        poisoned(number.lock()),
        number.is_poisoned()
    );
    number.clear_poison();
    *guarded(&number) += 1;
    match number.try_lock() {
        Ok(guard) => println!("{}", *guard),
        Err(TryLockError::WouldBlock) => println!("busy"),
        Err(TryLockError::Poisoned(error)) => println!("{error}"),
    }

    let barrier = Arc::new(Barrier::new(2));
    let leaders: usize = (0..2)
        .map(|_| {
            thread::spawn({
                let barrier = barrier.clone();
                move || barrier.wait().is_leader()
            })
        })
        .collect::<Vec<_>>()
        .into_iter()
        .map(|handle| usize::from(handle.join().unwrap()))
        .sum();
    println!("{leaders}");

    let root = Arc::new(Node {
        parent: Mutex::new(Weak::new()),
        children: RwLock::default(),
    });
    let child = Arc::new(Node {
        parent: Mutex::new(Arc::downgrade(&root)),
        children: RwLock::new(vec![]),
    });
    root.children.write().unwrap().push(Arc::clone(&child));
    println!(
        "{} {}",
        child.parent.lock().unwrap().upgrade().is_some(),
        child.children.read().unwrap().len()
    );
    let unsized_mutex: Arc<Mutex<dyn Fn() -> u8 + Send>> = Arc::new(Mutex::new(|| 3));
    println!("{}", (unsized_mutex.lock().unwrap())());
}
