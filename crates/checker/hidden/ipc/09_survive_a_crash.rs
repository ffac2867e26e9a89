//! Hidden test of `09_survive_a_crash`: the store writes on a disk that is made here. It notes what was not synced, stops
//! the program at each of its steps, and tries what may be left: each subset of what was not synced, torn at each byte.
//!
//! A program that stops is unwound, without a panic that anybody sees. Nothing is written by it any more.

use std::cell::RefCell;
use std::collections::HashSet;
use std::fmt::{self, Display};
use std::io;
use std::panic::{self, AssertUnwindSafe};
use std::rc::Rc;
use std::thread;

use witness::{Check, check, mistake};

use super::{Storage, Store};

pub fn checks() -> Vec<Check> {
    vec![
        check("records come back, in order, whatever is in them", || {
            let disk = Disk::default();
            let long: Vec<u8> = (0..100_000u32).map(|n| (n % 251) as u8).collect();
            let records: Vec<&[u8]> = [&RECORDS[..], &[&long]].concat();
            let mut expected: Vec<Vec<u8>> = Vec::new();
            for record in records {
                let mut store = open(&disk);
                assert_shown(&store, &expected);
                for _ in 0..2 {
                    put(&mut store, record);
                    expected.push(record.to_vec());
                    assert_shown(&store, &expected);
                }
            }
            assert_shown(&open(&disk), &expected);
        }),
        check("what was acknowledged is there after a power cut", || {
            for step in steps(&Disk::default(), RECORDS) {
                let crash = crash_at(step, &Disk::default(), &[], RECORDS);
                // Nothing that was not synced has got to the disk.
                let left = Left {
                    bytes: crash.disk.synced(),
                    what: NOTHING_ELSE.to_owned(),
                };
                restart(&left, &crash);
            }
        }),
        check(
            "no record is there in part, wherever the power cut comes",
            || {
                for step in steps(&Disk::default(), RECORDS) {
                    let crash = crash_at(step, &Disk::default(), &[], RECORDS);
                    for left in crash.disk.left(Tears::Each) {
                        restart(&left, &crash);
                    }
                }
            },
        ),
        check("after a restart, life goes on", || {
            for step in steps(&Disk::default(), RECORDS) {
                let crash = crash_at(step, &Disk::default(), &[], RECORDS);
                for left in crash.disk.left(Tears::Each) {
                    go_on(&left, &crash);
                }
            }
        }),
        check("a crash during the restart does no harm", || {
            let records = &RECORDS[..3];
            for step in steps(&Disk::default(), records) {
                let crash = crash_at(step, &Disk::default(), &[], records);
                for left in crash.disk.left(Tears::Some) {
                    let disk = Disk::with(&left.bytes);
                    for step in steps(&disk, AFTER) {
                        let disk = Disk::with(&left.bytes);
                        let second =
                            crash_at(step, &disk, &crash.history, AFTER).after(&crash, &left);
                        for left in second.disk.left(Tears::Some) {
                            restart(&left, &second);
                        }
                    }
                }
            }
        }),
        check(
            "what is shown after a kill is there after a power cut",
            || {
                for step in steps(&Disk::default(), RECORDS) {
                    let mut crash = crash_at(step, &Disk::default(), &[], RECORDS);
                    // Killed: the system still has all that was written, and the same disk goes on.
                    crash.disk.restart_after_kill();
                    let store = open(&crash.disk);
                    let shown = store.records().to_vec();
                    crash.compare(&shown, "What was written is still there.");
                    decide(&mut crash.history, &shown);
                    drop(store);
                    crash.disk.note("power cut");
                    for left in crash.disk.left(Tears::Some) {
                        restart(&left, &crash);
                    }
                }
            },
        ),
        check(
            "what is acknowledged after the disk has refused something is there",
            || {
                for torn in [false, true] {
                    let begin = || {
                        let disk = Disk::default();
                        run(&disk, &[], &RECORDS[..2]);
                        disk.synced()
                    };
                    let mut bytes = begin();
                    let mut history = kept(&RECORDS[..2]);
                    if torn {
                        bytes.pop();
                        history[1].fate = Fate::Open;
                    }
                    let n_steps = steps(&Disk::with(&bytes), WHILE_REFUSED).len();
                    for step in 0..n_steps {
                        for refusal in [Refusal::Nothing, Refusal::Half, Refusal::Forgets] {
                            refused(&bytes, &history, step, refusal);
                        }
                    }
                }
            },
        ),
    ]
}

/// What is put: short and empty, zeros, and one twice.
const RECORDS: &[&[u8]] = &[b"tea", b"", b"12 cups of coffee\n", &[0, 0, 0], b"tea"];
/// What is put after a crash.
const AFTER: &[&[u8]] = &[b"one more"];
/// What is put while the disk refuses something: each of them once, so that a report can name it.
const WHILE_REFUSED: &[&[u8]] = &[b"milk", b"two lumps of sugar\n", &[0, 0], b"cake", b"bread"];

fn open(disk: &Disk) -> Store<Disk> {
    match Store::open(disk.clone()) {
        Ok(store) => store,
        Err(error) => panic!("the disk refuses nothing, and `open` fails: {error}"),
    }
}

fn put(store: &mut Store<Disk>, record: &[u8]) {
    if let Err(error) = store.put(record) {
        panic!("the disk refuses nothing, and `put` fails: {error}");
    }
}

fn assert_shown(store: &Store<Disk>, expected: &[Vec<u8>]) {
    let found = store.records();
    assert!(
        found == expected,
        "the records were to be {}; found {}",
        List(expected),
        List(found)
    );
}

/// A record that was put.
#[derive(Clone)]
struct Put {
    record: Vec<u8>,
    fate: Fate,
}

/// What a program may say of a record after a crash.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// It was acknowledged: it is there.
    Kept,
    /// It was not acknowledged, but a restart has shown it: it is there.
    Shown,
    /// It was not acknowledged: it is there, or not.
    Open,
    /// It was put, and a restart did not show it: it is gone for good.
    Gone,
}

fn kept(records: &[&[u8]]) -> Vec<Put> {
    let put = |record: &&[u8]| Put::new(record, Fate::Kept);
    records.iter().map(put).collect()
}

impl Put {
    fn new(record: &[u8], fate: Fate) -> Put {
        Put {
            record: record.to_vec(),
            fate,
        }
    }

    /// It was not found.
    fn must_not_be_missing(&self) -> Result<(), Fault> {
        match self.fate {
            Fate::Kept => Err(Fault::Lost(self.record.clone())),
            Fate::Shown => Err(Fault::LostShown(self.record.clone())),
            Fate::Open | Fate::Gone => Ok(()),
        }
    }
}

/// These were shown: each record is kept, or gone.
fn decide(history: &mut Vec<Put>, shown: &[Vec<u8>]) {
    let mut shown = shown.iter().peekable();
    for put in history.iter_mut().filter(|put| put.fate != Fate::Gone) {
        let is_shown = shown.next_if(|record| **record == put.record).is_some();
        put.fate = match put.fate {
            _ if !is_shown => Fate::Gone,
            Fate::Kept => Fate::Kept,
            _ => Fate::Shown,
        };
    }
    // Where nothing is compared, there is no history that these could be in.
    history.extend(shown.map(|record| Put::new(record, Fate::Shown)));
}

/// Opens a store, and puts records. What may be there afterwards, and what must, even if it is stopped in between.
fn run(disk: &Disk, before: &[Put], records: &[&[u8]]) -> Vec<Put> {
    let history = RefCell::new(before.to_vec());
    let ended = panic::catch_unwind(AssertUnwindSafe(|| {
        let mut store = open(disk);
        decide(&mut history.borrow_mut(), store.records());
        for record in records {
            history.borrow_mut().push(Put::new(record, Fate::Open));
            put(&mut store, record);
            if let Some(last) = history.borrow_mut().last_mut() {
                last.fate = Fate::Kept;
            }
        }
    }));
    if let Err(payload) = ended
        && !payload.is::<Stopped>()
    {
        panic::resume_unwind(payload);
    }
    history.into_inner()
}

/// The steps of a run that is not stopped, and the one after it.
fn steps(disk: &Disk, records: &[&[u8]]) -> std::ops::Range<usize> {
    let disk = Disk::with(&disk.synced());
    run(&disk, &[], records);
    0..disk.0.borrow().n_steps + 1
}

/// A run that was stopped.
struct Crash {
    disk: Disk,
    history: Vec<Put>,
    /// What came before, as a sentence.
    before: String,
    /// What the disk refused, and what came of it: sentences that a report begins with.
    refusal: String,
}

fn crash_at(step: usize, disk: &Disk, before: &[Put], records: &[&[u8]]) -> Crash {
    disk.0.borrow_mut().stops_at = Some(step);
    let history = run(disk, before, records);
    disk.note("power cut");
    Crash {
        disk: disk.clone(),
        history,
        before: String::new(),
        refusal: String::new(),
    }
}

impl Crash {
    fn after(mut self, first: &Crash, left: &Left) -> Crash {
        self.before = format!(
            "First the disk was asked: {}. {} Then there was a restart. ",
            first.disk.asked(),
            left.what
        );
        self
    }

    /// Compares what a restart has found with what may be there.
    fn compare(&self, found: &[Vec<u8>], what_is_left: &str) {
        if let Err(fault) = compare(found, &self.history) {
            fault.tell(&self.refusal, found, &self.story(what_is_left));
        }
    }

    /// How it came to this.
    fn story(&self, what_is_left: &str) -> String {
        let before = &self.before;
        let asked = self.disk.asked();
        format!("{before}The disk was asked: {asked}. {what_is_left}")
    }
}

/// What is left of what was not synced: the least that there can be.
const NOTHING_ELSE: &str = "Only what was synced got on the disk.";

/// What may be left on the disk after a crash.
struct Left {
    bytes: Vec<u8>,
    /// As a sentence.
    what: String,
}

fn restart(left: &Left, crash: &Crash) {
    match Store::open(Disk::with(&left.bytes)) {
        Ok(store) => crash.compare(store.records(), &left.what),
        Err(error) => mistake!(
            "does-not-start",
            "{}After a crash `open` fails: {error}. {}",
            crash.refusal,
            crash.story(&left.what)
        ),
    }
}

/// A restart, one more record, another power cut, and another restart.
fn go_on(left: &Left, crash: &Crash) {
    let disk = Disk::with(&left.bytes);
    let history = run(&disk, &crash.history, AFTER);
    disk.note("power cut");
    let second = Crash {
        disk: disk.clone(),
        history,
        before: String::new(),
        refusal: String::new(),
    }
    .after(crash, left);
    let left = Left {
        bytes: disk.synced(),
        what: NOTHING_ELSE.to_owned(),
    };
    restart(&left, &second);
}

/// What a disk does when it refuses.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Refusal {
    /// Nothing was done.
    Nothing,
    /// A half of an append was done.
    Half,
    /// A sync that fails, after which the system believes that it has nothing more to write.
    Forgets,
}

fn refused(bytes: &[u8], history: &[Put], step: usize, refusal: Refusal) {
    let disk = Disk::with(bytes);
    disk.0.borrow_mut().refuses_at = Some((step, refusal));
    // The second time, nothing is refused. In between the machine is restarted: as long as it runs, it may show what a
    // failed sync has forgotten, and no program could know.
    let mut refusal = String::new();
    let opened = Store::open(disk.clone());
    if let Some(what) = disk.refused() {
        refusal = match &opened {
            Ok(_) => format!("the disk refused {what}, and `open` succeeded all the same. "),
            Err(_) => {
                format!("the disk refused {what}, and `open` failed; a second one succeeded. ")
            }
        };
    }
    let opened = opened.or_else(|_| {
        disk.forget_unsynced();
        Store::open(disk.clone())
    });
    let mut store = opened.unwrap_or_else(|error| {
        panic!("the disk refused something once, and a second `open` fails: {error}")
    });
    let mut crash = Crash {
        disk: disk.clone(),
        history: history.to_vec(),
        before: String::new(),
        refusal,
    };
    crash.compare(store.records(), "It was not switched off.");
    decide(&mut crash.history, store.records());
    for record in WHILE_REFUSED {
        let was_refused = disk.refused().is_some();
        let fate = match store.put(record) {
            Ok(()) => Fate::Kept,
            Err(_) => Fate::Open,
        };
        if !was_refused && let Some(what) = disk.refused() {
            let record = Shown(record);
            crash.refusal = match fate {
                Fate::Kept => format!("the disk refused {what}, and `put` of {record} said `Ok`. "),
                _ => format!("the disk refused {what}, `put` of {record} failed"),
            };
        } else if fate == Fate::Kept && crash.refusal.ends_with("failed") {
            crash.refusal.push_str(", and a later `put` said `Ok`. ");
        }
        crash.history.push(Put::new(record, fate));
    }
    if crash.refusal.ends_with("failed") {
        crash.refusal.push_str(". ");
    }
    drop(store);
    disk.note("power cut");
    for left in disk.left(Tears::Some) {
        restart(&left, &crash);
    }
}

/// What is wrong with the records that were found.
enum Fault {
    Lost(Vec<u8>),
    LostShown(Vec<u8>),
    NeverPut(Vec<u8>),
    /// Empty, or zeros, and there more often than it was put: it was made of what is not there.
    TooOften(Vec<u8>),
    CameBack(Vec<u8>),
    OutOfOrder,
}

impl Fault {
    fn tell(&self, refusal: &str, found: &[Vec<u8>], story: &str) -> ! {
        let found = List(found);
        match self {
            Fault::Lost(record) => mistake!(
                "lost-acknowledged-write",
                "{refusal}The record {} was acknowledged, and after a restart it is not there: there is {found}. {story}",
                Shown(record)
            ),
            Fault::LostShown(record) => mistake!(
                "lost-shown-record",
                "{refusal}After a restart, `records` showed {}; after the power cut it is not there: there is {found}. What is \
                 shown counts as acknowledged. {story}",
                Shown(record)
            ),
            Fault::TooOften(record) => mistake!(
                "torn-record",
                "{refusal}After a restart there is a record that nobody has put: {} is there more often than it was put. There \
                 is {found}. {story}",
                Shown(record)
            ),
            Fault::NeverPut(record) => mistake!(
                "torn-record",
                "{refusal}After a restart there is a record that nobody has put, {}: there is {found}. {story}",
                Shown(record)
            ),
            Fault::CameBack(record) => mistake!(
                "came-back",
                "{refusal}The record {} was not shown after one restart, and after the next it is there again: there is {found}. {story}",
                Shown(record)
            ),
            Fault::OutOfOrder => panic!(
                "{refusal}After a restart the records are out of order, or one is there too often: there is {found}. {story}"
            ),
        }
    }
}

/// What was found has all that was acknowledged, and nothing that was not put, in order.
fn compare(found: &[Vec<u8>], history: &[Put]) -> Result<(), Fault> {
    for record in found {
        let same = || history.iter().filter(|put| put.record == *record);
        if same().next().is_none() {
            return Err(Fault::NeverPut(record.clone()));
        }
        let n_found = found.iter().filter(|other| *other == record).count();
        if n_found > same().count() && record.iter().all(|byte| *byte == 0) {
            return Err(Fault::TooOften(record.clone()));
        }
        if same().all(|put| put.fate == Fate::Gone) {
            return Err(Fault::CameBack(record.clone()));
        }
    }
    let mut puts = history.iter().filter(|put| put.fate != Fate::Gone);
    for record in found {
        loop {
            match puts.next() {
                None => return Err(Fault::OutOfOrder),
                Some(put) if put.record == *record => break,
                Some(put) => put.must_not_be_missing()?,
            }
        }
    }
    puts.try_for_each(Put::must_not_be_missing)
}

/// A disk that forgets. Clones are the same disk.
#[derive(Clone, Default)]
struct Disk(Rc<RefCell<State>>);

#[derive(Default)]
struct State {
    /// What is there after a power cut, whatever happens.
    synced: Vec<u8>,
    /// What is there while the power is on.
    seen: Vec<u8>,
    /// What leads from the one to the other.
    unsynced: Vec<Change>,
    /// Appends, truncations and syncs so far.
    n_steps: usize,
    /// At this step the program stops.
    stops_at: Option<usize>,
    /// At this step the disk refuses.
    refuses_at: Option<(usize, Refusal)>,
    /// What it has refused.
    refused: Option<&'static str>,
    is_off: bool,
    /// What it was asked.
    asked: Vec<String>,
}

#[derive(Clone)]
enum Change {
    Write { at: usize, bytes: Vec<u8> },
    Cut { len: usize },
}

/// How a call that was refused ends in the list of all that the disk was asked.
const REFUSED: &str = " (refused)";

/// What unwinds a program that stops.
struct Stopped;

/// Where an append may be torn.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tears {
    /// At each byte.
    Each,
    /// At the beginning, in the middle and at the end.
    Some,
}

impl Disk {
    fn with(bytes: &[u8]) -> Disk {
        Disk(Rc::new(RefCell::new(State {
            synced: bytes.to_vec(),
            seen: bytes.to_vec(),
            ..State::default()
        })))
    }

    fn synced(&self) -> Vec<u8> {
        self.0.borrow().synced.clone()
    }

    fn note(&self, what: &str) {
        self.0.borrow_mut().asked.push(what.to_owned());
    }

    /// It was not a power cut: the program was killed, and the machine runs on.
    fn restart_after_kill(&self) {
        let mut state = self.0.borrow_mut();
        state.is_off = false;
        state.stops_at = None;
        state.asked.pop();
        state.asked.push("killed and started again".to_owned());
    }

    fn forget_unsynced(&self) {
        self.note("power cut");
        let mut state = self.0.borrow_mut();
        state.unsynced.clear();
        state.seen = state.synced.clone();
    }

    /// What it has refused, if it has.
    fn refused(&self) -> Option<&'static str> {
        self.0.borrow().refused
    }

    /// What it was asked: the latest of it, and what it refused.
    fn asked(&self) -> String {
        let state = self.0.borrow();
        let refused = state.asked.iter().position(|call| call.ends_with(REFUSED));
        let skipped = state.asked.len().saturating_sub(16);
        let skipped = refused.map_or(skipped, |refused| skipped.min(refused));
        let dots = if skipped > 0 { "…, " } else { "" };
        format!("{dots}{}", state.asked[skipped..].join(", "))
    }

    /// What may be there after a power cut.
    fn left(&self, tears: Tears) -> Vec<Left> {
        let state = self.0.borrow();
        let changes = &state.unsynced;
        let mut seen = HashSet::new();
        let mut all = Vec::new();
        let mut add = |bytes: Vec<u8>, what: &dyn Fn() -> String| {
            if seen.insert(bytes.clone()) {
                let what = what();
                all.push(Left { bytes, what });
            }
        };
        for subset in subsets(changes.len()) {
            let apply = |torn: Option<(usize, Tear)>| {
                let mut bytes = state.synced.clone();
                for (idx, change) in changes.iter().enumerate() {
                    if subset[idx] {
                        let tear = torn.filter(|(torn, _)| *torn == idx).map(|(_, tear)| tear);
                        change.apply(&mut bytes, tear);
                    }
                }
                bytes
            };
            let tell = |torn: Option<(usize, Tear)>| {
                let there = changes.iter().enumerate().filter(|(idx, _)| subset[*idx]);
                let there: Vec<String> = there
                    .map(|(idx, change)| match torn {
                        Some((torn, tear)) if torn == idx => format!("{change} ({tear})"),
                        _ => change.to_string(),
                    })
                    .collect();
                match (changes.len(), there.len()) {
                    (0, _) => "All of it had been synced.".to_owned(),
                    (_, 0) => NOTHING_ELSE.to_owned(),
                    _ => format!(
                        "Of what was not synced, this got on the disk: {}.",
                        there.join(", ")
                    ),
                }
            };
            add(apply(None), &|| tell(None));
            for (idx, change) in changes.iter().enumerate() {
                if let Change::Write { bytes, .. } = change
                    && subset[idx]
                {
                    for tear in tears_of(bytes.len(), tears) {
                        let torn = Some((idx, tear));
                        add(apply(torn), &|| tell(torn));
                    }
                }
            }
        }
        all
    }

    /// One more step: a change, or a sync. If the program stops here, the change is made before it stops.
    fn step(&self, change: Option<Change>) -> io::Result<()> {
        let mut state = self.0.borrow_mut();
        if state.is_off {
            // What a program does while it is unwound, like dropping the store, does not count.
            return Err(io::Error::other("the power is off"));
        }
        let step = state.n_steps;
        state.n_steps += 1;
        let what = change.as_ref().map(Change::to_string);
        state.asked.push(what.unwrap_or_else(|| "sync".to_owned()));
        let is_refused = state.refuses_at.filter(|(at, _)| *at == step);
        if let Some((_, refusal)) = is_refused {
            if let Some(last) = state.asked.last_mut() {
                last.push_str(REFUSED);
            }
            state.refused = Some(match change {
                Some(Change::Write { .. }) => "an append",
                Some(Change::Cut { .. }) => "a truncation",
                None => "a sync",
            });
            match (change, refusal) {
                (Some(Change::Write { at, mut bytes }), Refusal::Half) => {
                    bytes.truncate(bytes.len() / 2);
                    state.change(Change::Write { at, bytes });
                }
                (None, Refusal::Forgets) => state.unsynced.clear(),
                _ => {}
            }
            return Err(io::Error::other("the disk refuses"));
        }
        let is_stopped = state.stops_at == Some(step);
        match change {
            Some(change) => state.change(change),
            None if is_stopped => {}
            None => {
                let unsynced = std::mem::take(&mut state.unsynced);
                for change in unsynced {
                    change.apply(&mut state.synced, None);
                }
            }
        }
        if is_stopped {
            state.is_off = true;
            drop(state);
            if thread::panicking() {
                return Err(io::Error::other("the power is off"));
            }
            panic::resume_unwind(Box::new(Stopped));
        }
        Ok(())
    }
}

impl State {
    fn change(&mut self, change: Change) {
        change.apply(&mut self.seen, None);
        self.unsynced.push(change);
    }
}

impl Storage for Disk {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        let at = self.0.borrow().seen.len();
        let change = Change::Write {
            at,
            bytes: bytes.to_vec(),
        };
        self.step(Some(change))
    }

    fn truncate(&mut self, len: usize) -> io::Result<()> {
        self.step(Some(Change::Cut { len }))
    }

    fn sync(&mut self) -> io::Result<()> {
        self.step(None)
    }

    fn read(&mut self) -> io::Result<Vec<u8>> {
        let state = self.0.borrow();
        if state.is_off {
            return Err(io::Error::other("the power is off"));
        }
        Ok(state.seen.clone())
    }
}

/// What is there of an append.
#[derive(Clone, Copy)]
enum Tear {
    First(usize),
    AllBut(usize),
    OnlyLength,
}

impl Display for Tear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Tear::First(n) => write!(f, "only the first {n} of them"),
            Tear::AllBut(n) => write!(f, "zeros for the first {n} of them"),
            Tear::OnlyLength => write!(f, "zeros for all of them"),
        }
    }
}

fn tears_of(len: usize, tears: Tears) -> Vec<Tear> {
    let places: Vec<usize> = match tears {
        Tears::Each => (1..len).collect(),
        Tears::Some => [1, len / 2, len.saturating_sub(1)]
            .into_iter()
            .filter(|place| (1..len).contains(place))
            .collect(),
    };
    let first = places.iter().map(|n| Tear::First(*n));
    let but = places.iter().map(|n| Tear::AllBut(*n));
    first.chain(but).chain([Tear::OnlyLength]).collect()
}

impl Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Change::Write { bytes, .. } if bytes.len() == 1 => f.write_str("append 1 byte"),
            Change::Write { bytes, .. } => write!(f, "append {} bytes", bytes.len()),
            Change::Cut { len } => write!(f, "truncate to {len}"),
        }
    }
}

impl Change {
    fn apply(&self, file: &mut Vec<u8>, tear: Option<Tear>) {
        match self {
            Change::Cut { len } => file.resize(*len, 0),
            Change::Write { at, bytes } => {
                let (from, to, end) = match tear {
                    None => (0, bytes.len(), bytes.len()),
                    Some(Tear::First(n)) => (0, n, n),
                    Some(Tear::AllBut(n)) => (n, bytes.len(), bytes.len()),
                    Some(Tear::OnlyLength) => (0, 0, bytes.len()),
                };
                if file.len() < at + end {
                    file.resize(at + end, 0);
                }
                file[at + from..at + to].copy_from_slice(&bytes[from..to]);
            }
        }
    }
}

/// Which changes are there: each possibility, or, where there are many changes, those that programs have trouble with: the
/// first few, only one, all but one.
fn subsets(n: usize) -> Vec<Vec<bool>> {
    if n <= 4 {
        return (0..1u32 << n)
            .map(|bits| (0..n).map(|idx| bits >> idx & 1 == 1).collect())
            .collect();
    }
    let first = (0..=n).map(|n_first| (0..n).map(|idx| idx < n_first).collect());
    let one = (0..n).map(|only| (0..n).map(|idx| idx == only).collect());
    let but_one = (0..n).map(|lost| (0..n).map(|idx| idx != lost).collect());
    first.chain(one).chain(but_one).collect()
}

struct Shown<'a>(&'a [u8]);

impl Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            long if long.len() > 40 => write!(f, "({} bytes)", long.len()),
            record => write!(f, "\"{}\"", record.escape_ascii()),
        }
    }
}

struct List<'a>(&'a [Vec<u8>]);

impl Display for List<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("no record");
        }
        for (idx, record) in self.0.iter().enumerate() {
            let comma = if idx > 0 { ", " } else { "" };
            write!(f, "{comma}{}", Shown(record))?;
        }
        Ok(())
    }
}
