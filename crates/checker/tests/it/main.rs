//! Tests of the judge from the outside: real children, real compiles.

mod catalogs;
#[cfg(unix)]
mod families;
mod inputs;
mod judging;
#[cfg(unix)]
mod observing;
mod real_runs;
#[cfg(unix)]
mod supervision;
