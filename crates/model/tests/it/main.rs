//! The explorer's own tests, over the bare operations; the look-alike has its own.

mod counts;
mod fuzz;
mod moments;
mod programs;
mod timed;

#[global_allocator]
static ARENA: model::arena::Arena = model::arena::Arena;
