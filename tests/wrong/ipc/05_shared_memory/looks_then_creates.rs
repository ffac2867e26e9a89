// expect: wrong-answer check-then-act
// Belief: if there is no file, I am the first.

use std::env;
use std::io;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::Ordering;

use mapped::{Layout, SharedWords};

/// How many halls there are.
pub const N_HALLS: usize = 4;

/// What all programs that read the file have agreed on.
const LAYOUT: Layout = Layout {
    name: *b"visitors",
    version: 1,
    n_words: N_HALLS,
};

/// The numbers of visitors, which this process shares with others.
pub struct Museum {
    words: SharedWords,
}

impl Museum {
    /// Opens the file at `path`, or makes it.
    pub fn open(path: &Path) -> Result<Museum, mapped::Error> {
        let words = if path.exists() {
            SharedWords::open(path, LAYOUT)?
        } else {
            SharedWords::create(path, LAYOUT)?
        };
        Ok(Museum { words })
    }

    /// How many visitors are in the hall.
    pub fn visitors(&self, hall: usize) -> u64 {
        self.words.words()[hall].load(Ordering::SeqCst)
    }

    /// Changes the number of visitors in the hall by a rule. Returns whether there was a change: false if the rule said
    /// `None`.
    pub fn change(&self, hall: usize, mut rule: impl FnMut(u64) -> Option<u64>) -> bool {
        let word = &self.words.words()[hall];
        let mut seen = word.load(Ordering::SeqCst);
        while let Some(new) = rule(seen) {
            match word.compare_exchange(seen, new, Ordering::SeqCst, Ordering::SeqCst) {
                Ok(_) => return true,
                Err(there_now) => seen = there_now,
            }
        }
        false
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
