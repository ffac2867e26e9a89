//! Compiles submissions with the real compiler, against the real `std` and against the look-alike, and compares.
//!
//! Three claims: what the real `std` accepts, the look-alike accepts; what the real one refuses, the look-alike
//! refuses for the same reason (by error code); what is withheld on purpose is refused by the look-alike alone.
//! Nothing is run here.

mod accepted;
mod compiler;
mod entry;
mod refused;
mod withheld;
