//! What a random program does when it runs: every statement over the bare operations, and a log of what each thread got
//! to know, which makes programs that differ in anything at all end differently.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::fmt::Write;
use std::rc::Rc;
use std::sync::atomic::Ordering::SeqCst;
use std::time::Duration;

use model::memory::Atomic;
use model::rt::{self, ObjectRef, OnceState, Recv, Send, Stream, ThreadId, Wake};

use super::program::{Arm, Hold, Patience, Program, Statement, any};

/// Threads of a program, `main` included.
pub(crate) const MOST_THREADS: usize = 5;
/// Entries of a thread's log.
const LOG: usize = 40;

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
        let object = me.world.queues[channel].object.obj();
        if program.selectable {
            rt::selectable_channel(object, capacity);
        } else {
            rt::channel(object, capacity);
        }
        if let (1, Some(millis)) = (channel, program.timer) {
            let millis = Duration::from_millis(millis);
            let again = (millis.as_millis() % 2 == 1).then_some(millis);
            rt::timer(object, rt::time() + millis, again);
        }
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
                // There is no such thing for a rendezvous that cannot be selected.
                let timed = self.program.channels[channel] != Some(0) || self.program.selectable;
                self.send(channel, timed.then_some(Duration::from_millis(millis)));
            }
            Statement::TrySend { channel } => {
                if self.is_timer(channel) {
                    return;
                }
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
            Statement::Select {
                ref arms,
                in_order,
                wait,
                looks,
            } => self.select(arms, in_order, wait, looks),
            Statement::Len { channel } => {
                if self.program.selectable && world.receivers[self.me][channel].get() {
                    self.note(rt::len(world.queues[channel].object.obj()) as u8);
                }
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
        if !self.world.senders[self.me][channel].get() || self.is_timer(channel) {
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
            Recv::Received if self.is_timer(channel) => self.note_timer(),
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

    fn is_timer(&self, channel: usize) -> bool {
        channel == 1 && self.program.timer.is_some()
    }

    fn note_timer(&self) {
        self.note(200 + rt::timer_due().as_millis() as u8);
    }

    fn select(&self, arms: &[Arm], in_order: bool, wait: Patience, looks: bool) {
        if !self.program.selectable {
            return;
        }
        let world = &*self.world;
        let usable: Vec<Arm> = arms
            .iter()
            .copied()
            .filter(|arm| match arm.sends {
                true => world.senders[self.me][arm.channel].get() && !self.is_timer(arm.channel),
                false => world.receivers[self.me][arm.channel].get(),
            })
            .collect();
        let objects: Vec<rt::Arm<'_>> = usable
            .iter()
            .map(|arm| {
                let object = world.queues[arm.channel].object.obj();
                if arm.sends {
                    rt::Arm::Send(object)
                } else {
                    rt::Arm::Recv(object)
                }
            })
            .collect();
        if usable.is_empty() {
            return;
        }
        let order = if in_order {
            rt::Order::InOrder
        } else {
            rt::Order::Any
        };
        let wait = match wait {
            Patience::None => rt::Wait::No,
            Patience::Millis(millis) => rt::Wait::For(Some(Duration::from_millis(millis))),
            Patience::Ever => rt::Wait::For(None),
        };
        let selected = if looks {
            rt::ready(&objects, order, wait)
        } else {
            rt::select(&objects, order, wait, &mut |index| {
                let arm = usable[index];
                let mut messages = world.queues[arm.channel].messages.borrow_mut();
                if arm.sends {
                    messages.push_back(self.message());
                } else if self.is_timer(arm.channel) {
                    self.note_timer();
                } else {
                    self.note(messages.pop_front().expect("a message has been received"));
                }
            })
        };
        self.note(match selected {
            rt::Selected::Nothing => 253,
            rt::Selected::Arm {
                index,
                disconnected,
            } => 10 + index as u8 * 2 + u8::from(disconnected),
        });
    }

    fn drop_sender(&self, channel: usize) {
        if self.is_timer(channel) {
            return;
        }
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
