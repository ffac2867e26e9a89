// expect: deadlock
// Belief: a writer that has been let in counts itself out when it has finished, and nobody has to hear of it.

use std::sync::{Condvar, Mutex};
use std::thread;

#[derive(Default)]
struct State {
    readers: u32,
    writers: u32,
    writing: bool,
}

#[derive(Default)]
struct Gate {
    state: Mutex<State>,
    changed: Condvar,
}

fn main() {
    let gate = Gate::default();
    thread::scope(|s| {
        s.spawn(|| {
            let mut state = gate.state.lock().unwrap();
            state.writers += 1;
            while state.writing || state.readers > 0 {
                state = gate.changed.wait(state).unwrap();
            }
            state.writing = true;
            drop(state);
            let mut state = gate.state.lock().unwrap();
            state.writing = false;
            gate.changed.notify_all();
            drop(state);
            gate.state.lock().unwrap().writers -= 1;
        });
        s.spawn(|| {
            let mut state = gate.state.lock().unwrap();
            while state.writing || state.writers > 0 {
                state = gate.changed.wait(state).unwrap();
            }
            state.readers += 1;
            drop(state);
            gate.state.lock().unwrap().readers -= 1;
            gate.changed.notify_all();
        });
    });
}
