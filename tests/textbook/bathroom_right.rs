// expect: pass
//! The unisex bathroom: any number of one kind, never both kinds.

use std::sync::{Condvar, Mutex};
use std::thread;

#[derive(Default)]
struct Bathroom {
    // How many of either kind are inside.
    inside: Mutex<[u32; 2]>,
    left: Condvar,
}

impl Bathroom {
    fn visit(&self, kind: usize) {
        let inside = self.inside.lock().unwrap();
        let mut inside = self
            .left
            .wait_while(inside, |inside| inside[1 - kind] > 0)
            .unwrap();
        inside[kind] += 1;
        drop(inside);

        let mut inside = self.inside.lock().unwrap();
        assert_eq!(inside[1 - kind], 0);
        inside[kind] -= 1;
        if inside[kind] == 0 {
            self.left.notify_all();
        }
    }
}

fn main() {
    let bathroom = Bathroom::default();
    thread::scope(|s| {
        for kind in [0, 0, 1] {
            let bathroom = &bathroom;
            s.spawn(move || bathroom.visit(kind));
        }
    });
}
