//! Where random programs come from: a seed, the families of operations, and a bound on how many schedules there may be.

use model::rt::OnceState;

use super::program::{Arm, Hold, Patience, Program, Statement};

/// Splitmix64.
#[derive(Clone, Debug)]
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
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
    fn pick<T: Copy>(&mut self, among: &[T]) -> T {
        among[self.below(among.len())]
    }
}

/// The operations that a program is made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    Mutex,
    TryLock,
    RwLock,
    TryRwLock,
    Condvar,
    TimedCondvar,
    Channel,
    TryChannel,
    TimedChannel,
    Disconnect,
    Select,
    TimedSelect,
    Timer,
    Atomic,
    Weak,
    Threads,
    Park,
    TimedPark,
    Once,
    Barrier,
    Print,
    Exit,
    Time,
}

impl Program {
    /// A program over two or three of the families.
    pub(crate) fn generate(random: &mut Random, families: &[Family]) -> Program {
        let mut chosen = Vec::new();
        for _ in 0..1 + random.below(3) {
            chosen.push(random.pick(families));
        }
        let capacities = [None, Some(1), Some(0)];
        let channels = (0..2).map(|_| random.pick(&capacities)).collect();
        let n_threads = 3 + usize::from(random.one_in(3));
        // An end of the process matters most where `main` races for it.
        let detached = if chosen.contains(&Family::Exit) { 2 } else { 8 };
        let of_interest = chosen.clone();
        let chosen_any = |families: &[Family]| of_interest.iter().any(|f| families.contains(f));
        let mut maker = Maker {
            random,
            families: chosen,
            n_threads,
        };
        let mut threads = Vec::new();
        for me in 0..n_threads {
            let most = if n_threads == 3 { 4 } else { 3 };
            let n = match me {
                0 => maker
                    .random
                    .below(3)
                    .saturating_sub(usize::from(n_threads > 3)),
                _ => 1 + maker.random.below(most),
            };
            threads.push(maker.statements(me, n, 0));
        }
        let selectable =
            chosen_any(&[Family::Select, Family::TimedSelect, Family::Timer]) || random.one_in(8);
        let timer = chosen_any(&[Family::Timer]).then(|| 1 + random.below(2) as u64);
        let mut program = Program {
            threads,
            channels,
            selectable,
            timer,
            keeps_ends: random.one_in(4),
            detached: random.one_in(detached),
        };
        program.keep_small();
        program.add_spawns(random);
        program
    }

    /// Shortens the longest threads until it seems possible to try every schedule.
    fn keep_small(&mut self) {
        const MOST_SCHEDULES: f64 = 20_000.0;
        let releases = self.uses(|s| {
            matches!(
                s,
                Statement::Hold {
                    how: Hold::TryLock | Hold::TryRead | Hold::TryWrite,
                    ..
                }
            )
        });
        loop {
            let events: Vec<usize> = self
                .threads
                .iter()
                .map(|statements| count(statements, releases))
                .collect();
            let (mut schedules, mut all) = (1.0, 0);
            for &n in &events {
                for i in 1..=n {
                    all += 1;
                    schedules *= all as f64 / i as f64;
                }
            }
            if schedules <= MOST_SCHEDULES {
                return;
            }
            let longest = (0..events.len())
                .max_by_key(|&thread| events[thread])
                .expect("there is `main`");
            self.threads[longest].pop();
        }
    }

    /// Every thread is spawned by `main` at the beginning, or now and then by an older sibling.
    fn add_spawns(&mut self, random: &mut Random) {
        let n = self.threads.len();
        let mut by_main = Vec::new();
        for thread in 1..n {
            if thread > 1 && random.one_in(8) {
                let parent = 1 + random.below(thread - 1);
                let at = random.below(self.threads[parent].len() + 1);
                self.threads[parent].insert(at, Statement::Spawn { thread });
            } else {
                by_main.push(Statement::Spawn { thread });
            }
        }
        let late = random.one_in(8) && !by_main.is_empty();
        let last = late.then(|| by_main.pop().expect("not empty"));
        by_main.append(&mut self.threads[0]);
        if let Some(last) = last {
            let at = random.below(by_main.len() + 1);
            by_main.insert(at, last);
        }
        self.threads[0] = by_main;
    }
}

/// About how many events they are.
fn count(statements: &[Statement], releases: bool) -> usize {
    let one = |statement: &Statement| match statement {
        Statement::Hold { body, .. } => 1 + usize::from(releases) + count(body, releases),
        Statement::Once { body, .. } => 2 + count(body, releases),
        Statement::Stream { body } => 1 + count(body, releases),
        Statement::IfOdd { body, otherwise } => {
            count(body, releases).max(count(otherwise, releases))
        }
        Statement::Wait { .. } | Statement::WaitFor { .. } => 3,
        Statement::Announce { .. } => 2,
        Statement::Recv { .. } | Statement::RecvTimeout { .. } => 2,
        Statement::Join { .. } | Statement::Yield | Statement::Sleep { .. } | Statement::Now => 0,
        _ => 1,
    };
    statements.iter().map(one).sum()
}

struct Maker<'a> {
    random: &'a mut Random,
    families: Vec<Family>,
    n_threads: usize,
}

impl Maker<'_> {
    fn statements(&mut self, me: usize, n: usize, depth: usize) -> Vec<Statement> {
        (0..n).map(|_| self.statement(me, depth)).collect()
    }

    fn select(&mut self, millis: Option<u64>) -> Statement {
        let n = 1 + self.random.below(3);
        let arms = (0..n)
            .map(|_| Arm {
                sends: self.random.one_in(2),
                channel: self.random.below(2),
            })
            .collect();
        Statement::Select {
            arms,
            in_order: self.random.one_in(4),
            wait: match (self.random.below(6), millis) {
                (0, _) => Patience::None,
                (1, Some(millis)) => Patience::Millis(millis),
                _ => Patience::Ever,
            },
            looks: self.random.one_in(8),
        }
    }

    /// The body of a lock, mostly empty: what it guards is touched anyway.
    fn body(&mut self, me: usize, depth: usize) -> Vec<Statement> {
        let n = if depth < 2 && self.random.one_in(3) {
            1
        } else {
            0
        };
        self.statements(me, n, depth + 1)
    }

    fn statement(&mut self, me: usize, depth: usize) -> Statement {
        use Statement::*;
        if depth < 2 && self.random.one_in(10) {
            let body = self.statements(me, 1, depth + 1);
            let otherwise = if self.random.one_in(2) {
                self.statements(me, 1, depth + 1)
            } else {
                Vec::new()
            };
            return IfOdd { body, otherwise };
        }
        let family = self.random.pick(&self.families);
        let two = usize::from(self.random.one_in(3));
        let millis = 1 + self.random.below(2) as u64;
        let r = self.random.below(12);
        let hold = |how: self::Hold, body: Vec<Statement>| Hold {
            how,
            lock: two,
            body,
        };
        match family {
            Family::Mutex => hold(self::Hold::Lock, self.body(me, depth)),
            Family::TryLock if r < 5 => hold(self::Hold::Lock, self.body(me, depth)),
            Family::TryLock => hold(self::Hold::TryLock, self.body(me, depth)),
            Family::RwLock | Family::TryRwLock => {
                use self::Hold::{Downgrade, Read, TryRead, TryWrite, Write};
                let how = if family == Family::RwLock {
                    [Read, Read, Read, Write, Write, Downgrade][r / 2]
                } else {
                    [
                        Read, Read, TryRead, TryRead, Write, TryWrite, TryWrite, Downgrade,
                    ][r * 8 / 12]
                };
                hold(how, self.body(me, depth))
            }
            Family::Condvar | Family::TimedCondvar => match r {
                0..4 => {
                    let timed = family == Family::TimedCondvar && self.random.one_in(2);
                    Wait {
                        condvar: two,
                        mutex: 0,
                        millis: timed.then_some(millis),
                    }
                }
                4 => WaitFor {
                    condvar: two,
                    mutex: 0,
                },
                5..7 => Announce {
                    condvar: two,
                    mutex: 0,
                    all: r == 5,
                },
                7..11 => Notify {
                    condvar: two,
                    all: r == 7,
                },
                _ => hold(self::Hold::Lock, self.body(me, depth)),
            },
            Family::Channel => match r {
                0..6 => Send { channel: two },
                _ => Recv { channel: two },
            },
            Family::TryChannel => match r {
                0..3 => Send { channel: two },
                3..6 => TrySend { channel: two },
                6..9 => Recv { channel: two },
                _ => TryRecv { channel: two },
            },
            Family::TimedChannel => match r {
                0..4 => Send { channel: two },
                4..6 => SendTimeout {
                    channel: two,
                    millis,
                },
                6..8 => Recv { channel: two },
                8 => Sleep { millis },
                _ => RecvTimeout {
                    channel: two,
                    millis,
                },
            },
            Family::Disconnect => match r {
                0..3 => Send { channel: two },
                3 => TrySend { channel: two },
                4..6 => Recv { channel: two },
                6..8 => TryRecv { channel: two },
                8..10 => DropSender { channel: two },
                _ => DropReceiver { channel: two },
            },
            Family::Select | Family::TimedSelect | Family::Timer => match r {
                0 => Send { channel: two },
                1 => Recv { channel: two },
                2 => TrySend { channel: two },
                3 => TryRecv { channel: two },
                4 if family != Family::Select => SendTimeout {
                    channel: two,
                    millis,
                },
                5 if self.random.one_in(2) => DropSender { channel: two },
                5 => DropReceiver { channel: two },
                6 => Len { channel: two },
                _ => self.select((family != Family::Select).then_some(millis)),
            },
            Family::Atomic | Family::Weak => match r {
                0..4 => Load { atomic: two },
                4..6 => Store {
                    atomic: two,
                    value: r as u8,
                },
                6..8 => Add { atomic: two },
                _ => {
                    let (current, new) = (
                        self.random.pick(&[0, 0, 1, 4]),
                        self.random.pick(&[1, 2, 7]),
                    );
                    CompareExchange {
                        atomic: two,
                        current,
                        new,
                        weak: family == Family::Weak,
                    }
                }
            },
            Family::Threads => {
                let thread = 1 + self.random.below(self.n_threads - 1);
                match r {
                    0..4 => Join { thread },
                    4..8 => IsFinished { thread },
                    _ => Add { atomic: two },
                }
            }
            Family::Park | Family::TimedPark => match r {
                0..5 => Park {
                    millis: (family == Family::TimedPark && r > 2).then_some(millis),
                },
                5 => Yield,
                _ => {
                    // Only threads that are known to be there: main, and siblings that are older.
                    let most = if me == 0 { self.n_threads - 1 } else { me };
                    Unpark {
                        thread: self.random.below(most + 1),
                    }
                }
            },
            Family::Once => match r {
                0..6 => {
                    let end = self.random.pick(&[
                        self::OnceState::Done,
                        self::OnceState::Done,
                        self::OnceState::Poisoned,
                        self::OnceState::Incomplete,
                    ]);
                    Once {
                        cell: two,
                        end,
                        body: self.body(me, depth),
                    }
                }
                6..10 => OnceState { cell: two },
                _ => OnceWait { cell: two },
            },
            Family::Barrier => Barrier {
                size: 2 + usize::from(r == 0),
            },
            Family::Print if r < 8 => Print,
            Family::Print => Stream {
                body: self.body(me, depth),
            },
            Family::Exit if r < 6 => Print,
            Family::Exit if r < 8 => Exit {
                code: self.random.pick(&[0, 3]),
            },
            Family::Exit => Store {
                atomic: two,
                value: r as u8,
            },
            Family::Time if r < 2 => Yield,
            Family::Time if r < 4 => Now,
            Family::Time if r < 10 => Sleep { millis },
            Family::Time => Wait {
                condvar: two,
                mutex: 0,
                millis: Some(millis),
            },
        }
    }
}
