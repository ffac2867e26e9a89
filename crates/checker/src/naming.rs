//! Names for the objects of a trace, taken from the learner's own text.
//!
//! The engine knows where an object was constructed; a learner knows it as `counter` or `forks[1]`. This module
//! reads the source backwards from the constructor to the binding or field that receives it. It is a light reading
//! of tokens, not a parse: where it is not sure, the object is called `mutex 1`, never by a wrong name.

use std::collections::{BTreeMap, HashMap};

use model::report::{Place, Trace};

mod path;
mod token;

use path::path_to;
pub(crate) use token::{Token, is_word, tokens};

/// The names of a trace's objects, in the order of [`Trace::objects`]; no two are the same.
///
/// `file` is the learner's file as places name it; objects that were constructed elsewhere get a general name. A
/// channel whose two ends were bound is called by both, `tx/rx`; see [`end_of_channel`].
pub fn objects(trace: &Trace, file: &str, source: &str) -> Vec<String> {
    let tokens = tokens(source);
    let mut named: Vec<Option<String>> = Vec::new();
    for object in &trace.objects {
        let name = match object.class.as_str() {
            "stdout" | "stderr" => Some(object.class.clone()),
            "thread" => owner(trace, named.len()),
            _ => object
                .birthplace
                .as_ref()
                .filter(|place| is_in(place, file))
                .and_then(|place| {
                    let path = path_to(&tokens, place.line, place.column)?;
                    Some(path.display(object.nth, object.of))
                }),
        };
        named.push(name);
    }
    for idx in 0..named.len() {
        if named[idx].is_none() {
            let by_use = receiver(trace, idx, file, &tokens)
                .or_else(|| last_name(trace.objects[idx].called.as_deref()?));
            named[idx] = by_use.filter(|name| !named.iter().flatten().any(|other| other == name));
        }
    }
    distinguish(trace, &mut named);
    let mut n_unnamed: HashMap<&str, u32> = HashMap::new();
    trace
        .objects
        .iter()
        .zip(named)
        .map(|(object, name)| {
            name.unwrap_or_else(|| {
                let nth = n_unnamed.entry(object.class.as_str()).or_default();
                *nth += 1;
                format!("{} {nth}", object.class)
            })
        })
        .collect()
}

/// The names of a trace's threads, in order; where two have the same, the later ones are numbered.
pub fn threads(trace: &Trace) -> Vec<String> {
    let mut seen: HashMap<&str, u32> = HashMap::new();
    trace
        .threads
        .iter()
        .map(|thread| {
            let nth = seen.entry(thread.name.as_str()).or_default();
            *nth += 1;
            if *nth == 1 {
                thread.name.clone()
            } else {
                format!("{} ({nth})", thread.name)
            }
        })
        .collect()
}

/// Whether a place lies in `file`. The one path may be a tail of the other, because the compiler is handed remapped
/// paths.
pub fn is_in(place: &Place, file: &str) -> bool {
    let tail_of = |long: &str, short: &str| {
        !short.is_empty()
            && long
                .strip_suffix(short)
                .is_some_and(|rest| rest.ends_with(['/', '\\']))
    };
    place.file == file || tail_of(file, &place.file) || tail_of(&place.file, file)
}

/// The end of a channel that an operation is about: `tx/rx` is `tx` for a send and `rx` for a receive.
pub fn end_of_channel<'a>(name: &'a str, op: &str) -> &'a str {
    match name.split_once('/') {
        Some((sender, _)) if op.contains("send") => sender,
        Some((_, receiver)) if op.contains("recv") || op.contains("receiver") => receiver,
        _ => name,
    }
}

/// The name of the thread that an object stands for (whether it has ended, whether it was unparked): the one that ends
/// or parks on it.
fn owner(trace: &Trace, object: usize) -> Option<String> {
    let own = trace.steps.iter().find(|step| {
        step.object.is_some_and(|used| used as usize == object)
            && matches!(step.op.as_str(), "end" | "park")
    })?;
    threads(trace).into_iter().nth(own.thread as usize)
}

/// `readings` for `&self.readings`; nothing for what is no plain path.
fn last_name(expression: &str) -> Option<String> {
    let path = expression.trim_start_matches(['&', '*', ' ']);
    let is_plain = path.split('.').all(|part| {
        let part = part.trim();
        part.starts_with(is_word) && part.chars().all(is_word)
    });
    let last = path.rsplit('.').next()?.trim();
    (is_plain && last.starts_with(|c: char| c.is_alphabetic() || c == '_')).then(|| last.to_owned())
}

/// What an object that was constructed elsewhere is called where it is used: `bell`, if all that happens to it in the
/// learner's file is of the form `bell.load(…)` or `self.bell.load(…)`, or comes of a `select!` in which `bell` is the
/// only channel that it can be.
fn receiver(trace: &Trace, object: usize, file: &str, tokens: &[Token<'_>]) -> Option<String> {
    let mut names: Option<Vec<&str>> = None;
    let uses = trace.steps.iter().filter(|step| {
        step.object.is_some_and(|used| used as usize == object)
            // What is dropped, a guard or the end of a channel, is called by no name, or by another one.
            && !step.op.starts_with("drop ")
            && !matches!(step.op.as_str(), "unlock" | "unread" | "unwrite")
    });
    for step in uses {
        let Some(place) = step.place.as_ref().filter(|place| is_in(place, file)) else {
            continue;
        };
        let at = tokens
            .iter()
            .position(|token| (token.line, token.column) == (place.line, place.column))?;
        let here = if tokens[at].text.starts_with("select") {
            arms(tokens, at, &step.op)?
        } else {
            let is_method =
                at >= 2 && tokens[at - 1].text == "." && tokens[at - 2].text.starts_with(is_word);
            let found = tokens.get(at.wrapping_sub(2)).filter(|_| is_method)?.text;
            vec![found]
        };
        names = Some(match names {
            None => here,
            Some(before) => before
                .into_iter()
                .filter(|name| here.contains(name))
                .collect(),
        });
    }
    match names?.as_slice() {
        ["self"] => None,
        [name] => Some((*name).to_owned()),
        _ => None,
    }
}

/// The channels of a `select!`'s arms for this operation, as they are called there: `recv(control) -> …`.
fn arms<'a>(tokens: &[Token<'a>], select: usize, op: &str) -> Option<Vec<&'a str>> {
    let is = |idx: usize, text: &str| tokens.get(idx).is_some_and(|token| token.text == text);
    let open = (select + 2..tokens.len()).find(|_| is(select + 1, "!"))?;
    let mut depth = 0usize;
    let mut found = Vec::new();
    for idx in open..tokens.len() {
        match tokens[idx].text {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth = depth.checked_sub(1)?,
            word @ ("recv" | "send") if depth == 1 && is(idx + 1, "(") && op.contains(word) => {
                // `recv(control)` and `send(jobs, job)`, perhaps with a `&` or a `self.`.
                let end = (idx + 2..tokens.len()).find(|&end| is(end, ")") || is(end, ","))?;
                let name = tokens[end - 1].text;
                // Of an expression it is not known which channel it gives.
                let is_path = (idx + 2..end - 1)
                    .all(|idx| matches!(tokens[idx].text, "&" | "." | "self" | "*"))
                    && name.starts_with(is_word);
                found.push(Some(name).filter(|_| is_path)?);
            }
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    Some(found)
}

/// The same name for two birthplaces would say that they are one object.
fn distinguish(trace: &Trace, named: &mut [Option<String>]) {
    let mut places: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (idx, name) in named.iter().enumerate() {
        if let Some(name) = name {
            places.entry(name.clone()).or_default().push(idx);
        }
    }
    for indices in places.into_values().filter(|indices| indices.len() > 1) {
        for idx in indices {
            let Some(name) = named[idx].take() else {
                continue;
            };
            let line = trace.objects[idx]
                .birthplace
                .as_ref()
                .map_or(0, |place| place.line);
            let candidate = format!("{name} (line {line})");
            // Two on one line: a general name is better than a guess.
            named[idx] =
                (!named.iter().flatten().any(|other| *other == candidate)).then_some(candidate);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::report::{TraceObject, TraceThread};

    fn trace(objects: Vec<TraceObject>) -> Trace {
        Trace {
            schedule: "0".to_owned(),
            outcome: 0,
            preemptions: 0,
            minimal: true,
            threads: Vec::new(),
            objects,
            steps: Vec::new(),
            blocked: Vec::new(),
        }
    }

    /// Names every `⌖`-marked constructor of `marked`, each constructed once unless `of` says more.
    fn names(marked: &str, of: u32) -> Vec<String> {
        let source = marked.replace('⌖', "");
        let mut places = Vec::new();
        for (line_idx, line) in marked.lines().enumerate() {
            let mut column = 1;
            for c in line.chars() {
                if c == '⌖' {
                    places.push((line_idx as u32 + 1, column));
                } else {
                    column += 1;
                }
            }
        }
        let objects = places
            .into_iter()
            .flat_map(|(line, column)| {
                (0..of).map(move |nth| TraceObject {
                    class: "mutex".to_owned(),
                    birthplace: Some(Place {
                        file: "task.rs".to_owned(),
                        line,
                        column,
                    }),
                    nth,
                    of,
                    called: None,
                })
            })
            .collect();
        objects_of(objects, &source)
    }

    fn objects_of(list: Vec<TraceObject>, source: &str) -> Vec<String> {
        objects(&trace(list), "src/bin/task.rs", source)
    }

    #[test]
    fn what_a_macro_tells_names_what_was_made_elsewhere() {
        let object = |called: &str| TraceObject {
            class: "channel".to_owned(),
            birthplace: None,
            nth: 0,
            of: 1,
            called: Some(called.to_owned()),
        };
        let list = ["&self.readings", "control", "ends[0]", "after(time)"].map(object);
        let names = objects_of(list.to_vec(), "");
        assert_eq!(names, ["readings", "control", "channel 1", "channel 2"]);
    }

    fn check(marked: &str, expected: &[&str]) {
        assert_eq!(names(marked, 1), expected, "{marked}");
    }

    #[test]
    fn bindings_and_statics_name_what_they_hold() {
        check(
            "fn main() { let counter = Arc::new(⌖Mutex::new(0)); }",
            &["counter"],
        );
        check(
            "let mut counter: Arc<Mutex<u32>> = Arc::new(⌖Mutex::new(0));",
            &["counter"],
        );
        check("static HITS: AtomicU32 = ⌖AtomicU32::new(0);", &["HITS"]);
        check(
            "pub(crate) static HITS: LazyLock<Mutex<u8>> = LazyLock::new(|| ⌖Mutex::new(0));",
            &["HITS"],
        );
        check("let done = &⌖AtomicBool::new(false);", &["done"]);
        check(
            "let a = 1; // let b =\n let c = { ⌖Mutex::new(0) };",
            &["c"],
        );
    }

    #[test]
    fn channels_are_called_by_both_ends() {
        check("let (tx, rx) = ⌖mpsc::channel::<u32>();", &["tx/rx"]);
        check(
            "let (jobs, inbox): (Sender<_>, Receiver<_>) = ⌖mpsc::channel();",
            &["jobs/inbox"],
        );
        assert_eq!(end_of_channel("tx/rx", "send"), "tx");
        assert_eq!(end_of_channel("tx/rx", "try_recv"), "rx");
        assert_eq!(end_of_channel("tx/rx", "sender dropped"), "tx");
        assert_eq!(end_of_channel("channel 1", "recv"), "channel 1");
    }

    #[test]
    fn tuples_and_fields_are_reached_by_their_path() {
        check(
            "let pair = Arc::new((⌖Mutex::new(false), ⌖Condvar::new()));",
            &["pair.0", "pair.1"],
        );
        check(
            "let (lock, bell) = (⌖Mutex::new(false), ⌖Condvar::new());",
            &["lock", "bell"],
        );
        check(
            "let account = Arc::new(Account { id: f(1, 2), balance: ⌖Mutex::new(0), bell: ⌖Condvar::new() });",
            &["account.balance", "account.bell"],
        );
        check(
            "fn new() -> Self { Account { balance: ⌖Mutex::new(0) } }",
            &["balance"],
        );
        check(
            "let pair = Pair(⌖Mutex::new(1), ⌖Mutex::new(2));",
            &["pair.0", "pair.1"],
        );
        check("fn f(&mut self) { self.slot = ⌖Mutex::new(0); }", &["slot"]);
    }

    #[test]
    fn collections_number_their_elements() {
        let expected = ["forks[0]", "forks[1]", "forks[2]"];
        for source in [
            "let forks: Vec<_> = (0..3).map(|_| Arc::new(⌖Mutex::new(()))).collect();",
            "let forks = std::array::from_fn::<_, 3, _>(|_| ⌖Mutex::new(()));",
            "let forks = [const { ⌖Mutex::new(()) }; 3];",
            "let mut forks = Vec::new();\nfor _ in 0..3 {\n forks.push(Arc::new(⌖Mutex::new(())));\n}",
        ] {
            assert_eq!(names(source, 3), expected, "{source}");
        }
        check(
            "let forks = vec![⌖Mutex::new(()), ⌖Mutex::new(())];",
            &["forks[0]", "forks[1]"],
        );
        assert_eq!(
            names(
                "let slots = (0..2).map(|_| (⌖Mutex::new(0), Condvar::new())).collect::<Vec<_>>();",
                2
            ),
            ["slots[0].0", "slots[1].0"]
        );
    }

    #[test]
    fn constructed_again_and_again_is_counted() {
        assert_eq!(
            names("fn f() { let gate = ⌖Mutex::new(0); }", 2),
            ["gate #1", "gate #2"]
        );
    }

    #[test]
    fn two_of_the_same_name_are_told_apart_by_line() {
        check(
            "let a = ⌖Mutex::new(0);\nlet a = ⌖Mutex::new(1);",
            &["a (line 1)", "a (line 2)"],
        );
    }

    #[test]
    fn unsure_gives_a_general_name() {
        check(
            "#[derive(⌖Default)] struct S { m: Mutex<u32> }",
            &["mutex 1"],
        );
        check("fn make() -> Mutex<u32> { ⌖Mutex::new(0) }", &["mutex 1"]);
        check("let (a, (b, c)) = (1, (⌖Mutex::new(0), 2));", &["mutex 1"]);
        let elsewhere = TraceObject {
            class: "mutex".to_owned(),
            birthplace: Some(Place {
                file: "hidden/task.rs".to_owned(),
                line: 1,
                column: 9,
            }),
            nth: 0,
            of: 1,
            called: None,
        };
        assert_eq!(
            objects_of(vec![elsewhere], "let a = Mutex::new(0);"),
            ["mutex 1"]
        );
    }

    #[test]
    fn what_was_constructed_elsewhere_is_called_as_it_is_used() {
        use crate::diagnose::fixture::Script;
        let names = |source: &'static str, uses: &[(u32, u32)]| {
            let mut script = Script::new(source, 2).object("atomic", (99, 1));
            for at in uses {
                script = script.act(1, "load", *at);
            }
            let trace = script.exploration().counterexample.expect("a trace");
            objects(&trace, "src/bin/task.rs", source)
        };
        assert_eq!(
            names(
                "fn f(bell: &B) {\n bell.load(S);\n self.bell.load(S);\n}",
                &[(2, 7), (3, 12)]
            ),
            ["bell"]
        );
        assert_eq!(
            names(
                "fn f(a: &B, b: &B) {\n a.load(S);\n b.load(S);\n}",
                &[(2, 4), (3, 4)]
            ),
            ["atomic 1"]
        );
        assert_eq!(
            names("fn f(a: &[B]) {\n a[0].load(S);\n}", &[(2, 7)]),
            ["atomic 1"]
        );
        assert_eq!(names("fn f(a: &B) {}", &[]), ["atomic 1"]);
    }

    #[test]
    fn a_channel_that_was_made_elsewhere_is_called_as_its_arm() {
        use crate::diagnose::fixture::Script;
        let source = "fn f(a: &R, b: &R, c: &S) {
 select! {
  recv(a) -> x => match x { _ => recv(d) },
  recv(&self.b) -> _ => return,
  send(c, 1) -> _ => {}
 }
 a.try_recv();
}";
        let names = |acts: &[(&str, (u32, u32))]| {
            let mut script = Script::new(source, 2).object("channel", (99, 1)).nowhere();
            for (op, at) in acts {
                script = script.act(1, op, *at);
            }
            let trace = script.exploration().counterexample.expect("a trace");
            objects(&trace, "src/bin/task.rs", source)
        };
        assert_eq!(names(&[("send", (2, 2))]), ["c"]);
        assert_eq!(names(&[("recv", (2, 2))]), ["channel 1"]);
        assert_eq!(names(&[("recv", (2, 2)), ("try_recv", (7, 4))]), ["a"]);
        assert_eq!(
            names(&[
                ("recv", (2, 2)),
                ("drop receiver", (8, 1)),
                ("recv", (7, 4))
            ]),
            ["a"]
        );
    }

    #[test]
    fn a_thread_is_called_by_its_own_name() {
        use crate::diagnose::fixture::Script;
        let source = "fn main() {\n handles[1].is_finished();\n}";
        let asked = Script::new(source, 3)
            .object("thread", (99, 1))
            .act(0, "is_finished", (2, 13));
        let names = |script: Script| {
            let trace = script.exploration().counterexample.expect("a trace");
            objects(&trace, "src/bin/task.rs", source)
        };
        assert_eq!(names(asked.act(2, "end", (9, 9))), ["worker-2"]);
        let untold =
            Script::new(source, 3)
                .object("thread", (99, 1))
                .act(0, "is_finished", (2, 13));
        assert_eq!(names(untold), ["thread 1"]);
    }

    #[test]
    fn strings_comments_and_lifetimes_do_not_confuse() {
        check(
            "/* let x = */ let s: &'static str = \"let y = \\\" (\"; let c = '('; let d = r#\"\"(\"#; let z = ⌖Mutex::new(s);",
            &["z"],
        );
        check("let né = 'é'; let m = ⌖Mutex::new(0);", &["m"]);
    }

    #[test]
    fn threads_of_the_same_name_are_numbered() {
        let mut two = trace(Vec::new());
        two.threads = ["main", "eater", "eater"]
            .map(|name| TraceThread {
                name: name.to_owned(),
                spawned: None,
            })
            .into_iter()
            .collect();
        assert_eq!(threads(&two), ["main", "eater", "eater (2)"]);
    }
}
