// expect: deadlock
// Belief: each smoker waits for the two things that he lacks, one after the other.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;

type Pile = (Sender<()>, Arc<Mutex<Receiver<()>>>);

fn pile() -> Pile {
    let (sender, receiver) = channel();
    (sender, Arc::new(Mutex::new(receiver)))
}

fn take(pile: &Mutex<Receiver<()>>) {
    pile.lock().unwrap().recv().unwrap();
}

fn main() {
    let (paper, tobacco, matches) = (pile(), pile(), pile());
    let (done, smoked) = channel();
    for (first, second) in [(&paper, &tobacco), (&tobacco, &matches)] {
        let (first, second) = (first.1.clone(), second.1.clone());
        let done = done.clone();
        // Whoever gets nothing waits when the program ends, and that is all right.
        thread::spawn(move || {
            take(&first);
            take(&second);
            done.send(()).unwrap();
        });
    }
    // The first smoker could smoke now.
    paper.0.send(()).unwrap();
    tobacco.0.send(()).unwrap();
    smoked.recv().unwrap();
}
