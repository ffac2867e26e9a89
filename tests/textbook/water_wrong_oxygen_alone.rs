// expect: race
// Belief: two hydrogens that have arrived are still there when the oxygen counts them again.

use std::sync::Mutex;
use std::thread;

static HYDROGENS: Mutex<u32> = Mutex::new(2);
static MOLECULES: Mutex<u32> = Mutex::new(0);

fn oxygen() {
    let enough = *HYDROGENS.lock().unwrap() >= 2;
    if enough {
        let mut hydrogens = HYDROGENS.lock().unwrap();
        *hydrogens = hydrogens.saturating_sub(2);
        *MOLECULES.lock().unwrap() += 1;
    }
}

fn main() {
    let (a, b) = (thread::spawn(oxygen), thread::spawn(oxygen));
    a.join().unwrap();
    b.join().unwrap();
    assert_eq!(
        *MOLECULES.lock().unwrap(),
        1,
        "two hydrogens make one molecule"
    );
}
