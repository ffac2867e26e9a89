//! The interpreter: runs a program over one library, and gives what all its threads saw.

use std::sync::Arc;

use crate::library::Library;
use crate::program::{Notify, Program, Statement};

/// What one thread saw, in order; `None` for an attempt in vain.
type Log = Vec<Option<u32>>;

/// How many atomics there are; and as many mutexes.
pub(crate) const N_OBJECTS: usize = 2;

/// Runs the program as `main`, and gives the logs of all threads and the values that are left.
pub(crate) fn run<L: Library>(program: &'static Program) -> Vec<Log> {
    let shared = Arc::new(Shared::<L> {
        atomics: std::array::from_fn(|_| L::atomic()),
        mutexes: std::array::from_fn(|_| L::mutex()),
        rwlock: L::rwlock(),
        gate: (L::mutex(), L::condvar()),
    });
    // A channel that nobody uses would only add steps.
    let channel = program.uses_channel().then(|| L::channel(program.bound));
    let (sender, mut receiver) = channel.flatten().unzip();
    let mut senders: Vec<Option<L::Sender>> = (0..program.threads.len())
        .map(|me| sender.clone().filter(|_| program.sends(me)))
        .collect();
    drop(sender);

    let mut logs = vec![Log::new(); program.threads.len()];
    let mut ends = Vec::new();
    let mut handles = Vec::new();
    let mut main = Thread {
        shared: Arc::clone(&shared),
        sender: senders[0].take(),
        receiver: receiver.take_if(|_| program.receiver == 0),
        others: vec![L::current()],
        log: Log::new(),
    };
    for statement in &program.threads[0] {
        match *statement {
            Statement::Spawn(number) => {
                let thread = Thread {
                    shared: Arc::clone(&shared),
                    sender: senders[number].take(),
                    receiver: receiver.take_if(|_| program.receiver == number),
                    others: main.others.clone(),
                    log: Log::new(),
                };
                let handle = L::spawn(move || thread.run_all(&program.threads[number]));
                main.others.push(L::thread(&handle));
                handles.push(Some(handle));
            }
            Statement::Join(number) => {
                if let Some(handle) = handles.get_mut(number - 1).and_then(Option::take) {
                    let (log, end) = L::join(handle);
                    logs[number] = log;
                    ends.push(end);
                }
            }
            _ => main.run(statement),
        }
    }
    let (log, end) = main.run_all(&[]);
    logs[0] = log;
    ends.push(end);
    for (idx, handle) in handles.into_iter().enumerate() {
        if let Some(handle) = handle {
            let (log, end) = L::join(handle);
            logs[idx + 1] = log;
            ends.push(end);
        }
    }
    // Not earlier: `shuttle` drops a receiver together with what its thread did last, so that a send after that and
    // before the drop is never seen.
    drop(ends);
    logs.push(shared.left());
    logs
}

struct Shared<L: Library> {
    atomics: [L::Atomic; N_OBJECTS],
    mutexes: [L::Mutex; N_OBJECTS],
    rwlock: L::RwLock,
    gate: (L::Mutex, L::Condvar),
}

impl<L: Library> Shared<L> {
    /// The values at the end.
    fn left(&self) -> Log {
        let mut left: Log = self
            .atomics
            .iter()
            .map(|atomic| Some(L::load(atomic)))
            .collect();
        for mutex in self.mutexes.iter().chain([&self.gate.0]) {
            L::locked(mutex, |value| left.push(Some(*value)));
        }
        L::reading(&self.rwlock, |value| left.push(Some(value)));
        left
    }
}

struct Thread<L: Library> {
    shared: Arc<Shared<L>>,
    sender: Option<L::Sender>,
    receiver: Option<L::Receiver>,
    /// Those that existed when this one was spawned.
    others: Vec<L::Thread>,
    log: Log,
}

impl<L: Library> Thread<L> {
    /// To its end. The receiver is handed back rather than dropped.
    fn run_all(mut self, statements: &[Statement]) -> (Log, Option<L::Receiver>) {
        for statement in statements {
            self.run(statement);
        }
        (self.log, self.receiver)
    }

    fn run(&mut self, statement: &Statement) {
        let shared = Arc::clone(&self.shared);
        let atomic = |idx: usize| &shared.atomics[idx];
        match statement {
            Statement::Load(idx) => self.log.push(Some(L::load(atomic(*idx)))),
            Statement::Store(idx, value) => L::store(atomic(*idx), *value),
            Statement::Add(idx, value) => self.log.push(Some(L::add(atomic(*idx), *value))),
            Statement::Swap(idx, value) => self.log.push(Some(L::swap(atomic(*idx), *value))),
            Statement::Exchange(idx, current, new) => {
                let (found, replaced) = L::exchange(atomic(*idx), *current, *new);
                self.log.push(Some(found));
                self.log.push(replaced.then_some(*new));
            }
            Statement::Locked(idx, inside) => {
                L::locked(&shared.mutexes[*idx], |value| self.section(value, inside));
            }
            Statement::TryLocked(idx, inside) => {
                let mutex = &shared.mutexes[*idx];
                if !L::try_locked(mutex, |value| self.section(value, inside)) {
                    self.log.push(None);
                }
            }
            Statement::Reading(inside) => L::reading(&shared.rwlock, |value| {
                self.log.push(Some(value));
                inside.iter().for_each(|statement| self.run(statement));
            }),
            Statement::Writing(inside) => {
                L::writing(&shared.rwlock, |value| self.section(value, inside));
            }
            Statement::Await => L::awaiting(&shared.gate.0, &shared.gate.1, |value| {
                self.log.push(Some(*value));
                *value -= 1;
            }),
            Statement::Raise(notify) => {
                L::locked(&shared.gate.0, |value| *value += 1);
                match notify {
                    Notify::One => L::notify_one(&shared.gate.1),
                    Notify::All => L::notify_all(&shared.gate.1),
                }
            }
            Statement::Send(value) => L::send(self.sender.as_ref().expect("an end"), *value),
            Statement::Recv => {
                let received = L::recv(self.receiver.as_ref().expect("the receiver"));
                self.log.push(received);
            }
            Statement::TryRecv => {
                let received = L::try_recv(self.receiver.as_ref().expect("the receiver"));
                self.log.push(received);
            }
            Statement::Park => L::park(),
            Statement::Unpark(number) => {
                if let Some(thread) = self.others.get(*number) {
                    L::unpark(thread);
                }
            }
            Statement::Spawn(_) | Statement::Join(_) => unreachable!("only `main` does that"),
        }
    }

    /// What is written shows in which order the sections came.
    fn section(&mut self, value: &mut u32, inside: &[Statement]) {
        let seen = *value;
        self.log.push(Some(seen));
        inside.iter().for_each(|statement| self.run(statement));
        *value = seen + 1;
    }
}
