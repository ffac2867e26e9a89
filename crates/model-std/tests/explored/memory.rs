//! Every execution starts fresh, and nothing piles up.

use model_std::collections::HashMap;
use model_std::sync::atomic::{AtomicU32, Ordering};
use model_std::sync::{Arc, LazyLock, Mutex, OnceLock};
use model_std::{thread, thread_local};

use crate::{check_passes, explored, explored_with};

static LOG: Mutex<Vec<String>> = Mutex::new(Vec::new());
static ONCE: OnceLock<String> = OnceLock::new();
static LAZY: LazyLock<Mutex<Vec<u32>>> = LazyLock::new(|| Mutex::new(vec![1]));
static COUNT: AtomicU32 = AtomicU32::new(5);

thread_local! {
    static LOCAL: std::cell::RefCell<Vec<u32>> = const { std::cell::RefCell::new(Vec::new()) };
}

#[test]
fn statics_are_put_back() {
    let exploration = check_passes(|| {
        let workers: Vec<_> = (0..2)
            .map(|i| {
                thread::spawn(move || {
                    LOG.lock().unwrap().push(format!("worker {i}"));
                    COUNT.fetch_add(1, Ordering::SeqCst);
                    LAZY.lock().unwrap().push(i);
                    ONCE.get_or_init(|| format!("made by {i}"));
                    LOCAL.with_borrow_mut(|local| local.push(i));
                    LOCAL.with_borrow(|local| assert_eq!(local.len(), 1));
                })
            })
            .collect();
        for worker in workers {
            worker.join().unwrap();
        }
        assert_eq!(LOG.lock().unwrap().len(), 2);
        assert_eq!(COUNT.load(Ordering::SeqCst), 7);
        assert_eq!(LAZY.lock().unwrap().len(), 3);
        assert!(ONCE.get().unwrap().starts_with("made by"));
    });
    assert!(exploration.schedules > 10);
}

#[test]
fn abandoned_threads_and_leaks_do_not_pile_up() {
    // Each execution leaks half a megabyte in three ways; 20,000 of them would be 10 GB.
    let body = || {
        let gate = Arc::new(Mutex::new(()));
        for _ in 0..4 {
            let gate = Arc::clone(&gate);
            thread::spawn(move || {
                let big = vec![1u8; 100_000];
                for _ in 0..4 {
                    drop(gate.lock().unwrap());
                }
                std::hint::black_box(&big);
                loop {
                    thread::park();
                }
            });
        }
        std::mem::forget(vec![2u8; 100_000]);
        LOG.lock().unwrap().push("x".repeat(10_000));
        for _ in 0..4 {
            drop(gate.lock().unwrap());
        }
    };
    let exploration = explored_with(
        r#"{"budget":{"executions":60000,"millis":120000,"steps":20000}}"#,
        body,
    );
    assert!(
        exploration.schedules + exploration.redundant >= 20_000,
        "{}",
        exploration.schedules
    );
    if let Ok(status) = std::fs::read_to_string("/proc/self/status") {
        let peak = status
            .lines()
            .find(|line| line.starts_with("VmHWM"))
            .expect("a line for the peak");
        let kib: u64 = peak.split_whitespace().nth(1).unwrap().parse().unwrap();
        assert!(kib < 256 * 1024, "{peak}");
    }
}

#[test]
fn many_threads_with_large_frames() {
    fn deep(n: u32) -> u32 {
        let frame = std::hint::black_box([n; 64]);
        if n == 0 { frame[0] } else { deep(n - 1) + 1 }
    }
    let exploration = explored(|| {
        let workers: Vec<_> = (0..32)
            .map(|i| {
                thread::spawn(move || {
                    let big = std::hint::black_box([1u8; 200_000]);
                    assert_eq!(deep(1_000), 1_000);
                    big.len() + i
                })
            })
            .collect();
        let sum: usize = workers
            .into_iter()
            .map(|worker| worker.join().unwrap())
            .sum();
        assert_eq!(sum, 32 * 200_000 + 31 * 32 / 2);
    });
    assert_eq!((exploration.schedules, exploration.exhaustive), (1, true));
}

#[test]
fn hash_maps_have_the_same_order_every_time() {
    let order = || {
        let map: HashMap<u32, u32> = (0..20).map(|i| (i, i)).collect();
        model::check::outcome(map.keys().copied().collect::<Vec<_>>());
    };
    let first = explored(order).outcomes.remove(0).returned.unwrap();
    let second = explored(order).outcomes.remove(0).returned.unwrap();
    assert_eq!(first, second);
}

#[test]
fn the_report_is_the_same_to_the_byte() {
    let body = || {
        let shared = Arc::new(Mutex::new(0));
        let workers: Vec<_> = (0..3)
            .map(|_| {
                let shared = Arc::clone(&shared);
                thread::spawn(move || {
                    let seen = *shared.lock().unwrap();
                    *shared.lock().unwrap() = seen + 1;
                })
            })
            .collect();
        for worker in workers {
            worker.join().unwrap();
        }
        assert_eq!(*shared.lock().unwrap(), 3);
    };
    let text = || {
        let mut exploration = explored(body);
        exploration.millis = 0;
        serde_json::to_string(&exploration).unwrap()
    };
    assert_eq!(text(), text());
}
