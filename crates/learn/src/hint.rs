//! `cargo learn hint`: three steps towards a solution, or the hint for one mistake.
//!
//! Nothing is remembered between calls: the learner says how far to go.

use checker::report::exit_code;
use clap::Args;

use crate::{Failure, catalog, handle, show, wrapped};

/// Show a hint for an exercise
#[derive(Args)]
pub(crate) struct Hint {
    /// The exercise: its name or a part of it (threads/01_spawn_and_join, spawn, threads/1)
    exercise: String,
    /// How far to go: 1 (if not given), 2 or 3
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=3))]
    step: Option<u8>,
    /// The hint for a mistake that the judge has named (lost-update)
    #[arg(long = "for", value_name = "DIAGNOSIS", conflicts_with = "step")]
    diagnosis: Option<String>,
}

impl Hint {
    pub(crate) fn run(self) -> Result<u8, Failure> {
        let catalog = catalog()?;
        let exercise = catalog.find(&self.exercise)?;
        let handle = handle(&catalog, exercise);
        let id = exercise.id();
        if let Some(diagnosis) = &self.diagnosis {
            let Some(hint) = exercise.hint_for(diagnosis) else {
                let known: Vec<&str> = exercise
                    .hints_for
                    .iter()
                    .map(|(name, _)| name.as_str())
                    .collect();
                let known = match known[..] {
                    [] => "it has none for a single mistake".to_owned(),
                    _ => format!("it has hints for {}", known.join(", ")),
                };
                return Err(Failure::usage(format!(
                    "{id} has no hint for `{diagnosis}`: {known}; the general ones: cargo learn hint {handle}"
                )));
            };
            show(&format!(
                "{id}, {}\n\n{}\n",
                diagnosis.replace('-', " "),
                wrapped(hint, "  ")
            ));
            return Ok(exit_code::PASS);
        }
        if exercise.transfer && self.step.is_none() {
            show(&format!(
                "{id} is the last task of its concept, in a new setting. What you have used so far gets you far, and the task says the rest.\n\n  \
                 a hint all the same: cargo learn hint {handle} --step 1\n"
            ));
            return Ok(exit_code::PASS);
        }
        let step = self.step.unwrap_or(1);
        let n_hints = exercise.hints.len();
        let hint = &exercise.hints[usize::from(step) - 1];
        let mut text = format!(
            "{id}, hint {} of {n_hints}\n\n{}\n",
            step,
            wrapped(hint, "  ")
        );
        if usize::from(step) < n_hints {
            text.push_str(&format!(
                "  one step further: cargo learn hint {handle} --step {}\n",
                step + 1
            ));
        }
        show(&text);
        Ok(exit_code::PASS)
    }
}
