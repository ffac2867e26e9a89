//! `cargo learn list`: the exercises, concept by concept.

use checker::catalog::{Catalog, Exercise, Kind};
use checker::report::exit_code;
use clap::Args;

use crate::{Failure, catalog, show};

/// Show all exercises
#[derive(Args)]
pub(crate) struct List {}

impl List {
    pub(crate) fn run(self) -> Result<u8, Failure> {
        show(&table(&catalog()?));
        Ok(exit_code::PASS)
    }
}

/// The exercises of a catalog, a line each.
pub(crate) fn table(catalog: &Catalog) -> String {
    let n_name = catalog
        .exercises()
        .map(|exercise| exercise.name.chars().count())
        .max()
        .unwrap_or(0);
    let mut text = String::new();
    for concept in &catalog.concepts {
        text.push_str(&format!("{}: {}\n", concept.name, concept.title));
        for exercise in &concept.exercises {
            // A star for the core path: what to do first when time is short.
            let core = if exercise.core { '*' } else { ' ' };
            text.push_str(&format!(
                "  {core} {:n_name$}  {:8} {:2} min  {}\n",
                exercise.name,
                kind(exercise),
                exercise.minutes,
                exercise.title,
            ));
        }
        text.push('\n');
    }
    if catalog.exercises().any(|exercise| exercise.core) {
        text.push_str(
            "* core path: what to do first when time is short\n\n\
             build: write it; mend: repair what looks right; predict: say what can happen;\n\
             break: make it go wrong; transfer: the last task, in a new setting\n",
        );
    }
    text
}

fn kind(exercise: &Exercise) -> &'static str {
    match exercise.kind {
        _ if exercise.transfer => "transfer",
        Kind::Build => "build",
        Kind::Mend => "mend",
        Kind::Predict => "predict",
        Kind::Break => "break",
        Kind::Order => "order",
        Kind::Test => "test",
    }
}
