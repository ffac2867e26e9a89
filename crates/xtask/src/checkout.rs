//! A copy of the workspace in a temporary folder, in which a task may change the learner's files.
//!
//! It holds what a fresh clone would: the files that git knows, and new ones that it does not ignore.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context, Result, bail};

/// The copy; removed when dropped.
pub(crate) struct Checkout {
    /// Its root.
    pub(crate) root: PathBuf,
}

impl Checkout {
    /// Copies the workspace at `original`.
    ///
    /// # Errors
    /// When git does not list it, or a file cannot be copied.
    pub(crate) fn of(original: &Path) -> Result<Checkout> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("interleave-checkout-{}-{number}", std::process::id());
        let root = std::env::temp_dir().join(name);
        if root.exists() {
            // Left by a killed process that had the same number.
            fs::remove_dir_all(&root)
                .with_context(|| format!("failed to remove {}", root.display()))?;
        }
        let checkout = Checkout { root };
        for file in files(original)? {
            let from = original.join(&file);
            // A file that was deleted, but not yet from git's index.
            if from.is_file() {
                copy(&from, &checkout.root.join(&file))?;
            }
        }
        Ok(checkout)
    }

    /// Copies the starters' solutions over them.
    ///
    /// # Errors
    /// When a file cannot be copied.
    pub(crate) fn solve(&self, concept: &str) -> Result<()> {
        let solutions = self.root.join("solutions").join(concept).join("src/bin");
        let exercises = self.root.join("exercises").join(concept).join("src/bin");
        let entries = fs::read_dir(&solutions)
            .with_context(|| format!("failed to list {}", solutions.display()))?;
        for entry in entries {
            let path = entry?.path();
            if let Some(name) = path.file_name() {
                copy(&path, &exercises.join(name))?;
            }
        }
        Ok(())
    }
}

impl Drop for Checkout {
    fn drop(&mut self) {
        // A leftover in the system's temporary folder is no failure of the task.
        let _ = fs::remove_dir_all(&self.root);
    }
}

/// The workspace's files, relative to its root.
fn files(root: &Path) -> Result<Vec<PathBuf>> {
    let output = Command::new("git")
        .args([
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ])
        .current_dir(root)
        .output()
        .context("failed to run `git ls-files`")?;
    if !output.status.success() {
        bail!(
            "`git ls-files` failed: {}",
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    let text = String::from_utf8(output.stdout).context("a file name is not UTF-8")?;
    Ok(text
        .split('\0')
        .filter(|name| !name.is_empty())
        .map(PathBuf::from)
        .collect())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    let copied = || -> std::io::Result<()> {
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::copy(from, to)?;
        Ok(())
    };
    copied().with_context(|| format!("failed to copy {} to {}", from.display(), to.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checkout_holds_the_sources_only_and_goes_away() {
        let original = Path::new(env!("CARGO_MANIFEST_DIR"))
            .ancestors()
            .nth(2)
            .expect("two folders up");
        let checkout = Checkout::of(original).expect("a copy");
        let root = checkout.root.clone();
        assert!(root.join("Cargo.lock").is_file());
        assert!(root.join("crates/xtask/src/checkout.rs").is_file());
        assert!(!root.join("target").exists() && !root.join(".git").exists());
        drop(checkout);
        assert!(!root.exists());
    }
}
