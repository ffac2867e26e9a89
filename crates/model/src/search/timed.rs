//! One execution on a machine of so many cores: no search.

use crate::engine::{Engine, Mode, Strategy, Transition};
use crate::machine::Machine;
use crate::outcome::place;
use crate::process::install_hook;
use crate::report::{Request, Time};
use crate::search::order::{Order, by_default};
use crate::timed::{MachineSpec, TimedRun};

/// Takes what the machine allows.
struct AsTheMachineSays;

impl Strategy for AsTheMachineSays {
    const RACES: bool = false;

    fn choose(&mut self, engine: &mut Engine) -> Option<Transition> {
        by_default(engine, Order::Sticky, |_| true)
    }
}

/// Runs `body` once on each machine.
pub fn time(body: &dyn Fn(), request: &Request, machines: &[MachineSpec]) -> Vec<TimedRun> {
    install_hook();
    let mut engine = Engine::new();
    engine.max_steps = request.budget.steps;
    engine.mode = Mode {
        time: Time::Trusted,
        spurious: false,
        patient: false,
    };
    engine.wants_facts = false;
    machines
        .iter()
        .map(|machine| run_on(&mut engine, body, machine))
        .collect()
}

fn run_on(engine: &mut Engine, body: &dyn Fn(), spec: &MachineSpec) -> TimedRun {
    let machine = loop {
        engine.machine = Some(Box::new(Machine::new(spec.clone())));
        engine.run(body, &mut AsTheMachineSays);
        let machine = engine.machine.take().expect("it was put there");
        // An operation came up that makes others observable; they are, the next time.
        if !engine.restart {
            break machine;
        }
    };
    let Machine {
        spec,
        intervals,
        mut sums,
        busy,
        ..
    } = *machine;
    // The engine's own numbers are not those of this execution.
    let index = |thread: u32| engine.live.iter().position(|&live| live == thread);
    let intervals = intervals
        .into_iter()
        .filter_map(|mut interval| {
            interval.thread = u32::try_from(index(interval.thread)?).ok()?;
            Some(interval)
        })
        .collect();
    let threads = engine.live.iter().map(|&id| {
        let mut thread = sums
            .get_mut(id as usize)
            .map(std::mem::take)
            .unwrap_or_default();
        thread.name = engine.threads[id as usize].name.clone();
        thread
    });
    TimedRun {
        machine: spec,
        end: engine.ending.end(),
        message: engine.ending.message.clone(),
        place: engine.ending.place.map(place),
        makespan: engine.now,
        work: busy.iter().sum(),
        cores: busy,
        threads: threads.collect(),
        intervals,
        stdout: String::from_utf8_lossy(&engine.ending.stdout).into_owned(),
    }
}
