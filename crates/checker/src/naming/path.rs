//! From a constructor backwards to the binding, field or collection that receives its value.

use super::token::{Token, is_word};

/// What receives a constructed value.
#[derive(Debug, PartialEq)]
pub(super) struct Path {
    base: Base,
    /// Fields from the base inwards.
    fields: Vec<String>,
    /// One of several, constructed one after the other by the same expression.
    indexed: bool,
    /// The position in a written-out list.
    position: Option<usize>,
}

#[derive(Debug, PartialEq)]
enum Base {
    Name(String),
    Ends(String, String),
}

impl Path {
    /// The name of the `nth` object of `of`, counted from 0.
    pub(super) fn display(&self, nth: u32, of: u32) -> String {
        let index = match self.position {
            Some(position) => format!("[{position}]"),
            None if self.indexed => format!("[{nth}]"),
            None => String::new(),
        };
        let fields: String = self
            .fields
            .iter()
            .map(|field| format!(".{field}"))
            .collect();
        // A constructor that is reached again and again, in a function or a loop.
        let again = if of > 1 && !self.indexed {
            format!(" #{}", nth + 1)
        } else {
            String::new()
        };
        match &self.base {
            Base::Name(name) => format!("{name}{index}{fields}{again}"),
            Base::Ends(sender, receiver) => {
                format!("{sender}{index}{fields}/{receiver}{index}{fields}{again}")
            }
        }
    }
}

/// Reads backwards from the token at the given place to whatever binds its value.
pub(super) fn path_to(tokens: &[Token<'_>], line: u32, column: u32) -> Option<Path> {
    let start = tokens
        .iter()
        .position(|token| (token.line, token.column) == (line, column))?;
    let mut walk = Walk {
        tokens,
        at: start,
        commas: 0,
        fields: Vec::new(),
        indexed: false,
        position: None,
    };
    walk.run()
}

struct Walk<'a> {
    tokens: &'a [Token<'a>],
    /// Everything from here on has been read.
    at: usize,
    /// Commas passed in the group that is being read.
    commas: usize,
    /// Fields, innermost first.
    fields: Vec<String>,
    indexed: bool,
    position: Option<usize>,
}

impl<'a> Walk<'a> {
    fn text(&self, idx: usize) -> &'a str {
        self.tokens.get(idx).map_or("", |token| token.text)
    }

    fn before(&self, n: usize) -> &'a str {
        if self.at >= n {
            self.text(self.at - n)
        } else {
            ""
        }
    }

    fn run(&mut self) -> Option<Path> {
        loop {
            match self.before(1) {
                "" | ";" | "}" | "=>" | "->" | "fn" | "return" | "in" => return None,
                ")" | "]" => self.at = opening(self.tokens, self.at - 1)?,
                "," => {
                    self.commas += 1;
                    self.at -= 1;
                }
                "|" if !matches!(self.before(2), "(" | "," | "move" | "=" | "|") => {
                    // The end of a closure's parameters: go on before their beginning.
                    let begin = (0..self.at - 1).rev().find(|&idx| self.text(idx) == "|")?;
                    self.at = begin;
                }
                ":" if self.before(2).starts_with(is_word) => {
                    // `name: value`, the field of a struct literal (a binding's type has met its `=` before).
                    let field = self.before(2).to_owned();
                    return self.literal_field(field);
                }
                "=" => return self.binding(),
                "(" => {
                    self.at -= 1;
                    if let Some(path) = self.leave_parenthesis()? {
                        return Some(path);
                    }
                }
                "[" => {
                    self.at -= 1;
                    self.leave_bracket();
                }
                "{" => {
                    self.at -= 1;
                    // `const { … }` and the body of a closure hand their value on; other blocks need more than
                    // this reading.
                    if self.before(1) == "const" {
                        self.at -= 1;
                    } else if !matches!(self.before(1), "|" | "||" | "=") {
                        return None;
                    }
                }
                _ => self.at -= 1,
            }
        }
    }

    /// Just before the `(`: a call, a tuple, or a plain parenthesis.
    fn leave_parenthesis(&mut self) -> Option<Option<Path>> {
        let commas = std::mem::take(&mut self.commas);
        let open = self.at;
        // `from_fn::<_, 3, _>(`: the callee stands before the type arguments.
        let mut callee_end = self.at;
        if self.before(1) == ">" {
            let begin = (0..self.at)
                .rev()
                .find(|&idx| idx > 0 && self.text(idx) == "<" && self.text(idx - 1) == "::")?;
            callee_end = begin - 1;
        }
        let callee = if callee_end > 0 {
            self.text(callee_end - 1)
        } else {
            ""
        };
        let is_call = callee.starts_with(is_word);
        if is_call {
            self.at = callee_end;
        }
        if !is_call {
            if commas > 0 || self.group_has_comma(open) {
                self.fields.push(commas.to_string());
            }
            return Some(None);
        }
        if self.before(2) == "." {
            match callee {
                "map" | "resize_with" | "flat_map" => self.indexed = true,
                "push" | "push_back" | "push_front" | "insert" => {
                    // `forks.push(Mutex::new(()))`: the collection names what it holds.
                    let collection = self.before(3).to_owned();
                    if collection.starts_with(is_word) && self.before(4) != "." {
                        self.indexed = true;
                        return Some(Some(self.path(Base::Name(collection))));
                    }
                    return None;
                }
                _ => {}
            }
        } else if matches!(callee, "from_fn" | "repeat_with") {
            self.indexed = true;
        } else if callee.starts_with(char::is_uppercase)
            && callee != "Some"
            && (commas > 0 || self.group_has_comma(open))
        {
            self.fields.push(commas.to_string());
        } else if matches!(callee, "spawn" | "scope" | "drop") {
            // Inside a thread's closure as an argument: nothing there receives the value.
            return None;
        }
        Some(None)
    }

    /// Just before the `[`.
    fn leave_bracket(&mut self) {
        let commas = std::mem::take(&mut self.commas);
        let repeats = self.group_has(self.at, ";");
        self.indexed = true;
        if !repeats {
            self.position = Some(commas);
        }
    }

    /// At a struct literal's field: the struct may be bound in turn.
    fn literal_field(&mut self, field: String) -> Option<Path> {
        let unbound = Path {
            base: Base::Name(field.clone()),
            fields: self.fields.iter().rev().cloned().collect(),
            indexed: self.indexed,
            position: self.position,
        };
        self.at -= 2;
        // Back over the fields before this one.
        loop {
            match self.before(1) {
                "{" => break,
                ")" | "]" | "}" => match opening(self.tokens, self.at - 1) {
                    Some(open) => self.at = open,
                    None => return Some(unbound),
                },
                "" | ";" => return Some(unbound),
                _ => self.at -= 1,
            }
        }
        self.at -= 1;
        self.commas = 0;
        self.fields.push(field);
        let (fields, indexed, position) = (self.fields.clone(), self.indexed, self.position);
        let outer = self.run();
        (self.fields, self.indexed, self.position) = (fields, indexed, position);
        Some(outer.unwrap_or(unbound))
    }

    /// Just after the `=` of a statement.
    fn binding(&mut self) -> Option<Path> {
        self.at -= 1;
        let end = self.at;
        let mut begin = end;
        while begin > 0 && !matches!(self.text(begin - 1), ";" | "{" | "}") {
            begin = match self.text(begin - 1) {
                ")" | "]" => opening(self.tokens, begin - 1)?,
                _ => begin - 1,
            };
        }
        let words: Vec<&str> = (begin..end).map(|idx| self.text(idx)).collect();
        let Some(keyword) = words
            .iter()
            .position(|word| matches!(*word, "let" | "static" | "const"))
        else {
            // `self.slot = Mutex::new(…)`
            let name = words.last().filter(|word| word.starts_with(is_word))?;
            return Some(self.path(Base::Name((*name).to_owned())));
        };
        let mut pattern: Vec<&str> = words[keyword + 1..]
            .iter()
            .copied()
            .filter(|word| !matches!(*word, "mut" | "ref"))
            .collect();
        if pattern.first() == Some(&"(") {
            let elements = tuple_elements(&pattern)?;
            return match self.fields.pop() {
                None if elements.len() == 2 => {
                    Some(self.path(Base::Ends(elements[0].to_owned(), elements[1].to_owned())))
                }
                Some(position) => {
                    let name = elements.get(position.parse::<usize>().ok()?)?;
                    Some(self.path(Base::Name((*name).to_owned())))
                }
                None => None,
            };
        }
        pattern.truncate(
            pattern
                .iter()
                .position(|word| *word == ":")
                .unwrap_or(pattern.len()),
        );
        match pattern[..] {
            [name] if name.starts_with(is_word) && name != "_" => {
                Some(self.path(Base::Name(name.to_owned())))
            }
            _ => None,
        }
    }

    fn path(&self, base: Base) -> Path {
        Path {
            base,
            fields: self.fields.iter().rev().cloned().collect(),
            indexed: self.indexed,
            position: self.position,
        }
    }

    fn group_has_comma(&self, open: usize) -> bool {
        self.group_has(open, ",")
    }

    /// Whether the group that opens at `open` has `what` at its own level.
    fn group_has(&self, open: usize, what: &str) -> bool {
        let mut depth = 0usize;
        for token in &self.tokens[open..] {
            match token.text {
                "(" | "[" | "{" => depth += 1,
                ")" | "]" | "}" => {
                    depth -= 1;
                    if depth == 0 {
                        return false;
                    }
                }
                text if depth == 1 && text == what => return true,
                _ => {}
            }
        }
        false
    }
}

/// The names in `( a , b ) : …`; nothing for a nested pattern.
fn tuple_elements<'a>(pattern: &[&'a str]) -> Option<Vec<&'a str>> {
    let close = pattern.iter().position(|word| *word == ")")?;
    let inner = &pattern[1..close];
    let names: Vec<&str> = inner.iter().copied().filter(|word| *word != ",").collect();
    names
        .iter()
        .all(|name| name.starts_with(is_word))
        .then_some(names)
}

/// The index of the bracket that opens what closes at `close`.
fn opening(tokens: &[Token<'_>], close: usize) -> Option<usize> {
    let mut depth = 0usize;
    for idx in (0..=close).rev() {
        match tokens[idx].text {
            ")" | "]" | "}" => depth += 1,
            "(" | "[" | "{" => {
                depth -= 1;
                if depth == 0 {
                    return Some(idx);
                }
            }
            _ => {}
        }
    }
    None
}
