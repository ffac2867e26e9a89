// expect: pass
//! Building water: two hydrogens and one oxygen leave together; a fourth atom waits for the next molecule.

use std::sync::{Condvar, Mutex};
use std::thread;

#[derive(Default)]
struct State {
    free: [u32; 2],
    // Places in a molecule that is complete, for each kind of atom.
    bonded: [u32; 2],
    molecules: u32,
}

#[derive(Default)]
struct Water {
    state: Mutex<State>,
    made: Condvar,
}

const NEEDED: [u32; 2] = [2, 1];

impl Water {
    fn atom(&self, kind: usize) {
        let mut state = self.state.lock().unwrap();
        state.free[kind] += 1;
        if state.free[0] >= NEEDED[0] && state.free[1] >= NEEDED[1] {
            for kind in [0, 1] {
                state.free[kind] -= NEEDED[kind];
                state.bonded[kind] += NEEDED[kind];
            }
            state.molecules += 1;
            self.made.notify_all();
        }
        while state.bonded[kind] == 0 {
            state = self.made.wait(state).unwrap();
        }
        state.bonded[kind] -= 1;
    }
}

fn main() {
    let water = Water::default();
    thread::scope(|s| {
        s.spawn(|| water.atom(0));
        s.spawn(|| water.atom(1));
        s.spawn(|| water.atom(0));
    });
    assert_eq!(water.state.lock().unwrap().molecules, 1);
}
