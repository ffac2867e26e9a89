//! The macro that ends a submission's copy: it compiles under `-F unsafe_code`, and the library has the entry point.

use std::fs;

use crate::compiler::{link, scratch};

/// Links `source` plus `last_line` and checks that the library exports the entry point.
#[track_caller]
fn loads(name: &str, source: &str, last_line: &str) {
    let file = scratch(name).join("submission.rs");
    fs::write(&file, format!("{source}\n{last_line}\n")).expect("failed to write a submission");
    let (compiled, library) = link(name, &file);
    assert!(
        compiled.accepted,
        "{name} is refused:\n{}",
        compiled.messages
    );
    let library = fs::read(library).expect("failed to read the library");
    let symbol = b"interleave_serve";
    assert!(
        library.windows(symbol.len()).any(|window| window == symbol),
        "{name} does not export the entry point"
    );
}

#[test]
fn whole_programs() {
    loads(
        "entry-unit",
        "fn main() { println!(\"{}\", 1); }",
        "std::__judge_entry!(main);",
    );
    loads(
        "entry-result",
        "fn main() -> Result<(), Box<dyn std::error::Error>> { \"1\".parse::<u8>()?; Ok(()) }",
        "std::__judge_entry!(main);",
    );
    loads(
        "entry-exit-code",
        "use std::process::ExitCode; fn main() -> ExitCode { ExitCode::from(3) }",
        "std::__judge_entry!(main);",
    );
    loads(
        "entry-never",
        "fn main() -> ! { std::process::exit(3) }",
        "std::__judge_entry!(main);",
    );
    loads(
        "entry-nested-result",
        "use std::process::ExitCode; fn main() -> Result<ExitCode, String> { Err(String::new()) }",
        "std::__judge_entry!(main);",
    );
}

#[test]
fn hidden_tests_see_private_items() {
    let hidden = scratch("entry-checks").join("hidden.rs");
    fs::write(
        &hidden,
        "use std::__judge::{Check, explore, mistake, outcome, printed};
         use super::*;
         pub fn checks() -> Vec<Check> {
             vec![explore(\"the private function gives four\", || {
                 let found = private();
                 if found != 4 { mistake!(\"off-by-one\", \"expected {}, found {found}\", 4); }
                 outcome((found, printed()));
             }).joins_all().outcomes_match_snapshot()]
         }",
    )
    .expect("failed to write a hidden test");
    loads(
        "entry-checks",
        "fn private() -> u8 { std::thread::spawn(|| 4).join().unwrap() } fn main() { private(); }",
        &format!(
            "std::__judge_entry!(checks {:?});",
            hidden.display().to_string()
        ),
    );
}
