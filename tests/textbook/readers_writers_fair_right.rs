// expect: pass
//! Readers and writers, first come, first served: everybody draws a number.

use std::sync::{Condvar, Mutex};
use std::thread;

#[derive(Default)]
struct State {
    next_number: u32,
    now_served: u32,
    readers: u32,
}

#[derive(Default)]
struct Queue {
    state: Mutex<State>,
    moved: Condvar,
}

impl Queue {
    fn read(&self) {
        let mut state = self.state.lock().unwrap();
        let mine = state.next_number;
        state.next_number += 1;
        let mut state = self
            .moved
            .wait_while(state, |state| state.now_served != mine)
            .unwrap();
        state.readers += 1;
        // The next one may come in at once; a writer waits for the readers itself.
        state.now_served += 1;
        self.moved.notify_all();
        drop(state);

        self.state.lock().unwrap().readers -= 1;
        self.moved.notify_all();
    }

    fn write(&self, value: &Mutex<u32>) {
        let mut state = self.state.lock().unwrap();
        let mine = state.next_number;
        state.next_number += 1;
        let state = self
            .moved
            .wait_while(state, |state| state.now_served != mine || state.readers > 0)
            .unwrap();
        drop(state);
        let old = *value.lock().unwrap();
        *value.lock().unwrap() = old + 1;
        self.state.lock().unwrap().now_served += 1;
        self.moved.notify_all();
    }
}

fn main() {
    let queue = Queue::default();
    let value = Mutex::new(0);
    thread::scope(|s| {
        s.spawn(|| queue.write(&value));
        s.spawn(|| queue.read());
        s.spawn(|| queue.write(&value));
    });
    assert_eq!(*value.lock().unwrap(), 2);
}
