//! Tests of the rule about lost wakeups: traces that must match, and those that look like it and must not.

use model::report::End;

use crate::diagnose::fixture::{Script, check, check_sentence};
use crate::report::Verdict::Deadlock;

const BELL: &str = "fn main() {
    let (lock, bell) = (Mutex::new(0), Condvar::new());
    bell.notify_one();
    let guard = lock.lock().unwrap();
    bell.wait(guard);
    while *guard == 0 { guard = bell.wait(guard).unwrap(); }
}";

/// Worker 1 notifies, and then main waits there.
fn bell(wait: (u32, u32), heard: &str) -> Script {
    Script::new(BELL, 3)
        .object("mutex", (2, 25))
        .object("condvar", (2, 40))
        .act(1, "notify_one", (3, 10))
        .reads(heard)
        .on(0)
        .act(0, "lock", (4, 22))
        .on(1)
        .act(0, "wait", wait)
        .blocked(0, "wait", Some(1), &[], wait, None)
        .ends(End::Deadlock)
}

#[test]
fn a_notification_that_came_too_early() {
    check_sentence(
        &bell((5, 10), "nobody waits"),
        Deadlock,
        "lost-wakeup",
        "worker-1 notified `bell` at line 3 before main began its wait at line 5. A notification is not kept: it \
             wakes who waits at that moment, and main was not waiting yet. No other one follows.",
    );
    // Somebody heard it.
    check(&bell((5, 10), "1 waiting"), Deadlock, None);
    // Who looks, under the lock, and still goes to wait has not missed anything.
    check(&bell((6, 38), "nobody waits"), Deadlock, None);
}

#[test]
fn a_waiter_that_is_its_own_notifier_has_missed_nothing() {
    let own = Script::new(BELL, 2)
        .object("mutex", (2, 25))
        .act(0, "lock", (4, 22))
        .object("condvar", (2, 40))
        .act(0, "notify_one", (3, 10))
        .reads("nobody waits")
        .act(0, "wait", (5, 10))
        .blocked(0, "wait", Some(1), &[], (5, 10), None)
        .ends(End::Deadlock);
    check(&own, Deadlock, None);
}

/// Main waits on `full`; nobody has told it anything.
fn quiet(source: &'static str) -> Script {
    Script::new(source, 3)
        .object("mutex", (1, 1))
        .act(0, "lock", (3, 18))
        .object("condvar", (2, 13))
        .act(0, "wait", (3, 35))
        .blocked(0, "wait", Some(1), &[], (3, 35), None)
        .ends(End::Deadlock)
}

#[test]
fn a_notification_that_never_came() {
    for source in [
        "fn f() {\n let full = Condvar::new();\n let g = m.lock(); while *g == 0 { full.wait(g); }\n}",
        "struct B { empty: Condvar } fn f() {\n let full = Condvar::new();\n let g = m.lock(); while *g == 0 { full.wait(g); }\n b.empty.notify_one();\n}",
    ] {
        check_sentence(
            &quiet(source),
            Deadlock,
            "lost-wakeup",
            "main waits on `full` at line 3, and nobody notified it. A waiter sleeps until it is told.",
        );
    }
    // Nobody got so far, or the names don't tell whom it is for.
    for source in [
        "fn f() {\n let full = Condvar::new();\n let g = m.lock(); while *g == 0 { full.wait(g); }\n full.notify_all();\n}",
        "fn f() {\n let full = Condvar::new();\n let g = m.lock(); while *g == 0 { full.wait(g); }\n bells.0.notify_all();\n}",
        "fn f() {\n let full = Condvar::new();\n let g = m.lock(); while *g == 0 { full.wait(g); }\n}\nfn tell(c: &Condvar) { c.notify_all() }",
    ] {
        check(&quiet(source), Deadlock, None);
    }
}

#[test]
fn a_missing_wakeup_with_another_cause_is_not_named() {
    let waits = || bell((5, 10), "nobody waits");
    check(&waits().act(1, "panic", (3, 5)), Deadlock, None);
    check(
        &waits().blocked(1, "lock", None, &[0], (4, 5), None),
        Deadlock,
        Some("lock-held-while-blocked"),
    );
    check(
        &waits().blocked(2, "recv", None, &[], (4, 5), None),
        Deadlock,
        None,
    );
    // Main would notify once worker 1 has ended.
    let late = Script::new(
        "fn main() {\n    worker.join();\n    worker.unpark();\n}\nfn w() {\n    park();\n}",
        2,
    )
    .on_none()
    .blocked(0, "join", None, &[1], (2, 12), None)
    .blocked(1, "park", None, &[], (6, 5), None)
    .ends(End::Deadlock);
    check(&late, Deadlock, None);
}

const ATOMIC: &str = "fn barber() {
    while waiting.load(SeqCst) == 0 {
        let asleep = bed.lock().unwrap();
        asleep = call.wait(asleep).unwrap();
    }
}
fn main() {
    let waiting = AtomicU32::new(0); let call = Condvar::new();
    waiting.fetch_add(1, SeqCst);
    call.notify_one();
}";

/// The barber has seen nobody, then the number becomes `now`, and then he goes to sleep.
fn barber(now: &str, told: bool) -> Script {
    let script = Script::new(ATOMIC, 2)
        .object("atomic", (8, 19))
        .act(1, "load", (2, 19))
        .reads("0")
        .act(0, "fetch_add", (9, 13))
        .reads("0")
        .writes(now)
        .object("condvar", (8, 50));
    let script = if told {
        script.act(0, "notify_one", (10, 10)).reads("nobody waits")
    } else {
        script
    };
    script
        .act(1, "wait", (4, 23))
        .blocked(1, "wait", Some(1), &[], (4, 23), None)
        .ends(End::Deadlock)
}

#[test]
fn what_was_looked_at_has_changed_since() {
    check_sentence(
        &barber("1", true),
        Deadlock,
        "lost-wakeup",
        "worker-1 saw 0 in `waiting` at line 2. Then main changed it to 1 at line 9 and notified `call` at line 10, \
             before worker-1 began its wait at line 4. A notification is not kept: it wakes who waits at that moment, \
             and worker-1 was not waiting yet. No other one follows.",
    );
    check_sentence(
        &barber("1", false),
        Deadlock,
        "lost-wakeup",
        "worker-1 saw 0 in `waiting` at line 2, and began its wait at line 4. main changed it to 1 at line 9, but \
             nobody notified `call` after that. Who sleeps doesn't see a change: it has to be told.",
    );
    // By the number as it is he would sleep all the same: an update is lost, not a wakeup.
    check(&barber("0", true), Deadlock, None);
    // He looked last.
    let looked = barber("1", true).on(0).act(1, "load", (2, 19)).reads("0");
    check(&looked, Deadlock, None);
}

#[test]
fn an_unpark_before_the_news() {
    let source = "fn main() {
    let ready = AtomicBool::new(false);
    worker.unpark();
    ready.store(true, SeqCst);
}
fn worker() {
    while !ready.load(SeqCst) { thread::park(); }
}";
    let script = |news: &str| {
        Script::new(source, 2)
            .on_none()
            .act(0, "unpark", (3, 12))
            .target(1)
            .act(1, "park", (7, 41))
            .object("atomic", (2, 17))
            .act(1, "load", (7, 18))
            .reads("false")
            .act(0, "store", (4, 11))
            .writes(news)
            .blocked(1, "park", None, &[], (7, 41), None)
            .ends(End::Deadlock)
    };
    check_sentence(
        &script("true"),
        Deadlock,
        "lost-wakeup",
        "main unparked worker-1 at line 3 before it changed `ready` at line 4. worker-1 saw the old value, and parked \
             at line 7. No other unpark follows. The news has to be there before the wakeup.",
    );
    check(&script("false"), Deadlock, None);
}

#[test]
fn a_park_without_a_look() {
    let script = |source: &'static str, at| {
        Script::new(source, 2)
            .blocked(1, "park", None, &[], at, None)
            .ends(End::Deadlock)
    };
    let looks_late = "fn sleep() {\n    loop { thread::park(); if rung.load(S) { return; } }\n}\nfn ring() { t.unpark(); }";
    check(&script(looks_late, (2, 20)), Deadlock, Some("lost-wakeup"));
    let looks =
        "fn sleep() {\n    while !rung.load(S) { thread::park(); }\n}\nfn ring() { t.unpark(); }";
    check(&script(looks, (2, 35)), Deadlock, None);
    let nobody = "fn sleep() {\n    while !rung.load(S) { thread::park(); }\n}\nfn ring() {}";
    check_sentence(
        &script(nobody, (2, 35)),
        Deadlock,
        "lost-wakeup",
        "worker-1 is parked at line 2, and nobody unparked it.",
    );
}

#[test]
fn a_look_under_another_hold() {
    let gap = "fn main() {
    let items = Mutex::new(Vec::new());
    while items.lock().unwrap().is_empty() {
        let guard = items.lock().unwrap();
        drop(bell.wait(guard).unwrap());
    }
}
fn put() {
    items.lock().unwrap().push(7);
    bell.notify_all();
}";
    let script = |put: (u32, u32)| {
        Script::new(gap, 2)
            .object("mutex", (2, 17))
            .act(0, "lock", (3, 17))
            .act(0, "unlock", (3, 17))
            .act(1, "lock", put)
            .act(1, "unlock", put)
            .object("condvar", (99, 1))
            .act(1, "notify_all", (10, 10))
            .reads("nobody waits")
            .on(0)
            .act(0, "lock", (4, 27))
            .on(1)
            .act(0, "wait", (5, 19))
            .blocked(0, "wait", Some(1), &[], (5, 19), None)
            .ends(End::Deadlock)
    };
    check_sentence(
        &script((9, 11)),
        Deadlock,
        "lost-wakeup",
        "main looked at `items` at line 3, and let go of the lock. In between, worker-1 changed it at line 9 and \
             notified `bell` at line 10. Only then did main begin its wait at line 5, without a second look. A \
             notification is not kept: it wakes who waits at that moment, and main was not waiting yet. Looking and \
             going to wait must happen under one hold of the lock.",
    );
    // Nothing was changed there.
    check(&script((4, 27)), Deadlock, None);
}

/// Worker 1 waits at line 3, and then worker 2 does what stands in line 7 or 8 and ends.
fn silent(source: &'static str, line: u32, after: bool) -> Script {
    let at = |line: u32, word: &str| {
        let text = source.lines().nth(line as usize - 1).unwrap_or_default();
        (line, text.find(word).expect("the word") as u32 + 1)
    };
    let wait = at(3, "wait(");
    let script = Script::new(source, 3)
        .object("mutex", (99, 1))
        .act(1, "lock", at(2, "lock("))
        .object("condvar", (99, 2))
        .act(1, "wait", wait)
        .on(0)
        .act(2, "lock", at(line, "lock("))
        .act(2, "unlock", at(line, "lock("));
    let script = if after {
        script.on(1).act(0, "notify_one", (98, 1)).nowhere()
    } else {
        script
    };
    script
        .on_none()
        .act(2, "end", (line, 40))
        .blocked(1, "wait", Some(1), &[], wait, None)
        .ends(End::Deadlock)
}

#[test]
fn a_change_that_nobody_is_told_of() {
    let source = "fn enter() {
    let mut g = m.lock().unwrap();
    while g.n == 4 || g.is_shut { g = bell.wait(g).unwrap(); }
    g.n += 1;
}
fn leave() {
    let mut g = m.lock().unwrap(); g.n -= 1;
}
fn other() {
    let mut g = m.lock().unwrap(); g.name = 1;
}
fn shut() {
    let mut g = m.lock().unwrap(); g.is_shut = true;
}
fn telling() {
    let mut g = m.lock().unwrap(); g.n -= 1; if g.n == 0 { bell.notify_one(); }
}";
    check_sentence(
        &silent(source, 7, false),
        Deadlock,
        "lost-wakeup",
        "While worker-1 waited on `bell` at line 3, worker-2 changed what the lock `m` protects at line 7, and \
             nobody notified `bell` after that. A waiter sleeps until it is told.",
    );
    check(&silent(source, 7, true), Deadlock, None);
    // The sleeper's own way in; another field; a change that leads away; a place that may tell.
    for line in [2, 10, 13, 16] {
        check(&silent(source, line, false), Deadlock, None);
    }
    // Who took a permit and kept it has told nobody either.
    let permits = "fn acquire() {
    let mut g = m.lock().unwrap();
    while *g == 0 /* none is left */ { g = bell.wait(g).unwrap(); }
    *g -= 1;
}
fn try_acquire() {
    let mut g = m.lock().unwrap(); *g -= 1;
}
fn release() { *m.lock().unwrap() += 1; bell.notify_one(); }";
    check(&silent(permits, 7, false), Deadlock, None);
}

#[test]
fn a_change_that_takes_away_what_is_waited_for_wakes_nobody() {
    let script = |look: &str, change: &str| {
        let source = format!(
            "fn take() {{\n let mut g = m.lock().unwrap();\n while {look} {{ g = bell.wait(g).unwrap(); }}\n}}\nfn put() {{\n m.lock().unwrap(){change};\n}}\nfn end() {{ bell.notify_all(); }}"
        );
        silent(source.leak(), 6, false)
    };
    for (look, change) in [
        ("g.is_empty()", ".push(1)"),
        ("g.len() == 3", ".pop()"),
        ("g.free == 0", ".free += 1"),
        ("g.n > 0", ".n -= 1"),
        ("!g.ready", ".ready = true"),
    ] {
        check(&script(look, change), Deadlock, Some("lost-wakeup"));
    }
    for (look, change) in [
        ("g.is_empty()", ".pop()"),
        ("g.len() == 3", ".push(1)"),
        ("!g.is_empty()", ".push(1)"),
        ("g.free == 0", ".free -= 1"),
        ("g.n > 0", ".n += 1"),
        ("g.n > 0", ".other -= 1"),
        ("!g.ready", ".ready = false"),
        ("g.turn != 2", ".turn = 1"),
    ] {
        check(&script(look, change), Deadlock, None);
    }
}

#[test]
fn who_may_tell_through_another_function_is_not_silent() {
    let source = |caller: &str| {
        let text = format!(
            "fn wait() {{\n let mut g = m.lock().unwrap();\n while g.n > 0 {{ g = bell.wait(g).unwrap(); }}\n}}\nfn down() {{\n m.lock().unwrap().n -= 1;\n}}\nfn tell() {{ bell.notify_all(); }}\nfn work() {{ {caller} }}"
        );
        silent(text.leak(), 6, false)
    };
    check(&source("down();"), Deadlock, Some("lost-wakeup"));
    check(&source("if down() == 0 { tell(); }"), Deadlock, None);
}
