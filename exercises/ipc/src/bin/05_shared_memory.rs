//! # 5. Shared memory
//!
//! A museum has four halls and many doors. At each door a program of its own counts: it is a process, with memory of its
//! own. But all of them have to know how many visitors are in a hall. So the numbers are in a file that each process
//! *maps*: the system shows it to all of them as memory, and it is the same memory. The crate `mapped` does that; what it
//! gives is a slice of `AtomicU64`.
//!
//! Your task: write `Museum`.
//! - Whichever process comes first makes the file, with nobody in any hall. All others open the same one. Several may come
//!   at the same time.
//! - The display at the entrance reads the file too. Somebody else wrote it, so the layout is fixed: the name is
//!   `visitors`, the version is 1, there are four words, and word 0 is for hall 0. If there is another file at the path,
//!   `open` returns an error and leaves it as it is.
//! - `change` asks `rule` what to make of the number of visitors. `Some(new)` is put in its place, in one step: if
//!   another process has changed the number since `rule` saw it, nothing is put there, and `rule` is asked again. `None`
//!   means that nothing is to be changed.
//! - Nobody waits for another process. It may be slow, or may be killed in the middle of its rule.
//!
//! ```text
//! hall 2          4 ─────────────────── 5 ─────────────────────── 7
//! door A     sees 4 ──── + 2 = 6 ? ──── no: it's 5 now ── + 2 ── puts 7
//! door B     sees 4 ── puts 5
//! ```

use std::env;
use std::io;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::Ordering;

use mapped::{Layout, SharedWords};

/// How many halls there are.
pub const N_HALLS: usize = 4;

/// The numbers of visitors, which this process shares with others.
pub struct Museum {
    // What does it need?
}

impl Museum {
    /// Opens the file at `path`, or makes it.
    pub fn open(path: &Path) -> Result<Museum, mapped::Error> {
        todo!("share the words of the file")
    }

    /// How many visitors are in the hall.
    pub fn visitors(&self, hall: usize) -> u64 {
        todo!("look into the shared memory")
    }

    /// Changes the number of visitors in the hall by a rule. Returns whether there was a change: false if the rule said
    /// `None`.
    pub fn change(&self, hall: usize, mut rule: impl FnMut(u64) -> Option<u64>) -> bool {
        todo!("ask the rule, and put the new number in the place of the one that it saw")
    }
}

fn main() -> io::Result<()> {
    let path = env::temp_dir().join("museum");
    let museum = Museum::open(&path).map_err(io::Error::other)?;
    if env::args().nth(1).is_some() {
        // A door: a thousand visitors go in, as long as there is room for them.
        for _ in 0..1000 {
            museum.change(2, |n_visitors| {
                (n_visitors < 2500).then_some(n_visitors + 1)
            });
        }
        return Ok(());
    }
    museum.change(2, |_| Some(0));
    let door = || Command::new(env::current_exe()?).arg("door").spawn();
    for mut door in [door()?, door()?, door()?] {
        door.wait()?;
    }
    println!("in hall 2: {} visitors, 2500 at most", museum.visitors(2));
    std::fs::remove_file(path)
}
