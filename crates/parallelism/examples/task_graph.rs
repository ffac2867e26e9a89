//! Ten tasks on one, two, three and four cores: `cargo run -p parallelism --example task_graph`.
//!
//! A line is a core, a column is a unit of time, a letter is a task. Look where it stops to get better: the span is a wall.

use parallelism::work_and_span::{Task, Turn, greedy, makespan, span, work};

/// Baking a cake: how long each takes, and what must be done before.
const TASKS: [(&str, u64, &[usize]); 10] = [
    ("a  weigh everything", 2, &[]),
    ("b  heat the oven", 6, &[]),
    ("c  butter the tin", 1, &[]),
    ("d  beat the eggs", 4, &[0]),
    ("e  melt the chocolate", 3, &[0]),
    ("f  chop the nuts", 3, &[0]),
    ("g  stir it all", 2, &[3, 4, 5]),
    ("h  bake", 8, &[1, 2, 6]),
    ("i  make the icing", 3, &[0]),
    ("j  ice the cake", 2, &[7, 8]),
];

fn draw(turns: &[Turn], n_cores: usize) {
    for core in 0..n_cores {
        let mut line = vec!["·"; makespan(turns) as usize];
        for ((name, ..), turn) in TASKS.iter().zip(turns) {
            if turn.core == core {
                line[turn.begin as usize..turn.end as usize].fill(&name[..1]);
            }
        }
        println!("  core {core}  {}", line.concat());
    }
}

fn main() {
    let tasks = TASKS.map(|(_, duration, after)| Task {
        duration,
        after: after.to_vec(),
    });
    for (name, duration, after) in TASKS {
        let after: Vec<&str> = after.iter().map(|before| &TASKS[*before].0[..1]).collect();
        println!("{name:<22} {duration:>2}   after {:?}", after.join(" "));
    }
    let (work, span) = (work(&tasks), span(&tasks));
    println!(
        "\nwork {work}, span {span}, parallelism {:.1}\n",
        work as f64 / span as f64
    );
    for n_cores in 1..=4 {
        let turns = greedy(&tasks, n_cores);
        let cores = n_cores as u64;
        println!(
            "cores: {n_cores}, time: {}   (not below {}, not above {})",
            makespan(&turns),
            work.div_ceil(cores).max(span),
            (work + span * (cores - 1)) / cores
        );
        draw(&turns, n_cores);
    }
}
