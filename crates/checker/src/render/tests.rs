//! Renderings of hand-made reports, compared as a whole: what a learner sees is what is tested.

use super::*;
use crate::report::{Search, Time};

mod reports;
use reports::*;

fn all_reports() -> Vec<(Report, &'static str)> {
    vec![
        (lost_update(), COUNTER),
        (deadlock(), TWO_LOCKS),
        (many_threads(), TWO_LOCKS),
        (long_trace(), COUNTER),
        (passing(), COUNTER),
        (bounded(), COUNTER),
        (explored(), COUNTER),
        (inconclusive(), COUNTER),
        (refused_by_the_compiler(), COUNTER),
    ]
}

/// The report, so many columns wide, is exactly this.
#[track_caller]
fn check(report: &Report, source: &str, style: &Style, expected: &str) {
    let found = terminal(report, source, style);
    assert_eq!(found, expected.trim_start_matches('\n'), "\n{found}");
}

#[test]
fn a_lost_update_at_80_columns() {
    let style = Style {
        hint: Some("What would have to be one step?".to_owned()),
        ..Style::text(80)
    };
    check(
        &lost_update(),
        COUNTER,
        &style,
        r#"
shared-state/01_counter                    4 schedules, all explored; 2 go wrong

Both worker-1 and worker-2 read 0 from `counter` before either wrote, so one
update is lost. Reading and writing must be one step.
race · lost update

       main                     worker-1                 worker-2
   1   spawn worker-1    12
   2   spawn worker-2    13     │
   3   ┊                        load counter → 0   5     │
   4   ┊                        │                        load counter → 0   5
   5   ┊                        store counter ← 1  6     │
   6   ┊                        │                        store counter ← 1  6
                                                         ↳ overwrites step 5
   9   join worker-1     14
  10   join worker-2     14
  11   load counter → 1  15
       expected 2, found 1

   5 │ let seen = counter.load(Ordering::SeqCst);
   6 │ counter.store(seen + 1, Ordering::SeqCst);

Hint: What would have to be one step?

  cargo learn hint counter
  cargo learn explore counter --replay 1.2.1.2.0
"#,
    );
}

#[test]
fn a_lost_update_at_120_columns() {
    let style = Style::text(120);
    check(
        &lost_update(),
        COUNTER,
        &style,
        r#"
shared-state/01_counter                                                            4 schedules, all explored; 2 go wrong

Both worker-1 and worker-2 read 0 from `counter` before either wrote, so one update is lost. Reading and writing must be
one step.
race · lost update

       main                       worker-1                   worker-2
   1   spawn worker-1    12
   2   spawn worker-2    13       │
   3   ┊                          load counter → 0   5       │
   4   ┊                          │                          load counter → 0   5
   5   ┊                          store counter ← 1  6       │
   6   ┊                          │                          store counter ← 1  6   overwrites step 5
   9   join worker-1     14
  10   join worker-2     14
  11   load counter → 1  15
       expected 2, found 1

   5 │ let seen = counter.load(Ordering::SeqCst);
   6 │ counter.store(seen + 1, Ordering::SeqCst);

  cargo learn hint counter --for lost-update    cargo learn explore counter --replay 1.2.1.2.0
"#,
    );
}

#[test]
fn a_lost_update_in_ascii() {
    let style = Style {
        unicode: false,
        ..Style::text(80)
    };
    check(
        &lost_update(),
        COUNTER,
        &style,
        r#"
shared-state/01_counter                    4 schedules, all explored; 2 go wrong

Both worker-1 and worker-2 read 0 from `counter` before either wrote, so one
update is lost. Reading and writing must be one step.
race - lost update

       main                     worker-1                 worker-2
   1   spawn worker-1     12
   2   spawn worker-2     13    |
   3   :                        load counter -> 0   5    |
   4   :                        |                        load counter -> 0   5
   5   :                        store counter <- 1  6    |
   6   :                        |                        store counter <- 1  6
                                                         ^ overwrites step 5
   9   join worker-1      14
  10   join worker-2      14
  11   load counter -> 1  15
       expected 2, found 1

   5 | let seen = counter.load(Ordering::SeqCst);
   6 | counter.store(seen + 1, Ordering::SeqCst);

  cargo learn hint counter --for lost-update
  cargo learn explore counter --replay 1.2.1.2.0
"#,
    );
}

#[test]
fn a_deadlock_names_who_waits_for_whom() {
    let style = Style::text(80);
    check(
        &deadlock(),
        TWO_LOCKS,
        &style,
        r#"
shared-state/01_counter                  3 schedules, all explored; 1 goes wrong

worker-1 holds `a` (taken at line 2) and waits for `b` at line 3; worker-2 holds
`b` (taken at line 9) and waits for `a` at line 10. Each waits for the next, so
none can go on.
deadlock · lock order

       main                          worker-1              worker-2
   1   spawn worker-1        16
   2   spawn worker-2        17      │
   3   ┊                             lock a         2      │
   4   ┊                             ┊                     lock b          9
   ✗   waits: join worker-1  18      waits: lock b  3      waits: lock a  10
       main waits at line 18 for worker-1 to end.

   2 │ let mut from = a.lock().unwrap();
   3 │ let mut to = b.lock().unwrap();
   ⋮ │
   9 │ let mut from = b.lock().unwrap();
  10 │ let mut to = a.lock().unwrap();

  cargo learn hint counter --for lock-order
  cargo learn explore counter --replay 1.2.1.2.0
"#,
    );
}

#[test]
fn too_many_lanes_become_a_list() {
    let style = Style::text(80);
    check(
        &many_threads(),
        TWO_LOCKS,
        &style,
        r#"
shared-state/01_counter                                4 schedules, all explored

All threads that are left wait, and none can go on.
deadlock

   1  worker-1  lock forks[0]         2
   2  worker-2  lock forks[1]         2
   3  worker-3  lock forks[2]         2
   4  worker-4  lock forks[3]         2
   5  worker-5  lock forks[4]         2
   ✗  worker-1  waits: lock forks[1]  3
   ✗  worker-2  waits: lock forks[2]  3
   ✗  worker-3  waits: lock forks[3]  3
   ✗  worker-4  waits: lock forks[4]  3
   ✗  worker-5  waits: lock forks[0]  3

   2 │ let mut from = a.lock().unwrap();
   3 │ let mut to = b.lock().unwrap();

  cargo learn hint counter
  cargo learn explore counter --replay 1.2.1.2.0
"#,
    );
}

#[test]
fn a_long_trace_is_shortened() {
    let style = Style::text(80);
    check(
        &long_trace(),
        COUNTER,
        &style,
        r#"
shared-state/01_counter                    4 schedules, all explored; 2 go wrong

Both worker-1 and worker-2 read 0 from `counter` before either wrote, so one
update is lost. Reading and writing must be one step.
race · lost update

       worker-1             worker-2
   ⋮   42 steps left out
  43   │                    load counter → 0   5
   ⋮   31 steps left out
  75   unlock log  31       │
  76   lock log    30       │
  77   unlock log  31       │
  78   lock log    30       │
  79   unlock log  31       │
  80   lock log    30       │
  81   unlock log  31       │
  82   │                    store counter ← 1  6
       expected 2, found 1

   5 │ let seen = counter.load(Ordering::SeqCst);
   6 │ counter.store(seen + 1, Ordering::SeqCst);

  cargo learn hint counter --for lost-update
  cargo learn explore counter --replay 1.2.1.2.0
"#,
    );
}

#[test]
fn a_pass_says_how_much_was_explored() {
    let style = Style {
        question: Some("Why is a lock enough?".to_owned()),
        next: Some("withdraw".to_owned()),
        ..Style::text(80)
    };
    check(
        &passing(),
        COUNTER,
        &style,
        r#"
shared-state/01_counter               all 342 schedules, sequentially consistent

✓ Right in every schedule.

  ✓ no increment is lost   all 336 schedules
  ✓ one increment is counted once   all 6 schedules

To think about: Why is a lock enough?

  cargo learn check withdraw
"#,
    );
}

#[test]
fn a_bounded_search_is_no_proof() {
    let style = Style::text(80);
    check(
        &bounded(),
        COUNTER,
        &style,
        r#"
shared-state/01_counter
  20,000 schedules, all those with up to 2 preemptions; no proof

✓ Right in every schedule that was tried.

This is no proof: there are more schedules than the budget allows. Schedules
that were not tried may end in another way.

Note: this program uses memory orderings weaker than SeqCst. They are not yet
judged: it was explored as if each of them were SeqCst.
"#,
    );
}

#[test]
fn an_untouched_starter_is_told_which_file_to_work_on() {
    let report = Report {
        file: "exercises/shared-state/src/bin/01_counter.rs".to_owned(),
        message: Some("Not started yet: the program reaches the `todo!()` in line 2.".to_owned()),
        ..unstarted()
    };
    let style = Style::text(80);
    check(
        &report,
        COUNTER,
        &style,
        r#"
shared-state/01_counter

Not started yet: the program reaches the `todo!()` in line 2.
unstarted

Work on exercises/shared-state/src/bin/01_counter.rs, then check again.

   2 │ use std::thread;

  cargo learn hint counter    cargo learn check counter
"#,
    );
    assert!(plain(&report, COUNTER, &style).contains("\nWork on exercises/"));
}

#[test]
fn a_loop_that_polls_is_shown_twice_not_thirty_times() {
    let report = polling();
    let shown = terminal(&report, COUNTER, &Style::text(80));
    assert_eq!(shown.matches("load counter → 0").count(), 3, "{shown}");
    assert!(shown.contains("37 steps left out"), "{shown}");
}

#[test]
fn what_the_sentence_tells_is_not_told_twice() {
    let report = Report {
        message: Some("In every schedule this is wrong. Expected 2, found 1.".to_owned()),
        ..lost_update()
    };
    let shown = terminal(&report, COUNTER, &Style::text(80)).to_lowercase();
    assert_eq!(shown.matches("expected 2, found 1").count(), 1, "{shown}");
}

#[test]
fn a_replay_that_went_astray_says_so_first() {
    let mut report = explored();
    report.outcomes.truncate(1);
    report.searches = vec![Search {
        strategy: "replay".to_owned(),
        time: Time::Trusted,
        spurious: false,
        schedules: 1,
        redundant: 0,
        exhaustive: false,
        preemption_bound: None,
    }];
    report.left_schedule = Some("Schedule 9 does not fit this program.".to_owned());
    let style = Style::text(80);
    check(
        &report,
        COUNTER,
        &style,
        r#"
hello.rs                                                      schedule, replayed

Schedule 9 does not fit this program.

In this schedule all goes well.

   1   prints
       │ hello
       │ world

  cargo learn explore hello.rs --replay 0.1.2
"#,
    );
    let told = plain(&report, COUNTER, &style);
    assert!(
        told.starts_with("Program hello.rs.\nSchedule 9 does not fit this program.\n"),
        "{told}"
    );
}

#[test]
fn an_explored_program_has_no_green_tick() {
    let style = Style::text(80);
    check(
        &explored(),
        COUNTER,
        &style,
        r#"
hello.rs                                all 6 schedules, sequentially consistent

2 different outputs, nothing to compare them with

   1   prints   4 schedules, such as 0.1.2
       │ hello
       │ world
   2   prints   2 schedules, such as 0.2.1
       │ world
       │ hello

  cargo learn explore hello.rs --replay 0.2.1
"#,
    );
}

#[test]
fn what_was_not_judged_is_not_the_learners_mistake() {
    let style = Style::text(80);
    check(
        &inconclusive(),
        COUNTER,
        &style,
        r#"
shared-state/01_counter                      12,000 schedules, not all; no proof

not judged: not your mistake
The search was stopped after 10 seconds.
inconclusive

  cargo learn check counter
"#,
    );
}

#[test]
fn the_compiler_has_the_first_word() {
    let style = Style::text(80);
    check(
        &refused_by_the_compiler(),
        COUNTER,
        &style,
        r#"
shared-state/01_counter

The compiler does not accept the file.
compile-error

error[E0382]: use of moved value: `counter`
 --> 01_counter.rs:12:9

  cargo learn hint counter
"#,
    );
}

#[test]
fn plain_sentences_for_a_race() {
    let found = plain(&lost_update(), COUNTER, &Style::text(80));
    let expected = r#"
Exercise shared-state/01_counter.
Both worker-1 and worker-2 read 0 from `counter` before either wrote, so one update is lost. Reading and writing must be one step.
Verdict: race, lost update.
Explored: 4 schedules, all explored; 2 go wrong.
Step by step:
Step 1: main starts worker-1, line 12.
Step 2: main starts worker-2, line 13.
Step 3: worker-1 reads 0 from `counter`, line 5.
Step 4: worker-2 reads 0 from `counter`, line 5.
Step 5: worker-1 writes 1 to `counter`, line 6.
Step 6: worker-2 writes 1 to `counter`, line 6.
Step 9: main joins worker-1, line 14.
Step 10: main joins worker-2, line 14.
Step 11: main reads 1 from `counter`, line 15.
In the end: expected 2, found 1.
Line 5: let seen = counter.load(Ordering::SeqCst);
Line 6: counter.store(seen + 1, Ordering::SeqCst);
To go on, type: cargo learn hint counter --for lost-update
To go on, type: cargo learn explore counter --replay 1.2.1.2.0
"#;
    assert_eq!(found, expected.trim_start_matches('\n'), "\n{found}");
}

#[test]
fn plain_sentences_for_a_deadlock() {
    let found = plain(&deadlock(), TWO_LOCKS, &Style::text(80));
    let expected = r#"
Exercise shared-state/01_counter.
worker-1 holds `a` (taken at line 2) and waits for `b` at line 3; worker-2 holds `b` (taken at line 9) and waits for `a` at line 10. Each waits for the next, so none can go on.
Verdict: deadlock, lock order.
Explored: 3 schedules, all explored; 1 goes wrong.
Step by step:
Step 1: main starts worker-1, line 16.
Step 2: main starts worker-2, line 17.
Step 3: worker-1 takes the lock `a`, line 2.
Step 4: worker-2 takes the lock `b`, line 9.
In the end: main waits at line 18 for worker-1 to end.
Line 2: let mut from = a.lock().unwrap();
Line 3: let mut to = b.lock().unwrap();
Line 9: let mut from = b.lock().unwrap();
Line 10: let mut to = a.lock().unwrap();
To go on, type: cargo learn hint counter --for lock-order
To go on, type: cargo learn explore counter --replay 1.2.1.2.0
"#;
    assert_eq!(found, expected.trim_start_matches('\n'), "\n{found}");
}

#[test]
fn no_line_is_wider_than_asked() {
    for (report, source) in all_reports() {
        for width in [60, 80, 100, 120] {
            let text = terminal(
                &report,
                source,
                &Style {
                    hint: Some("Look again. ".repeat(20)),
                    ..Style::text(width)
                },
            );
            for line in text.lines().filter(|line| !line.contains("cargo learn")) {
                assert!(n_columns(line) <= width, "{width}: {line}");
            }
        }
    }
}

#[test]
fn colours_change_no_character() {
    for (report, source) in all_reports() {
        let coloured = terminal(
            &report,
            source,
            &Style {
                colour: true,
                ..Style::text(80)
            },
        );
        let mut bare = String::new();
        let mut in_code = false;
        for c in coloured.chars() {
            match c {
                '\x1b' => in_code = true,
                'm' if in_code => in_code = false,
                c if !in_code => bare.push(c),
                _ => {}
            }
        }
        assert_ne!(coloured, bare);
        assert_eq!(bare, terminal(&report, source, &Style::text(80)));
    }
}

#[test]
fn ascii_is_ascii() {
    for (report, source) in all_reports() {
        let text = terminal(
            &report,
            source,
            &Style {
                unicode: false,
                ..Style::text(80)
            },
        );
        assert!(text.is_ascii(), "{text}");
        assert!(plain(&report, source, &Style::text(80)).is_ascii());
    }
}

#[test]
fn what_was_not_judged_says_so_in_plain_sentences_too() {
    let text = plain(&inconclusive(), COUNTER, &Style::text(80));
    assert!(text.contains("\nNot judged: not your mistake.\n"), "{text}");
}

/// The numbers of the steps that the picture shows.
fn shown(report: &Report) -> Vec<u32> {
    terminal(report, COUNTER, &Style::text(80))
        .lines()
        // Not the excerpt of the source.
        .filter(|line| line.chars().nth(5) != Some('│'))
        .filter_map(|line| line.get(..4)?.trim().parse().ok())
        .collect()
}

#[test]
fn a_lock_that_is_held_too_long_is_shown_with_what_is_done_under_it() {
    for diagnosis in ["lock-held-across-sleep", "guard-outlives-statement"] {
        // The second sleep is nobody's business: the lock was free by then.
        assert_eq!(shown(&long_hold(diagnosis)), [1, 2, 3, 4, 5, 6, 7, 37, 38]);
    }
    assert!(!shown(&long_hold("lost-update")).contains(&3));
}

#[test]
fn who_is_shown_awake_is_shown_falling_asleep() {
    assert_eq!(shown(&long_sleep())[..2], [1, 13]);
}

#[test]
fn a_look_that_fails_for_ever_is_shown_a_few_times() {
    assert_eq!(shown(&looking_for_ever()), [1, 2, 40]);
}
