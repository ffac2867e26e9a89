//! A machine of so many cores under one execution: who sits on a core, who waits for one, and when the clock moves on.
//!
//! Threads that can act or compute wait for a core in one queue, first come, first served. A thread that sits on a core acts
//! without using any time; when all that sit compute, the clock moves to the next thing that happens: somebody has
//! computed enough, a slice is over while others wait, or a sleep ends. With an interpreter there is one seat, whatever the
//! number of cores: whoever waits for the lock lets the holder go on for a switch interval, and then has it taken away.
//! That is how CPython does it (`Python/ceval_gil.c`), except that there the system chooses among those who wait.

use std::collections::VecDeque;

use crate::engine::Engine;
use crate::thread::Status;
use crate::timed::{Interval, MachineSpec, Phase, TimedThread};

/// Times that the clock may move.
const TURNS: u32 = 1_000_000;
/// Stretches that are kept. A run that makes more still has its sums.
const INTERVALS: usize = 100_000;

/// A thread on a core.
#[derive(Clone, Copy, Debug)]
struct Seat {
    thread: u32,
    since: u64,
}

/// The machine and what it has seen.
pub(crate) struct Machine {
    pub(crate) spec: MachineSpec,
    cores: Vec<Option<Seat>>,
    /// Who waits for a core, and since when.
    queue: VecDeque<(u32, u64)>,
    /// By thread: how long it still has to compute.
    left: Vec<u64>,
    /// By thread: the core that it had last.
    last_core: Vec<Option<usize>>,
    /// By thread: what it does, on which core, since when.
    phases: Vec<Option<(Phase, Option<usize>, u64)>>,
    pub(crate) intervals: Vec<Interval>,
    /// By thread.
    pub(crate) sums: Vec<TimedThread>,
    pub(crate) busy: Vec<u64>,
    turns: u32,
}

impl Machine {
    pub(crate) fn new(spec: MachineSpec) -> Machine {
        let n_cores = spec.cores.max(1);
        Machine {
            spec,
            cores: vec![None; n_cores],
            queue: VecDeque::new(),
            left: Vec::new(),
            last_core: Vec::new(),
            phases: Vec::new(),
            intervals: Vec::new(),
            sums: Vec::new(),
            busy: vec![0; n_cores],
            turns: 0,
        }
    }

    /// `thread` is to compute for so long.
    pub(crate) fn compute(&mut self, thread: u32, nanos: u64) {
        self.grow(thread);
        self.left[thread as usize] = nanos;
    }

    fn grow(&mut self, thread: u32) {
        let n = self.left.len().max(thread as usize + 1);
        self.left.resize(n, 0);
        self.last_core.resize(n, None);
        self.phases.resize(n, None);
        self.sums.resize(n, TimedThread::default());
    }

    fn is_seated(&self, thread: u32) -> bool {
        self.seats().any(|(_, seat)| seat.thread == thread)
    }

    fn seats(&self) -> impl Iterator<Item = (usize, Seat)> {
        let cores = self.cores.iter().enumerate();
        cores.filter_map(|(core, seat)| Some((core, (*seat)?)))
    }

    /// Takes those off their cores, and out of the queue, who cannot use one, and lets others take their places.
    fn seat(&mut self, runnable: &[u32], now: u64) {
        for seat in &mut self.cores {
            seat.take_if(|seat| !runnable.contains(&seat.thread));
        }
        self.queue.retain(|(thread, _)| runnable.contains(thread));
        for &thread in runnable {
            let waits = self.queue.iter().any(|&(other, _)| other == thread);
            if !waits && !self.is_seated(thread) {
                self.queue.push_back((thread, now));
            }
        }
        let n_seats = match self.spec.interpreter {
            Some(_) => 1,
            None => self.cores.len(),
        };
        while self.seats().count() < n_seats
            && let Some((thread, _)) = self.queue.pop_front()
        {
            self.grow(thread);
            let n_cores = self.cores.len();
            // With an interpreter all cores are free; threads keep to their own then, as real ones would.
            let first = match self.spec.interpreter {
                Some(_) => thread as usize % n_cores,
                None => 0,
            };
            let preferred = self.last_core[thread as usize].unwrap_or(first);
            let core = (0..n_cores)
                .map(|offset| (preferred + offset) % n_cores)
                .find(|&core| self.cores[core].is_none())
                .expect("there are fewer seats taken than cores");
            self.cores[core] = Some(Seat { thread, since: now });
            self.last_core[thread as usize] = Some(core);
        }
    }

    /// When the thread on this seat has to give way, if others wait.
    fn turn_ends(&self, seat: Seat) -> Option<u64> {
        let &(_, first_waits_since) = self.queue.front()?;
        Some(match self.spec.interpreter {
            Some(interval) => seat.since.max(first_waits_since).saturating_add(interval),
            None => seat.since.saturating_add(self.spec.slice),
        })
    }

    /// The thread does this from now on.
    fn enter(&mut self, thread: u32, phase: Option<(Phase, Option<usize>)>, now: u64) {
        self.grow(thread);
        let old = self.phases[thread as usize];
        if old.map(|(phase, core, _)| (phase, core)) == phase {
            return;
        }
        self.phases[thread as usize] = phase.map(|(phase, core)| (phase, core, now));
        let Some((phase, core, from)) = old else {
            return;
        };
        let length = now - from;
        if length == 0 {
            return;
        }
        let sums = &mut self.sums[thread as usize];
        match phase {
            Phase::Running => sums.running += length,
            Phase::Runnable => sums.runnable += length,
            Phase::WaitsForInterpreter => sums.waits_for_interpreter += length,
            Phase::Sleeping => sums.sleeping += length,
            Phase::Blocked => sums.blocked += length,
        }
        if let Some(core) = core {
            self.busy[core] += length;
        }
        if self.intervals.len() < INTERVALS {
            self.intervals.push(Interval {
                thread,
                phase,
                core,
                from,
                to: now,
            });
        }
    }
}

impl Engine {
    /// Of all that is possible, leaves what the machine allows: the operation of one thread that sits on a core.
    pub(crate) fn keep_to_machine(&mut self) {
        let Some(mut machine) = self.machine.take() else {
            return;
        };
        let can_act = |id: u32| self.enabled.iter().any(|t| t.thread == id);
        let runnable: Vec<u32> = self
            .live
            .iter()
            .copied()
            .filter(|&id| self.threads[id as usize].status == Status::Computing || can_act(id))
            .collect();
        machine.seat(&runnable, self.now);
        let actor = machine
            .seats()
            .map(|(_, seat)| seat.thread)
            .find(|&thread| can_act(thread));
        for &id in &self.live {
            let seat = machine.seats().find(|(_, seat)| seat.thread == id);
            let phase = match (seat, self.threads[id as usize].status) {
                (_, Status::Ended) => None,
                (Some((core, _)), _) => Some((Phase::Running, Some(core))),
                (None, Status::Sleeping(_)) => Some((Phase::Sleeping, None)),
                (None, _) if runnable.contains(&id) && machine.spec.interpreter.is_some() => {
                    Some((Phase::WaitsForInterpreter, None))
                }
                (None, _) if runnable.contains(&id) => Some((Phase::Runnable, None)),
                (None, _) => Some((Phase::Blocked, None)),
            };
            machine.enter(id, phase, self.now);
        }
        self.enabled.retain(|t| Some(t.thread) == actor);
        self.machine = Some(machine);
    }

    /// Moves the clock while somebody computes. False where nobody does.
    pub(crate) fn pass_machine_time(&mut self) -> bool {
        let Some(mut machine) = self.machine.take() else {
            return false;
        };
        let seats: Vec<(usize, Seat)> = machine.seats().collect();
        if seats.is_empty() {
            self.machine = Some(machine);
            return false;
        }
        machine.turns += 1;
        if machine.turns > TURNS {
            self.ending.step_limit();
        }
        let done = seats
            .iter()
            .map(|(_, seat)| self.now.saturating_add(machine.left[seat.thread as usize]));
        let turns = seats
            .iter()
            .filter_map(|&(_, seat)| machine.turn_ends(seat));
        let appointment = self.appointments().next;
        let next = done.chain(turns).chain(appointment).min();
        let next = next.unwrap_or(self.now).max(self.now);
        let passed = next - self.now;
        for &(core, seat) in &seats {
            let left = &mut machine.left[seat.thread as usize];
            *left = left.saturating_sub(passed);
            if *left == 0 {
                self.make_ready(seat.thread);
            } else if machine.turn_ends(seat).is_some_and(|end| end <= next) {
                // Last in the queue, behind those for whom it makes room.
                machine.cores[core] = None;
                machine.queue.push_back((seat.thread, next));
            }
        }
        self.machine = Some(machine);
        self.move_clock_to(next);
        true
    }

    /// The execution is over: what everybody was doing ends.
    pub(crate) fn stop_machine(&mut self) {
        if let Some(machine) = &mut self.machine {
            for &id in &self.live {
                machine.enter(id, None, self.now);
            }
        }
    }
}
