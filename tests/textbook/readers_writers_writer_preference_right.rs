// expect: pass
//! Readers and writers; a reader lets every writer that waits go first.

use std::sync::{Arc, Condvar, Mutex};
use std::thread;

#[derive(Default)]
struct State {
    readers: u32,
    writers_waiting: u32,
    writing: bool,
}

#[derive(Default)]
struct Gate {
    state: Mutex<State>,
    changed: Condvar,
}

fn main() {
    let gate = Arc::new(Gate::default());
    let value = Arc::new(Mutex::new((0, 0)));
    let writer = thread::spawn({
        let (gate, value) = (gate.clone(), value.clone());
        move || {
            let mut state = gate.state.lock().unwrap();
            state.writers_waiting += 1;
            while state.writing || state.readers > 0 {
                state = gate.changed.wait(state).unwrap();
            }
            state.writers_waiting -= 1;
            state.writing = true;
            drop(state);
            value.lock().unwrap().0 = 1;
            value.lock().unwrap().1 = 1;
            gate.state.lock().unwrap().writing = false;
            gate.changed.notify_all();
        }
    });
    let reader = thread::spawn({
        let (gate, value) = (gate.clone(), value.clone());
        move || {
            let mut state = gate.state.lock().unwrap();
            while state.writing || state.writers_waiting > 0 {
                state = gate.changed.wait(state).unwrap();
            }
            state.readers += 1;
            drop(state);
            let (left, right) = *value.lock().unwrap();
            assert_eq!(left, right);
            gate.state.lock().unwrap().readers -= 1;
            gate.changed.notify_all();
        }
    });
    writer.join().unwrap();
    reader.join().unwrap();
    assert_eq!(*value.lock().unwrap(), (1, 1));
}
