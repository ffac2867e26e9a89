//! Rust source as tokens: enough to find names in it, not to parse it.

/// A word, a literal or a punctuation mark, with its place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token<'a> {
    /// As written; a string or character literal is just `"`.
    pub(crate) text: &'a str,
    /// 1-based.
    pub(crate) line: u32,
    /// 1-based, in characters, as the compiler counts.
    pub(crate) column: u32,
}

pub(crate) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Splits Rust source into tokens; comments vanish, literals are reduced to a mark.
pub(crate) fn tokens(source: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut rest = source;
    let (mut line, mut column) = (1u32, 1u32);
    while let Some(first) = rest.chars().next() {
        let (len, text) = if first.is_whitespace() {
            (first.len_utf8(), None)
        } else if rest.starts_with("//") {
            (rest.find('\n').unwrap_or(rest.len()), None)
        } else if rest.starts_with("/*") {
            (block_comment_len(rest), None)
        } else if let Some(len) = string_len(rest) {
            (len, Some("\""))
        } else if first == '\'' {
            let len = quote_len(rest);
            (
                len,
                Some(if rest[..len].ends_with('\'') && len > 1 {
                    "\""
                } else {
                    "'"
                }),
            )
        } else if is_word(first) {
            let len = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
            (len, Some(&rest[..len]))
        } else {
            const LONG: [&str; 17] = [
                "..=", "::", "->", "=>", "==", "!=", "<=", ">=", "&&", "||", "+=", "-=", "*=",
                "/=", "|=", "&=", "..",
            ];
            let len = LONG
                .iter()
                .find(|mark| rest.starts_with(**mark))
                .map_or(first.len_utf8(), |mark| mark.len());
            (len, Some(&rest[..len]))
        };
        if let Some(text) = text {
            found.push(Token { text, line, column });
        }
        for c in rest[..len].chars() {
            if c == '\n' {
                line += 1;
                column = 1;
            } else {
                column += 1;
            }
        }
        rest = &rest[len..];
    }
    found
}

fn block_comment_len(text: &str) -> usize {
    let mut depth = 0usize;
    let mut at = 0;
    while at < text.len() {
        if text[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if text[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

/// The length of a string literal at the start of `text`, prefixes and hashes included.
fn string_len(text: &str) -> Option<usize> {
    let body = text.trim_start_matches(['b', 'c', 'r']);
    let prefix = text.len() - body.len();
    if prefix > 2 {
        return None;
    }
    let raw = text[..prefix].contains('r');
    let n_hashes = if raw {
        body.len() - body.trim_start_matches('#').len()
    } else {
        0
    };
    if !body[n_hashes..].starts_with('"') {
        return None;
    }
    let content = prefix + n_hashes + 1;
    if raw {
        let end = format!("\"{}", "#".repeat(n_hashes));
        return Some(
            text[content..]
                .find(&end)
                .map_or(text.len(), |at| content + at + end.len()),
        );
    }
    let mut escaped = false;
    for (at, c) in text[content..].char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return Some(content + at + 1),
            _ => {}
        }
    }
    Some(text.len())
}

/// The length of a character literal or a lifetime.
fn quote_len(text: &str) -> usize {
    let mut chars = text.char_indices().skip(1);
    match chars.next() {
        Some((_, '\\')) => text[2..]
            .char_indices()
            .skip(1)
            .find(|(_, c)| *c == '\'')
            .map_or(1, |(at, _)| at + 3),
        Some((at, c)) if text[at + c.len_utf8()..].starts_with('\'') => at + c.len_utf8() + 1,
        Some((at, _)) => text[at..]
            .find(|c| !is_word(c))
            .map_or(text.len(), |len| at + len)
            .max(1),
        None => 1,
    }
}
