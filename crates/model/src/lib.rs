//! The explorer: runs a program under every schedule it can take.
pub mod check;
pub mod memory;
mod object;
pub mod report;
pub mod rt;

/// What a compiled submission hands over to the host (see `serve`).
pub enum Program {
    /// A whole program: `main`, reduced to its exit code.
    Main(fn() -> i32),
    /// A hidden test.
    Checks(fn() -> Vec<check::Check>),
}

/// Carries out a [`report::Request`] (JSON) and hands each line of the answer (JSON, one per line) to `sink`.
pub fn serve(_request: &[u8], _program: Program, _sink: &mut dyn FnMut(&[u8])) {
    todo!()
}
