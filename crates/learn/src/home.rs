//! Bare `cargo learn`: where to begin.

use checker::report::exit_code;

use crate::{Failure, catalog, handle, list, show, wrapped};

pub(crate) fn run() -> Result<u8, Failure> {
    let catalog = catalog()?;
    let Some(first) = catalog.exercises().next() else {
        return Err(Failure::usage(
            "the course has no exercises yet: `exercises/` is empty",
        ));
    };
    let handle = handle(&catalog, first);
    let mut text = list::table(&catalog);
    text.push_str(&format!(
        "\nStart with {}: {}.\n\n  edit      {}\n  check     cargo learn check {handle}\n  hint      cargo learn hint {handle}\n\n",
        first.id(),
        first.title.trim_end_matches('.'),
        first.source().display(),
    ));
    text.push_str(&wrapped(
        "`cargo learn explore FILE.rs` shows everything that a program of your own can print.",
        "",
    ));
    show(&text);
    Ok(exit_code::PASS)
}
