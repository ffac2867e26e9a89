//! Two coaches panic in the middle of a substitution: `cargo run -p shared-state --example after_a_panic`.
//!
//! The messages of the panics go to standard error. One coach leaves a hole in the field, the other one does not.

use std::sync::{Mutex, PoisonError};
use std::thread;

use shared_state::poisoning::{Squad, line_up, replace, substitute, substitute_carelessly};

fn main() {
    let fresh = Squad {
        field: vec!["ann".into(), "ben".into()],
        bench: vec!["eva".into()],
    };
    for (name, change) in [
        (
            "the careless coach",
            substitute_carelessly as fn(&Mutex<Squad>, &str, &str),
        ),
        ("the careful coach", substitute),
    ] {
        let squad = Mutex::new(fresh.clone());
        thread::scope(|scope| {
            let coach = scope.spawn(|| change(&squad, "ben", "zoe"));
            assert!(coach.join().is_err(), "there is no zoe");
        });
        println!("{name}: poisoned: {}", squad.is_poisoned());
        println!("  who asks nicely gets {:?}", line_up(&squad));
        let field = squad
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .field
            .clone();
        println!("  who asks all the same finds {field:?} on the field");
        replace(&squad, fresh.clone());
        println!("  after starting over: {:?}", line_up(&squad).unwrap());
    }
}
