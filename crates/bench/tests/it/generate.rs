//! Where the programs come from: a seed, and a few families of statements for each program.

use crate::program::{Notify, Program, Statement};
use crate::run::N_OBJECTS;

/// Programs that may have more schedules than this are not drawn.
const MOST_SCHEDULES: f64 = 400_000.0;

/// Splitmix64.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    fn small(&mut self) -> u32 {
        1 + (self.next() % 3) as u32
    }
}

/// Statements that belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Family {
    Atomic,
    Mutex,
    TryLock,
    RwLock,
    Condvar,
    Channel,
    BoundedChannel,
    Rendezvous,
    Park,
    Join,
}

/// All of them.
pub(crate) const FAMILIES: [Family; 10] = [
    Family::Atomic,
    Family::Mutex,
    Family::TryLock,
    Family::RwLock,
    Family::Condvar,
    Family::Channel,
    Family::BoundedChannel,
    Family::Rendezvous,
    Family::Park,
    Family::Join,
];

impl Program {
    /// A program of that family, with something of another one in it.
    pub(crate) fn generate(random: &mut Random, family: Family) -> Program {
        loop {
            let program = Program::any(random, family);
            if program.schedules() <= MOST_SCHEDULES {
                return program;
            }
        }
    }

    fn any(random: &mut Random, family: Family) -> Program {
        let n_workers = 2 + usize::from(random.one_in(3));
        let mut maker = Maker {
            threads: vec![Vec::new(); 1 + n_workers],
            receiver: random.below(1 + n_workers),
            random,
        };
        const OTHERS: [Family; 4] = [
            Family::Atomic,
            Family::Mutex,
            Family::TryLock,
            Family::RwLock,
        ];
        let other = OTHERS[maker.random.below(OTHERS.len())];
        for _ in 0..3 + maker.random.below(5) {
            let other_now = maker.random.one_in(3);
            let family = if other_now { other } else { family };
            // Workers more often than `main`.
            let me = match maker.random.below(2 * n_workers + 1) {
                0 => 0,
                number => 1 + number % n_workers,
            };
            maker.add(me, family);
        }
        let mut at = 0;
        for number in 1..=n_workers {
            if maker.random.one_in(4) {
                at += maker.random.below(maker.threads[0].len() + 1 - at);
            }
            maker.threads[0].insert(at, Statement::Spawn(number));
            at += 1;
        }
        Program {
            threads: maker.threads,
            bound: match family {
                Family::BoundedChannel => Some(1),
                Family::Rendezvous => Some(0),
                _ => None,
            },
            receiver: maker.receiver,
        }
    }
}

struct Maker<'a> {
    threads: Vec<Vec<Statement>>,
    receiver: usize,
    random: &'a mut Random,
}

impl Maker<'_> {
    /// Adds a statement of the family to the thread; where it waits, something to others that lets it go on.
    fn add(&mut self, me: usize, family: Family) {
        match family {
            Family::Atomic => {
                let statement = self.atomic();
                self.insert(me, statement);
            }
            Family::Mutex | Family::TryLock => {
                let idx = self.random.below(N_OBJECTS);
                let inside = self.inside(Some(idx));
                let tries = family == Family::TryLock && self.random.one_in(2);
                let statement = match tries {
                    true => Statement::TryLocked(idx, inside),
                    false => Statement::Locked(idx, inside),
                };
                self.insert(me, statement);
            }
            Family::RwLock => {
                let inside = self.inside(None);
                let statement = match self.random.one_in(2) {
                    true => Statement::Reading(inside),
                    false => Statement::Writing(inside),
                };
                self.insert(me, statement);
            }
            Family::Condvar => {
                self.insert(me, Statement::Await);
                let notify = match self.random.one_in(2) {
                    true => Notify::One,
                    false => Notify::All,
                };
                let other = self.other(me);
                self.insert(other, Statement::Raise(notify));
            }
            Family::Channel | Family::BoundedChannel | Family::Rendezvous => {
                // A receiver that only tries lets the senders of a full channel wait for ever: there it comes on top.
                let tries = self.random.one_in(3);
                let on_top = tries && family != Family::Channel;
                let statement = if tries {
                    Statement::TryRecv
                } else {
                    Statement::Recv
                };
                self.insert(self.receiver, statement);
                if on_top {
                    return;
                }
                let other = self.other(self.receiver);
                let value = self.random.small();
                self.insert(other, Statement::Send(value));
            }
            Family::Park => {
                // Spurious wakeups come once for each place in the source, and `Thread::run` in the interpreter has but one.
                if self.threads[me].contains(&Statement::Park) {
                    return self.add(me, Family::Atomic);
                }
                self.insert(me, Statement::Park);
                // Who was spawned later knows this thread, and so does `main`.
                let later = self.threads.len() - 1 - me;
                let other = match self.random.below(later + usize::from(me > 0)) {
                    idx if idx < later => me + 1 + idx,
                    _ => 0,
                };
                self.insert(other, Statement::Unpark(me));
            }
            Family::Join => {
                let number = 1 + self.random.below(self.threads.len() - 1);
                self.threads[0].push(Statement::Join(number));
                let statement = self.atomic();
                self.threads[0].push(statement);
                let statement = self.atomic();
                self.insert(number, statement);
            }
        }
    }

    fn insert(&mut self, me: usize, statement: Statement) {
        let at = self.random.below(self.threads[me].len() + 1);
        self.threads[me].insert(at, statement);
    }

    fn other(&mut self, me: usize) -> usize {
        (me + 1 + self.random.below(self.threads.len() - 1)) % self.threads.len()
    }

    fn atomic(&mut self) -> Statement {
        let idx = self.random.below(N_OBJECTS);
        match self.random.below(6) {
            0 | 1 => Statement::Load(idx),
            2 => Statement::Store(idx, self.random.small()),
            3 => Statement::Add(idx, self.random.small()),
            4 => Statement::Swap(idx, self.random.small()),
            _ => Statement::Exchange(idx, self.random.small() - 1, self.random.small()),
        }
    }

    /// What is done while a lock is held: nothing, an atomic operation, or a section of a mutex that is not `held`.
    fn inside(&mut self, held: Option<usize>) -> Vec<Statement> {
        match self.random.below(4) {
            0 => {
                let idx = held.map_or(0, |held| (held + 1) % N_OBJECTS);
                vec![Statement::Locked(idx, Vec::new())]
            }
            1 | 2 => vec![self.atomic()],
            _ => Vec::new(),
        }
    }
}
