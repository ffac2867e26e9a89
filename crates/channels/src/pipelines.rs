//! Step by step, all at once.
//!
//! Work that is done in steps can go like an assembly line: each step is a thread, and a channel leads to the next.
//! While one item is in the last step, others are in the steps before. One item takes as long as ever. But the next one
//! comes right behind it: the line gives out an item as often as its **slowest** step can. To make a line faster, make
//! that step faster. Nothing else helps.
//!
//! - **Bound every channel.** Otherwise everything piles up before the slowest step.
//! - **A step passes on what it has.** One that first collects everything makes the others wait: then there is no line.
//! - **Each thread owns its ends.** So the end travels down the line: a step whose input has ended returns, drops its
//!   sender, and thereby ends the input of the next one. If a step fails, the same goes on in both directions: the step
//!   after it sees the end, the step before it fails to send, and stops.
//! - **Somebody takes things off at the end while others are put on at the start.** One thread that first puts on
//!   everything, and only then takes something off, gets stuck as soon as all channels are full.

use std::sync::mpsc::{self, Receiver};
use std::thread::{self, Scope};

/// Starts a step: a thread that takes from `input`, does `step` to each, and passes it on. Returns where the results
/// come out. There is room for `room` of them.
///
/// ```
/// use std::thread;
/// use channels::pipelines::step;
/// let results: Vec<u32> = thread::scope(|scope| {
///     let doubled = step(scope, 1, 1..=4, |n| n * 2);
///     let plus_one = step(scope, 1, doubled, |n| n + 1);
///     plus_one.into_iter().collect()
/// });
/// assert_eq!(results, [3, 5, 7, 9]);
/// ```
pub fn step<'scope, In, Out>(
    scope: &'scope Scope<'scope, '_>,
    room: usize,
    input: impl IntoIterator<Item = In> + Send + 'scope,
    mut step: impl FnMut(In) -> Out + Send + 'scope,
) -> Receiver<Out>
where
    In: 'scope,
    Out: Send + 'scope,
{
    let (sender, output) = mpsc::sync_channel(room);
    // The scope joins the thread. And it panics if the thread does, so no failure goes unnoticed.
    scope.spawn(move || {
        for item in input {
            // An error says that the next step is gone. Then this one has no purpose either.
            if sender.send(step(item)).is_err() {
                return;
            }
        }
    });
    output
}

/// The longest word of each line, in small letters: three steps, each a thread.
///
/// ```
/// let text = "Who is quick\nmust WAIT\n";
/// assert_eq!(channels::pipelines::longest_words(text), ["quick", "must"]);
/// ```
///
/// # Panics
/// If a step panics.
pub fn longest_words(text: &str) -> Vec<String> {
    thread::scope(|scope| {
        let small = step(scope, 2, text.lines(), str::to_lowercase);
        let words = step(scope, 2, small, |line| {
            line.split_whitespace()
                .map(str::to_owned)
                .collect::<Vec<String>>()
        });
        let longest = step(scope, 2, words, |words| {
            // Of several, the first: `max_by_key` would give the last.
            words
                .into_iter()
                .rev()
                .max_by_key(String::len)
                .unwrap_or_default()
        });
        // This thread takes things off the line while the others work.
        longest.into_iter().collect()
    })
}
