//! Modelled threads: what each is doing, and how they come to be.

use std::panic::Location;

use crate::clock::ClockRef;
use crate::coroutine::Suspend;
use crate::engine::Engine;
use crate::op::{Kind, NONE, Op};
use crate::select::Wish;

/// What a thread is doing between its steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    /// About to be resumed, without a choice.
    Ready,
    /// Has announced an operation.
    Announced,
    /// Waits in a join; the target's end makes it ready.
    Joining(u32),
    /// Waits at a barrier, or for a rendezvous' receiver; the other side makes it ready.
    Waiting,
    /// Sleeps until then (trusted time).
    Sleeping(u64),
    /// Computes, on a machine that counts the time of that.
    Computing,
    Ended,
}

/// Why a thread that only polls is passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tired {
    No,
    /// Until the object's version changes, or the clock moves.
    Object {
        object: u32,
        version: u32,
        tick: u32,
    },
    /// Until another thread gets something done, or the clock moves.
    Progress {
        count: u64,
        tick: u32,
    },
    /// Likewise; it watches the clock, which is to move if nothing else happens.
    Clock {
        count: u64,
        tick: u32,
    },
}

/// A value, and how to destroy it when its thread ends.
pub(crate) type ExitFunction = (*mut u8, unsafe fn(*mut u8));

pub(crate) struct Thread {
    pub(crate) epoch: u32,
    pub(crate) status: Status,
    pub(crate) op: Op,
    /// It has found the lock that it wants to write to taken, and stands in line.
    pub(crate) in_line: bool,
    /// What it wants, if that is a select.
    pub(crate) wish: Wish,
    pub(crate) result: u64,
    pub(crate) clock: ClockRef,
    /// Events so far.
    pub(crate) idx: u32,
    /// Numbers of its children over all executions, and how many it has spawned in this one.
    pub(crate) children: Vec<u32>,
    pub(crate) n_children: usize,
    pub(crate) suspend: Suspend,
    pub(crate) name: Option<String>,
    pub(crate) spawned_at: Option<&'static Location<'static>>,
    /// The mutex to take again after waiting on a condition variable.
    pub(crate) relock: u32,
    /// Trusted time at which its timed wait gives up; `timed` alone under untrusted time.
    pub(crate) deadline: Option<u64>,
    pub(crate) timed: bool,
    /// Call sites whose spurious event has been used up.
    pub(crate) spurious_used: Vec<usize>,
    pub(crate) tired: Tired,
    /// What it has polled since it last got something done.
    pub(crate) polled: Vec<(u32, u32)>,
    pub(crate) polls: u32,
    pub(crate) clock_polls: u32,
    /// Its share of the engine's progress, and what the others had made when it last gave a hint or read the clock.
    pub(crate) own_progress: u64,
    pub(crate) others_seen: u64,
    /// Sleeps under untrusted time since then.
    pub(crate) naps: u32,
    pub(crate) hinted: bool,
    pub(crate) share: u32,
    pub(crate) held: Vec<(u32, &'static Location<'static>)>,
    pub(crate) joined: bool,
    pub(crate) start_clock: ClockRef,
    pub(crate) end_clock: ClockRef,
    pub(crate) panics: u32,
    pub(crate) locals: Vec<(usize, Box<*mut u8>)>,
    pub(crate) at_exit: Vec<ExitFunction>,
    pub(crate) seeds: u64,
    /// Tells it from other threads by whose child it is, the how manieth, and so on: the same in every process.
    pub(crate) lineage: u32,
    /// The announced operation repeats a poll that found nothing new.
    pub(crate) idle: bool,
    /// Steps of the trace when it announced.
    pub(crate) announced_at: u32,
    /// The announced operation was not possible at once (kept only while tracing).
    pub(crate) had_to_wait: bool,
}

fn nowhere() -> &'static Location<'static> {
    Location::caller()
}

impl Engine {
    /// The number of `parent`'s next child: the same in every execution.
    pub(crate) fn new_thread(
        &mut self,
        parent: u32,
        name: Option<&str>,
        spawned_at: Option<&'static Location<'static>>,
    ) -> u32 {
        let mut lineage = 0;
        let id = if parent == NONE {
            if self.threads.is_empty() {
                self.add_thread();
            }
            0
        } else {
            let nth = self.threads[parent as usize].n_children;
            self.threads[parent as usize].n_children += 1;
            lineage = (self.threads[parent as usize].lineage)
                .wrapping_mul(31)
                .wrapping_add(nth as u32 + 1);
            match self.threads[parent as usize].children.get(nth) {
                Some(&id) => id,
                None => {
                    let id = self.add_thread();
                    self.threads[parent as usize].children.push(id);
                    id
                }
            }
        };
        let clock = if parent == NONE {
            ClockRef::ZERO
        } else {
            self.threads[parent as usize].clock
        };
        let thread = &mut self.threads[id as usize];
        thread.epoch = self.objects.epoch;
        thread.status = Status::Ready;
        thread.clock = clock;
        thread.start_clock = clock;
        thread.end_clock = ClockRef::ZERO;
        thread.idx = 0;
        thread.n_children = 0;
        thread.name = name.map(str::to_owned);
        thread.spawned_at = spawned_at;
        thread.deadline = None;
        thread.timed = false;
        thread.spurious_used.clear();
        thread.tired = Tired::No;
        thread.polled.clear();
        thread.polls = 0;
        thread.clock_polls = 0;
        thread.own_progress = 0;
        thread.others_seen = 0;
        thread.naps = 0;
        thread.hinted = false;
        thread.share = 0;
        thread.held.clear();
        thread.joined = false;
        thread.panics = 0;
        thread.relock = NONE;
        thread.in_line = false;
        thread.locals.clear();
        thread.at_exit.clear();
        thread.seeds = 0;
        thread.lineage = lineage;
        thread.idle = false;
        self.live.push(id);
        id
    }

    pub(crate) fn add_thread(&mut self) -> u32 {
        let id = u32::try_from(self.threads.len()).expect("fewer than 2^32 threads");
        self.clocks.widen(self.threads.len() + 1);
        self.threads.push(Thread {
            epoch: 0,
            status: Status::Ended,
            op: Op {
                kind: Kind::Load,
                object: NONE,
                second: NONE,
                arg: 0,
                place: nowhere(),
            },
            in_line: false,
            wish: Wish::none(),
            result: 0,
            clock: ClockRef::ZERO,
            idx: 0,
            children: Vec::new(),
            n_children: 0,
            suspend: std::ptr::null(),
            name: None,
            spawned_at: None,
            relock: NONE,
            deadline: None,
            timed: false,
            spurious_used: Vec::new(),
            tired: Tired::No,
            polled: Vec::new(),
            polls: 0,
            clock_polls: 0,
            own_progress: 0,
            others_seen: 0,
            naps: 0,
            hinted: false,
            share: 0,
            held: Vec::new(),
            joined: false,
            start_clock: ClockRef::ZERO,
            end_clock: ClockRef::ZERO,
            panics: 0,
            locals: Vec::new(),
            at_exit: Vec::new(),
            seeds: 0,
            lineage: 0,
            idle: false,
            announced_at: 0,
            had_to_wait: false,
        });
        self.fibers.push(Box::default());
        id
    }
}
