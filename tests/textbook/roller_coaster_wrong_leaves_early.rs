// expect: race
// Belief: the first passenger who rings is the last who boards.

use std::sync::{Arc, Mutex, mpsc};
use std::thread;

fn main() {
    let seats = Arc::new(Mutex::new(0));
    let (bell, rung) = mpsc::channel();
    let passengers = [(), ()].map(|()| {
        let (seats, bell) = (seats.clone(), bell.clone());
        thread::spawn(move || {
            *seats.lock().unwrap() += 1;
            bell.send(()).unwrap();
        })
    });
    rung.recv().unwrap();
    let n_aboard = *seats.lock().unwrap();
    for passenger in passengers {
        passenger.join().unwrap();
    }
    assert_eq!(n_aboard, 2);
}
