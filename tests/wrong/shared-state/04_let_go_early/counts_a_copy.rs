// expect: wrong-answer counted-a-copy
// Belief: `let mut number = *guard` is another name for the value.

use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

/// The slow part. Leave it as it is.
pub fn cook(dish: &str) -> String {
    thread::sleep(Duration::from_millis(200));
    dish.to_owned()
}

/// Cooks a dish, gives it the next number, and prints its two lines.
pub fn serve(n_served: &Mutex<u32>, dish: &str) {
    let dish = cook(dish);
    let mut number = *n_served.lock().unwrap();
    number += 1;
    println!("no. {number}: {dish}");
    println!("no. {number}: enjoy!");
}

fn main() {
    let start = Instant::now();
    let n_served = Mutex::new(0);
    thread::scope(|scope| {
        for dish in ["soup", "salad", "rice", "cake"] {
            let n_served = &n_served;
            scope.spawn(move || serve(n_served, dish));
        }
    });
    println!("all of it after {} ms", start.elapsed().as_millis());
}
