// expect: race
// Belief: a key that was not there is not there.

use std::collections::BTreeMap;
use std::sync::{Arc, RwLock};
use std::thread;

fn main() {
    let cache = Arc::new(RwLock::new(BTreeMap::new()));
    let threads: Vec<_> = (0..2)
        .map(|me| {
            let cache = Arc::clone(&cache);
            thread::spawn(move || {
                if !cache.read().unwrap().contains_key("answer") {
                    let old = cache.write().unwrap().insert("answer", me);
                    assert_eq!(old, None, "computed twice");
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
}
