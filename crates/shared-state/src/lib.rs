//! Lessons on shared state: many hands, one value.
//!
//! Each module is one small lesson, with code that runs; `examples/` shows the same things as whole programs. The
//! order below is the order of the exercises. Nothing here knows of the exercises or of how they are judged.
//!
//! # What goes wrong with shared values
//!
//! Two threads use one value, and at least one of them changes it. Then every step of the one may come between any
//! two steps of the other. Most programs that are wrong were right for one thread: nobody thought of what may come in
//! between.
//!
//! What a program must do can be said in sentences of two kinds:
//!
//! - **Safety**: *something bad never happens.* No update is lost; nobody sees a half-done change. If such a sentence
//!   is broken, there is a moment at which it was broken.
//! - **Liveness**: *something good happens in the end.* Everybody who waits gets on. If such a sentence is broken, no
//!   single moment shows it: one has to see that it can go on like this for ever.
//!
//! A lock buys safety: it keeps others out. The price is paid in liveness: whoever is kept out waits. Half of these
//! lessons are about the first, half about the second.
//!
//! # What orders things
//!
//! - What a thread does before it lets go of a lock *happens before* what the next one does who takes it.
//! - What a thread does before it comes to a barrier happens before what anybody does after the barrier.
//! - Making a value in a `OnceLock` or a `LazyLock` happens before everything that is done with the value.
//! - What a thread does before it stores in an atomic happens before what another does after it loaded that value
//!   (with the orderings used here, unless a lesson says otherwise).
//!
//! The lesson [`happens_before`] says what the two words mean.
//!
//! # The lessons
//!
//! | lesson | what it shows |
//! | --- | --- |
//! | [`share_and_lock`] | many owners, one at a time |
//! | [`data_races`] | a data race is not a race condition |
//! | [`happens_before`] | when one thread sees what another did |
//! | [`check_then_act`] | what was true a moment ago |
//! | [`lock_order`] | two locks, always in the same order |
//! | [`guards`] | how long a lock is held |
//! | [`readers_writers`] | many may look, one may change |
//! | [`condition_variables`] | sleeping until something is so |
//! | [`semaphores`] | so many, and not more |
//! | [`barriers`] | nobody goes on before all are there |
//! | [`once`] | made once, on first use |
//! | [`poisoning`] | a panic under a lock |
//! | [`deadlock`] | waiting in a circle: four conditions |
//! | [`fairness`] | everybody gets a turn |
//! | [`compare_exchange`] | change it if nobody else has |
//! | [`lock_striping`] | many small locks for one big one |
//! | [`linearizability`] | as if each call took a single moment |

pub mod barriers;
pub mod check_then_act;
pub mod compare_exchange;
pub mod condition_variables;
pub mod data_races;
pub mod deadlock;
pub mod fairness;
pub mod guards;
pub mod happens_before;
pub mod linearizability;
pub mod lock_order;
pub mod lock_striping;
pub mod once;
pub mod poisoning;
pub mod readers_writers;
pub mod semaphores;
pub mod share_and_lock;
