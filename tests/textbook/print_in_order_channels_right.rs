// expect: pass
//! Print in order: each thread waits for a word from the one before it.

use std::sync::mpsc::channel;
use std::thread;

fn main() {
    let (first_done, wait_for_first) = channel();
    let (second_done, wait_for_second) = channel();
    let second = thread::spawn(move || {
        let mut so_far: Vec<u32> = wait_for_first.recv().unwrap();
        so_far.push(2);
        second_done.send(so_far).unwrap();
    });
    let first = thread::spawn(move || first_done.send(vec![1]));
    let mut all = wait_for_second.recv().unwrap();
    all.push(3);
    assert_eq!(all, [1, 2, 3]);
    first.join().unwrap().unwrap();
    second.join().unwrap();
}
