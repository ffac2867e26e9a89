//! The engine next to its peers, `shuttle` and `loom`, on the same programs in the same process.
//!
//! Prints one JSON object for `cargo xtask bench`, which draws the table and knows the targets. Nothing here is
//! judged; a rate is only worth something as a ratio to another rate of the same run.

mod engines;
mod programs;

use std::time::Duration;

use serde::Serialize;

use engines::{ENGINES, Engine, Explored, explore};
use programs::{COUNTED, Program, RATED};

/// Rounds, in each of which every engine has its turn.
const N_ROUNDS: usize = 7;
/// How long a turn lasts, at least.
const TURN: Duration = Duration::from_millis(120);
/// A search within a turn is cut here, and started again.
const CUT: u64 = 5_000;
/// No count goes beyond this.
const COUNTED_UP_TO: u64 = 300_000;

/// Everything that was measured.
#[derive(Serialize)]
struct Figures {
    rates: Vec<Rates>,
    counts: Vec<Counts>,
}

/// Executions per second on one program, one number per round.
#[derive(Serialize)]
struct Rates {
    program: &'static str,
    reduced: Vec<f64>,
    depth_first: Vec<f64>,
    shuttle_depth_first: Vec<f64>,
    shuttle_random: Vec<f64>,
    loom: Vec<f64>,
}

/// Executions of a whole search; `None` where there are more than were waited for.
#[derive(Serialize)]
struct Counts {
    program: &'static str,
    expected: u64,
    limit: u64,
    reduced: Option<u64>,
    depth_first: Option<u64>,
    shuttle: Option<u64>,
    loom: Option<u64>,
}

fn main() {
    let figures = Figures {
        rates: RATED.iter().map(rates).collect(),
        counts: COUNTED
            .iter()
            .map(|(program, expected)| counts(program, *expected))
            .collect(),
    };
    let json = serde_json::to_string(&figures).expect("figures are plain numbers and texts");
    println!("{json}");
}

fn rates(program: &Program) -> Rates {
    // A first round warms up, and is forgotten.
    let rounds: Vec<[f64; ENGINES.len()]> = (0..=N_ROUNDS)
        .map(|_| ENGINES.map(|engine| rate(engine, program)))
        .skip(1)
        .collect();
    let of = |engine: Engine| {
        let idx = ENGINES.iter().position(|other| *other == engine);
        let idx = idx.expect("every engine has its turn");
        rounds.iter().map(|round| round[idx]).collect()
    };
    Rates {
        program: program.name,
        reduced: of(Engine::Reduced),
        depth_first: of(Engine::DepthFirst),
        shuttle_depth_first: of(Engine::ShuttleDepthFirst),
        shuttle_random: of(Engine::ShuttleRandom),
        loom: of(Engine::Loom),
    }
}

/// Executions per second, over one turn of whole or cut searches.
fn rate(engine: Engine, program: &Program) -> f64 {
    let turn = explore(engine, program, CUT, TURN);
    turn.executions as f64 / turn.elapsed.as_secs_f64()
}

fn counts(program: &Program, expected: u64) -> Counts {
    let count = |engine| {
        let Explored {
            executions,
            is_whole,
        } = explore(engine, program, COUNTED_UP_TO, Duration::ZERO).last;
        is_whole.then_some(executions)
    };
    Counts {
        program: program.name,
        expected,
        limit: COUNTED_UP_TO,
        reduced: count(Engine::Reduced),
        depth_first: count(Engine::DepthFirst),
        shuttle: count(Engine::ShuttleDepthFirst),
        loom: count(Engine::Loom),
    }
}
