//! Steps of a trace as plain words, for screen readers and for sentences.

/// What a thread did in one step.
pub(crate) struct Deed<'a> {
    pub(crate) thread: &'a str,
    pub(crate) op: &'a str,
    pub(crate) object: Option<&'a str>,
    /// The thread that a spawn, join or unpark is about.
    pub(crate) target: Option<&'a str>,
    pub(crate) value: Option<&'a str>,
    pub(crate) wrote: Option<&'a str>,
    pub(crate) failed: bool,
}

/// The predicate of a sentence whose subject is the thread: "reads 0 from `counter`".
pub(crate) fn deed(deed: &Deed<'_>) -> String {
    let object = deed
        .object
        .map(|name| format!("`{}`", crate::naming::end_of_channel(name, deed.op)));
    let object = object.as_deref().unwrap_or("something");
    let target = deed.target.or(deed.object).unwrap_or("a thread");
    let value = deed.value.unwrap_or("a value");
    let attempt = match (deed.failed, deed.value) {
        (true, Some(how)) => format!(", in vain ({how})"),
        (true, None) => ", in vain".to_owned(),
        (false, _) => String::new(),
    };
    match deed.op {
        "load" => format!("reads {value} from {object}"),
        "store" => format!("writes {} to {object}", deed.wrote.unwrap_or("a value")),
        "lock" | "write" => format!("takes the lock {object}"),
        "read" => format!("takes the lock {object} for reading"),
        "try_lock" | "try_write" | "try_read" => {
            format!("tries to take the lock {object}{attempt}")
        }
        "unlock" | "unread" | "unwrite" => format!("gives the lock {object} back"),
        "downgrade" => format!("keeps the lock {object} for reading only"),
        "wait" => format!("goes to wait on {object}"),
        "wake" => match deed.value {
            Some(how) => format!("comes back from its wait on {object} ({how})"),
            None => format!("comes back from its wait on {object}"),
        },
        "notify_one" if deed.target.is_some() => format!("notifies {target}, which waits"),
        "notify_one" if deed.value.is_some() => {
            format!("notifies one waiter of {object}, but nobody waits")
        }
        "drop sender" => format!("drops {object}, a sender"),
        "drop receiver" => format!("drops {object}, a receiver"),
        "initialise" => format!("begins to initialise {object}"),
        "initialised" => format!("has initialised {object}"),
        "notify_one" => format!("notifies one waiter of {object}"),
        "notify_all" => format!("notifies all waiters of {object}"),
        "send" | "try_send" => format!("sends to {object}{attempt}"),
        "recv" | "try_recv" if deed.failed => format!("receives from {object}{attempt}"),
        "recv" | "try_recv" => format!("receives from {object}"),
        // Where none of several channels would do, there is no object.
        "select" => match deed.object {
            Some(_) => format!("tries {object}{attempt}"),
            None => format!("tries all its channels{attempt}"),
        },
        "ready" => match deed.object {
            Some(_) if !deed.failed => format!("finds {object} ready"),
            Some(_) => format!("looks whether {object} is ready{attempt}"),
            None => format!("looks whether one of its channels is ready{attempt}"),
        },
        "len" => match deed.value {
            Some(n) => format!("asks how many messages {object} holds: {n}"),
            None => format!("asks how many messages {object} holds"),
        },
        "spawn" => format!("starts {target}"),
        "join" => format!("joins {target}"),
        "is_finished" => match deed.value {
            Some(answer) => format!("asks whether {target} has ended: {answer}"),
            None => format!("asks whether {target} has ended"),
        },
        // A parker that is no thread.
        "unpark" if deed.target.is_none() && deed.object.is_some() => {
            format!("unparks who is parked on {object}")
        }
        "unpark" => format!("unparks {target}"),
        "park" if is_parker(deed.object, deed.thread) => match deed.value {
            Some(how) => format!("comes back from its park on {object} ({how})"),
            None => format!("goes on from its park on {object}"),
        },
        "leave" => format!("leaves the group {object}"),
        "wait for all" => format!("goes on: all have left the group {object}"),
        "park" => match deed.value {
            Some(how) => format!("comes back from park ({how})"),
            None => "goes on from park".to_owned(),
        },
        "sleep" => match deed.value {
            Some(time) => format!("sleeps {time}"),
            None => "sleeps".to_owned(),
        },
        "compute" => match deed.value {
            Some(time) => format!("computes for {time}"),
            None => "computes".to_owned(),
        },
        "hand over" => "hands data over".to_owned(),
        "yield" | "spin" => "lets others go first".to_owned(),
        "print" | "eprint" => format!("prints {}", quoted(value)),
        "panic" => format!("panics: {}", value.lines().next().unwrap_or_default()),
        "exit" => "ends the program".to_owned(),
        "end" => "ends".to_owned(),
        "time passes" => "is not involved: time passes".to_owned(),
        // What a process does to another one.
        "starts" if deed.failed => "cannot start a program: it is not there".to_owned(),
        "starts" => format!("starts {target}"),
        "signals" => format!("sends {value} to {target}"),
        "has waited for" => format!("has waited for {target}: {value}"),
        "exits" => format!("exits with {value}"),
        "is killed" => format!("is killed by {value}"),
        "gets" => format!("gets {object}{}", in_brackets(deed.value)),
        "reads" => format!("reads {value} from {object}"),
        "writes" if deed.failed => format!("writes to {object}{attempt}"),
        "writes" => format!("writes {value} to {object}"),
        "connects" => format!("connects to {object}{attempt}"),
        "accepts" => "accepts a connection".to_owned(),
        op @ ("closes" | "opens" | "binds" | "listens" | "locks" | "unlocks" | "syncs"
        | "renames" | "removes") => {
            let how = deed.value.filter(|_| !deed.failed);
            format!("{op} {object}{attempt}{}", in_brackets(how))
        }
        op => match (deed.value, deed.wrote) {
            (Some(read), _) if deed.failed => format!("tries `{op}` on {object}, in vain ({read})"),
            (Some(read), Some(wrote)) => {
                format!("changes {object} from {read} to {wrote} in one step (`{op}`)")
            }
            (Some(read), None) if deed.object.is_some() => {
                format!("does `{op}` on {object}: {read}")
            }
            _ if deed.object.is_some() => format!("does `{op}` on {object}{attempt}"),
            _ => format!("does `{op}`{attempt}"),
        },
    }
}

fn in_brackets(text: Option<&str>) -> String {
    text.map(|text| format!(" ({text})")).unwrap_or_default()
}

/// A thread that waits when all is over.
pub(crate) struct Waits<'a> {
    pub(crate) thread: &'a str,
    pub(crate) op: &'a str,
    pub(crate) object: Option<&'a str>,
    /// Who holds the lock, or has to end.
    pub(crate) holders: &'a [&'a str],
    pub(crate) line: Option<u32>,
    pub(crate) taken: Option<u32>,
}

/// ``worker-1 waits for `b` at line 10, which worker-2 holds since line 14``, without a full stop.
pub(crate) fn waits(waits: &Waits<'_>) -> String {
    let line = waits
        .line
        .map(|line| format!(" at line {line}"))
        .unwrap_or_default();
    let thread = waits.thread;
    let object = waits
        .object
        .map(|name| format!("`{}`", crate::naming::end_of_channel(name, waits.op)));
    match (waits.op, &object) {
        ("join", _) => match waits.holders {
            [] => format!("{thread} waits{line} for a thread to end"),
            holders => format!("{thread} waits{line} for {} to end", list(holders)),
        },
        ("lock" | "read" | "write", Some(lock)) => {
            let taken = waits
                .taken
                .map(|line| format!(" (taken at line {line})"))
                .unwrap_or_default();
            let holder = match waits.holders {
                [] => String::new(),
                [own] if *own == thread => format!(", which it holds itself{taken}"),
                [one] => format!(", which {one} holds{taken}"),
                many => format!(", which {} hold{taken}", list(many)),
            };
            format!("{thread} waits{line} for the lock {lock}{holder}")
        }
        ("recv", Some(channel)) => format!("{thread} waits{line} for a message from {channel}"),
        ("send", Some(channel)) => format!("{thread} waits{line} for room in {channel}"),
        ("select" | "ready", Some(channel)) => format!("{thread} waits{line} for {channel}"),
        ("select" | "ready", None) => format!("{thread} waits{line} for any of its channels"),
        // A condition variable, a barrier, a once-cell.
        ("wait", Some(object)) => format!("{thread} waits{line} on {object}"),
        ("wait for all", Some(group)) => {
            format!("{thread} waits{line} until all have left the group {group}")
        }
        ("park", Some(parker)) if is_parker(waits.object, thread) => {
            format!("{thread} is parked{line} on {parker}")
        }
        ("park", _) => format!("{thread} is parked{line}"),
        (op, Some(object)) => format!("{thread} waits{line} in `{op}` on {object}"),
        (op, None) => format!("{thread} waits{line} in `{op}`"),
    }
}

/// Whether a park is on an object of its own; a thread that parks by itself is what it parks on.
pub(crate) fn is_parker(object: Option<&str>, thread: &str) -> bool {
    object.is_some_and(|object| object != thread)
}

/// `a`, `a and b`, `a, b and c`.
pub(crate) fn list(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// A printed text, with its line ends shown.
pub(crate) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.escape_debug())
}

#[cfg(test)]
mod tests {
    use super::{Deed, Waits, deed, waits};

    fn told(op: &str, object: Option<&str>, failed: Option<&str>) -> String {
        deed(&Deed {
            thread: "worker-1",
            op,
            object,
            target: None,
            value: failed,
            wrote: None,
            failed: failed.is_some(),
        })
    }

    #[test]
    fn a_choice_among_channels() {
        assert_eq!(
            told("select", None, Some("nothing is ready")),
            "tries all its channels, in vain (nothing is ready)"
        );
        assert_eq!(
            told("ready", None, Some("timed out")),
            "looks whether one of its channels is ready, in vain (timed out)"
        );
        assert_eq!(told("ready", Some("tx/rx"), None), "finds `tx/rx` ready");
        assert_eq!(
            told("recv", Some("tx/rx"), Some("disconnected")),
            "receives from `rx`, in vain (disconnected)"
        );
        let stuck = |object| {
            waits(&Waits {
                thread: "worker-1",
                op: "select",
                object,
                holders: &[],
                line: Some(10),
                taken: None,
            })
        };
        assert_eq!(
            stuck(None),
            "worker-1 waits at line 10 for any of its channels"
        );
        assert_eq!(stuck(Some("rx")), "worker-1 waits at line 10 for `rx`");
    }

    #[test]
    fn parkers_and_groups() {
        assert_eq!(
            told("park", Some("p"), None),
            "goes on from its park on `p`"
        );
        assert_eq!(told("park", Some("worker-1"), None), "goes on from park");
        assert_eq!(
            told("unpark", Some("p"), None),
            "unparks who is parked on `p`"
        );
        assert_eq!(told("leave", Some("wg"), None), "leaves the group `wg`");
        assert_eq!(
            told("wait for all", Some("wg"), None),
            "goes on: all have left the group `wg`"
        );
        let stuck = |op, object| {
            waits(&Waits {
                thread: "worker-1",
                op,
                object: Some(object),
                holders: &[],
                line: Some(3),
                taken: None,
            })
        };
        assert_eq!(
            stuck("wait for all", "wg"),
            "worker-1 waits at line 3 until all have left the group `wg`"
        );
        assert_eq!(stuck("park", "p"), "worker-1 is parked at line 3 on `p`");
        assert_eq!(stuck("park", "worker-1"), "worker-1 is parked at line 3");
    }
}
