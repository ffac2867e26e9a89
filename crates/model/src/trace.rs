//! Writes down one execution for people: who did what, where, with which values.
//!
//! Searches run untraced; the schedule that is to be shown is replayed with a tracer.

use std::panic::Location;

use crate::engine::Engine;
use crate::object::Class;
use crate::op::{Kind, NONE};
use crate::outcome::{place, thread_name};
use crate::report::{Blocked, Place, Step, Trace, TraceObject, TraceThread};
use crate::thread::Status;

/// Collects the steps of the running execution.
#[derive(Debug, Default)]
pub(crate) struct Tracer {
    /// The only file whose places are shown; `None`: all.
    user_file: Option<String>,
    steps: Vec<Step>,
    /// Of each step: the engine's number of the object.
    objects: Vec<u32>,
    /// Number of each thread's latest step.
    latest: Vec<usize>,
    /// The event that is being executed is a preemption.
    pub(crate) preempts: bool,
    finished: Option<Trace>,
}

impl Tracer {
    pub(crate) fn new(user_file: Option<String>) -> Self {
        Tracer {
            user_file,
            ..Tracer::default()
        }
    }

    /// Steps so far.
    pub(crate) fn len(&self) -> u32 {
        u32::try_from(self.steps.len()).expect("steps are limited")
    }

    pub(crate) fn step(
        &mut self,
        thread: u32,
        op: &str,
        object: u32,
        time: u64,
        place: Option<Place>,
    ) -> &mut Step {
        let n = self.len() + 1;
        let index = self.steps.len();
        if self.latest.len() <= thread as usize {
            self.latest.resize(thread as usize + 1, usize::MAX);
        }
        self.latest[thread as usize] = index;
        self.objects.push(object);
        self.steps.push(Step {
            n,
            thread,
            op: op.to_owned(),
            object: None,
            target: None,
            value: None,
            wrote: None,
            failed: false,
            waited_since: None,
            time,
            place: place.filter(|place| {
                self.user_file
                    .as_ref()
                    .is_none_or(|file| *file == place.file)
            }),
            preemption: std::mem::take(&mut self.preempts),
        });
        &mut self.steps[index]
    }

    /// The latest step of `thread`, to add what became known after it.
    pub(crate) fn latest(&mut self, thread: u32) -> Option<&mut Step> {
        let index = *self.latest.get(thread as usize)?;
        self.steps.get_mut(index)
    }

    /// Main's panic was its last: what it did while it unwound explains nothing.
    pub(crate) fn cut_after_panic_of_main(&mut self) {
        if let Some(last) = self
            .steps
            .iter()
            .rposition(|step| step.thread == 0 && step.op == "panic")
        {
            self.steps.truncate(last + 1);
            self.objects.truncate(last + 1);
            self.latest.clear();
        }
    }

    pub(crate) fn time_passes(&mut self, now: u64) {
        self.step(0, "time passes", NONE, now, None);
        self.latest[0] = usize::MAX;
    }

    /// The place of a call that cannot carry one (a guard's drop): the innermost frame of the learner's file.
    pub(crate) fn place_from_backtrace(&self) -> Option<Place> {
        let file = self.user_file.as_ref()?;
        let backtrace = std::backtrace::Backtrace::force_capture().to_string();
        for line in backtrace.lines() {
            let Some(at) = line.trim_start().strip_prefix("at ") else {
                continue;
            };
            let mut parts = at.rsplitn(3, ':');
            let (Some(column), Some(row), Some(path)) = (parts.next(), parts.next(), parts.next())
            else {
                continue;
            };
            let same = path == file || path.rsplit(['/', '\\']).next() == Some(file.as_str());
            if let (true, Ok(line), Ok(column)) = (same, row.parse(), column.parse()) {
                return Some(Place {
                    file: file.clone(),
                    line,
                    column,
                });
            }
        }
        None
    }

    /// Turns what was collected into a [`Trace`], while the engine still knows the execution.
    pub(crate) fn finish(mut self, engine: &Engine) -> Tracer {
        let index_of = |id: u32| engine.live.iter().position(|&live| live == id);
        let thread_index = |id: u32| {
            index_of(id)
                .and_then(|i| u32::try_from(i).ok())
                .unwrap_or(0)
        };
        let mut known: Vec<u32> = Vec::new();
        let mut object_index = |id: u32| {
            (id != NONE).then(|| {
                let i = known.iter().position(|&k| k == id).unwrap_or_else(|| {
                    known.push(id);
                    known.len() - 1
                });
                u32::try_from(i).expect("fewer objects than steps")
            })
        };
        for (step, &object) in self.steps.iter_mut().zip(&self.objects) {
            step.thread = thread_index(step.thread);
            if object != NONE {
                step.op = renamed(engine.objects.get(object).class, &step.op).to_owned();
            }
            step.target = step.target.map(thread_index);
            step.object = object_index(object);
        }
        let mut blocked = Vec::new();
        for &id in &engine.live {
            let Some(mut wait) = self.blocked(engine, id) else {
                continue;
            };
            wait.thread = thread_index(id);
            if let Some(object) = wait.object {
                wait.op = renamed(engine.objects.get(object).class, &wait.op).to_owned();
            }
            wait.waits_for = wait.waits_for.iter().map(|&id| thread_index(id)).collect();
            wait.object = wait.object.and_then(&mut object_index);
            blocked.push(wait);
        }
        let threads = engine
            .live
            .iter()
            .map(|&id| TraceThread {
                name: thread_name(&engine.threads, id),
                spawned: engine.threads[id as usize]
                    .spawned_at
                    .map(place)
                    .filter(|p| self.shown(p)),
            })
            .collect();
        let objects = known.iter().map(|&id| self.describe(engine, id)).collect();
        self.finished = Some(Trace {
            schedule: String::new(),
            outcome: 0,
            preemptions: engine.preemptions,
            minimal: false,
            threads,
            objects,
            steps: std::mem::take(&mut self.steps),
            blocked,
        });
        self
    }

    fn shown(&self, place: &Place) -> bool {
        self.user_file
            .as_ref()
            .is_none_or(|file| *file == place.file)
    }

    fn describe(&self, engine: &Engine, id: u32) -> TraceObject {
        let object = engine.objects.get(id);
        let same = |other: u32| engine.objects.get(other).birthplace == object.birthplace;
        // All objects of this birthplace that the execution touched, in the order of their addresses: those of one
        // vector or array come in the order of its elements.
        let siblings = engine
            .objects
            .touched
            .iter()
            .copied()
            .filter(|&other| object.birthplace.is_some() && same(other));
        let (mut nth, mut of) = (0, 0);
        for other in siblings {
            of += 1;
            nth += u32::from(engine.objects.get(other).address < object.address);
        }
        TraceObject {
            class: object.class.name().to_owned(),
            birthplace: object.birthplace.map(place).filter(|p| self.shown(p)),
            nth,
            of: of.max(1),
            called: object.called.map(str::to_owned),
        }
    }

    fn blocked(&self, engine: &Engine, id: u32) -> Option<Blocked> {
        let thread = &engine.threads[id as usize];
        let shown =
            |location: &'static Location<'static>| Some(place(location)).filter(|p| self.shown(p));
        let (op, object, waits_for, taken) = match thread.status {
            Status::Joining(target) => ("join", None, vec![target], None),
            Status::Waiting | Status::Announced if thread.op.kind == Kind::Select => {
                if thread.status == Status::Announced
                    && engine.is_enabled(id)
                    && engine.ending.end() == crate::report::End::Ok
                {
                    return None;
                }
                let (name, object) = thread.wish.described(0);
                (
                    name,
                    Some(object).filter(|&id| id != NONE),
                    Vec::new(),
                    None,
                )
            }
            Status::Waiting => (
                name_of(thread.op.kind),
                Some(thread.op.object),
                Vec::new(),
                None,
            ),
            Status::Sleeping(_) => ("sleep", None, Vec::new(), None),
            Status::Computing => ("compute", None, Vec::new(), None),
            Status::Announced
                if !engine.is_enabled(id) || engine.ending.end() != crate::report::End::Ok =>
            {
                let object = engine.objects.get(thread.op.object);
                let mut holders: Vec<u32> = Vec::new();
                let deed = thread.op.deed();
                if matches!(
                    deed,
                    Kind::Lock
                        | Kind::Read
                        | Kind::Write
                        | Kind::OnceBegin
                        | Kind::Print
                        | Kind::LockStream
                ) {
                    holders.extend(Some(object.owner).filter(|&owner| owner != NONE));
                    if deed == Kind::Write {
                        holders.extend(
                            object
                                .readers
                                .iter()
                                .filter(|r| r.released.is_none())
                                .map(|r| r.thread),
                        );
                    }
                }
                if deed == Kind::Read && object.owner == NONE {
                    // Writers that stand in line before it.
                    holders.extend(engine.live.iter().filter(|&&other| {
                        let op = engine.threads[other as usize].op;
                        op.object == thread.op.object && engine.threads[other as usize].in_line
                    }));
                }
                (name_of(deed), Some(thread.op.object), holders, object.taken)
            }
            _ => return None,
        };
        let taken = taken.filter(|_| !waits_for.is_empty()).and_then(shown);
        Some(Blocked {
            thread: id,
            op: op.to_owned(),
            object,
            waits_for,
            place: shown(thread.op.place),
            taken,
        })
    }

    pub(crate) fn into_trace(self) -> Option<Trace> {
        self.finished
    }
}

/// How a report calls an operation on what is a channel to the engine only.
fn renamed(class: Class, op: &str) -> &str {
    match (class, op) {
        (Class::WaitGroup, "recv") => "wait for all",
        (Class::WaitGroup, "drop sender") => "leave",
        (Class::Parker, "recv" | "try_recv") => "park",
        (Class::Parker, "send" | "try_send") => "unpark",
        (_, op) => op,
    }
}

/// How a report calls an operation that a thread waits in.
pub(crate) fn name_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Load => "load",
        Kind::Store | Kind::WeakCas => "store",
        Kind::Lock => "lock",
        Kind::TryLock => "try_lock",
        Kind::Unlock => "unlock",
        Kind::Read => "read",
        Kind::TryRead => "try_read",
        Kind::Unread => "unlock",
        Kind::Write => "write",
        Kind::TryWrite => "try_write",
        Kind::Unwrite => "unlock",
        Kind::Downgrade => "downgrade",
        Kind::InLine => "write",
        Kind::Wait | Kind::Wake => "wait",
        Kind::NotifyOne => "notify_one",
        Kind::NotifyAll => "notify_all",
        Kind::OnceState => "check",
        Kind::OnceBegin => "initialise",
        Kind::OnceEnd => "initialised",
        Kind::OnceWait => "wait",
        Kind::Arrive => "wait",
        Kind::Send => "send",
        Kind::TrySend => "try_send",
        Kind::Recv | Kind::Offer => "recv",
        Kind::TryRecv => "try_recv",
        Kind::DropSender => "drop sender",
        Kind::DropReceiver => "drop receiver",
        Kind::Select => "select",
        Kind::Park => "park",
        Kind::Unpark => "unpark",
        Kind::End => "end",
        Kind::IsFinished => "is_finished",
        Kind::Print => "print",
        Kind::LockStream => "lock",
        Kind::Exit => "exit",
    }
}
