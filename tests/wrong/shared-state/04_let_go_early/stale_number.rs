// expect: wrong-answer lost-update
// Belief: a number that was read before cooking is still the right one afterwards.

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
    let number = *n_served.lock().unwrap();
    let dish = cook(dish);
    let number = number + 1;
    *n_served.lock().unwrap() = number;
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
