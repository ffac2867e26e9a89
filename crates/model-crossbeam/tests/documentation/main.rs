//! The look-alike against the documentation of the `crossbeam` that it stands in for: each example there compiles
//! against it, explored instead of run, and ends well in every schedule.
//!
//! The ones that don't are listed in [`DEVIATIONS`], with the reason. The examples are read from the sources that Cargo
//! has fetched; none is kept here. All of them together are one submission, each in a module of its own, so that the
//! compiler is called once. With other versions of the sources than the list is for, only what fails to compile or
//! fails without the help of time counts: a new release must not turn `cargo test` red for a reason of its own.

mod examples;
mod submission;

use std::collections::BTreeMap;

use model::report::{End, Exploration, Outcome, Time};

use examples::{Example, Kind};

/// An example that does something else than its page says.
struct Deviation {
    /// The file, the item's number among the file's examples.
    example: &'static str,
    expected: Verdict,
    reason: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Verdict {
    /// Ends well in every schedule.
    Well,
    /// Ends well as long as sleeps and time-outs are exact.
    DependsOnTime,
    /// Ends badly although they are.
    Badly,
    /// Was not explored at all.
    Missing,
}

const DEVIATIONS: &[Deviation] = &[
    Deviation {
        example: "crossbeam-channel/channel.rs#06",
        expected: Verdict::Badly,
        reason: "requires that time has passed after a moment: operations take no time here",
    },
    Deviation {
        example: "crossbeam-channel/channel.rs#07",
        expected: Verdict::DependsOnTime,
        reason: "a thread's send panics if `main` has given up waiting for it",
    },
    Deviation {
        example: "crossbeam-channel/channel.rs#12",
        expected: Verdict::DependsOnTime,
        reason: "the receiver may drop its half at once: a sleep is no waiting for others",
    },
    Deviation {
        example: "crossbeam-channel/channel.rs#13",
        expected: Verdict::DependsOnTime,
        reason: "sleeps and time-outs are expected to end in a certain order",
    },
    Deviation {
        example: "crossbeam-channel/channel.rs#14",
        expected: Verdict::DependsOnTime,
        reason: "sleeps and time-outs are expected to end in a certain order",
    },
    Deviation {
        example: "crossbeam-channel/channel.rs#23",
        expected: Verdict::DependsOnTime,
        reason: "sleeps and time-outs are expected to end in a certain order",
    },
    Deviation {
        example: "crossbeam-channel/channel.rs#24",
        expected: Verdict::DependsOnTime,
        reason: "sleeps and time-outs are expected to end in a certain order",
    },
    Deviation {
        example: "crossbeam-channel/channel.rs#30",
        expected: Verdict::DependsOnTime,
        reason: "two messages are expected to be there after a sleep",
    },
    Deviation {
        example: "crossbeam-channel/channel.rs#33",
        expected: Verdict::DependsOnTime,
        reason: "two messages are expected to be there after a sleep",
    },
    Deviation {
        example: "crossbeam-channel/lib.rs#11",
        expected: Verdict::Badly,
        reason: "a thread's send panics if `main` has received from the other one",
    },
    Deviation {
        example: "crossbeam-channel/select.rs#08",
        expected: Verdict::DependsOnTime,
        reason: "a thread's send panics if `main` has received from the other one",
    },
    Deviation {
        example: "crossbeam-channel/select.rs#09",
        expected: Verdict::DependsOnTime,
        reason: "a message is expected before a time-out",
    },
    Deviation {
        example: "crossbeam-channel/select.rs#10",
        expected: Verdict::DependsOnTime,
        reason: "a message is expected before a time-out",
    },
    Deviation {
        example: "crossbeam-channel/select.rs#12",
        expected: Verdict::DependsOnTime,
        reason: "a thread's send panics if `main` has received from the other one",
    },
    Deviation {
        example: "crossbeam-channel/select.rs#13",
        expected: Verdict::DependsOnTime,
        reason: "a message is expected before a time-out",
    },
    Deviation {
        example: "crossbeam-channel/select.rs#14",
        expected: Verdict::DependsOnTime,
        reason: "a message is expected before a time-out",
    },
    Deviation {
        example: "crossbeam-channel/select_macro.rs#01",
        expected: Verdict::DependsOnTime,
        reason: "no message is expected while others sleep",
    },
    Deviation {
        example: "crossbeam-channel/select_macro.rs#02",
        expected: Verdict::DependsOnTime,
        reason: "a time-out is expected while others sleep",
    },
    Deviation {
        example: "crossbeam-channel/select_macro.rs#03",
        expected: Verdict::DependsOnTime,
        reason: "the shorter sleep is expected to end first",
    },
    Deviation {
        example: "crossbeam-utils/backoff.rs#06",
        expected: Verdict::DependsOnTime,
        reason: "a flag is expected to be unset while another thread sleeps",
    },
    Deviation {
        example: "crossbeam-utils/backoff.rs#07",
        expected: Verdict::DependsOnTime,
        reason: "a flag is expected to be unset while another thread sleeps",
    },
    Deviation {
        example: "crossbeam-utils/sync/sharded_lock.rs#03",
        expected: Verdict::Badly,
        reason: "a thread is meant to panic while it holds the lock",
    },
    Deviation {
        example: "crossbeam-utils/thread.rs#12",
        expected: Verdict::Badly,
        reason: "a thread is meant to panic",
    },
];

#[test]
fn examples_of_crossbeam_end_well() {
    let Some(examples) = examples::all() else {
        eprintln!("skipped: the sources of crossbeam are not there, or of other versions");
        return;
    };
    let runnable: Vec<&Example> = examples
        .iter()
        .filter(|example| example.kind == Kind::Ordinary)
        .collect();
    assert!(runnable.len() > 150, "only {} examples", runnable.len());
    let explorations = submission::explore(&runnable);
    let mut counts: BTreeMap<Verdict, usize> = BTreeMap::new();
    let mut surprises = Vec::new();
    for example in &runnable {
        let exploration = explorations.get(&example.name);
        let verdict = verdict(exploration);
        *counts.entry(verdict).or_default() += 1;
        let expected = DEVIATIONS
            .iter()
            .find(|deviation| deviation.example == example.name)
            .map_or(Verdict::Well, |deviation| deviation.expected);
        if verdict != expected {
            surprises.push(format!(
                "{}\n  expected: {expected:?}\n  found:    {verdict:?}: {:?}\n{}",
                example.name,
                exploration.map(messages),
                example.code
            ));
        }
    }
    // Shown by `--nocapture`.
    println!("{} examples: {counts:?}", runnable.len());
    assert!(
        surprises.is_empty(),
        "{} of {} examples surprise:\n\n{}",
        surprises.len(),
        runnable.len(),
        surprises.join("\n\n")
    );
}

#[test]
fn examples_that_must_not_compile_do_not() {
    let Some(examples) = examples::all() else {
        return;
    };
    let mut n_refused = 0;
    for example in &examples {
        let Kind::CompileFail(code) = &example.kind else {
            continue;
        };
        let messages = submission::refusal(example);
        assert!(
            messages.contains(&format!("error[{code}]")),
            "{} is not refused with {code}:\n{messages}",
            example.name
        );
        n_refused += 1;
    }
    assert!(n_refused >= 1, "no such example is left");
}

#[test]
fn the_list_is_in_order_and_gives_reasons() {
    assert!(
        DEVIATIONS
            .windows(2)
            .all(|pair| pair[0].example < pair[1].example)
    );
    for deviation in DEVIATIONS {
        assert_ne!(deviation.expected, Verdict::Well, "{}", deviation.example);
        assert!(deviation.reason.split_whitespace().count() >= 4);
        if let Some(examples) = examples::all() {
            assert!(
                examples
                    .iter()
                    .any(|example| example.name == deviation.example),
                "{} is listed and not there",
                deviation.example
            );
        }
    }
}

fn verdict(exploration: Option<&Exploration>) -> Verdict {
    let Some(exploration) = exploration else {
        return Verdict::Missing;
    };
    let mut bad = exploration
        .outcomes
        .iter()
        .filter(|outcome| is_bad(outcome))
        .peekable();
    if bad.peek().is_none() {
        Verdict::Well
    } else if bad.all(|outcome| outcome.time == Time::Untrusted) {
        Verdict::DependsOnTime
    } else {
        Verdict::Badly
    }
}

/// A thread that panics beside `main` is as bad as `main`.
fn is_bad(outcome: &Outcome) -> bool {
    outcome.end != End::Ok || !outcome.thread_panics.is_empty()
}

fn messages(exploration: &Exploration) -> Vec<(End, Option<&str>)> {
    exploration
        .outcomes
        .iter()
        .filter(|outcome| is_bad(outcome))
        .map(|outcome| (outcome.end, outcome.message.as_deref()))
        .collect()
}
