//! A look at a submission's text, no deeper than tokens: what is code, and what it mentions.
//!
//! The compiler decides what a program means. This is for questions to which a wrong "yes" costs only time (does it
//! look at `Arc` counts?) or words (which line is the `todo!()`?).

/// The text with comments and the insides of literals blanked out; lines and columns stay where they are.
pub fn code_only(source: &str) -> String {
    let chars: Vec<char> = source.chars().collect();
    let mut out = String::with_capacity(source.len());
    let blank = |out: &mut String, c: char| out.push(if c == '\n' { '\n' } else { ' ' });
    let mut i = 0;
    while i < chars.len() {
        let c = chars[i];
        let next = chars.get(i + 1).copied();
        let after_word = i > 0 && is_word(chars[i - 1]);
        if c == '/' && next == Some('/') {
            while i < chars.len() && chars[i] != '\n' {
                out.push(' ');
                i += 1;
            }
        } else if c == '/' && next == Some('*') {
            let mut depth = 0_u32;
            while i < chars.len() {
                let pair = (chars[i], chars.get(i + 1).copied());
                let taken = match pair {
                    ('/', Some('*')) => {
                        depth += 1;
                        2
                    }
                    ('*', Some('/')) => {
                        depth -= 1;
                        2
                    }
                    _ => 1,
                };
                for c in &chars[i..i + taken] {
                    blank(&mut out, *c);
                }
                i += taken;
                if depth == 0 {
                    break;
                }
            }
        } else if let Some(hashes) = raw_string(&chars[i..]).filter(|_| !after_word) {
            let start = i + chars[i..].iter().position(|c| *c == '"').unwrap_or(0) + 1;
            let mut end = start;
            while end < chars.len()
                && !(chars[end] == '"'
                    && chars[end + 1..].iter().take_while(|c| **c == '#').count() >= hashes)
            {
                end += 1;
            }
            let end = (end + 1 + hashes).min(chars.len());
            for c in &chars[i..end] {
                blank(&mut out, *c);
            }
            i = end;
        } else if c == '"' {
            out.push(' ');
            i += 1;
            while i < chars.len() && chars[i] != '"' {
                if chars[i] == '\\' && i + 1 < chars.len() {
                    out.push(' ');
                    i += 1;
                }
                blank(&mut out, chars[i]);
                i += 1;
            }
            if i < chars.len() {
                out.push(' ');
                i += 1;
            }
        } else if c == '\'' && (next == Some('\\') || chars.get(i + 2) == Some(&'\'')) {
            // A character literal, not a lifetime.
            let mut end = i + 1;
            while end < chars.len() && chars[end] != '\'' {
                end += if chars[end] == '\\' { 2 } else { 1 };
            }
            let end = (end + 1).min(chars.len());
            for c in &chars[i..end] {
                blank(&mut out, *c);
            }
            i = end;
        } else {
            out.push(c);
            i += 1;
        }
    }
    out
}

/// The 1-based line of the first `todo!` in the code.
pub fn todo_line(source: &str) -> Option<u32> {
    let code = code_only(source);
    let line = code
        .lines()
        .position(|line| mentions(line, "todo") && line.contains("todo!"))?;
    u32::try_from(line + 1).ok()
}

/// Whether the code looks at what only the real `Arc` knows: how many owners a value has, or when the last one goes.
/// That depends on the schedule without being announced to the explorer.
pub fn observes_arc(source: &str) -> bool {
    let code = code_only(source);
    if !mentions(&code, "Arc") {
        return false;
    }
    let asks = [
        "strong_count",
        "weak_count",
        "try_unwrap",
        "unwrap_or_clone",
        "make_mut",
        "Weak",
        "upgrade",
    ];
    let asks_path = ["Arc::into_inner", "Arc::get_mut", "Arc::is_unique"];
    if asks.iter().any(|word| mentions(&code, word))
        || asks_path.iter().any(|path| code.contains(path))
    {
        return true;
    }
    // A type with a `Drop` of its own, shared through an `Arc`: the last owner runs it.
    let words: Vec<&str> = words(&code).collect();
    let droppable = words
        .windows(3)
        .filter(|w| w[0] == "Drop" && w[1] == "for")
        .map(|w| w[2]);
    let mut shared = code.lines().filter(|line| mentions(line, "Arc"));
    let droppable: Vec<&str> = droppable.collect();
    shared.any(|line| droppable.iter().any(|name| mentions(line, name)))
}

/// Whether `word` occurs as a whole word.
pub fn mentions(code: &str, word: &str) -> bool {
    words(code).any(|found| found == word)
}

/// The identifiers and keywords of the code, in order.
fn words(code: &str) -> impl Iterator<Item = &str> {
    code.split(|c: char| !is_word(c))
        .filter(|word| !word.is_empty())
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The number of hashes of the raw string literal that starts here.
fn raw_string(chars: &[char]) -> Option<usize> {
    let prefix = match chars {
        ['r', ..] => 1,
        ['b' | 'c', 'r', ..] => 2,
        _ => return None,
    };
    let hashes = chars[prefix..].iter().take_while(|c| **c == '#').count();
    (chars.get(prefix + hashes) == Some(&'"')).then_some(hashes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_literals_are_blank() {
        let source = "let a = \"unsafe \\\" x\"; // unsafe\n/* unsafe /* nested */ unsafe */ let b = r#\"un\"safe\"#;\n\
                      let c = '\"'; let d: &'static str = \"\"; fn e<'a>() {}";
        let code = code_only(source);
        assert!(!code.contains("unsafe") && !code.contains("safe"), "{code}");
        assert!(
            code.contains("let b") && code.contains("&'static str") && code.contains("fn e<'a>()"),
            "{code}"
        );
        assert_eq!(code.lines().count(), source.lines().count());
        assert_eq!(code.chars().count(), source.chars().count());
    }

    #[test]
    fn the_todo_is_found_outside_comments() {
        assert_eq!(
            todo_line("//! replace the todo!()\nfn f() {\n    todo!(\"join\")\n}\n"),
            Some(3)
        );
        assert_eq!(todo_line("// todo!()\nfn my_todo() {}"), None);
    }

    #[test]
    fn arc_counts_are_noticed() {
        assert!(observes_arc(
            "use std::sync::Arc; fn f(a: Arc<u8>) { Arc::try_unwrap(a); }"
        ));
        assert!(observes_arc(
            "impl Drop for Guard { }\nfn f() { let g = Arc::new(Guard); }"
        ));
        assert!(!observes_arc(
            "impl Drop for Permit<'_> { }\nfn f() { let s = Arc::new(Semaphore::new(2)); }"
        ));
        assert!(!observes_arc(
            "use std::sync::{Arc, Mutex}; // try_unwrap\nfn f(m: Mutex<u8>) { m.into_inner(); }"
        ));
    }
}
