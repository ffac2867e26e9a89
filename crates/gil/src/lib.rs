//! Lessons on the global interpreter lock: threads and processes, the CPython way.
//!
//! CPython runs a program in small steps, called bytecodes. All threads of a process share one interpreter, and it has
//! one lock. A thread has to hold it to run a bytecode. That lock is the *global interpreter lock*, or GIL. Here is a toy
//! interpreter that works the same way, small enough to read in ten minutes, and what follows from its lock.
//!
//! Each module is one small lesson, with code that runs; `examples/` shows the same things as whole programs. Nothing here
//! knows of the exercises or of how they are judged.
//!
//! # Four sentences
//!
//! 1. One thread at a time runs bytecodes, so threads don't compute at the same time, however many cores there are.
//! 2. A thread that waits for a disk or a network has let go of the lock. So waiting overlaps, and threads help with it.
//! 3. The lock is let go between bytecodes. So it protects each bytecode, and no two of them together. A program with
//!    threads needs locks of its own, with a GIL or without one.
//! 4. Each process has an interpreter of its own, with its own lock and its own memory. So processes compute at the same
//!    time, and everything that one needs of another has to be copied.
//!
//! # Why there is such a lock
//!
//! CPython counts for each object how many refer to it, and frees it when nobody does. These counts are changed all the
//! time. One lock for all of them is simple, costs one thread nearly nothing, and keeps libraries in C simple too. The
//! price is sentence 1. Versions from 3.13 on can be built without the lock; then each object has more work to do.
//!
//! # The lessons
//!
//! | lesson | what it shows |
//! | --- | --- |
//! | [`bytecode`] | a line of a program is several steps |
//! | [`interpreter`] | one lock for all threads, and how it is handed over |
//! | [`lost_update`] | why the lock does not make a program right |
//! | [`waiting`] | letting go of the lock while nothing is computed |
//! | [`one_each`] | an interpreter for each worker |

pub mod bytecode;
pub mod interpreter;
pub mod lost_update;
pub mod one_each;
pub mod waiting;
