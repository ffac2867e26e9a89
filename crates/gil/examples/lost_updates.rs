//! Loses updates under a global lock: `cargo run -p gil --example lost_updates`.
//!
//! Two threads count to 100,000 each, with `counter = counter + one()`. The interpreter's lock is held for each bytecode,
//! and still updates are lost. How many is up to the switch interval and to the schedule, and differs from run to run.

use std::thread;

use gil::bytecode::ADD_ONE;
use gil::interpreter::Interpreter;
use gil::lost_update::{every_schedule, replay};

fn main() {
    let program = ADD_ONE.repeat(100_000);
    for interval in [1, 3, 10, 100, 1_000_000] {
        let interpreter = Interpreter::new(interval);
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| interpreter.run(&program));
            }
        });
        let lost = 200_000 - interpreter.counter();
        println!("switch interval {interval:>7}: {lost:>6} of 200000 lost");
    }

    let schedules = every_schedule(ADD_ONE.len());
    let n_lost = schedules
        .iter()
        .filter(|schedule| replay(&ADD_ONE, schedule) != Some(2))
        .count();
    println!(
        "of the {} orders of two such lines, {n_lost} lose an update",
        schedules.len()
    );
    // The last interval loses nothing here: a thread is done before its interval is. That is luck, and no proof.
}
