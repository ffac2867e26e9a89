//! Shows where a lock is held and where it is free: `cargo run -p shared-state --example guard_lifetimes`.

use std::sync::Mutex;

use shared_state::guards;

/// Prints one line of the list.
fn show(code: &str, is_free: bool) {
    println!("{code:<58} {}", if is_free { "free" } else { "HELD" });
}

fn main() {
    let list = || Mutex::new(vec![1]);
    println!("{:<58} at the dots the lock is", "code");
    show("let _guard = lock(); …", guards::with_a_name(&list()));
    show("let _ = lock(); …", guards::with_an_underscore(&list()));
    show("lock().push(1); …", guards::in_a_statement(&list()));
    show(
        "let mut guard = lock(); drop(guard); …",
        guards::dropped_early(&list()),
    );
    show(
        "if lock().is_empty() { … } else { … }",
        guards::in_a_condition(&list()),
    );
    show(
        "if let Some(n) = lock().pop() { … }",
        guards::in_an_if_let(&list()),
    );
    let empty = Mutex::new(Vec::new());
    show(
        "if let Some(n) = lock().pop() { } else { … }",
        guards::in_an_if_let(&empty),
    );
    show(
        "while let Some(n) = lock().pop() { … }",
        guards::in_a_while_let(&list())[0],
    );
    show(
        "loop { let n = lock().pop(); … }",
        guards::in_a_statement_of_a_loop(&list())[0],
    );
}
