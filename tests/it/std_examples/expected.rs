//! The examples of `std`'s documentation whose verdict is another than what their page lets expect, each with the
//! reason.
//!
//! A name holds as long as the example is the same, word for word. Another version of `std` has other examples and
//! other names to look alike, so the list is for one version.

use checker::report::Verdict;

/// The version of `std` that the look-alike and the list are made for.
pub(crate) const VERSION: &str = "1.95.";

/// An example that surprises, and why that is right.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deviation {
    /// As in [`Example::name`](super::documentation::Example::name).
    pub(crate) example: &'static str,
    /// What it gets.
    pub(crate) verdict: Verdict,
    /// Why it gets that.
    pub(crate) reason: &'static str,
}

/// All of them, by name.
pub(crate) const DEVIATIONS: &[Deviation] = &[
    Deviation {
        example: "panic/struct.Location.html#2:79f65e4c",
        verdict: Verdict::Panic,
        reason: "it asserts that it stands one line lower, as it does in a documentation test; with the real `std` this \
                 program panics too",
    },
    Deviation {
        example: "process/fn.abort.html#1:256e80eb",
        verdict: Verdict::Crash,
        reason: "it aborts, which is what it is there to show",
    },
    Deviation {
        example: "process/fn.abort.html#2:c593e3da",
        verdict: Verdict::Crash,
        reason: "it aborts, which is what it is there to show",
    },
    Deviation {
        example: "sync/mpsc/struct.Receiver.html#10:15f27efd",
        verdict: Verdict::TimingDependent,
        reason: "the receiver sleeps for two seconds and counts on the sender, who sleeps for one, to be done",
    },
    Deviation {
        example: "sync/mpsc/struct.Receiver.html#5:a8258b7c",
        verdict: Verdict::TimingDependent,
        reason: "it asserts that a message comes within 400 milliseconds",
    },
    Deviation {
        example: "sync/mpsc/struct.Receiver.html#6:93cf27ee",
        verdict: Verdict::TimingDependent,
        reason: "it asserts that 400 milliseconds pass before another thread has slept for 800",
    },
    Deviation {
        example: "sync/struct.OnceLock.html#2:4a0c0a8d",
        verdict: Verdict::Inconclusive,
        reason: "a list of 1000 elements, walked for each of them: half a million steps, and a run may have 20,000",
    },
    Deviation {
        example: "thread/type.Result.html#1:993202b0",
        verdict: Verdict::NotAllowed,
        reason: "it copies a file, and submissions have no files",
    },
];
