//! Asks three questions, does something else, and then takes the answers:
//! `cargo run -p channels --example ask_now_take_later`.

use std::collections::HashMap;

use channels::request_reply::Librarian;

fn main() {
    let shelves = HashMap::from([("Emma".to_owned(), 4), ("Dracula".to_owned(), 9)]);
    let librarian = Librarian::start(shelves);
    let titles = ["Dracula", "Ulysses", "Emma"];
    // All three are asked before any answer is waited for. Without `collect`, the iterator would ask and wait in turn.
    let answers: Vec<_> = titles.iter().map(|title| librarian.ask(title)).collect();
    println!(
        "asked {} questions, and have time for a coffee",
        answers.len()
    );
    for (title, answer) in titles.iter().zip(answers) {
        match answer.wait() {
            Ok(Some(shelf)) => println!("{title}: shelf {shelf}"),
            Ok(None) => println!("{title}: we have not got it"),
            Err(no_answer) => println!("{title}: {no_answer:?}"),
        }
    }
    drop(librarian.ask("Emma"));
    println!(
        "one asker left before the answer came; could not be sent: {}",
        librarian.go_home()
    );
}
