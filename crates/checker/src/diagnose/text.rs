//! Reads the learner's source as evidence for a rule: what is inside a loop, which value a condition looks at, what
//! an expression is made from. It follows names within a function and one call deep, and answers "no" when unsure.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::naming::{Token, is_word, tokens};

/// A tokenized source file.
pub(super) struct Text<'a> {
    tokens: Vec<Token<'a>>,
}

/// A function of the source: its name and its tokens.
pub(super) struct Function<'a> {
    pub(super) name: &'a str,
    pub(super) body: Range<usize>,
}

impl<'a> Text<'a> {
    pub(super) fn new(source: &'a str) -> Self {
        Text {
            tokens: tokens(source),
        }
    }

    /// The token at a place; the first one of the line where the column is unknown.
    pub(super) fn at(&self, line: u32, column: u32) -> Option<usize> {
        let exact = |token: &Token<'_>| (token.line, token.column) == (line, column);
        let on_line = |token: &Token<'_>| token.line == line;
        self.tokens
            .iter()
            .position(exact)
            .or_else(|| self.tokens.iter().position(on_line))
    }

    /// The word or mark at a place, if a token starts exactly there.
    pub(super) fn word_at(&self, line: u32, column: u32) -> Option<&'a str> {
        let found = self
            .tokens
            .iter()
            .find(|token| (token.line, token.column) == (line, column))?;
        Some(found.text)
    }

    /// The token with this index; empty beyond the ends.
    pub(super) fn text(&self, idx: usize) -> &'a str {
        self.tokens.get(idx).map_or("", |token| token.text)
    }

    pub(super) fn n_tokens(&self) -> usize {
        self.tokens.len()
    }

    /// Whether a word stands anywhere in the source.
    pub(super) fn mentions(&self, word: &str) -> bool {
        self.tokens.iter().any(|token| token.text == word)
    }

    /// Ways in which what happens at `first` leads to what happens at `then`: both seen from within one function,
    /// where either may be hidden behind a call.
    pub(super) fn links(&self, first: usize, then: usize) -> Vec<(usize, usize)> {
        let functions = self.functions();
        let around = |idx: usize| {
            functions
                .iter()
                .filter(|f| f.body.contains(&idx))
                .min_by_key(|f| f.body.len())
        };
        let (Some(from), Some(to)) = (around(first), around(then)) else {
            return if first < then {
                vec![(first, then)]
            } else {
                Vec::new()
            };
        };
        if from.body == to.body {
            return if first < then {
                vec![(first, then)]
            } else {
                Vec::new()
            };
        }
        // Nobody calls a destructor by its name: `drop(guard)` is another function.
        let calls = |name: &str, within: &Range<usize>| -> Vec<usize> {
            within
                .clone()
                .filter(|&idx| {
                    name != "drop" && self.text(idx) == name && self.text(idx + 1) == "("
                })
                .collect()
        };
        let mut found: Vec<(usize, usize)> = Vec::new();
        found.extend(
            calls(from.name, &to.body)
                .into_iter()
                .map(|call| (call, then)),
        );
        found.extend(
            calls(to.name, &from.body)
                .into_iter()
                .map(|call| (first, call)),
        );
        for caller in &functions {
            for one in calls(from.name, &caller.body) {
                found.extend(
                    calls(to.name, &caller.body)
                        .into_iter()
                        .map(|two| (one, two)),
                );
            }
        }
        found.retain(|(one, two)| one < two);
        found
    }

    /// Names whose value is made from what was read at `origin`, up to `end`.
    pub(super) fn made_from(&self, origin: usize, end: usize) -> BTreeSet<&'a str> {
        let mut names = BTreeSet::new();
        let mut start = self.statement_start(origin);
        let mut reads = true;
        while start < end {
            let stop = self.statement_end(start, end);
            let mentions = reads || (start..stop).any(|idx| names.contains(self.text(idx)));
            if mentions && self.text(start) == "let" {
                let equals = (start..stop)
                    .find(|&idx| self.text(idx) == "=")
                    .unwrap_or(stop);
                let pattern = (start + 1..equals)
                    .map(|idx| self.text(idx))
                    .take_while(|word| *word != ":");
                names.extend(pattern.filter(|word| {
                    word.starts_with(|c: char| c.is_lowercase() || c == '_')
                        && !matches!(*word, "mut" | "ref")
                }));
            }
            reads = false;
            start = stop + 1;
        }
        names
    }

    /// Whether an `if`, `while` or `match` between the two looks at what was read at `origin`.
    pub(super) fn decides(&self, origin: usize, end: usize) -> bool {
        let names = self.made_from(origin, end);
        (self.statement_start(origin)..end)
            .filter(|&idx| matches!(self.text(idx), "if" | "while" | "match"))
            .any(|keyword| {
                let open = (keyword..self.tokens.len())
                    .find(|&idx| self.text(idx) == "{")
                    .unwrap_or(keyword);
                (keyword..open).contains(&origin)
                    || (keyword..open.min(end)).any(|idx| names.contains(self.text(idx)))
            })
    }

    /// Whether the arguments of the call at `call` are made from what was read at `origin`.
    pub(super) fn argument_made_from(&self, call: usize, origin: usize) -> bool {
        let Some(arguments) = self.group_after(call) else {
            return false;
        };
        let names = self.made_from(origin, call);
        arguments.contains(&origin) || arguments.clone().any(|idx| names.contains(self.text(idx)))
    }

    /// Whether a plain assignment through a reference (`*guard = …`) in the block of `lock` is made from what was
    /// read at `origin`.
    pub(super) fn assignment_made_from(&self, lock: usize, origin: usize) -> bool {
        let names = self.made_from(origin, lock);
        let start = self.statement_start(lock);
        let end = self.block_end(lock);
        (start..end)
            .filter(|&idx| self.text(idx) == "=")
            .any(|equals| {
                let begin = self.statement_start(equals);
                let stop = self.statement_end(equals, end);
                self.text(begin) == "*" && (equals..stop).any(|idx| names.contains(self.text(idx)))
            })
    }

    /// The loops (and iterator closures) around a token, innermost first.
    pub(super) fn loops_around(&self, at: usize) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        for idx in 0..self.tokens.len() {
            let range = match self.text(idx) {
                "loop" | "while" | "for" if self.text(idx + 1) != "<" => {
                    let open = (idx..self.tokens.len()).find(|&at| self.text(at) == "{");
                    open.and_then(|open| self.closing(open))
                        .map(|close| idx..close)
                }
                "map" | "for_each" | "flat_map" => self.group_after(idx),
                _ => None,
            };
            found.extend(range.filter(|range| range.contains(&at)));
        }
        found.sort_by_key(|range| range.len());
        found
    }

    /// Whether the token is governed by an `if` rather than by a loop within its function.
    pub(super) fn is_under_if(&self, at: usize) -> bool {
        let mut depth = 0usize;
        for idx in (0..at).rev() {
            match self.text(idx) {
                "}" => depth += 1,
                "{" if depth > 0 => depth -= 1,
                "{" => {
                    let header = self.statement_start(idx);
                    let words: Vec<&str> = (header..idx).map(|idx| self.text(idx)).collect();
                    if words.iter().any(|word| matches!(*word, "while" | "loop")) {
                        return false;
                    }
                    if words.contains(&"if") {
                        return true;
                    }
                    if words.contains(&"fn") {
                        return false;
                    }
                }
                _ => {}
            }
        }
        false
    }

    /// Whether the statement around the `lock` at `at` only takes a guard and binds it to nothing:
    /// `m.lock().unwrap();`.
    pub(super) fn drops_guard_at_once(&self, at: usize) -> bool {
        let start = self.statement_start(at);
        let end = self.statement_end(at, self.tokens.len());
        let is_path = (start..at).all(|idx| {
            let text = self.text(idx);
            matches!(text, "." | "self" | "&")
                || (text.starts_with(is_word) && text != "let" && text != "return")
        });
        let rest: Vec<&str> = (at + 1..end).map(|idx| self.text(idx)).collect();
        let is_plain = match rest.as_slice() {
            ["(", ")"] | ["(", ")", ".", "unwrap", "(", ")"] => true,
            ["(", ")", ".", "expect", "(", .., ")"] => !rest[5..].contains(&"."),
            _ => false,
        };
        is_path && is_plain && self.text(end) == ";"
    }

    /// The `while let`, `if let`, `match` or `for` in whose head the guard of the `lock` at `at` is made without a name,
    /// so that it lives through the block.
    pub(super) fn head_that_keeps_guard(&self, at: usize) -> Option<&'static str> {
        let start = self.statement_start(at);
        let has = |word: &str, from: usize| (from..at).any(|idx| self.text(idx) == word);
        let head = (start..at).rev().find_map(|idx| match self.text(idx) {
            "while" if has("let", idx) => Some("while let"),
            "if" if has("let", idx) => Some("if let"),
            "match" => Some("match"),
            "for" if has("in", idx) => Some("for"),
            _ => None,
        })?;
        let mut path = at;
        while path > start
            && (self.text(path - 1) == "." || self.text(path - 1).starts_with(is_word))
            && !matches!(self.text(path - 1), "match" | "in" | "mut")
        {
            path -= 1;
        }
        // `*m.lock().unwrap()` looks at the value, and leaves the guard without a name.
        if matches!(self.text(path.checked_sub(1)?), "*" | "&") {
            return Some(head);
        }
        let mut next = self.group_after(at)?.end + 1;
        loop {
            match (self.text(next), self.text(next + 1)) {
                ("?", _) => next += 1,
                (".", "unwrap" | "expect" | "unwrap_or_else") => {
                    next = self.group_after(next + 1)?.end + 1;
                }
                // Something is asked of the guard.
                (".", _) => return Some(head),
                _ => return None,
            }
        }
    }

    /// Whether one of the methods `words` is called behind `at`, in its block or in the loop around it.
    pub(super) fn calls_later(&self, at: usize, words: &[&str]) -> bool {
        let round = self.loops_around(at).first().map_or(at, |round| round.end);
        let end = self.block_end(at).max(round);
        (at..end).any(|idx| words.contains(&self.text(idx)) && self.text(idx + 1) == "(")
    }

    /// Whether the receive at `at` belongs to a loop that takes one message after the other and lives with the end of
    /// the channel.
    pub(super) fn receives_until_the_end(&self, at: usize) -> bool {
        if self.text(self.statement_start(at)) == "for" {
            return true;
        }
        if self.text(at) != "recv" || self.loops_around(at).is_empty() {
            return false;
        }
        let Some(call) = self.group_after(at) else {
            return false;
        };
        let (next, word) = (self.text(call.end + 1), self.text(call.end + 2));
        !(next == "?" || next == "." && matches!(word, "unwrap" | "expect"))
    }

    /// Places where a thread is started and waited for in one round of a loop.
    pub(super) fn joins_in_the_spawn_loop(&self) -> bool {
        (0..self.tokens.len()).filter(|&idx| self.text(idx) == "spawn" && self.text(idx + 1) == "(").any(|spawn| {
            let Some(arguments) = self.group_after(spawn) else { return false };
            self.loops_around(spawn).first().is_some_and(|innermost| {
                (arguments.end..innermost.end).any(|idx| {
                    self.text(idx) == "join" && self.text(idx + 1) == "(" && self.text(idx + 2) == ")"
                        // A `join` in a loop of its own inside this one is another matter.
                        && self.loops_around(idx).first() == Some(innermost)
                })
            })
        })
    }

    pub(super) fn functions(&self) -> Vec<Function<'a>> {
        (0..self.tokens.len())
            .filter(|&idx| self.text(idx) == "fn" && self.text(idx + 1).starts_with(is_word))
            .filter_map(|idx| {
                let open =
                    (idx..self.tokens.len()).find(|&at| matches!(self.text(at), "{" | ";"))?;
                Some(Function {
                    name: self.text(idx + 1),
                    body: open..self.closing(open)?,
                })
            })
            .collect()
    }

    /// The first token of the statement around `at`.
    pub(super) fn statement_start(&self, at: usize) -> usize {
        let mut depth = 0usize;
        for idx in (0..at).rev() {
            match self.text(idx) {
                ")" | "]" => depth += 1,
                "(" | "[" if depth > 0 => depth -= 1,
                ";" | "{" | "}" if depth == 0 => return idx + 1,
                _ => {}
            }
        }
        0
    }

    /// The `;` or the opening or closing brace that ends what starts at `start`; a `let x = { … };` is one statement.
    pub(super) fn statement_end(&self, start: usize, limit: usize) -> usize {
        let mut depth = 0i32;
        let is_let = self.text(start) == "let";
        for idx in start..limit {
            match self.text(idx) {
                "(" | "[" => depth += 1,
                ")" | "]" => depth -= 1,
                "{" if is_let => depth += 1,
                "}" if is_let && depth > 0 => depth -= 1,
                ";" | "{" | "}" if depth <= 0 => return idx,
                _ => {}
            }
        }
        limit
    }

    /// The brace that ends the block around `at`.
    pub(super) fn block_end(&self, at: usize) -> usize {
        let mut depth = 0usize;
        for idx in at..self.tokens.len() {
            match self.text(idx) {
                "{" => depth += 1,
                "}" if depth == 0 => return idx,
                "}" => depth -= 1,
                _ => {}
            }
        }
        self.tokens.len()
    }

    /// The parenthesised group that follows a word (after type arguments, if any).
    pub(super) fn group_after(&self, word: usize) -> Option<Range<usize>> {
        let open =
            (word + 1..self.tokens.len().min(word + 12)).find(|&idx| self.text(idx) == "(")?;
        Some(open..self.closing(open)?)
    }

    /// The index of what closes the bracket at `open`.
    pub(super) fn closing(&self, open: usize) -> Option<usize> {
        let mut depth = 0usize;
        for idx in open..self.tokens.len() {
            match self.text(idx) {
                "(" | "[" | "{" => depth += 1,
                ")" | "]" | "}" => {
                    depth = depth.checked_sub(1)?;
                    if depth == 0 {
                        return Some(idx);
                    }
                }
                _ => {}
            }
        }
        None
    }
}
