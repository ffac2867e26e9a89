//! Reads from the learner's source under which condition a thread goes to sleep, and what is done under a lock. It
//! belongs to `text`, and answers "no" when unsure as that does.

use std::collections::BTreeSet;
use std::ops::Range;

use super::is_lock;
use super::text::Text;
use crate::naming::is_word;

/// What a thread looks at before it goes to sleep.
pub(super) struct Look {
    /// The tokens of the condition.
    pub(super) tokens: Range<usize>,
    /// The thread sleeps where the condition is false (`if ready { break; }` in a loop), not where it is true.
    is_way_out: bool,
}

/// A change of what a lock protects.
pub(super) struct Change<'a> {
    /// The fields on the way from the guard to what is changed.
    pub(super) fields: Vec<&'a str>,
    /// The token that says how: `+=`, `=` or the name of a method.
    operator: usize,
}

/// Methods of `std`'s collections and of `Option` that change what they are called on.
const CHANGING: [&str; 15] = [
    "append",
    "clear",
    "drain",
    "extend",
    "get_or_insert",
    "insert",
    "pop",
    "pop_back",
    "pop_front",
    "push",
    "push_back",
    "push_front",
    "remove",
    "replace",
    "take",
];

/// Those of them after which there is more than before.
const FILLING: [&str; 8] = [
    "append",
    "extend",
    "get_or_insert",
    "insert",
    "push",
    "push_back",
    "push_front",
    "replace",
];

/// Methods that look at what they are called on.
const LOOKING: [&str; 16] = [
    "back",
    "clone",
    "contains",
    "contains_key",
    "copied",
    "first",
    "front",
    "get",
    "is_empty",
    "is_none",
    "is_some",
    "iter",
    "keys",
    "last",
    "len",
    "values",
];

impl<'a> Text<'a> {
    /// The body of the innermost function or closure with braces around a token.
    pub(super) fn routine(&self, at: usize) -> Option<Range<usize>> {
        let open = self.blocks_around(at).into_iter().find(|&open| {
            let header = self.statement_start(open)..open;
            matches!(self.text(open.saturating_sub(1)), "|" | "||")
                || header.clone().any(|idx| self.text(idx) == "fn")
        })?;
        Some(open..self.closing(open)?)
    }

    /// The opening braces around a token, innermost first.
    fn blocks_around(&self, at: usize) -> Vec<usize> {
        let mut depth = 0usize;
        let mut found = Vec::new();
        for idx in (0..at).rev() {
            match self.text(idx) {
                "}" => depth += 1,
                "{" if depth > 0 => depth -= 1,
                "{" => found.push(idx),
                _ => {}
            }
        }
        found
    }

    /// The condition under which the wait at `at` is reached, and looked at again after it.
    pub(super) fn look_before(&self, at: usize) -> Option<Look> {
        if self.text(at).ends_with("_while") {
            let arguments = self.group_after(at)?;
            let bars: Vec<usize> = arguments
                .clone()
                .filter(|&idx| self.text(idx) == "|")
                .collect();
            let [_, end] = bars.as_slice() else {
                return None;
            };
            return Some(Look {
                tokens: end + 1..arguments.end,
                is_way_out: false,
            });
        }
        let routine = self.routine(at)?;
        for open in self.blocks_around(at) {
            if open <= routine.start {
                return None;
            }
            let header = self.statement_start(open)..open;
            let has = |word: &str| header.clone().find(|&idx| self.text(idx) == word);
            if has("let").is_some() || has("else").is_some() || has("match").is_some() {
                return None;
            }
            if let Some(keyword) = has("while").or_else(|| has("if")) {
                return Some(Look {
                    tokens: keyword + 1..open,
                    is_way_out: false,
                });
            }
            if has("loop").is_some() {
                return self.way_out(open);
            }
        }
        None
    }

    /// The condition of the only `if` of a loop, where it leads out of it.
    fn way_out(&self, open: usize) -> Option<Look> {
        let body = open..self.closing(open)?;
        let mut choices = body
            .clone()
            .filter(|&idx| matches!(self.text(idx), "if" | "match" | "while"));
        let keyword = choices.next().filter(|&idx| self.text(idx) == "if")?;
        let begin = (keyword..body.end).find(|&idx| self.text(idx) == "{")?;
        let end = self.closing(begin)?;
        let leaves = (begin..end).any(|idx| matches!(self.text(idx), "break" | "return"));
        let is_only = choices.next().is_none() && self.text(keyword + 1) != "let";
        (leaves && is_only && self.text(end + 1) != "else").then_some(Look {
            tokens: keyword + 1..begin,
            is_way_out: true,
        })
    }

    /// Whether a thread that sees `value` at the `load` at `load` goes to sleep. The load has to be all that the
    /// condition asks for, as it is (`!ready.load(…)`) or compared with a number.
    pub(super) fn sleeps_for(&self, look: &Look, load: usize, value: &str) -> Option<bool> {
        let arguments = self.group_after(load).filter(|_| {
            look.tokens.contains(&load) && matches!(self.text(load), "load" | "is_finished")
        })?;
        let mut begin = look.tokens.start;
        let is_negated = self.text(begin) == "!";
        begin += usize::from(is_negated);
        let is_path = (begin..load).all(|idx| {
            let text = self.text(idx);
            matches!(text, "." | "::" | "[" | "]" | "-" | "+") || text.starts_with(is_word)
        });
        let rest: Vec<&str> = (arguments.end + 1..look.tokens.end)
            .map(|idx| self.text(idx))
            .filter(|word| *word != ",")
            .collect();
        let holds = match rest.as_slice() {
            [] => value.parse::<bool>().ok()? != is_negated,
            ["==", "true"] if !is_negated => value.parse().ok()?,
            ["==", "false"] if !is_negated => !value.parse::<bool>().ok()?,
            [comparison, number] if !is_negated => {
                let (one, two) = (value.parse::<i128>().ok()?, number.parse::<i128>().ok()?);
                match *comparison {
                    "==" => one == two,
                    "!=" => one != two,
                    "<" => one < two,
                    ">" => one > two,
                    "<=" => one <= two,
                    ">=" => one >= two,
                    _ => return None,
                }
            }
            _ => return None,
        };
        is_path.then_some(holds != look.is_way_out)
    }

    /// The loops of a routine that go on for as long as what was read at `read`, before them, says so.
    pub(super) fn loops_ruled_by(&self, routine: &Range<usize>, read: usize) -> Vec<Range<usize>> {
        (read..routine.end)
            .filter(|&idx| matches!(self.text(idx), "while" | "loop"))
            .filter_map(|keyword| {
                let open = (keyword..routine.end).find(|&idx| self.text(idx) == "{")?;
                Some(keyword..self.closing(open)?)
            })
            .filter(|round| self.goes_on_by_old_value(round, read))
            .collect()
    }

    /// Whether each condition that can end a loop looks at what was read at `read`, before the loop, and at no fresh
    /// value.
    fn goes_on_by_old_value(&self, round: &Range<usize>, read: usize) -> bool {
        let names = self.made_from(read, round.start);
        let is_old = |head: Range<usize>| {
            head.clone().any(|idx| names.contains(self.text(idx)))
                && !head.clone().any(|idx| {
                    let word = self.text(idx);
                    self.text(idx + 1) == "("
                        && (is_lock(word) || matches!(word, "load" | "try_recv" | "is_finished"))
                })
        };
        let head = |keyword: usize| {
            let open = (keyword..round.end).find(|&idx| self.text(idx) == "{");
            keyword + 1..open.unwrap_or(round.end)
        };
        // Other ways out than the head are left for other reasons.
        let mut ways_out = (round.clone())
            .filter(|&idx| matches!(self.text(idx), "break" | "return" | "?"))
            .peekable();
        match self.text(round.start) {
            "while" => is_old(head(round.start)) && ways_out.peek().is_none(),
            "loop" => {
                ways_out.peek().is_some()
                    && ways_out.all(|way_out| {
                        (round.start..way_out)
                            .rev()
                            .find(|&idx| matches!(self.text(idx), "if" | "while" | "match"))
                            .is_some_and(|keyword| is_old(head(keyword)))
                    })
            }
            _ => false,
        }
    }

    /// Whether the wait at `at` is reached on every way through its function or closure: nothing is asked before.
    pub(super) fn waits_unconditionally(&self, at: usize) -> bool {
        self.routine(at)
            .is_some_and(|routine| self.asks_nothing(routine.start, at))
    }

    /// Whether no condition stands between two tokens.
    pub(super) fn asks_nothing(&self, from: usize, to: usize) -> bool {
        let is_question = |word: &str| {
            matches!(
                word,
                "if" | "while" | "loop" | "for" | "match" | "return" | "?"
            ) || word.ends_with("_while")
        };
        from < to && !(from..to).any(|idx| is_question(self.text(idx)))
    }

    /// The change that is made under the lock taken at `lock`, where there is one and one only.
    pub(super) fn change_under(&self, lock: usize) -> Option<Change<'a>> {
        let call = self.group_after(lock)?;
        if let Some(change) = self.change_along(call.end + 1) {
            return Some(change);
        }
        let start = self.statement_start(lock);
        let name = match (self.text(start), self.text(start + 1)) {
            ("let", "mut") => start + 2,
            ("let", _) => start + 1,
            _ => return None,
        };
        if !matches!(self.text(name + 1), "=" | ":") {
            return None;
        }
        let guard = self.text(name);
        let mut changes = (call.end..self.block_end(lock))
            .filter(|&idx| self.text(idx) == guard && self.text(idx - 1) != ".")
            .filter_map(|idx| self.change_along(idx + 1))
            // What the wait gives back is the same guard.
            .filter(|change| {
                !change.fields.is_empty()
                    || self.text(change.operator) != "="
                    || !(change.operator..self.statement_end(change.operator, self.n_tokens()))
                        .any(|idx| self.text(idx).starts_with("wait"))
            });
        let first = changes.next()?;
        changes.next().is_none().then_some(first)
    }

    /// Whether the guard that the `lock` at `lock` gives has no name, and is only looked through.
    pub(super) fn only_looks(&self, lock: usize) -> bool {
        let mut begin = lock;
        while begin > 0
            && (self.text(begin - 1) == "." || self.text(begin - 1).starts_with(is_word))
            && !matches!(
                self.text(begin - 1),
                "if" | "while" | "match" | "in" | "return" | "let"
            )
        {
            begin -= 1;
        }
        let mut is_value = begin > 0 && self.text(begin - 1) == "*";
        let Some(call) = self.group_after(lock) else {
            return false;
        };
        let mut idx = call.end + 1;
        loop {
            match self.text(idx) {
                "?" => idx += 1,
                "[" => match self.closing(idx) {
                    Some(close) => idx = close + 1,
                    None => return false,
                },
                "." if self.text(idx + 2) == "(" => match self.text(idx + 1) {
                    "unwrap" | "expect" | "unwrap_or_else" => match self.closing(idx + 2) {
                        Some(close) => idx = close + 1,
                        None => return false,
                    },
                    method => return LOOKING.contains(&method),
                },
                "." => {
                    is_value = true;
                    idx += 2;
                }
                "=" | "+=" | "-=" | "*=" | "/=" | "|=" | "&=" => return false,
                _ => return is_value,
            }
        }
    }

    /// Whether the first argument of the call at `call` is written out as a number.
    pub(super) fn first_argument_is_number(&self, call: usize) -> bool {
        self.group_after(call).is_some_and(|arguments| {
            self.text(arguments.start + 1)
                .starts_with(|c: char| c.is_ascii_digit())
                && matches!(self.text(arguments.start + 2), "," | ")")
        })
    }

    /// What is done to the end of a path whose rest begins at `idx`.
    fn change_along(&self, mut idx: usize) -> Option<Change<'a>> {
        let mut fields = Vec::new();
        loop {
            match self.text(idx) {
                "?" => idx += 1,
                "[" => idx = self.closing(idx)? + 1,
                "." if self.text(idx + 2) == "(" => {
                    let method = self.text(idx + 1);
                    if CHANGING.contains(&method) {
                        return Some(Change {
                            fields,
                            operator: idx + 1,
                        });
                    }
                    let is_way =
                        matches!(method, "unwrap" | "expect" | "unwrap_or_else" | "as_mut");
                    idx = self.closing(idx + 2).filter(|_| is_way)? + 1;
                }
                "." => {
                    fields.push(self.text(idx + 1));
                    idx += 2;
                }
                "=" | "+=" | "-=" | "*=" | "/=" | "|=" | "&=" => {
                    return Some(Change {
                        fields,
                        operator: idx,
                    });
                }
                _ => return None,
            }
        }
    }

    /// Whether a change is one that the sleeper at `at` can be waiting for: it is about what its condition looks at, and
    /// leads to where the condition lets it go on.
    pub(super) fn may_wake(&self, change: &Change<'_>, look: Option<&Look>, at: usize) -> bool {
        let fills = match (self.text(change.operator), self.text(change.operator + 1)) {
            ("=", "Some") => Some(true),
            ("=", "None") => Some(false),
            (method, "(") => Some(FILLING.contains(&method)),
            _ => None,
        };
        if let Some(fills) = fills {
            let Some(tokens) = look
                .map(|look| look.tokens.clone())
                .or_else(|| self.routine(at))
            else {
                return false;
            };
            let has = |words: &[&str]| tokens.clone().any(|idx| words.contains(&self.text(idx)));
            let wants_more = has(&[
                "is_empty",
                "is_none",
                "pop",
                "pop_front",
                "pop_back",
                "take",
            ]);
            let wants_less = has(&["len", "is_some", "is_full"]);
            let is_plain = look.is_none_or(|look| {
                !look.is_way_out && !look.tokens.clone().any(|idx| self.text(idx) == "!")
            });
            return is_plain && wants_more != wants_less && fills == wants_more;
        }
        look.is_some_and(|look| self.leads_on(change, look))
    }

    /// Whether a number or a truth value changes towards where the sleeper goes on.
    fn leads_on(&self, change: &Change<'_>, look: &Look) -> bool {
        let how = self.text(change.operator);
        let new = self.text(change.operator + 1);
        look.tokens
            .clone()
            .filter(|&idx| {
                change
                    .fields
                    .last()
                    .map_or(self.text(idx).starts_with(is_word), |field| {
                        self.text(idx) == *field
                    })
            })
            .any(|idx| match (how, self.text(idx + 1)) {
                ("=", _) if matches!(new, "true" | "false") => {
                    let mut begin = idx;
                    while begin > look.tokens.start
                        && (matches!(self.text(begin - 1), "." | "*")
                            || self.text(begin - 1).starts_with(is_word))
                    {
                        begin -= 1;
                    }
                    let is_negated = begin > look.tokens.start && self.text(begin - 1) == "!";
                    let sleeps_while = is_negated == look.is_way_out;
                    (new == "true") != sleeps_while
                }
                ("-=", "<" | "<=") => look.is_way_out,
                ("-=", ">" | ">=") => !look.is_way_out,
                ("-=", "==") => (self.text(idx + 2) == "0") == look.is_way_out,
                ("+=", "<" | "<=") => !look.is_way_out,
                ("+=", ">" | ">=") => look.is_way_out,
                ("+=", "==") => (self.text(idx + 2) == "0") != look.is_way_out,
                _ => false,
            })
    }

    /// Whether something depends on what the clock says: a statement compares it.
    pub(super) fn compares_time(&self) -> bool {
        (0..self.n_tokens())
            .filter(|&idx| {
                matches!(self.text(idx), "elapsed" | "now" | "duration_since")
                    && self.text(idx + 1) == "("
            })
            .any(|idx| {
                (self.statement_start(idx)..self.statement_end(idx, self.n_tokens())).any(|idx| {
                    matches!(self.text(idx), "<" | ">" | "<=" | ">=")
                        && self.text(idx.saturating_sub(1)) != "::"
                })
            })
    }

    /// Whether the routine around `at` may still notify or unpark somebody, itself or through whoever calls it.
    pub(super) fn may_tell_later(&self, at: usize) -> bool {
        let words = self.telling_calls();
        let tells = |range: Range<usize>| range.clone().any(|idx| words.contains(self.text(idx)));
        let Some(routine) = self.routine(at) else {
            return true;
        };
        if tells(at..routine.end) {
            return true;
        }
        let name = (self.statement_start(routine.start)..routine.start)
            .find(|&idx| self.text(idx) == "fn")
            .map(|idx| self.text(idx + 1));
        // Nobody calls a destructor by its name.
        let Some(name) = name.filter(|name| *name != "drop") else {
            return false;
        };
        (0..self.n_tokens())
            .filter(|&idx| {
                self.text(idx) == name
                    && self.text(idx + 1) == "("
                    && (idx == 0 || self.text(idx - 1) != "fn")
            })
            .any(|call| {
                self.routine(call)
                    .is_some_and(|around| tells(call..around.end))
            })
    }

    /// The calls that notify or unpark somebody, and the functions of the source that contain one.
    fn telling_calls(&self) -> BTreeSet<&'a str> {
        let mut words = BTreeSet::from(["notify_one", "notify_all", "unpark"]);
        loop {
            let more: Vec<&str> = self
                .functions()
                .into_iter()
                .filter(|function| function.name != "drop" && !words.contains(function.name))
                .filter(|function| {
                    function
                        .body
                        .clone()
                        .any(|idx| words.contains(self.text(idx)))
                })
                .map(|function| function.name)
                .collect();
            if more.is_empty() {
                return words;
            }
            words.extend(more);
        }
    }

    /// Whether the source says that nobody notifies the condition variable called `name`: each `notify_…` is called on
    /// another one by name, or there is none.
    pub(super) fn never_notifies(&self, name: &str) -> bool {
        let mut calls = (1..self.n_tokens())
            .filter(|&idx| matches!(self.text(idx), "notify_one" | "notify_all"))
            .peekable();
        if calls.peek().is_none() {
            return true;
        }
        self.is_condvar(name)
            && calls.all(|call| {
                let receiver = self.text(call.saturating_sub(2));
                receiver != name && self.is_condvar(receiver)
            })
    }

    /// Whether a name stands for one condition variable: `name: Condvar`, or a `let` that makes one.
    fn is_condvar(&self, name: &str) -> bool {
        if !name.starts_with(|c: char| c.is_alphabetic() || c == '_') {
            return false;
        }
        (0..self.n_tokens())
            .filter(|&idx| self.text(idx) == name)
            .any(|idx| {
                let is_typed = self.text(idx + 1) == ":" && self.text(idx + 2) == "Condvar";
                let is_bound = idx > 0
                    && matches!(self.text(idx - 1), "let" | "mut")
                    && self.text(idx + 1) == "="
                    && (idx..self.statement_end(idx, self.n_tokens()))
                        .any(|idx| self.text(idx) == "Condvar" && self.text(idx + 1) == "::");
                is_typed || is_bound
            })
    }
}
