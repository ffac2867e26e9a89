//! A tool that is called as one step of a longer task: with a headline, its duration, and a sentence when it fails.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// Does `work` under a headline, and says how long it took.
///
/// # Errors
/// What `work` says, with the headline in front.
pub(crate) fn step<T>(headline: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    println!("\n==> {headline}");
    let started = Instant::now();
    let result = work().with_context(|| format!("step \"{headline}\""))?;
    println!("    done in {}", seconds(started.elapsed()));
    Ok(result)
}

/// A duration as a person reads it.
pub(crate) fn seconds(duration: Duration) -> String {
    let seconds = duration.as_secs();
    if seconds < 60 {
        format!("{:.1} s", duration.as_secs_f64())
    } else {
        format!("{} min {:02} s", seconds / 60, seconds % 60)
    }
}

/// A run of Cargo.
pub(crate) struct Cargo {
    command: Command,
    /// As one would type it.
    shown: String,
}

impl Cargo {
    /// `cargo` with these arguments, in the workspace at `root`.
    pub(crate) fn new(root: &Path, arguments: &[&str]) -> Cargo {
        let cargo = std::env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from);
        let mut command = Command::new(cargo);
        command.args(arguments).current_dir(root);
        // Set by the Cargo that runs this program, for this program; a build that sees them is another build.
        for (variable, _) in std::env::vars_os() {
            let name = variable.to_string_lossy();
            if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
                command.env_remove(&variable);
            }
        }
        Cargo {
            command,
            shown: format!("cargo {}", arguments.join(" ")),
        }
    }

    /// Sets a variable of the environment.
    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Cargo {
        self.command.env(name, value);
        self
    }

    /// Runs it; what it prints is seen.
    ///
    /// # Errors
    /// When it fails.
    pub(crate) fn run(mut self) -> Result<()> {
        println!("    {}", self.shown);
        let status = self.command.status();
        let status = status.with_context(|| format!("failed to start `{}`", self.shown))?;
        if !status.success() {
            bail!("`{}` failed with {status}", self.shown);
        }
        Ok(())
    }

    /// Runs it, success or not; gives its standard output. Standard error is seen.
    ///
    /// # Errors
    /// When it cannot be started.
    pub(crate) fn output(mut self) -> Result<(bool, String)> {
        println!("    {}", self.shown);
        let output = self
            .command
            .stderr(Stdio::inherit())
            .output()
            .with_context(|| format!("failed to start `{}`", self.shown))?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        Ok((output.status.success(), text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_short() {
        assert_eq!(seconds(Duration::from_millis(1_250)), "1.2 s");
        assert_eq!(seconds(Duration::from_secs(59)), "59.0 s");
        assert_eq!(seconds(Duration::from_secs(605)), "10 min 05 s");
    }

    #[test]
    fn a_failed_step_names_itself() {
        let failed = step("brew tea", || -> Result<()> { bail!("no water") });
        let message = failed
            .map_err(|error| format!("{error:#}"))
            .expect_err("a failure");
        assert_eq!(message, "step \"brew tea\": no water");
    }
}
