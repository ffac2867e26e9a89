// expect: pass
//! A cache in which each entry is computed once, and not under the lock of the map.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::sync::{Arc, Mutex, OnceLock};
use std::thread;

#[derive(Default)]
struct Cache {
    entries: Mutex<HashMap<u32, Arc<OnceLock<u32>>>>,
    n_computed: AtomicU32,
}

impl Cache {
    fn square(&self, n: u32) -> u32 {
        let entry = self.entries.lock().unwrap().entry(n).or_default().clone();
        *entry.get_or_init(|| {
            self.n_computed.fetch_add(1, Relaxed);
            n * n
        })
    }
}

fn main() {
    let cache = Cache::default();
    thread::scope(|s| {
        for n in [3, 4, 3] {
            let cache = &cache;
            s.spawn(move || assert_eq!(cache.square(n), n * n));
        }
    });
    assert_eq!(cache.n_computed.load(Relaxed), 2);
}
