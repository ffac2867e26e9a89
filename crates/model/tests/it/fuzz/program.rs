//! Small programs over every operation: what they are made of, made smaller, and as text.
//!
//! It knows nothing of where they come from (`generate`), nor of what they do (`run`).

use std::fmt::{self, Display, Write};

use model::rt::OnceState;

/// How a lock is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hold {
    Lock,
    TryLock,
    Read,
    TryRead,
    Write,
    TryWrite,
    /// Exclusively for an instant, then shared for the body.
    Downgrade,
}

/// One of the operations of a select.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Arm {
    pub(crate) sends: bool,
    pub(crate) channel: usize,
}

/// How long a select waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Patience {
    None,
    Millis(u64),
    Ever,
}

#[derive(Clone, Debug)]
pub(crate) enum Statement {
    /// Takes a lock, does the body, gives it back; the body is left out where the attempt fails.
    Hold {
        how: Hold,
        lock: usize,
        body: Vec<Statement>,
    },
    /// Locks, waits once, unlocks.
    Wait {
        condvar: usize,
        mutex: usize,
        millis: Option<u64>,
    },
    /// Locks, waits until somebody has announced, unlocks.
    WaitFor {
        condvar: usize,
        mutex: usize,
    },
    /// Locks, sets the flag, notifies, unlocks.
    Announce {
        condvar: usize,
        mutex: usize,
        all: bool,
    },
    Notify {
        condvar: usize,
        all: bool,
    },
    Send {
        channel: usize,
    },
    TrySend {
        channel: usize,
    },
    SendTimeout {
        channel: usize,
        millis: u64,
    },
    Recv {
        channel: usize,
    },
    TryRecv {
        channel: usize,
    },
    RecvTimeout {
        channel: usize,
        millis: u64,
    },
    /// Of selectable channels: one of several operations.
    Select {
        arms: Vec<Arm>,
        in_order: bool,
        wait: Patience,
        /// Only asks which is ready.
        looks: bool,
    },
    /// Of selectable channels: the length of the queue.
    Len {
        channel: usize,
    },
    DropSender {
        channel: usize,
    },
    DropReceiver {
        channel: usize,
    },
    Load {
        atomic: usize,
    },
    Store {
        atomic: usize,
        value: u8,
    },
    Add {
        atomic: usize,
    },
    CompareExchange {
        atomic: usize,
        current: u8,
        new: u8,
        weak: bool,
    },
    Spawn {
        thread: usize,
    },
    Join {
        thread: usize,
    },
    IsFinished {
        thread: usize,
    },
    Park {
        millis: Option<u64>,
    },
    Unpark {
        thread: usize,
    },
    Once {
        cell: usize,
        end: OnceState,
        body: Vec<Statement>,
    },
    OnceState {
        cell: usize,
    },
    OnceWait {
        cell: usize,
    },
    Barrier {
        size: usize,
    },
    Print,
    /// Holds the output's lock.
    Stream {
        body: Vec<Statement>,
    },
    /// Ends the process.
    Exit {
        code: i32,
    },
    Sleep {
        millis: u64,
    },
    /// Looks at the clock.
    Now,
    Yield,
    /// Where the last thing that the thread got to know was odd.
    IfOdd {
        body: Vec<Statement>,
        otherwise: Vec<Statement>,
    },
}

#[derive(Clone, Debug)]
pub(crate) struct Program {
    /// Statements by thread; thread 0 is `main`.
    pub(crate) threads: Vec<Vec<Statement>>,
    /// Capacities of the channels.
    pub(crate) channels: Vec<Option<usize>>,
    /// They can be selected among.
    pub(crate) selectable: bool,
    /// The second one is a timer that goes off after so many milliseconds, and again and again if that is odd.
    pub(crate) timer: Option<u64>,
    /// `main` keeps its senders and receivers until it has joined.
    pub(crate) keeps_ends: bool,
    /// `main` does not join at its end.
    pub(crate) detached: bool,
}

impl Program {
    pub(crate) fn uses(&self, what: fn(&Statement) -> bool) -> bool {
        self.threads.iter().any(|statements| any(statements, &what))
    }

    /// Whether the end of the process may cut threads off in the middle of what they do.
    pub(crate) fn is_cut_off(&self) -> bool {
        self.detached || self.uses(|s| matches!(s, Statement::Exit { .. }))
    }

    pub(crate) fn uses_time(&self) -> bool {
        use Statement::*;
        self.timer.is_some()
            || self.uses(|s| {
                matches!(
                    s,
                    Select {
                        wait: Patience::Millis(_),
                        ..
                    } | Wait {
                        millis: Some(_),
                        ..
                    } | Park { millis: Some(_) }
                        | SendTimeout { .. }
                        | RecvTimeout { .. }
                        | Sleep { .. }
                        | Now
                )
            })
    }

    pub(crate) fn uses_spurious(&self) -> bool {
        use Statement::*;
        self.uses(|s| {
            matches!(
                s,
                Wait { .. } | WaitFor { .. } | Park { .. } | CompareExchange { weak: true, .. }
            )
        })
    }

    /// Whether thread `me`, or one that it spawns, uses that end of the channel.
    pub(super) fn needs(&self, me: usize, channel: usize, sender: bool) -> bool {
        any(&self.threads[me], &|s: &Statement| match *s {
            Statement::Spawn { thread } => thread != me && self.needs(thread, channel, sender),
            Statement::Send { channel: c }
            | Statement::TrySend { channel: c }
            | Statement::SendTimeout { channel: c, .. }
            | Statement::DropSender { channel: c } => sender && c == channel,
            Statement::Select { ref arms, .. } => arms
                .iter()
                .any(|arm| arm.sends == sender && arm.channel == channel),
            Statement::Len { channel: c } => !sender && c == channel,
            Statement::Recv { channel: c }
            | Statement::TryRecv { channel: c }
            | Statement::RecvTimeout { channel: c, .. }
            | Statement::DropReceiver { channel: c } => !sender && c == channel,
            _ => false,
        })
    }

    /// The same program with one statement fewer, for each statement.
    pub(crate) fn smaller(&self) -> Vec<Program> {
        let mut all = Vec::new();
        for thread in 0..self.threads.len() {
            for shorter in without_one(&self.threads[thread]) {
                let mut program = self.clone();
                program.threads[thread] = shorter;
                all.push(program);
            }
        }
        all
    }
}

pub(super) fn any(statements: &[Statement], what: &dyn Fn(&Statement) -> bool) -> bool {
    statements.iter().any(|statement| {
        what(statement)
            || match statement {
                Statement::Hold { body, .. }
                | Statement::Once { body, .. }
                | Statement::Stream { body } => any(body, what),
                Statement::IfOdd { body, otherwise } => any(body, what) || any(otherwise, what),
                _ => false,
            }
    })
}

fn without_one(statements: &[Statement]) -> Vec<Vec<Statement>> {
    let mut all = Vec::new();
    for i in 0..statements.len() {
        let mut shorter = statements.to_vec();
        shorter.remove(i);
        all.push(shorter);
        let with = |inner: Statement| {
            let mut changed = statements.to_vec();
            changed[i] = inner;
            changed
        };
        match &statements[i] {
            Statement::Hold { how, lock, body } => {
                for body in without_one(body) {
                    all.push(with(Statement::Hold {
                        how: *how,
                        lock: *lock,
                        body,
                    }));
                }
            }
            Statement::Once { cell, end, body } => {
                for body in without_one(body) {
                    all.push(with(Statement::Once {
                        cell: *cell,
                        end: *end,
                        body,
                    }));
                }
            }
            Statement::Select {
                arms,
                in_order,
                wait,
                looks,
            } if arms.len() > 1 => {
                for left_out in 0..arms.len() {
                    let mut arms = arms.clone();
                    arms.remove(left_out);
                    all.push(with(Statement::Select {
                        arms,
                        in_order: *in_order,
                        wait: *wait,
                        looks: *looks,
                    }));
                }
            }
            Statement::Stream { body } => {
                for body in without_one(body) {
                    all.push(with(Statement::Stream { body }));
                }
            }
            Statement::IfOdd { body, otherwise } => {
                for body in without_one(body) {
                    all.push(with(Statement::IfOdd {
                        body,
                        otherwise: otherwise.clone(),
                    }));
                }
                for otherwise in without_one(otherwise) {
                    all.push(with(Statement::IfOdd {
                        body: body.clone(),
                        otherwise,
                    }));
                }
                for kept in [body, otherwise] {
                    let mut changed = statements.to_vec();
                    changed.splice(i..=i, kept.iter().cloned());
                    all.push(changed);
                }
            }
            _ => {}
        }
    }
    all
}

// ---- text --------------------------------------------------------------------------------------

impl Display for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = |capacity: &Option<usize>| {
            capacity.map_or("unbounded".to_owned(), |n| format!("capacity {n}"))
        };
        let channels: Vec<String> = self.channels.iter().map(name).collect();
        writeln!(
            f,
            "channels: {}, selectable {}, timer {:?}",
            channels.join(", "),
            self.selectable,
            self.timer
        )?;
        for (thread, statements) in self.threads.iter().enumerate() {
            writeln!(f, "thread {thread} {{")?;
            f.write_str(&text(statements, 1))?;
            if thread == 0 {
                match (self.detached, self.keeps_ends) {
                    (true, _) => f.write_str("    (joins nobody)\n")?,
                    (false, true) => {
                        f.write_str("    (joins all, then drops its channel ends)\n")?
                    }
                    (false, false) => f.write_str("    (drops its channel ends, joins all)\n")?,
                }
            }
            writeln!(f, "}}")?;
        }
        Ok(())
    }
}

fn text(statements: &[Statement], depth: usize) -> String {
    let mut all = String::new();
    let indent = "    ".repeat(depth);
    for statement in statements {
        match statement {
            Statement::Hold { how, lock, body } => {
                let _ = writeln!(
                    all,
                    "{indent}{how:?} {lock} {{\n{}{indent}}}",
                    text(body, depth + 1)
                );
            }
            Statement::Once { cell, end, body } => {
                let _ = writeln!(
                    all,
                    "{indent}Once {cell} -> {end:?} {{\n{}{indent}}}",
                    text(body, depth + 1)
                );
            }
            Statement::Stream { body } => {
                let _ = writeln!(
                    all,
                    "{indent}Stream {{\n{}{indent}}}",
                    text(body, depth + 1)
                );
            }
            Statement::IfOdd { body, otherwise } => {
                let (body, otherwise) = (text(body, depth + 1), text(otherwise, depth + 1));
                let _ = writeln!(
                    all,
                    "{indent}IfOdd {{\n{body}{indent}}} else {{\n{otherwise}{indent}}}"
                );
            }
            other => {
                let _ = writeln!(all, "{indent}{other:?}");
            }
        }
    }
    all
}
