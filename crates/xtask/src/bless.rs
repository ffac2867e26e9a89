//! `cargo xtask bless`: stores anew what the reference solutions can do. The only way to change a stored set of
//! outcomes; read the difference before you commit it.

use anyhow::{Result, bail};
use checker::catalog::{Catalog, Workspace};
use checker::snapshot;
use clap::Args;

/// Store the sets of outcomes anew, from the reference solutions
#[derive(Args)]
pub(crate) struct Bless {
    /// Only this exercise (threads/07_every_output, 7, output)
    exercise: Option<String>,
}

impl Bless {
    /// Writes the sets, and says which.
    pub(crate) fn run(self, workspace: &Workspace) -> Result<()> {
        let catalog = Catalog::read(workspace)?;
        let exercises = match &self.exercise {
            Some(asked) => vec![catalog.find(asked)?],
            None => catalog.exercises().collect(),
        };
        let mut n_written = 0;
        let mut failed = Vec::new();
        for exercise in exercises {
            match snapshot::bless(workspace, exercise) {
                Ok(paths) => {
                    for path in paths {
                        println!("{}", workspace.display(&path));
                        n_written += 1;
                    }
                }
                Err(error) => {
                    // The others are stored all the same.
                    eprintln!("{error}");
                    failed.push(exercise.id());
                }
            }
        }
        println!("{n_written} sets of outcomes stored");
        if !failed.is_empty() {
            bail!("nothing was stored for {}", failed.join(", "));
        }
        Ok(())
    }
}
