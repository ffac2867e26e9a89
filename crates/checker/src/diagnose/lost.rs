//! The rule about a thread that sleeps although what it waits for is there: the wakeup came too early, or not at all.
//!
//! Nearly every program whose threads wait for each other on condition variables ends with somebody who sleeps. It is a
//! lost wakeup only where the wakeup is what is missing, so the rule asks for proof: the value that the sleeper looked
//! at has changed since; or the text shows that it did not look, that it looked under another hold of the lock, or that
//! nobody tells of a change.

use model::report::{Blocked, Step};

use super::locking::held;
use super::{Case, Diagnosis, found, is_lock, is_unlock};
use crate::report::Verdict;

/// What a notification that came too early is.
const NOT_KEPT: &str = "A notification is not kept: it wakes who waits at that moment";

/// A thread waits for a wakeup that came too early, or never.
pub(super) fn lost_wakeup(case: &Case<'_>) -> Option<Diagnosis> {
    if case.verdict != Verdict::Deadlock || others_explain(case) {
        return None;
    }
    let sentence = sleepers(case).find_map(|sleeper| {
        sleeps_although_it_is_there(case, sleeper)
            .or_else(|| nobody_tells(case, sleeper))
            .or_else(|| parks_without_a_look(case, sleeper))
            .or_else(|| waits_without_a_look(case, sleeper))
            .or_else(|| looks_under_another_hold(case, sleeper))
            .or_else(|| changed_in_silence(case, sleeper))
    })?;
    found("lost-wakeup", sentence)
}

/// Who sleeps in `park` or on a condition variable.
fn sleepers<'a>(case: &'a Case<'_>) -> impl Iterator<Item = &'a Blocked> {
    case.blocked()
        .iter()
        .filter(|blocked| is_sleeper(case, blocked))
}

fn is_sleeper(case: &Case<'_>, blocked: &Blocked) -> bool {
    // Barriers and once-cells are waited for by the same name, and so is what other libraries park on.
    let is = |class: &str| {
        blocked
            .object
            .is_some_and(|object| case.class(object) == class)
    };
    match blocked.op.as_str() {
        "park" => !is("parker"),
        "wait" => is("condvar"),
        _ => false,
    }
}

/// Where others wait for a message, or for a lock that a sleeper holds, where somebody panicked, or where somebody who
/// waits would tell the sleepers later, the missing wakeup is the effect of something else.
fn others_explain(case: &Case<'_>) -> bool {
    let is_held_by_sleeper = |blocked: &Blocked| {
        blocked
            .waits_for
            .iter()
            .any(|holder| sleepers(case).any(|sleeper| sleeper.thread == *holder))
    };
    let would_tell = |blocked: &Blocked| {
        case.token(blocked.place.as_ref()).is_some_and(|at| {
            // What stands in the arguments of a `scope` is done before it joins.
            let after = case.text.group_after(at).map_or(at, |call| call.end);
            case.text
                .calls_later(after, &["notify_one", "notify_all", "unpark"])
        })
    };
    case.steps().iter().any(|step| step.op == "panic")
        || case
            .blocked()
            .iter()
            .any(|blocked| match blocked.op.as_str() {
                "join" => would_tell(blocked),
                op if is_lock(op) => is_held_by_sleeper(blocked),
                _ => !is_sleeper(case, blocked),
            })
}

/// The steps of others that tell this sleeper.
fn tellings<'a>(
    case: &Case<'a>,
    sleeper: &'a Blocked,
) -> impl DoubleEndedIterator<Item = &'a Step> {
    let (thread, object) = (sleeper.thread, sleeper.object);
    let parks = sleeper.op == "park";
    case.steps().iter().filter(move |step| {
        if parks {
            step.op == "unpark" && step.target == Some(thread)
        } else {
            step.object == object && matches!(step.op.as_str(), "notify_one" | "notify_all")
        }
    })
}

/// The number of the step with which the sleep began; of a park that never returned there is no step.
fn begin(case: &Case<'_>, sleeper: &Blocked) -> u32 {
    case.steps()
        .iter()
        .rfind(|step| {
            step.thread == sleeper.thread && step.op == "wait" && step.object == sleeper.object
        })
        .map_or(u32::MAX, |step| step.n)
}

fn bell<'a>(case: &'a Case<'_>, sleeper: &Blocked) -> &'a str {
    sleeper
        .object
        .map_or("the condition variable", |object| case.object(object))
}

/// The sleeper looked at an atomic value before. By what it is now, it would not go to sleep.
fn sleeps_although_it_is_there(case: &Case<'_>, sleeper: &Blocked) -> Option<String> {
    let at = case.token(sleeper.place.as_ref())?;
    let look = case.text.look_before(at)?;
    let (load, token) = case
        .steps()
        .iter()
        .rev()
        .filter(|step| step.thread == sleeper.thread && step.op == "load")
        .filter_map(|step| Some((step, case.token(step.place.as_ref())?)))
        .find(|(_, token)| look.tokens.contains(token))?;
    let news = case
        .steps()
        .iter()
        .rfind(|step| step.object == load.object && step.wrote.is_some() && !step.failed)?;
    let sleeps_for = |value: &Option<String>| {
        case.text
            .sleeps_for(&look, token, value.as_deref().unwrap_or_default())
    };
    let is_lost = news.n > load.n
        && news.thread != sleeper.thread
        && sleeps_for(&load.value) == Some(true)
        && sleeps_for(&news.wrote) == Some(false);
    if !is_lost {
        return None;
    }
    let who = case.thread(sleeper.thread);
    let line = case.at_line(sleeper.place.as_ref());
    let value = load.object.map_or("it", |object| case.object(object));
    let teller = case.thread(news.thread);
    let (call, sleeps, whom) = if sleeper.op == "park" {
        ("unparked", "parked", who)
    } else {
        ("notified", "began its wait", bell(case, sleeper))
    };
    let whom = if sleeper.op == "park" {
        whom.to_owned()
    } else {
        format!("`{whom}`")
    };
    let new = news.wrote.as_deref().unwrap_or("another value");
    if let Some(telling) = tellings(case, sleeper).rfind(|telling| telling.n > news.n) {
        // One that came later woke somebody else.
        if telling.n > begin(case, sleeper) {
            return None;
        }
        return Some(match sleeper.op.as_str() {
            "park" => format!(
                "{} unparked {who}{}, but that wakeup was used up before {who} parked{line}. No other one follows.",
                case.thread(telling.thread),
                case.at_line(telling.place.as_ref()),
            ),
            _ => format!(
                "{who} saw {} in `{value}`{}. Then {teller} changed it to {new}{}{} notified {whom}{}, before {who} \
                 {sleeps}{line}. {NOT_KEPT}, and {who} was not waiting yet. No other one follows.",
                load.value.as_deref().unwrap_or("the old value"),
                case.at_line(load.place.as_ref()),
                case.at_line(news.place.as_ref()),
                if telling.thread == news.thread {
                    " and".to_owned()
                } else {
                    format!(", and {}", case.thread(telling.thread))
                },
                case.at_line(telling.place.as_ref()),
            ),
        });
    }
    if let Some(telling) = tellings(case, sleeper).rfind(|telling| telling.thread == news.thread) {
        return Some(format!(
            "{teller} {call} {whom}{} before it changed `{value}`{}. {who} saw the old value, and {sleeps}{line}. No \
             other {} follows. The news has to be there before the wakeup.",
            case.at_line(telling.place.as_ref()),
            case.at_line(news.place.as_ref()),
            if sleeper.op == "park" {
                "unpark"
            } else {
                "notification"
            },
        ));
    }
    Some(format!(
        "{who} saw {} in `{value}`{}, and {sleeps}{line}. {teller} changed it to {new}{}, but nobody {call} {whom} after \
         that. Who sleeps doesn't see a change: it has to be told.",
        load.value.as_deref().unwrap_or("the old value"),
        case.at_line(load.place.as_ref()),
        case.at_line(news.place.as_ref()),
    ))
}

/// Nothing in the program tells the sleeper, now or ever.
fn nobody_tells(case: &Case<'_>, sleeper: &Blocked) -> Option<String> {
    if tellings(case, sleeper).next().is_some() {
        return None;
    }
    let (who, line) = (
        case.thread(sleeper.thread),
        case.at_line(sleeper.place.as_ref()),
    );
    if sleeper.op == "park" {
        return (!case.text.mentions("unpark"))
            .then(|| format!("{who} is parked{line}, and nobody unparked it."));
    }
    let bell = bell(case, sleeper);
    let name = bell.rsplit('.').next().unwrap_or(bell);
    let name = name.split([' ', '[']).next().unwrap_or(name);
    case.text.never_notifies(name).then(|| {
        format!(
            "{who} waits on `{bell}`{line}, and nobody notified it. A waiter sleeps until it is told."
        )
    })
}

/// The thread parks at once, whatever has happened before, and nobody is there to unpark it.
fn parks_without_a_look(case: &Case<'_>, sleeper: &Blocked) -> Option<String> {
    let at = case
        .token(sleeper.place.as_ref())
        .filter(|_| sleeper.op == "park")?;
    let before = case.text.loops_around(at).first().cloned();
    let is_first = match before {
        // `loop { park(); … }`: the look comes behind the first sleep.
        Some(round) => {
            case.text.text(round.start) == "loop" && case.text.asks_nothing(round.start + 1, at)
        }
        None => case.text.waits_unconditionally(at),
    };
    let has_looked = case
        .steps()
        .iter()
        .any(|step| step.thread == sleeper.thread && step.op != "print");
    if !is_first || has_looked || tellings(case, sleeper).next().is_some() {
        return None;
    }
    let who = case.thread(sleeper.thread);
    Some(format!(
        "{who} parks{} without a look whether what it waits for is already there, and nobody unparked it.",
        case.at_line(sleeper.place.as_ref()),
    ))
}

/// The last notification found nobody, and the sleeper waits without having looked whether it is needed.
fn waits_without_a_look(case: &Case<'_>, sleeper: &Blocked) -> Option<String> {
    let at = case
        .token(sleeper.place.as_ref())
        .filter(|&at| sleeper.op == "wait" && case.text.text(at) == "wait")?;
    let telling = unheard(case, sleeper)?;
    case.text.waits_unconditionally(at).then(|| {
        let who = case.thread(sleeper.thread);
        format!(
            "{} notified `{}`{} before {who} began its wait{}. {NOT_KEPT}, and {who} was not waiting yet. No other one \
             follows.",
            case.thread(telling.thread),
            bell(case, sleeper),
            case.at_line(telling.place.as_ref()),
            case.at_line(sleeper.place.as_ref()),
        )
    })
}

/// The last notification for a sleeper, if another thread gave it before the sleep began and nobody heard it.
fn unheard<'a>(case: &Case<'a>, sleeper: &'a Blocked) -> Option<&'a Step> {
    tellings(case, sleeper).next_back().filter(|step| {
        step.thread != sleeper.thread
            && step.n < begin(case, sleeper)
            && matches!(step.value.as_deref(), Some("nobody waits" | "0 waiting"))
    })
}

/// The sleeper looked under one hold of the lock and began its wait under the next one. In between, somebody changed
/// what the lock protects, and notified.
fn looks_under_another_hold(case: &Case<'_>, sleeper: &Blocked) -> Option<String> {
    let at = case.token(sleeper.place.as_ref())?;
    let telling = unheard(case, sleeper)?;
    let (mutex, entry) = entry(case, sleeper)?;
    let steps = case.steps();
    let own = |step: &&Step| step.thread == sleeper.thread && step.object == Some(mutex);
    let look = steps
        .iter()
        .filter(own)
        .rfind(|step| step.n < entry.n && is_lock(&step.op))?;
    let let_go = steps
        .iter()
        .filter(own)
        .find(|step| step.n > look.n && is_unlock(&step.op))?;
    let change = steps.iter().find(|step| {
        step.thread == telling.thread
            && step.object == Some(mutex)
            && is_lock(&step.op)
            && (let_go.n..telling.n).contains(&step.n)
    })?;
    let (entry_token, look_token) = (
        case.token(entry.place.as_ref())?,
        case.token(look.place.as_ref())?,
    );
    let is_apart = telling.n < entry.n
        && look_token != entry_token
        && case.text.asks_nothing(entry_token, at)
        && case.text.decides(look_token, at)
        && case.text.routine(look_token) == case.text.routine(at)
        && case
            .text
            .change_under(case.token(change.place.as_ref())?)
            .is_some();
    let who = case.thread(sleeper.thread);
    let name = case.object(mutex);
    is_apart.then(|| {
        format!(
            "{who} looked at `{name}`{}, and let go of the lock. In between, {} changed it{} and notified `{}`{}. Only \
             then did {who} begin its wait{}, without a second look. {NOT_KEPT}, and {who} was not waiting yet. Looking \
             and going to wait must happen under one hold of the lock.",
            case.at_line(look.place.as_ref()),
            case.thread(change.thread),
            case.at_line(change.place.as_ref()),
            bell(case, sleeper),
            case.at_line(telling.place.as_ref()),
            case.at_line(sleeper.place.as_ref()),
        )
    })
}

/// The lock under which the sleeper began its wait, and where it took it.
fn entry<'a>(case: &Case<'a>, sleeper: &Blocked) -> Option<(u32, &'a Step)> {
    let begin = begin(case, sleeper);
    let idx = case.steps().iter().position(|step| step.n == begin)?;
    let lock = held(case.steps(), sleeper.thread, idx)
        .into_iter()
        .next_back()?;
    Some((lock.object?, lock))
}

/// While the thread slept, somebody changed what the lock protects, told nobody, and is through with it.
///
/// It asks that the text of that part tells nobody either, that it is not the part by which the sleeper came in, and
/// that the change can be one that the sleeper waits for.
fn changed_in_silence(case: &Case<'_>, sleeper: &Blocked) -> Option<String> {
    let (begin, at) = (begin(case, sleeper), case.token(sleeper.place.as_ref())?);
    let (mutex, entry) = entry(case, sleeper)?;
    let steps = case.steps();
    let is_there = |step: &Step| step.object == Some(mutex) && is_lock(&step.op);
    let change = steps.iter().rfind(|step| {
        is_there(step) && step.n > begin && step.thread != sleeper.thread && {
            let later = || {
                steps
                    .iter()
                    .filter(|other| other.thread == step.thread && other.n > step.n)
            };
            later().any(|other| is_unlock(&other.op) && other.object == Some(mutex))
                && !later().any(is_there)
        }
    })?;
    let is_through = case
        .blocked()
        .iter()
        .all(|blocked| blocked.thread != change.thread || blocked.op == "join");
    let token = case.token(change.place.as_ref())?;
    let is_told = tellings(case, sleeper).any(|telling| telling.n > change.n);
    if !is_through || is_told || change.place == entry.place || case.text.may_tell_later(token) {
        return None;
    }
    let made = case.text.change_under(token)?;
    let look = case.text.look_before(at);
    if !case.text.may_wake(&made, look.as_ref(), at) {
        return None;
    }
    let (who, other) = (case.thread(sleeper.thread), case.thread(change.thread));
    let line = case.at_line(sleeper.place.as_ref());
    let (name, bell) = (case.object(mutex), bell(case, sleeper));
    let early = tellings(case, sleeper)
        .rfind(|telling| telling.thread == change.thread && telling.n > begin);
    Some(match early {
        Some(early) => format!(
            "{other} notified `{bell}`{} before it changed `{name}`{}. Who woke up saw the old value, and {who} waits \
             again{line}. No other notification follows. The news has to be there before the wakeup.",
            case.at_line(early.place.as_ref()),
            case.at_line(change.place.as_ref()),
        ),
        None => format!(
            "While {who} waited on `{bell}`{line}, {other} changed what the lock `{name}` protects{}, and nobody notified \
             `{bell}` after that. A waiter sleeps until it is told.",
            case.at_line(change.place.as_ref()),
        ),
    })
}

#[cfg(test)]
mod tests;
