// expect: pass
//! Readers and writers with the lock that the library has for them.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};
use std::thread;

fn main() {
    let prices = Arc::new(RwLock::new(HashMap::from([("tea", 2), ("cake", 3)])));
    let mut readers = vec![];
    for _ in 0..2 {
        let prices = prices.clone();
        readers.push(thread::spawn(move || {
            let prices = prices.read().unwrap();
            prices["tea"] + prices["cake"]
        }));
    }
    {
        let mut prices = prices.write().unwrap();
        prices.insert("tea", 4);
        prices.insert("cake", 1);
    }
    for reader in readers {
        assert_eq!(reader.join().unwrap(), 5);
    }
}
