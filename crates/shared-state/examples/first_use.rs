//! Ten threads ask a team without a name for its name: `cargo run -p shared-state --example first_use`.
//!
//! One of them invents it, all get it. Which one it is may change from run to run.

use std::thread;
use std::time::Duration;

use shared_state::once::{Team, is_prime};

fn main() {
    let team = Team::new();
    thread::scope(|scope| {
        for asker in 1..=10 {
            let team = &team;
            scope.spawn(move || {
                let name = team.name_or_else(|| {
                    println!("asker {asker} has to think of a name. The others wait …");
                    thread::sleep(Duration::from_millis(200));
                    format!("the friends of number {asker}")
                });
                println!("asker {asker:>2}: {name}");
            });
        }
    });
    let primes: Vec<u32> = (980..1000).filter(|&n| is_prime(n)).collect();
    println!("primes from 980 to 999: {primes:?}");
}
