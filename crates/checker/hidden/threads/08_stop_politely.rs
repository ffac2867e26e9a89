//! Hidden test of `08_stop_politely`: the writer saves when it is asked to stop, and `close` waits for it.
//!
//! The second check asks and joins the writer itself, without `close`, so that what a detached writer has not done yet
//! counts as the leak that it is.

use std::__judge::{Check, explore, mistake, printed};
use std::sync::atomic::Ordering;

use super::Diary;

pub fn checks() -> Vec<Check> {
    vec![
        explore("closing waits for the writer to end", || {
            Diary::open().close()
        })
        .spawns_at_least(1)
        .joins_all(),
        explore("the writer saves once, when it is asked to stop", || {
            let diary = Diary::open();
            let before = printed();
            if !before.is_empty() {
                mistake!(
                    "saved-too-early",
                    "nobody has asked the writer to stop yet, but there is output: {before:?}"
                );
            }
            diary.stop.store(true, Ordering::SeqCst);
            diary.writer.join().unwrap();
            let after = printed();
            if after.is_empty() {
                mistake!(
                    "no-flush",
                    "the writer was asked to stop and has ended, but `diary: saved` was never printed"
                );
            }
            assert!(after == "diary: saved\n", "expected one line `diary: saved` once the writer has ended, found {after:?}");
        })
        .spawns_at_least(1),
    ]
}
