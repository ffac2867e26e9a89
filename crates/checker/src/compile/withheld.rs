//! What this course withholds from submissions, and what to use instead.
//!
//! The look-alike of `std` lacks these names, so using one is a compile error there and only there. This module
//! recognises such an error and says it in a learner's words.

use super::{Diagnostic, pointed_at};
use crate::source;

/// The sentence about `unsafe`.
pub(super) const UNSAFE: &str =
    "`unsafe` is not allowed here: safe Rust has everything that this exercise needs.";

/// The sentence about modules in other files.
pub(super) const ONE_FILE: &str =
    "Modules in other files are not available here: an exercise is one file.";

/// A name and the sentence for whoever uses it.
struct Withheld {
    name: &'static str,
    sentence: &'static str,
}

const WITHHELD: [Withheld; 18] = [
    Withheld {
        name: "fs",
        sentence: "Files (`std::fs`) are not available here: keep the data in memory.",
    },
    Withheld {
        name: "net",
        sentence: "The network (`std::net`) is not available here: use a channel between threads.",
    },
    Withheld {
        name: "env",
        sentence: "The environment (`std::env`) is not available here: use constants or arguments.",
    },
    Withheld {
        name: "os",
        sentence: "`std::os` is not available here: the portable parts of `std` are enough.",
    },
    Withheld {
        name: "path",
        sentence: "Paths (`std::path`) are not available here: plain strings are enough.",
    },
    Withheld {
        name: "Command",
        sentence: "Starting processes (`std::process::Command`) is not available here: start a thread.",
    },
    Withheld {
        name: "Stdio",
        sentence: "Starting processes (`std::process::Stdio`) is not available here: start a thread.",
    },
    Withheld {
        name: "pipe",
        sentence: "Pipes (`std::io::pipe`) are not available here: use a channel between threads.",
    },
    Withheld {
        name: "PipeReader",
        sentence: "Pipes (`std::io::PipeReader`) are not available here: use a channel between threads.",
    },
    Withheld {
        name: "PipeWriter",
        sentence: "Pipes (`std::io::PipeWriter`) are not available here: use a channel between threads.",
    },
    Withheld {
        name: "backtrace",
        sentence: "`std::backtrace` is not available here: the report shows where a panic happened.",
    },
    Withheld {
        name: "arch",
        sentence: "`std::arch` is not available here: the portable parts of `std` are enough.",
    },
    Withheld {
        name: "include_str",
        sentence: "`include_str!` is not available here: write the text into the file itself.",
    },
    Withheld {
        name: "include_bytes",
        sentence: "`include_bytes!` is not available here: write the bytes into the file itself.",
    },
    Withheld {
        name: "include",
        sentence: "`include!` is not available here: an exercise is one file.",
    },
    Withheld {
        name: "option_env",
        sentence: "`option_env!` is not available here: use a constant.",
    },
    Withheld {
        name: "global_asm",
        sentence: "Assembler is not available here: Rust itself is enough.",
    },
    Withheld {
        name: "proc_macro",
        sentence: "`proc_macro` is not available here: an exercise is one file.",
    },
];

/// The sentence for an error that says that a withheld name was used.
pub(super) fn refusal(error: &Diagnostic, allowed: &[String]) -> Option<String> {
    let code = error.code.as_ref().map_or("", |code| code.code.as_str());
    let sentence = match code {
        "unsafe_code" | "E0453" => Some(UNSAFE),
        "E0583" | "E0584" => Some(ONE_FILE),
        // Names that can't be resolved: imports, paths, types, traits, values; macros have no code.
        "E0432" | "E0433" | "E0412" | "E0405" | "E0425" | "E0463" | "" => {
            let pointed_at = pointed_at(error);
            let named = |name: &str| {
                source::mentions(&error.message, name)
                    && (pointed_at.is_empty() || source::mentions(&pointed_at, name))
            };
            let found = WITHHELD.iter().find(|withheld| {
                named(withheld.name) && !allowed.iter().any(|allowed| allowed == withheld.name)
            });
            found.map(|withheld| withheld.sentence)
        }
        _ => None,
    };
    let place = error.spans.iter().find(|span| span.is_primary);
    sentence.map(|sentence| match place {
        Some(place) => format!("Line {}: {sentence}", place.line_start),
        None => sentence.to_owned(),
    })
}

/// The line of a module that is in another file: `mod name;`. With a `#[path]` the compiler would even find it.
pub(super) fn other_file(text: &str) -> Option<u32> {
    let code = source::code_only(text);
    let mut rest = code.as_str();
    let mut line = 1;
    while let Some(at) = rest.find("mod") {
        let (before, after) = (&rest[..at], &rest[at + 3..]);
        line += u32::try_from(before.matches('\n').count()).ok()?;
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let starts = !before.ends_with(|c| is_word(c) || c == '#');
        let name = after.trim_start();
        let behind = name.trim_start_matches(is_word);
        let is_name = name.len() < after.len() && behind.len() < name.len();
        if starts && is_name && behind.trim_start().starts_with(';') {
            return Some(line);
        }
        rest = after;
    }
    None
}

/// The line of an `unsafe` that the lint `unsafe_code` lets through (`unsafe extern` blocks with `safe fn` in them).
pub(super) fn unsafe_line(text: &str) -> Option<u32> {
    let code = source::code_only(text);
    let line = code
        .lines()
        .position(|line| source::mentions(line, "unsafe"))?;
    u32::try_from(line + 1).ok()
}
