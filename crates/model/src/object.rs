//! The identity of a modelled object (a lock, an atomic, a channel), embedded in each look-alike value, and the
//! state that decides who may go on.

use std::cell::Cell;
use std::collections::VecDeque;
use std::marker::PhantomData;
use std::mem::MaybeUninit;
use std::panic::Location;

use rustc_hash::FxHashMap;

use crate::clock::ClockRef;
use crate::op::NONE;
use crate::rt::OnceState;
use crate::select::Timer;

/// Sits in every look-alike value and tells the explorer which object it is.
///
/// Const, because `static COUNTER: AtomicU32 = AtomicU32::new(0)` must compile; so the number is given at the
/// first touch in an execution, and the place of construction is what the report derives a name from.
#[derive(Debug)]
pub struct ObjectRef {
    /// Execution in which `id` was given; another one means "not touched yet".
    epoch: Cell<u32>,
    id: Cell<u32>,
    birthplace: &'static Location<'static>,
}

// SAFETY: only one modelled thread runs at a time, all of them on one OS thread.
unsafe impl Sync for ObjectRef {}
impl std::panic::UnwindSafe for ObjectRef {}
impl std::panic::RefUnwindSafe for ObjectRef {}

impl ObjectRef {
    /// An object that nobody has touched. The caller's place becomes its birthplace.
    #[track_caller]
    pub const fn new() -> Self {
        ObjectRef {
            epoch: Cell::new(0),
            id: Cell::new(0),
            birthplace: Location::caller(),
        }
    }

    /// The handle that the functions of [`rt`](crate::rt) take. `whole` is the look-alike value that contains this
    /// reference, payload included: if it turns out to be a `static`, its bytes are kept at the first touch and put
    /// back when the execution ends, so that each execution starts fresh.
    pub fn within<'a, T: ?Sized>(&'a self, whole: &'a T) -> Obj<'a> {
        Obj {
            object: self,
            start: std::ptr::from_ref(whole).cast(),
            len: size_of_val(whole),
            _whole: PhantomData,
        }
    }
}

impl Default for ObjectRef {
    #[track_caller]
    fn default() -> Self {
        ObjectRef::new()
    }
}

/// A borrowed object together with the bytes of the value that contains it.
#[derive(Clone, Copy, Debug)]
pub struct Obj<'a> {
    object: &'a ObjectRef,
    start: *const u8,
    len: usize,
    _whole: PhantomData<&'a u8>,
}

/// What an object is, as reports name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    Atomic,
    Mutex,
    RwLock,
    Condvar,
    Once,
    Barrier,
    Channel,
    /// Channels to the engine, but not to the program: a group of threads that leave, a token to park on, anything else
    /// whose bytes are to be kept.
    WaitGroup,
    Parker,
    Other,
    Thread,
    Stdout,
}

impl Class {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Class::Atomic => "atomic",
            Class::Mutex => "mutex",
            Class::RwLock => "rwlock",
            Class::Condvar => "condvar",
            Class::Once => "once",
            Class::Barrier => "barrier",
            Class::Channel => "channel",
            Class::WaitGroup => "wait group",
            Class::Parker => "parker",
            Class::Other => "object",
            Class::Thread => "thread",
            Class::Stdout => "stdout",
        }
    }
}

/// A reader of a read-write lock in the present execution.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader {
    pub(crate) thread: u32,
    /// The event that took the lock, and the clock at its release (while held: `None`).
    pub(crate) event: u32,
    pub(crate) released: Option<ClockRef>,
}

/// A channel's counts and the clocks that its messages carry.
#[derive(Debug, Default)]
pub(crate) struct Channel {
    pub(crate) capacity: Option<usize>,
    pub(crate) senders: u32,
    pub(crate) receivers: u32,
    /// Messages ever sent and received.
    pub(crate) sent: u64,
    pub(crate) received: u64,
    /// Rendezvous: receivers that have announced that they wait and have not been served.
    pub(crate) offers: u32,
    /// Rendezvous: the sender that waits for each queued message to be taken, or [`NONE`].
    pub(crate) handing_over: VecDeque<u32>,
    /// Clock of each queued message's send.
    pub(crate) messages: VecDeque<ClockRef>,
    /// Clocks of the receives whose slots have not been reused (bounded channels; empty means never used).
    pub(crate) slots: VecDeque<ClockRef>,
    /// It can be selected among others; then its place among all that can, and what makes messages appear on it.
    pub(crate) selectable: bool,
    pub(crate) nth: usize,
    pub(crate) timer: Option<Timer>,
    pub(crate) senders_gone: Option<ClockRef>,
    pub(crate) receivers_gone: Option<ClockRef>,
}

impl Channel {
    /// Messages in the queue.
    pub(crate) fn len(&self) -> usize {
        self.messages.len()
    }

    /// Whether a send needs no waiting for room.
    pub(crate) fn has_room(&self) -> bool {
        self.capacity
            .is_none_or(|capacity| capacity == 0 || self.len() < capacity)
    }
}

/// The state of one object in the present execution.
#[derive(Debug)]
pub(crate) struct Object {
    epoch: u32,
    pub(crate) class: Class,
    pub(crate) birthplace: Option<&'static Location<'static>>,
    pub(crate) address: usize,
    /// Locks: the thread that holds it exclusively, or [`NONE`].
    pub(crate) owner: u32,
    /// Stream locks: how often its owner holds it.
    pub(crate) depth: u32,
    /// Where the owner took it.
    pub(crate) taken: Option<&'static Location<'static>>,
    pub(crate) last_owner: u32,
    pub(crate) readers: Vec<Reader>,
    /// Writers that stand in line.
    pub(crate) queued: u32,
    /// Condition variables and barriers: the threads that wait.
    pub(crate) waiters: Vec<u32>,
    pub(crate) channel: Channel,
    pub(crate) once: OnceState,
    /// Counts changes of what a read returns: an unchanged one means that polling again is idle.
    pub(crate) version: u32,
    /// What the program calls it where it is used, if somebody has told.
    pub(crate) called: Option<&'static str>,
    /// How often it was taken, for locks.
    pub(crate) taken_times: u64,
    /// Threads: the park token. Messages that were promised: it is there.
    pub(crate) token: bool,
    /// Clock of the last exclusive release (unlock, unwrite, end of an initialiser, unpark, all arrivals so far).
    pub(crate) release: ClockRef,
    /// Joined clocks of shared releases.
    pub(crate) shared_release: ClockRef,
    /// Events on this object that a later one may race with.
    pub(crate) history: Vec<u32>,
}

impl Object {
    fn new() -> Self {
        Object {
            epoch: 0,
            class: Class::Atomic,
            birthplace: None,
            address: 0,
            owner: NONE,
            depth: 0,
            taken: None,
            last_owner: NONE,
            readers: Vec::new(),
            queued: 0,
            waiters: Vec::new(),
            channel: Channel::default(),
            once: OnceState::Incomplete,
            version: 0,
            called: None,
            taken_times: 0,
            token: false,
            release: ClockRef::ZERO,
            shared_release: ClockRef::ZERO,
            history: Vec::new(),
        }
    }

    fn reset(
        &mut self,
        epoch: u32,
        class: Class,
        birthplace: Option<&'static Location<'static>>,
        address: usize,
    ) {
        self.address = address;
        self.epoch = epoch;
        self.class = class;
        self.birthplace = birthplace;
        self.owner = NONE;
        self.depth = 0;
        self.taken = None;
        self.last_owner = NONE;
        self.readers.clear();
        self.queued = 0;
        self.waiters.clear();
        if class == Class::Channel {
            self.channel = Channel {
                messages: std::mem::take(&mut self.channel.messages),
                slots: std::mem::take(&mut self.channel.slots),
                ..Channel::default()
            };
            self.channel.messages.clear();
            self.channel.slots.clear();
        }
        self.once = OnceState::Incomplete;
        self.version = 0;
        self.called = None;
        self.taken_times = 0;
        self.token = false;
        self.release = ClockRef::ZERO;
        self.shared_release = ClockRef::ZERO;
        self.history.clear();
    }

    /// Threads that hold it shared now.
    pub(crate) fn n_readers(&self) -> usize {
        self.readers
            .iter()
            .filter(|reader| reader.released.is_none())
            .count()
    }
}

/// The bytes of a static as they were before the program touched it.
struct Pristine {
    start: *mut u8,
    /// As raw memory: padding need not be initialised.
    bytes: Box<[MaybeUninit<u8>]>,
}

/// All objects, numbered densely. An object's number is the same in every execution in which the same memory is used
/// for the n-th time, and memory is the same wherever the thread that allocated it did the same (see [`crate::arena`]).
pub(crate) struct Objects {
    pub(crate) epoch: u32,
    list: Vec<Object>,
    /// Numbers given to the objects that lived at an address, and how many of them in which execution.
    at: FxHashMap<usize, (u32, usize, Vec<u32>)>,
    /// Numbers of the built-in objects, by key; [`NONE`] where there is none yet.
    built_in: Vec<u32>,
    pristine: Vec<Pristine>,
    /// Objects of this execution in the order of their first touch.
    pub(crate) touched: Vec<u32>,
}

impl Objects {
    pub(crate) fn new() -> Self {
        Objects {
            epoch: 0,
            list: Vec::new(),
            at: FxHashMap::default(),
            built_in: Vec::new(),
            pristine: Vec::new(),
            touched: Vec::new(),
        }
    }

    /// Forgets all state. The numbers stay.
    pub(crate) fn next_execution(&mut self, epoch: u32) {
        self.epoch = epoch;
        self.touched.clear();
    }

    /// Puts statics back as they were before the execution that has just ended.
    pub(crate) fn restore_statics(&mut self) {
        // Latest first: an object inside another static's payload must not undo the outer one's bytes.
        for pristine in self.pristine.drain(..).rev() {
            // SAFETY: the bytes were read from this static when it was first touched; statics live for ever, no
            // modelled thread is running, and what the present bytes own is in the arena, which forgets it.
            unsafe {
                std::ptr::copy_nonoverlapping(
                    pristine.bytes.as_ptr().cast(),
                    pristine.start,
                    pristine.bytes.len(),
                )
            };
        }
    }

    /// The number of an object, registering it at its first touch. `outside` tells whether an address belongs neither
    /// to the arena nor to a stack: then the value is a static (or was made before the execution began).
    #[inline]
    pub(crate) fn id(
        &mut self,
        obj: Obj<'_>,
        class: Class,
        outside: impl Fn(usize) -> bool,
    ) -> u32 {
        if obj.object.epoch.get() == self.epoch {
            return obj.object.id.get();
        }
        self.register(obj, class, outside)
    }

    #[cold]
    fn register(&mut self, obj: Obj<'_>, class: Class, outside: impl Fn(usize) -> bool) -> u32 {
        if outside(obj.start as usize) {
            // SAFETY: `start..start + len` is the value that `within` borrowed; it is only read, byte by byte, while
            // no other thread runs.
            let bytes = unsafe {
                let mut copy = Box::new_uninit_slice(obj.len);
                std::ptr::copy_nonoverlapping(obj.start, copy.as_mut_ptr().cast(), obj.len);
                copy
            };
            self.pristine.push(Pristine {
                start: obj.start.cast_mut(),
                bytes,
            });
        }
        let address = std::ptr::from_ref(obj.object) as usize;
        let id = self.number(address);
        self.list[id as usize].reset(self.epoch, class, Some(obj.object.birthplace), address);
        obj.object.epoch.set(self.epoch);
        obj.object.id.set(id);
        self.touched.push(id);
        id
    }

    /// An object that has no value in the program (a thread's token, standard output), known by a small `key`.
    pub(crate) fn built_in(&mut self, key: usize, class: Class) -> u32 {
        if self.built_in.len() <= key {
            self.built_in.resize(key + 1, NONE);
        }
        if self.built_in[key] == NONE {
            self.built_in[key] = self.add();
        }
        let id = self.built_in[key];
        if self.list[id as usize].epoch != self.epoch {
            self.list[id as usize].reset(self.epoch, class, None, key);
            self.touched.push(id);
        }
        id
    }

    fn add(&mut self) -> u32 {
        self.list.push(Object::new());
        u32::try_from(self.list.len() - 1).expect("fewer than 2^32 objects")
    }

    fn number(&mut self, address: usize) -> u32 {
        let (epoch, nth, ids) = self.at.entry(address).or_insert((0, 0, Vec::new()));
        if *epoch != self.epoch {
            *epoch = self.epoch;
            *nth = 0;
        }
        *nth += 1;
        if let Some(&id) = ids.get(*nth - 1) {
            return id;
        }
        let id = u32::try_from(self.list.len()).expect("fewer than 2^32 objects");
        ids.push(id);
        self.list.push(Object::new());
        id
    }

    pub(crate) fn get(&self, id: u32) -> &Object {
        &self.list[id as usize]
    }

    pub(crate) fn get_mut(&mut self, id: u32) -> &mut Object {
        &mut self.list[id as usize]
    }
}
