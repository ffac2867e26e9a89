//! Judges every exercise of this concept: `cargo test -p exercises-processes`, with a name to filter.
fn main() -> std::process::ExitCode {
    checker::graded::main("processes")
}
