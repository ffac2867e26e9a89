// expect: deadlock self-deadlock
// Belief: what is computed for the cache may ask the cache.

use std::collections::HashMap;
use std::sync::Mutex;

static CACHE: Mutex<Option<HashMap<u64, u64>>> = Mutex::new(None);

fn fibonacci(n: u64) -> u64 {
    let mut cache = CACHE.lock().unwrap();
    let cache = cache.get_or_insert_default();
    *cache.entry(n).or_insert_with(|| {
        if n < 2 {
            n
        } else {
            fibonacci(n - 1) + fibonacci(n - 2)
        }
    })
}

fn main() {
    assert_eq!(fibonacci(5), 5);
}
