//! Rulings on explorations made by hand.

use model::report::{Facts, Range, Rule, Search, ThreadPanic};

use super::*;

const FILE: &str = "01_counter.rs";
const SOURCE: &str = "fn f() {\n    todo!()\n}\n";

fn outcome(end: End) -> Outcome {
    Outcome {
        stdout: String::new(),
        returned: None,
        end,
        code: None,
        message: None,
        place: None,
        mistake: None,
        falls_short: false,
        thread_panics: Vec::new(),
        count: 1,
        schedule: "1.0".to_owned(),
        preemptions: 0,
        time: Time::Trusted,
        spurious: false,
    }
}

fn place(file: &str, line: u32) -> Option<Place> {
    Some(Place {
        file: file.to_owned(),
        line,
        column: 5,
    })
}

fn panic_at(file: &str, message: &str) -> Outcome {
    Outcome {
        message: Some(message.to_owned()),
        place: place(file, 7),
        ..outcome(End::Panic)
    }
}

fn failed_assertion() -> Outcome {
    panic_at(
        "hidden/test.rs",
        "assertion `left == right` failed: the sum\n  left: 1\n right: 2",
    )
}

fn exploration(outcomes: Vec<Outcome>) -> Exploration {
    Exploration {
        name: "no increment is lost".to_owned(),
        memory_model: "sc".to_owned(),
        exhaustive: true,
        schedules: outcomes.iter().map(|outcome| outcome.count).sum(),
        redundant: 0,
        preemption_bound: None,
        incomplete: None,
        weak_orderings: false,
        searches: Vec::new(),
        outcomes,
        counterexample: None,
        facts: Facts::default(),
        rules: Vec::new(),
        snapshot: false,
        millis: 1,
    }
}

fn submitted() -> Submitted<'static> {
    Submitted {
        file: FILE,
        source: SOURCE,
    }
}

#[track_caller]
fn check(outcomes: Vec<Outcome>, verdict: Verdict) -> Ruling {
    let ruling = on_check(&exploration(outcomes), submitted(), Stored::NotAsked);
    assert_eq!(ruling.verdict, verdict, "{ruling:?}");
    ruling
}

#[track_caller]
fn program(outcomes: Vec<Outcome>, verdict: Verdict) -> Ruling {
    let ruling = on_program(&exploration(outcomes), submitted());
    assert_eq!(ruling.verdict, verdict, "{ruling:?}");
    ruling
}

#[test]
fn a_program_that_reaches_its_todo_is_not_started() {
    let todo = Outcome {
        message: Some("not yet implemented: join".to_owned()),
        place: place(submitted().file, 3),
        ..outcome(End::Panic)
    };
    let ruling = program(vec![todo], Verdict::Unstarted);
    assert_eq!(ruling.place.map(|place| place.line), Some(3));
}

#[test]
fn a_replay_speaks_of_its_schedule_alone() {
    let replayed = Exploration {
        searches: vec![Search {
            strategy: "replay".to_owned(),
            time: Time::Trusted,
            spurious: false,
            schedules: 1,
            redundant: 0,
            exhaustive: false,
            preemption_bound: None,
        }],
        ..exploration(vec![failed_assertion()])
    };
    let ruling = on_check(&replayed, submitted(), Stored::NotAsked);
    assert_eq!(ruling.verdict, Verdict::Race);
    assert_eq!(
        ruling.message.as_deref(),
        Some("In this schedule it goes wrong: the sum (left: 1, right: 2).")
    );
}

#[test]
fn all_well_is_a_pass() {
    let ruling = check(vec![outcome(End::Ok)], Verdict::Pass);
    assert_eq!(ruling.outcome, None);
}

#[test]
fn a_failure_in_some_schedules_is_a_race_and_in_all_a_wrong_answer() {
    let ruling = check(vec![outcome(End::Ok), failed_assertion()], Verdict::Race);
    assert_eq!(ruling.suspected, None);
    assert_eq!(
        ruling.message.as_deref(),
        Some("1 of 2 schedules goes wrong: the sum (left: 1, right: 2).")
    );
    assert_eq!((ruling.outcome, ruling.failing), (Some(1), vec![1]));
    let ruling = check(vec![failed_assertion()], Verdict::WrongAnswer);
    assert_eq!(
        ruling.place, None,
        "a place of the hidden test is never shown"
    );
    check(vec![panic_at(FILE, "index out of bounds")], Verdict::Panic);
    let named = Outcome {
        mistake: Some("lost-remainder".to_owned()),
        ..panic_at(FILE, "5 are missing")
    };
    assert_eq!(
        check(vec![named], Verdict::WrongAnswer)
            .diagnosis
            .as_deref(),
        Some("lost-remainder")
    );
}

#[test]
fn a_mistake_that_does_not_explain_every_failure_is_only_suspected() {
    let named = || Outcome {
        mistake: Some("joined-too-late".to_owned()),
        ..panic_at("hidden/test.rs", "too late")
    };
    let ruling = check(
        vec![outcome(End::Ok), named(), failed_assertion()],
        Verdict::Race,
    );
    assert_eq!(
        (ruling.diagnosis, ruling.suspected.as_deref()),
        (None, Some("joined-too-late"))
    );
    let ruling = check(vec![outcome(End::Ok), named(), named()], Verdict::Race);
    assert_eq!(ruling.diagnosis.as_deref(), Some("joined-too-late"));
}

#[test]
fn what_needs_untrusted_time_is_timing_dependent_whatever_it_is() {
    for bad in [
        failed_assertion(),
        outcome(End::Deadlock),
        panic_at(FILE, "x"),
    ] {
        let bad = Outcome {
            time: Time::Untrusted,
            ..bad
        };
        check(
            vec![outcome(End::Ok), bad.clone()],
            Verdict::TimingDependent,
        );
        program(vec![outcome(End::Ok), bad], Verdict::TimingDependent);
    }
    let both = vec![
        outcome(End::Ok),
        Outcome {
            time: Time::Untrusted,
            ..failed_assertion()
        },
        failed_assertion(),
    ];
    assert_eq!(check(both, Verdict::Race).outcome, Some(2));
}

#[test]
fn what_needs_a_spurious_wakeup_is_a_race() {
    let bad = Outcome {
        spurious: true,
        time: Time::Untrusted,
        ..failed_assertion()
    };
    check(vec![outcome(End::Ok), bad], Verdict::Race);
}

#[test]
fn the_starter_is_unstarted_before_everything_else() {
    let todo = panic_at(FILE, "not yet implemented");
    let ruling = check(vec![outcome(End::Deadlock), todo], Verdict::Unstarted);
    assert_eq!(ruling.place.map(|place| place.line), Some(7));
    let thread = ThreadPanic {
        thread: "worker-1".to_owned(),
        message: "not yet implemented: sum".to_owned(),
        place: place(FILE, 2),
    };
    check(
        vec![Outcome {
            thread_panics: vec![thread],
            ..outcome(End::Deadlock)
        }],
        Verdict::Unstarted,
    );
    check(
        vec![panic_at("hidden/test.rs", "not yet implemented")],
        Verdict::WrongAnswer,
    );
}

#[test]
fn exiting_does_not_get_round_the_check() {
    let exited = Outcome {
        code: Some(0),
        ..outcome(End::Ok)
    };
    check(vec![exited.clone()], Verdict::WrongAnswer);
    program(vec![exited], Verdict::Pass);
}

#[test]
fn a_named_mistake_counts_although_its_panic_was_caught() {
    let caught = Outcome {
        mistake: Some("permit-lost".to_owned()),
        ..outcome(End::Ok)
    };
    let ruling = check(vec![caught.clone()], Verdict::WrongAnswer);
    assert_eq!(ruling.diagnosis.as_deref(), Some("permit-lost"));
    check(vec![outcome(End::Ok), caught], Verdict::Race);
}

#[test]
fn where_the_answers_are_right_bad_conduct_is_inefficient() {
    let slow = Outcome {
        mistake: Some("starvation".to_owned()),
        falls_short: true,
        ..failed_assertion()
    };
    let ruling = check(vec![outcome(End::Ok), slow.clone()], Verdict::Inefficient);
    assert_eq!(ruling.diagnosis.as_deref(), Some("starvation"));
    // Wrong answers are the greater news.
    check(vec![slow, outcome(End::Deadlock)], Verdict::Deadlock);
}

#[test]
fn a_deadlock_that_follows_from_a_panic_is_the_panics() {
    let panicked = |message: &str| {
        vec![ThreadPanic {
            thread: "worker-1".to_owned(),
            message: message.to_owned(),
            place: place(FILE, 9),
        }]
    };
    let stuck = Outcome {
        thread_panics: panicked("took from an empty queue"),
        ..outcome(End::Deadlock)
    };
    assert_eq!(
        check(vec![outcome(End::Ok), stuck], Verdict::Race)
            .place
            .map(|place| place.line),
        Some(9)
    );
    // The hidden test makes a worker panic on purpose: then the deadlock is what is wrong.
    let meant = |end| Outcome {
        thread_panics: panicked("on purpose"),
        ..outcome(end)
    };
    check(
        vec![meant(End::Ok), meant(End::Deadlock)],
        Verdict::Deadlock,
    );
    check(vec![meant(End::Deadlock)], Verdict::Deadlock);
}

#[test]
fn programs_have_no_expectation() {
    let printed = |text: &str| Outcome {
        stdout: text.to_owned(),
        ..outcome(End::Ok)
    };
    let ruling = program(vec![printed("1\n"), printed("2\n")], Verdict::Pass);
    assert_eq!(
        ruling.message.as_deref(),
        Some("2 different outputs, nothing to compare them with.")
    );
    program(vec![panic_at(FILE, "x")], Verdict::Panic);
    program(vec![printed("1\n"), panic_at(FILE, "x")], Verdict::Race);
    program(
        vec![outcome(End::Ok), outcome(End::Livelock)],
        Verdict::Livelock,
    );
    program(vec![outcome(End::StepLimit)], Verdict::Inconclusive);
    program(
        vec![Outcome {
            code: Some(2),
            ..outcome(End::Exit)
        }],
        Verdict::Pass,
    );
    let survived = ThreadPanic {
        thread: "worker-1".to_owned(),
        message: "x".to_owned(),
        place: None,
    };
    program(
        vec![Outcome {
            thread_panics: vec![survived],
            ..outcome(End::Ok)
        }],
        Verdict::Pass,
    );
}

#[track_caller]
fn rule(rule: Rule, facts: Facts, expected: Option<(Verdict, &str)>) {
    let exploration = Exploration {
        rules: vec![rule.clone()],
        facts,
        ..exploration(vec![outcome(End::Ok)])
    };
    let ruling = on_check(&exploration, submitted(), Stored::NotAsked);
    match expected {
        None => assert_eq!(ruling.verdict, Verdict::Pass, "{rule:?}"),
        Some((verdict, diagnosis)) => {
            let found = ruling.diagnosis.as_deref().unwrap_or_default();
            assert_eq!((ruling.verdict, found), (verdict, diagnosis), "{rule:?}");
        }
    }
}

#[test]
fn rules_over_facts() {
    let range = |min, max| Range {
        min,
        max,
        ..Range::default()
    };
    let spawned = |min, max| Facts {
        spawned: range(min, max),
        ..Facts::default()
    };
    let overlap = |spawned, overlap| Facts {
        spawned: range(spawned, spawned),
        overlap: range(overlap, overlap),
        ..Facts::default()
    };
    rule(Rule::SpawnsAtLeast(2), spawned(2, 2), None);
    rule(
        Rule::SpawnsAtLeast(2),
        spawned(0, 2),
        Some((Verdict::NotConcurrent, "no-thread")),
    );
    rule(
        Rule::SpawnsAtLeast(2),
        spawned(1, 1),
        Some((Verdict::NotConcurrent, "")),
    );
    rule(Rule::SpawnsAtMost(2), spawned(2, 2), None);
    rule(
        Rule::SpawnsAtMost(2),
        spawned(2, 3),
        Some((Verdict::Inefficient, "too-many-threads")),
    );
    rule(Rule::OverlapsAtLeast(2), overlap(2, 2), None);
    rule(
        Rule::OverlapsAtLeast(2),
        overlap(3, 1),
        Some((Verdict::NotConcurrent, "joined-in-the-spawn-loop")),
    );
    rule(
        Rule::OverlapsAtLeast(2),
        overlap(1, 1),
        Some((Verdict::NotConcurrent, "one-at-a-time")),
    );
    rule(
        Rule::OverlapsAtLeast(2),
        overlap(0, 0),
        Some((Verdict::NotConcurrent, "no-thread")),
    );
    let unjoined = |n| Facts {
        unjoined: range(0, n),
        ..Facts::default()
    };
    rule(Rule::JoinsAll, unjoined(0), None);
    rule(
        Rule::JoinsAll,
        unjoined(1),
        Some((Verdict::Leak, "not-joined")),
    );
    let polls = |n| Facts {
        idle_polls: range(0, n),
        ..Facts::default()
    };
    rule(Rule::NoBusyWait, polls(0), None);
    rule(
        Rule::NoBusyWait,
        polls(1),
        Some((Verdict::Inefficient, "busy-wait")),
    );
    let makespan = |n, held| Facts {
        makespan: range(n, n),
        slept_holding_lock: range(0, held),
        ..Facts::default()
    };
    rule(Rule::MakespanAtMost(5), makespan(5, 5), None);
    rule(
        Rule::MakespanAtMost(5),
        makespan(6, 0),
        Some((Verdict::Inefficient, "")),
    );
    rule(
        Rule::MakespanAtMost(5),
        makespan(6, 3),
        Some((Verdict::NotConcurrent, "")),
    );
    // The trace has the first word on it.
    let held = Exploration {
        facts: makespan(6, 3),
        rules: vec![Rule::MakespanAtMost(5)],
        ..exploration(vec![outcome(End::Ok)])
    };
    let ruling = on_check(&held, submitted(), Stored::NotAsked);
    assert_eq!(ruling.suspected.as_deref(), Some("lock-held-across-sleep"));
    let queue = |n| Facts {
        queue: range(0, n),
        ..Facts::default()
    };
    rule(Rule::QueueAtMost(2), queue(2), None);
    rule(
        Rule::QueueAtMost(2),
        queue(3),
        Some((Verdict::Inefficient, "unbounded-queue")),
    );
}

#[test]
fn a_race_without_any_join_is_blamed_on_that() {
    let judged = |min, rules: Vec<Rule>| {
        let unjoined = Range {
            min,
            max: 2,
            ..Range::default()
        };
        let exploration = Exploration {
            rules,
            facts: Facts {
                unjoined,
                ..Facts::default()
            },
            ..exploration(vec![outcome(End::Ok), failed_assertion()])
        };
        let ruling = on_check(&exploration, submitted(), Stored::NotAsked);
        assert_eq!(ruling.verdict, Verdict::Race);
        ruling.diagnosis
    };
    assert_eq!(
        judged(1, vec![Rule::JoinsAll]).as_deref(),
        Some("not-joined")
    );
    assert_eq!(judged(0, vec![Rule::JoinsAll]), None);
    assert_eq!(judged(1, Vec::new()), None);
}

#[test]
fn predictions_are_compared_and_never_given_away() {
    let printed = |text: &str, schedule: &str| Outcome {
        stdout: text.to_owned(),
        schedule: schedule.to_owned(),
        ..outcome(End::Ok)
    };
    let ask = |predicted: &[&str]| {
        let predicted = predicted
            .iter()
            .map(|output| (*output).to_owned())
            .collect();
        let exploration = Exploration {
            rules: vec![Rule::Predicts(predicted)],
            ..exploration(vec![
                printed("ba\n", "2.1"),
                printed("ab\n", "1*2.0.2"),
                Outcome {
                    preemptions: 1,
                    ..printed("aab\n", "1.2")
                },
                printed("b\na\n", "u:2/1"),
            ])
        };
        let ruling = on_check(&exploration, submitted(), Stored::NotAsked);
        (
            ruling.verdict,
            ruling.diagnosis.unwrap_or_default(),
            ruling.message.unwrap_or_default(),
        )
    };
    assert_eq!(ask(&["ab", "ba", "aab", "b\na"]).0, Verdict::Pass);
    let (verdict, diagnosis, message) = ask(&["ab", "ba"]);
    assert_eq!(
        (verdict, diagnosis.as_str()),
        (Verdict::WrongAnswer, "missing-outcome")
    );
    assert!(!message.contains("b\\na"), "{message}");
    assert_eq!(ask(&["ab"]).1, "spawn-order-belief");
    assert_eq!(ask(&["ba"]).1, "missing-outcome");
    // In the order of spawning too, but somebody is interrupted: nobody expects that.
    assert_eq!(ask(&["aab"]).1, "missing-outcome");
    let (_, diagnosis, message) = ask(&["ab", "ba", "b\na", "aa"]);
    assert_eq!(
        (diagnosis.as_str(), message.as_str()),
        ("impossible-outcome", "No schedule prints \"aa\".")
    );
}

#[test]
fn stored_outcomes_are_compared_as_a_set() {
    let printed = |text: &str| Outcome {
        stdout: text.to_owned(),
        ..outcome(End::Ok)
    };
    let right = Exploration {
        snapshot: true,
        ..exploration(vec![printed("b\n"), printed("a\n")])
    };
    let stored = outcome_set(&right);
    assert_eq!(
        stored,
        "end: ok\nstdout: \"a\\n\"\n\nend: ok\nstdout: \"b\\n\"\n\n"
    );
    let verdict = |outcomes: Vec<Outcome>| {
        let found = Exploration {
            snapshot: true,
            ..exploration(outcomes)
        };
        on_check(&found, submitted(), Stored::Text(&stored)).verdict
    };
    assert_eq!(verdict(vec![printed("a\n"), printed("b\n")]), Verdict::Pass);
    assert_eq!(
        verdict(vec![printed("a\n"), printed("c\n"), printed("b\n")]),
        Verdict::Race
    );
    assert_eq!(verdict(vec![printed("c\n")]), Verdict::WrongAnswer);
    assert_eq!(verdict(vec![printed("a\n")]), Verdict::NotConcurrent);
    let late = Outcome {
        time: Time::Untrusted,
        ..printed("c\n")
    };
    assert_eq!(
        verdict(vec![printed("a\n"), printed("b\n"), late]),
        Verdict::TimingDependent
    );
    assert_eq!(
        on_check(&right, submitted(), Stored::Missing).verdict,
        Verdict::JudgeError
    );
}

#[test]
fn the_deciding_check() {
    let deciding = |verdicts: &[Verdict]| {
        let rulings: Vec<Ruling> = verdicts
            .iter()
            .map(|verdict| Ruling::new(*verdict, None))
            .collect();
        super::deciding(&rulings).map(|idx| verdicts[idx])
    };
    use Verdict::*;
    assert_eq!(deciding(&[Pass, Race, Deadlock]), Some(Race));
    assert_eq!(deciding(&[Inefficient, WrongAnswer]), Some(WrongAnswer));
    assert_eq!(deciding(&[Race, Crash]), Some(Crash));
    assert_eq!(deciding(&[Timeout, Unstarted]), Some(Unstarted));
    assert_eq!(deciding(&[Pass, Inconclusive]), Some(Inconclusive));
    assert_eq!(deciding(&[Inconclusive, Leak]), Some(Leak));
    assert_eq!(deciding(&[Pass, Pass]), Some(Pass));
    assert_eq!(deciding(&[]), None);
}
