//! Small random programs over every operation: their making, their text, and what they do when they run.
//!
//! It knows nothing of searches; `fuzz` compares those.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::fmt::{self, Display, Write};
use std::rc::Rc;
use std::sync::atomic::Ordering::SeqCst;
use std::time::Duration;

use model::memory::Atomic;
use model::rt::{self, ObjectRef, OnceState, Recv, Send, Stream, ThreadId, Wake};

/// Threads of a program, `main` included.
pub(crate) const MOST_THREADS: usize = 5;
/// Entries of a thread's log.
const LOG: usize = 40;

// ---- random numbers ----------------------------------------------------------------------------

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

// ---- programs ----------------------------------------------------------------------------------

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

#[derive(Clone, Debug)]
pub(crate) struct Program {
    /// Statements by thread; thread 0 is `main`.
    pub(crate) threads: Vec<Vec<Statement>>,
    /// Capacities of the channels.
    pub(crate) channels: Vec<Option<usize>>,
    /// `main` keeps its senders and receivers until it has joined.
    pub(crate) keeps_ends: bool,
    /// `main` does not join at its end.
    pub(crate) detached: bool,
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
        let mut program = Program {
            threads,
            channels,
            keeps_ends: random.one_in(4),
            detached: random.one_in(8),
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

    pub(crate) fn uses(&self, what: fn(&Statement) -> bool) -> bool {
        self.threads.iter().any(|statements| any(statements, &what))
    }

    /// Whether the end of the process may cut threads off in the middle of what they do.
    pub(crate) fn is_cut_off(&self) -> bool {
        self.detached || self.uses(|s| matches!(s, Statement::Exit { .. }))
    }

    pub(crate) fn uses_time(&self) -> bool {
        use Statement::*;
        self.uses(|s| {
            matches!(
                s,
                Wait {
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
    fn needs(&self, me: usize, channel: usize, sender: bool) -> bool {
        any(&self.threads[me], &|s: &Statement| match *s {
            Statement::Spawn { thread } => thread != me && self.needs(thread, channel, sender),
            Statement::Send { channel: c }
            | Statement::TrySend { channel: c }
            | Statement::SendTimeout { channel: c, .. }
            | Statement::DropSender { channel: c } => sender && c == channel,
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

fn any(statements: &[Statement], what: &dyn Fn(&Statement) -> bool) -> bool {
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

struct Maker<'a> {
    random: &'a mut Random,
    families: Vec<Family>,
    n_threads: usize,
}

impl Maker<'_> {
    fn statements(&mut self, me: usize, n: usize, depth: usize) -> Vec<Statement> {
        (0..n).map(|_| self.statement(me, depth)).collect()
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
                        model::rt::OnceState::Done,
                        model::rt::OnceState::Done,
                        model::rt::OnceState::Poisoned,
                        model::rt::OnceState::Incomplete,
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

// ---- text --------------------------------------------------------------------------------------

impl Display for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = |capacity: &Option<usize>| {
            capacity.map_or("unbounded".to_owned(), |n| format!("capacity {n}"))
        };
        let channels: Vec<String> = self.channels.iter().map(name).collect();
        writeln!(f, "channels: {}", channels.join(", "))?;
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

// ---- running -----------------------------------------------------------------------------------

/// What each thread got to know, kept outside of the modelled program's memory.
pub(crate) struct Log {
    entries: [Cell<[u8; LOG]>; MOST_THREADS],
    lengths: [Cell<usize>; MOST_THREADS],
}

impl Log {
    pub(crate) fn new() -> Log {
        Log {
            entries: std::array::from_fn(|_| Cell::new([0; LOG])),
            lengths: std::array::from_fn(|_| Cell::new(0)),
        }
    }

    fn clear(&self) {
        self.lengths.iter().for_each(|length| length.set(0));
    }

    fn push(&self, thread: usize, value: u8) {
        let n = self.lengths[thread].get();
        if n < LOG {
            let mut entries = self.entries[thread].get();
            entries[n] = value;
            self.entries[thread].set(entries);
            self.lengths[thread].set(n + 1);
        }
    }

    fn last(&self, thread: usize) -> u8 {
        match self.lengths[thread].get() {
            0 => 0,
            n => self.entries[thread].get()[n - 1],
        }
    }

    pub(crate) fn read(&self) -> String {
        let mut text = String::new();
        for thread in 0..MOST_THREADS {
            let entries = self.entries[thread].get();
            let _ = write!(text, "{:?}", &entries[..self.lengths[thread].get()]);
        }
        text
    }
}

#[derive(Default)]
struct Object(ObjectRef);

impl Object {
    fn obj(&self) -> rt::Obj<'_> {
        self.0.within(self)
    }
}

/// One of the shared things that a lock, a cell or a channel guards.
#[derive(Default)]
struct Guarded {
    object: Object,
    value: Cell<u8>,
}

struct Queue {
    object: Object,
    messages: RefCell<VecDeque<u8>>,
    receivers: Cell<usize>,
}

/// The shared objects of one execution.
struct World {
    mutexes: [Guarded; 2],
    rwlocks: [Guarded; 2],
    condvars: [Object; 2],
    cells: [Guarded; 2],
    barrier: [Object; 2],
    atomics: [Atomic<u8>; 2],
    queues: Vec<Queue>,
    flag: Cell<bool>,
    ids: [Cell<Option<ThreadId>>; MOST_THREADS],
    joined: [Cell<bool>; MOST_THREADS],
    /// By thread and channel: has it a sender, a receiver?
    senders: [[Cell<bool>; 2]; MOST_THREADS],
    receivers: [[Cell<bool>; 2]; MOST_THREADS],
}

/// Runs the program as `main`.
pub(crate) fn run_main(program: &'static Program, log: &'static Log) {
    log.clear();
    let world = Rc::new(World {
        mutexes: Default::default(),
        rwlocks: Default::default(),
        condvars: Default::default(),
        cells: Default::default(),
        barrier: Default::default(),
        atomics: [Atomic::new(0), Atomic::new(0)],
        queues: program
            .channels
            .iter()
            .map(|_| Queue {
                object: Object::default(),
                messages: RefCell::new(VecDeque::with_capacity(32)),
                receivers: Cell::new(1),
            })
            .collect(),
        flag: Cell::new(false),
        ids: Default::default(),
        joined: Default::default(),
        senders: Default::default(),
        receivers: Default::default(),
    });
    world.ids[0].set(Some(rt::current()));
    let me = Runner {
        program,
        log,
        world,
        me: 0,
    };
    for (channel, &capacity) in program.channels.iter().enumerate() {
        rt::channel(me.world.queues[channel].object.obj(), capacity);
        me.world.senders[0][channel].set(true);
        me.world.receivers[0][channel].set(true);
    }
    me.run(&program.threads[0]);
    if !program.keeps_ends {
        me.drop_ends();
    }
    if !program.detached {
        me.join_children(&program.threads[0]);
    }
    if program.keeps_ends {
        me.drop_ends();
    }
    // Where `main` does not join, only what it knows itself is an outcome. Where another thread may end the process
    // right after this, nothing is: this is no announced operation, so its moment is not explored.
    if !program.uses(|s| matches!(s, Statement::Exit { .. })) {
        let threads = if program.detached {
            1
        } else {
            program.threads.len()
        };
        for thread in 0..threads {
            model::check::outcome(&log.entries[thread].get()[..log.lengths[thread].get()]);
        }
    }
}

struct Runner {
    program: &'static Program,
    log: &'static Log,
    world: Rc<World>,
    me: usize,
}

impl Runner {
    fn note(&self, value: u8) {
        self.log.push(self.me, value);
    }

    fn run(&self, statements: &[Statement]) {
        statements
            .iter()
            .for_each(|statement| self.statement(statement));
    }

    /// Looks at what a lock guards and changes it.
    fn change(&self, guarded: &Guarded) {
        let old = guarded.value.get();
        self.note(old);
        guarded
            .value
            .set(old.wrapping_mul(5).wrapping_add(self.me as u8 + 1));
    }

    fn statement(&self, statement: &Statement) {
        let world = &*self.world;
        match *statement {
            Statement::Hold {
                how,
                lock,
                ref body,
            } => self.hold(how, lock, body),
            Statement::Wait {
                condvar,
                mutex,
                millis,
            } => {
                let guarded = &world.mutexes[mutex];
                rt::lock(guarded.object.obj());
                self.note(guarded.value.get());
                let timeout = millis.map(Duration::from_millis);
                let wake = rt::wait(world.condvars[condvar].obj(), guarded.object.obj(), timeout);
                self.note(match wake {
                    Wake::Notified => 0,
                    Wake::TimedOut => 1,
                    Wake::Spurious => 2,
                });
                self.change(guarded);
                rt::unlock(guarded.object.obj());
            }
            Statement::WaitFor { condvar, mutex } => {
                let guarded = &world.mutexes[mutex];
                rt::lock(guarded.object.obj());
                while !world.flag.get() {
                    rt::wait(world.condvars[condvar].obj(), guarded.object.obj(), None);
                    self.note(guarded.value.get());
                }
                self.change(guarded);
                rt::unlock(guarded.object.obj());
            }
            Statement::Announce {
                condvar,
                mutex,
                all,
            } => {
                let guarded = &world.mutexes[mutex];
                rt::lock(guarded.object.obj());
                self.change(guarded);
                world.flag.set(true);
                self.notify(condvar, all);
                rt::unlock(guarded.object.obj());
            }
            Statement::Notify { condvar, all } => self.notify(condvar, all),
            Statement::Send { channel } => self.send(channel, None),
            Statement::SendTimeout { channel, millis } => {
                // There is no such thing for a rendezvous.
                let timed = self.program.channels[channel] != Some(0);
                self.send(channel, timed.then_some(Duration::from_millis(millis)));
            }
            Statement::TrySend { channel } => {
                if world.senders[self.me][channel].get() {
                    let queue = &world.queues[channel];
                    let message = self.message();
                    let sent = rt::try_send(queue.object.obj(), &mut || {
                        queue.messages.borrow_mut().push_back(message)
                    });
                    self.note_sent(sent);
                }
            }
            Statement::Recv { channel } => self.receive(channel, |queue| rt::recv(queue, None)),
            Statement::TryRecv { channel } => self.receive(channel, rt::try_recv),
            Statement::RecvTimeout { channel, millis } => {
                self.receive(channel, |queue| {
                    rt::recv(queue, Some(Duration::from_millis(millis)))
                });
            }
            Statement::DropSender { channel } => self.drop_sender(channel),
            Statement::DropReceiver { channel } => self.drop_receiver(channel),
            Statement::Load { atomic } => self.note(world.atomics[atomic].load(SeqCst)),
            Statement::Store { atomic, value } => world.atomics[atomic].store(value, SeqCst),
            Statement::Add { atomic } => {
                let add = self.me as u8 * 3 + 1;
                self.note(
                    world.atomics[atomic].rmw("fetch_add", SeqCst, |old| old.wrapping_add(add)),
                );
            }
            Statement::CompareExchange {
                atomic,
                current,
                new,
                weak,
            } => match world.atomics[atomic].compare_exchange(current, new, SeqCst, SeqCst, weak) {
                Ok(_) => self.note(100),
                Err(found) => self.note(found),
            },
            Statement::Spawn { thread } => self.spawn(thread),
            Statement::Join { thread } => {
                if self.is_parent_of(thread) {
                    self.join(thread);
                }
            }
            Statement::IsFinished { thread } => {
                if let Some(id) = world.ids[thread]
                    .get()
                    .filter(|_| self.is_parent_of(thread))
                {
                    self.note(u8::from(rt::is_finished(id)));
                }
            }
            Statement::Park { millis } => rt::park(millis.map(Duration::from_millis)),
            Statement::Unpark { thread } => {
                // Handles that this thread can have: set before it was spawned, or by itself.
                let known = thread == 0 || self.is_known(thread);
                if let Some(id) = world.ids[thread].get().filter(|_| known) {
                    rt::unpark(id);
                }
            }
            Statement::Once {
                cell,
                end,
                ref body,
            } => {
                let guarded = &world.cells[cell];
                let found = rt::once_begin(guarded.object.obj());
                self.note(found as u8);
                if found == OnceState::Done {
                    self.note(guarded.value.get());
                } else {
                    self.change(guarded);
                    self.run(body);
                    rt::once_end(guarded.object.obj(), end);
                }
            }
            Statement::OnceState { cell } => {
                self.note(rt::once_state(world.cells[cell].object.obj()) as u8)
            }
            Statement::OnceWait { cell } => {
                self.note(rt::once_wait(world.cells[cell].object.obj()) as u8)
            }
            Statement::Barrier { size } => {
                self.note(u8::from(rt::barrier_wait(
                    world.barrier[size - 2].obj(),
                    size,
                )));
            }
            Statement::Print => rt::print(Stream::Out, &[b'0' + self.me as u8]),
            Statement::Stream { ref body } => {
                rt::lock_stream(Stream::Out);
                self.run(body);
                rt::unlock_stream(Stream::Out);
            }
            Statement::Exit { code } => rt::exit(code),
            Statement::Now => self.note(rt::now().as_millis() as u8),
            Statement::Sleep { millis } => rt::sleep(Duration::from_millis(millis)),
            Statement::Yield => rt::yield_now(),
            Statement::IfOdd {
                ref body,
                ref otherwise,
            } => {
                self.run(if self.log.last(self.me) % 2 == 1 {
                    body
                } else {
                    otherwise
                });
            }
        }
    }

    fn hold(&self, how: Hold, lock: usize, body: &[Statement]) {
        let world = &*self.world;
        let guarded = match how {
            Hold::Lock | Hold::TryLock => &world.mutexes[lock],
            _ => &world.rwlocks[lock],
        };
        let object = guarded.object.obj();
        let got = match how {
            Hold::Lock => {
                rt::lock(object);
                true
            }
            Hold::TryLock => rt::try_lock(object),
            Hold::Read => {
                rt::read(object);
                true
            }
            Hold::TryRead => rt::try_read(object),
            Hold::Write | Hold::Downgrade => {
                rt::write(object);
                true
            }
            Hold::TryWrite => rt::try_write(object),
        };
        if matches!(how, Hold::TryLock | Hold::TryRead | Hold::TryWrite) {
            self.note(u8::from(got));
        }
        if !got {
            return;
        }
        match how {
            Hold::Read | Hold::TryRead => self.note(guarded.value.get()),
            _ => self.change(guarded),
        }
        if how == Hold::Downgrade {
            rt::downgrade(object);
        }
        self.run(body);
        match how {
            Hold::Lock | Hold::TryLock => rt::unlock(object),
            Hold::Read | Hold::TryRead | Hold::Downgrade => rt::unread(object),
            Hold::Write | Hold::TryWrite => rt::unwrite(object),
        }
    }

    fn notify(&self, condvar: usize, all: bool) {
        let condvar = self.world.condvars[condvar].obj();
        if all {
            rt::notify_all(condvar)
        } else {
            rt::notify_one(condvar)
        }
    }

    /// A message that tells its sender and what that one knew.
    fn message(&self) -> u8 {
        (self.me as u8) * 40 + (self.log.lengths[self.me].get() as u8).min(39)
    }

    fn note_sent(&self, sent: Send) {
        self.note(match sent {
            Send::Sent => 0,
            Send::Disconnected => 1,
            Send::Full => 2,
        });
    }

    fn send(&self, channel: usize, timeout: Option<Duration>) {
        if !self.world.senders[self.me][channel].get() {
            return;
        }
        let queue = &self.world.queues[channel];
        let message = self.message();
        let sent = rt::send(
            queue.object.obj(),
            timeout,
            &mut || queue.messages.borrow_mut().push_back(message),
            &mut || {
                queue
                    .messages
                    .borrow_mut()
                    .retain(|&other| other != message)
            },
        );
        self.note_sent(sent);
    }

    fn receive(&self, channel: usize, how: impl Fn(rt::Obj<'_>) -> Recv) {
        if !self.world.receivers[self.me][channel].get() {
            return;
        }
        let queue = &self.world.queues[channel];
        match how(queue.object.obj()) {
            Recv::Received => {
                let message = queue
                    .messages
                    .borrow_mut()
                    .pop_front()
                    .expect("a message has been received");
                self.note(message);
            }
            Recv::Disconnected => self.note(251),
            Recv::Empty => self.note(252),
        }
    }

    fn drop_sender(&self, channel: usize) {
        if self.world.senders[self.me][channel].replace(false) {
            rt::sender_dropped(self.world.queues[channel].object.obj());
        }
    }

    fn drop_receiver(&self, channel: usize) {
        if self.world.receivers[self.me][channel].replace(false) {
            let queue = &self.world.queues[channel];
            rt::receiver_dropped(queue.object.obj());
            queue.receivers.set(queue.receivers.get() - 1);
            if queue.receivers.get() == 0 {
                queue.messages.borrow_mut().clear();
            }
        }
    }

    fn drop_ends(&self) {
        for channel in 0..self.program.channels.len() {
            self.drop_sender(channel);
            self.drop_receiver(channel);
        }
    }

    fn is_parent_of(&self, thread: usize) -> bool {
        thread != self.me
            && any(
                &self.program.threads[self.me],
                &|s: &Statement| matches!(s, Statement::Spawn { thread: t } if *t == thread),
            )
    }

    /// Threads whose handles a child of `main` can have got at its spawn.
    fn is_known(&self, thread: usize) -> bool {
        let position = |wanted: usize| {
            self.program.threads[0]
                .iter()
                .position(|s| matches!(s, Statement::Spawn { thread: t } if *t == wanted))
        };
        thread == self.me
            || self.me == 0 && self.is_parent_of(thread)
            || match (position(thread), position(self.me)) {
                (Some(earlier), Some(later)) => earlier < later,
                _ => false,
            }
    }

    fn spawn(&self, thread: usize) {
        let world = &self.world;
        if world.ids[thread].get().is_some() {
            return;
        }
        for channel in 0..self.program.channels.len() {
            let queue = &world.queues[channel];
            if world.senders[self.me][channel].get() && self.program.needs(thread, channel, true) {
                rt::sender_cloned(queue.object.obj());
                world.senders[thread][channel].set(true);
            }
            if world.receivers[self.me][channel].get() && self.program.needs(thread, channel, false)
            {
                rt::receiver_cloned(queue.object.obj());
                queue.receivers.set(queue.receivers.get() + 1);
                world.receivers[thread][channel].set(true);
            }
        }
        let child = Runner {
            program: self.program,
            log: self.log,
            world: Rc::clone(world),
            me: thread,
        };
        let body = move || {
            child.world.ids[child.me].set(Some(rt::current()));
            let statements = &child.program.threads[child.me];
            child.run(statements);
            child.drop_ends();
            child.join_children(statements);
        };
        let id = rt::spawn(None, None, Box::new(body));
        world.ids[thread].set(Some(id));
    }

    fn join(&self, thread: usize) {
        let world = &self.world;
        if let Some(id) = world.ids[thread].get()
            && !world.joined[thread].replace(true)
        {
            rt::join(id);
        }
    }

    fn join_children(&self, statements: &[Statement]) {
        for statement in statements {
            if let Statement::Spawn { thread } = *statement {
                self.join(thread);
            }
        }
    }
}
