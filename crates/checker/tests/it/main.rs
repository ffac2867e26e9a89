//! Tests of the judge from the outside: real children, real compiles.

mod catalogs;
mod inputs;
mod judging;
#[cfg(unix)]
mod observing;
#[cfg(unix)]
mod real_runs;
#[cfg(unix)]
mod supervision;
