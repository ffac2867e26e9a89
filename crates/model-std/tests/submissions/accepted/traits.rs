//! Which other traits the types have (`+`) and which they lack (`-`): facts about the real `std`.
//!
//! A trait too many counts too: a method that comes with it could shadow the one that the real `std` finds.

use std::cell::Cell;
use std::error::Error;
use std::fmt::{Debug, Display};
use std::hash::{BuildHasher, Hash};
use std::io::{BufRead, IsTerminal, Read, Write};
use std::iter::FusedIterator;
use std::ops::{Deref, DerefMut};
use std::process::Termination;
use std::rc::Rc;

macro_rules! check {
    ($type:ty: $($sign:tt $trait:path)*) => { $(check!(@one $sign $type, $trait);)* };
    (@one + $type:ty, $trait:path) => {
        const _: fn() = || {
            fn has<T: ?Sized + $trait>() {}
            has::<$type>();
        };
    };
    (@one - $type:ty, $trait:path) => {
        const _: fn() = || {
            // For a type that has the trait both implementations apply, and the parameter can't be inferred.
            trait Which<Marker> {
                fn which() {}
            }
            struct Has;
            impl<T: ?Sized> Which<()> for T {}
            impl<T: ?Sized + $trait> Which<Has> for T {}
            <$type as Which<_>>::which();
        };
    };
}

check!(std::thread::JoinHandle<()>:
    + Debug
    - Clone - Copy - Display - Default - PartialEq - Eq - PartialOrd - Ord - Hash - Error
    - Iterator - IntoIterator - Read - Write - BufRead - IsTerminal - Deref - DerefMut - BuildHasher - Termination
    - FusedIterator - ExactSizeIterator - From<u8> - Extend<u8> - FromIterator<u8>
);
check!(std::thread::JoinHandle<Cell<u8>>:
    + Debug
    - Clone - Copy - Display - Default - PartialEq - Eq - PartialOrd - Ord - Hash - Error
    - Iterator - IntoIterator - Read - Write - BufRead - IsTerminal - Deref - DerefMut - BuildHasher - Termination
    - FusedIterator - ExactSizeIterator - From<u8> - Extend<u8> - FromIterator<u8>
);
check!(std::thread::Thread:
    + Clone + Debug
    - Copy - Display - Default - PartialEq - Eq - PartialOrd - Ord - Hash - Error - Iterator
    - IntoIterator - Read - Write - BufRead - IsTerminal - Deref - DerefMut - BuildHasher - Termination - FusedIterator
    - ExactSizeIterator - From<u8> - Extend<u8> - FromIterator<u8>
);
check!(std::thread::ThreadId:
    + Clone + Copy + Debug + PartialEq + Eq + Hash
    - Display - Default - PartialOrd - Ord - Error - Iterator - IntoIterator - Read - Write - BufRead
    - IsTerminal - Deref - DerefMut - BuildHasher - Termination - FusedIterator - ExactSizeIterator - From<u8> - Extend<u8> - FromIterator<u8>
);
check!(std::thread::Builder:
    + Debug
    - Clone - Copy - Display - Default - PartialEq - Eq - PartialOrd - Ord - Hash - Error
    - Iterator - IntoIterator - Read - Write - BufRead - IsTerminal - Deref - DerefMut - BuildHasher - Termination
    - FusedIterator - ExactSizeIterator - From<u8> - Extend<u8> - FromIterator<u8>
);
check!(std::thread::LocalKey<u8>:
    + Debug
    - Clone - Copy - Display - Default - PartialEq - Eq - PartialOrd - Ord - Hash - Error
    - Iterator - IntoIterator - Read - Write - BufRead - IsTerminal - Deref - DerefMut - BuildHasher - Termination
    - FusedIterator - ExactSizeIterator - From<u8> - Extend<u8> - FromIterator<u8>
);
check!(std::thread::AccessError:
    + Clone + Copy + Debug + Display + PartialEq + Eq + Error
    - Default - PartialOrd - Ord - Hash - Iterator - IntoIterator - Read - Write - BufRead - IsTerminal
    - Deref - DerefMut - BuildHasher - Termination - FusedIterator - ExactSizeIterator - From<u8> - Extend<u8> - FromIterator<u8>
);
check!(std::thread::Scope<'static, 'static>:
    + Debug
    - Clone - Copy - Display - Default - PartialEq - Eq - PartialOrd - Ord - Hash - Error
    - Iterator - IntoIterator - Read - Write - BufRead - IsTerminal - Deref - DerefMut - BuildHasher - Termination
    - FusedIterator - ExactSizeIterator - From<u8> - Extend<u8> - FromIterator<u8>
);
check!(std::thread::ScopedJoinHandle<'static, ()>:
    + Debug
    - Clone - Copy - Display - Default - PartialEq - Eq - PartialOrd - Ord - Hash - Error
    - Iterator - IntoIterator - Read - Write - BufRead - IsTerminal - Deref - DerefMut - BuildHasher - Termination
    - FusedIterator - ExactSizeIterator - From<u8> - Extend<u8> - FromIterator<u8>
);
check!(std::time::Instant:
    + Clone + Copy + Debug + PartialEq + Eq + PartialOrd + Ord + Hash
    - Display - Default - Error - Iterator - IntoIterator - Read - Write - BufRead - IsTerminal - Deref
    - DerefMut - BuildHasher - Termination - FusedIterator - ExactSizeIterator - From<u8> - Extend<u8> - FromIterator<u8>
);
check!(std::time::SystemTime:
    + Clone + Copy + Debug + PartialEq + Eq + PartialOrd + Ord + Hash
    - Display - Default - Error - Iterator - IntoIterator - Read - Write - BufRead - IsTerminal - Deref
    - DerefMut - BuildHasher - Termination - FusedIterator - ExactSizeIterator - From<u8> - Extend<u8> - FromIterator<u8>
);
check!(std::io::Stdin:
    + Debug + Read + IsTerminal
    - Clone - Copy - Display - Default - PartialEq - Eq - PartialOrd - Ord - Hash - Error
    - Iterator - IntoIterator - Write - BufRead - Deref - DerefMut - BuildHasher - Termination - FusedIterator - ExactSizeIterator
    - From<u8> - Extend<u8> - FromIterator<u8>
);
check!(std::io::StdinLock<'static>:
    + Debug + Read + BufRead + IsTerminal
    - Clone - Copy - Display - Default - PartialEq - Eq - PartialOrd - Ord - Hash - Error
    - Iterator - IntoIterator - Write - Deref - DerefMut - BuildHasher - Termination - FusedIterator - ExactSizeIterator - From<u8>
    - Extend<u8> - FromIterator<u8>
);
check!(std::io::Stdout:
    + Debug + Write + IsTerminal
    - Clone - Copy - Display - Default - PartialEq - Eq - PartialOrd - Ord - Hash - Error
    - Iterator - IntoIterator - Read - BufRead - Deref - DerefMut - BuildHasher - Termination - FusedIterator - ExactSizeIterator
    - From<u8> - Extend<u8> - FromIterator<u8>
);
check!(std::io::StdoutLock<'static>:
    + Debug + Write + IsTerminal
    - Clone - Copy - Display - Default - PartialEq - Eq - PartialOrd - Ord - Hash - Error
    - Iterator - IntoIterator - Read - BufRead - Deref - DerefMut - BuildHasher - Termination - FusedIterator - ExactSizeIterator
    - From<u8> - Extend<u8> - FromIterator<u8>
);
check!(std::io::Stderr:
    + Debug + Write + IsTerminal
    - Clone - Copy - Display - Default - PartialEq - Eq - PartialOrd - Ord - Hash - Error
    - Iterator - IntoIterator - Read - BufRead - Deref - DerefMut - BuildHasher - Termination - FusedIterator - ExactSizeIterator
    - From<u8> - Extend<u8> - FromIterator<u8>
);
check!(std::io::StderrLock<'static>:
    + Debug + Write + IsTerminal
    - Clone - Copy - Display - Default - PartialEq - Eq - PartialOrd - Ord - Hash - Error
    - Iterator - IntoIterator - Read - BufRead - Deref - DerefMut - BuildHasher - Termination - FusedIterator - ExactSizeIterator
    - From<u8> - Extend<u8> - FromIterator<u8>
);
check!(std::process::ExitCode:
    + Clone + Copy + Debug + Default + PartialEq + Termination + From<u8>
    - Display - Eq - PartialOrd - Ord - Hash - Error - Iterator - IntoIterator - Read - Write
    - BufRead - IsTerminal - Deref - DerefMut - BuildHasher - FusedIterator - ExactSizeIterator - Extend<u8> - FromIterator<u8>
);
check!(std::collections::HashMap<u8, u8>:
    + Clone + Debug + Default + PartialEq + Eq + IntoIterator
    - Copy - Display - PartialOrd - Ord - Hash - Error - Iterator - Read - Write - BufRead
    - IsTerminal - Deref - DerefMut - BuildHasher - Termination - FusedIterator - ExactSizeIterator - From<u8> - Extend<u8> - FromIterator<u8>
);
check!(std::collections::HashMap<u8, Cell<u8>>:
    + Clone + Debug + Default + PartialEq + Eq + IntoIterator
    - Copy - Display - PartialOrd - Ord - Hash - Error - Iterator - Read - Write - BufRead
    - IsTerminal - Deref - DerefMut - BuildHasher - Termination - FusedIterator - ExactSizeIterator - From<u8> - Extend<u8> - FromIterator<u8>
);
check!(std::collections::HashSet<u8>:
    + Clone + Debug + Default + PartialEq + Eq + IntoIterator + Extend<u8> + FromIterator<u8>
    - Copy - Display - PartialOrd - Ord - Hash - Error - Iterator - Read - Write - BufRead
    - IsTerminal - Deref - DerefMut - BuildHasher - Termination - FusedIterator - ExactSizeIterator - From<u8>
);
check!(std::collections::hash_map::Entry<'static, u8, u8>:
    + Debug
    - Clone - Copy - Display - Default - PartialEq - Eq - PartialOrd - Ord - Hash - Error
    - Iterator - IntoIterator - Read - Write - BufRead - IsTerminal - Deref - DerefMut - BuildHasher - Termination
    - FusedIterator - ExactSizeIterator - From<u8> - Extend<u8> - FromIterator<u8>
);
check!(std::hash::RandomState:
    + Clone + Debug + Default + BuildHasher
    - Copy - Display - PartialEq - Eq - PartialOrd - Ord - Hash - Error - Iterator - IntoIterator
    - Read - Write - BufRead - IsTerminal - Deref - DerefMut - Termination - FusedIterator - ExactSizeIterator - From<u8>
    - Extend<u8> - FromIterator<u8>
);
check!(std::sync::Mutex<u8>:
    + Debug + Default + From<u8>
    - Clone - Copy - Display - PartialEq - Eq - PartialOrd - Ord - Hash - Error - Iterator
    - IntoIterator - Read - Write - BufRead - IsTerminal - Deref - DerefMut - BuildHasher - Termination - FusedIterator
    - ExactSizeIterator - Extend<u8> - FromIterator<u8>
);
check!(std::sync::Mutex<Cell<u8>>:
    + Debug + Default
    - Clone - Copy - Display - PartialEq - Eq - PartialOrd - Ord - Hash - Error - Iterator
    - IntoIterator - Read - Write - BufRead - IsTerminal - Deref - DerefMut - BuildHasher - Termination - FusedIterator
    - ExactSizeIterator - From<u8> - Extend<u8> - FromIterator<u8>
);
check!(std::sync::MutexGuard<'static, u8>:
    + Debug + Display + Deref + DerefMut
    - Clone - Copy - Default - PartialEq - Eq - PartialOrd - Ord - Hash - Error - Iterator
    - IntoIterator - Read - Write - BufRead - IsTerminal - BuildHasher - Termination - FusedIterator - ExactSizeIterator - From<u8>
    - Extend<u8> - FromIterator<u8>
);
check!(std::sync::MutexGuard<'static, Cell<u8>>:
    + Debug + Deref + DerefMut
    - Clone - Copy - Display - Default - PartialEq - Eq - PartialOrd - Ord - Hash - Error
    - Iterator - IntoIterator - Read - Write - BufRead - IsTerminal - BuildHasher - Termination - FusedIterator - ExactSizeIterator
    - From<u8> - Extend<u8> - FromIterator<u8>
);
check!(std::sync::RwLock<u8>:
    + Debug + Default + From<u8>
    - Clone - Copy - Display - PartialEq - Eq - PartialOrd - Ord - Hash - Error - Iterator
    - IntoIterator - Read - Write - BufRead - IsTerminal - Deref - DerefMut - BuildHasher - Termination - FusedIterator
    - ExactSizeIterator - Extend<u8> - FromIterator<u8>
);
check!(std::sync::RwLock<Cell<u8>>:
    + Debug + Default
    - Clone - Copy - Display - PartialEq - Eq - PartialOrd - Ord - Hash - Error - Iterator
    - IntoIterator - Read - Write - BufRead - IsTerminal - Deref - DerefMut - BuildHasher - Termination - FusedIterator
    - ExactSizeIterator - From<u8> - Extend<u8> - FromIterator<u8>
);
check!(std::sync::RwLockReadGuard<'static, u8>:
    + Debug + Display + Deref
    - Clone - Copy - Default - PartialEq - Eq - PartialOrd - Ord - Hash - Error - Iterator
    - IntoIterator - Read - Write - BufRead - IsTerminal - DerefMut - BuildHasher - Termination - FusedIterator - ExactSizeIterator
    - From<u8> - Extend<u8> - FromIterator<u8>
);
check!(std::sync::RwLockReadGuard<'static, Cell<u8>>:
    + Debug + Deref
    - Clone - Copy - Display - Default - PartialEq - Eq - PartialOrd - Ord - Hash - Error
    - Iterator - IntoIterator - Read - Write - BufRead - IsTerminal - DerefMut - BuildHasher - Termination - FusedIterator
    - ExactSizeIterator - From<u8> - Extend<u8> - FromIterator<u8>
);
check!(std::sync::RwLockWriteGuard<'static, u8>:
    + Debug + Display + Deref + DerefMut
    - Clone - Copy - Default - PartialEq - Eq - PartialOrd - Ord - Hash - Error - Iterator
    - IntoIterator - Read - Write - BufRead - IsTerminal - BuildHasher - Termination - FusedIterator - ExactSizeIterator - From<u8>
    - Extend<u8> - FromIterator<u8>
);
check!(std::sync::RwLockWriteGuard<'static, Cell<u8>>:
    + Debug + Deref + DerefMut
    - Clone - Copy - Display - Default - PartialEq - Eq - PartialOrd - Ord - Hash - Error
    - Iterator - IntoIterator - Read - Write - BufRead - IsTerminal - BuildHasher - Termination - FusedIterator - ExactSizeIterator
    - From<u8> - Extend<u8> - FromIterator<u8>
);
check!(std::sync::Condvar:
    + Debug + Default
    - Clone - Copy - Display - PartialEq - Eq - PartialOrd - Ord - Hash - Error - Iterator
    - IntoIterator - Read - Write - BufRead - IsTerminal - Deref - DerefMut - BuildHasher - Termination - FusedIterator
    - ExactSizeIterator - From<u8> - Extend<u8> - FromIterator<u8>
);
check!(std::sync::WaitTimeoutResult:
    + Clone + Copy + Debug + PartialEq + Eq
    - Display - Default - PartialOrd - Ord - Hash - Error - Iterator - IntoIterator - Read - Write
    - BufRead - IsTerminal - Deref - DerefMut - BuildHasher - Termination - FusedIterator - ExactSizeIterator - From<u8> - Extend<u8>
    - FromIterator<u8>
);
check!(std::sync::Barrier:
    + Debug
    - Clone - Copy - Display - Default - PartialEq - Eq - PartialOrd - Ord - Hash - Error
    - Iterator - IntoIterator - Read - Write - BufRead - IsTerminal - Deref - DerefMut - BuildHasher - Termination
    - FusedIterator - ExactSizeIterator - From<u8> - Extend<u8> - FromIterator<u8>
);
check!(std::sync::BarrierWaitResult:
    + Debug
    - Clone - Copy - Display - Default - PartialEq - Eq - PartialOrd - Ord - Hash - Error
    - Iterator - IntoIterator - Read - Write - BufRead - IsTerminal - Deref - DerefMut - BuildHasher - Termination
    - FusedIterator - ExactSizeIterator - From<u8> - Extend<u8> - FromIterator<u8>
);
check!(std::sync::Once:
    + Debug
    - Clone - Copy - Display - Default - PartialEq - Eq - PartialOrd - Ord - Hash - Error
    - Iterator - IntoIterator - Read - Write - BufRead - IsTerminal - Deref - DerefMut - BuildHasher - Termination
    - FusedIterator - ExactSizeIterator - From<u8> - Extend<u8> - FromIterator<u8>
);
check!(std::sync::OnceState:
    + Debug
    - Clone - Copy - Display - Default - PartialEq - Eq - PartialOrd - Ord - Hash - Error
    - Iterator - IntoIterator - Read - Write - BufRead - IsTerminal - Deref - DerefMut - BuildHasher - Termination
    - FusedIterator - ExactSizeIterator - From<u8> - Extend<u8> - FromIterator<u8>
);
check!(std::sync::OnceLock<u8>:
    + Clone + Debug + Default + PartialEq + Eq + From<u8>
    - Copy - Display - PartialOrd - Ord - Hash - Error - Iterator - IntoIterator - Read - Write
    - BufRead - IsTerminal - Deref - DerefMut - BuildHasher - Termination - FusedIterator - ExactSizeIterator - Extend<u8> - FromIterator<u8>
);
check!(std::sync::OnceLock<Cell<u8>>:
    + Clone + Debug + Default + PartialEq + Eq
    - Copy - Display - PartialOrd - Ord - Hash - Error - Iterator - IntoIterator - Read - Write
    - BufRead - IsTerminal - Deref - DerefMut - BuildHasher - Termination - FusedIterator - ExactSizeIterator - From<u8> - Extend<u8>
    - FromIterator<u8>
);
check!(std::sync::LazyLock<u8>:
    + Debug + Default + Deref + DerefMut
    - Clone - Copy - Display - PartialEq - Eq - PartialOrd - Ord - Hash - Error - Iterator
    - IntoIterator - Read - Write - BufRead - IsTerminal - BuildHasher - Termination - FusedIterator - ExactSizeIterator - From<u8>
    - Extend<u8> - FromIterator<u8>
);
check!(std::sync::LazyLock<Cell<u8>>:
    + Debug + Default + Deref + DerefMut
    - Clone - Copy - Display - PartialEq - Eq - PartialOrd - Ord - Hash - Error - Iterator
    - IntoIterator - Read - Write - BufRead - IsTerminal - BuildHasher - Termination - FusedIterator - ExactSizeIterator - From<u8>
    - Extend<u8> - FromIterator<u8>
);
check!(std::sync::PoisonError<u8>:
    + Debug + Display + Error
    - Clone - Copy - Default - PartialEq - Eq - PartialOrd - Ord - Hash - Iterator - IntoIterator
    - Read - Write - BufRead - IsTerminal - Deref - DerefMut - BuildHasher - Termination - FusedIterator - ExactSizeIterator
    - From<u8> - Extend<u8> - FromIterator<u8>
);
check!(std::sync::TryLockError<u8>:
    + Debug + Display + Error
    - Clone - Copy - Default - PartialEq - Eq - PartialOrd - Ord - Hash - Iterator - IntoIterator
    - Read - Write - BufRead - IsTerminal - Deref - DerefMut - BuildHasher - Termination - FusedIterator - ExactSizeIterator
    - From<u8> - Extend<u8> - FromIterator<u8>
);
check!(std::sync::Arc<u8>:
    + Clone + Debug + Display + Default + PartialEq + Eq + PartialOrd + Ord + Hash + Deref + From<u8>
    - Copy - Error - Iterator - IntoIterator - Read - Write - BufRead - IsTerminal - DerefMut - BuildHasher
    - Termination - FusedIterator - ExactSizeIterator - Extend<u8> - FromIterator<u8>
);
check!(std::sync::Weak<Cell<u8>>:
    + Clone + Debug + Default
    - Copy - Display - PartialEq - Eq - PartialOrd - Ord - Hash - Error - Iterator - IntoIterator
    - Read - Write - BufRead - IsTerminal - Deref - DerefMut - BuildHasher - Termination - FusedIterator - ExactSizeIterator
    - From<u8> - Extend<u8> - FromIterator<u8>
);
check!(std::sync::mpsc::Sender<u8>:
    + Clone + Debug
    - Copy - Display - Default - PartialEq - Eq - PartialOrd - Ord - Hash - Error - Iterator
    - IntoIterator - Read - Write - BufRead - IsTerminal - Deref - DerefMut - BuildHasher - Termination - FusedIterator
    - ExactSizeIterator - From<u8> - Extend<u8> - FromIterator<u8>
);
check!(std::sync::mpsc::Sender<Cell<u8>>:
    + Clone + Debug
    - Copy - Display - Default - PartialEq - Eq - PartialOrd - Ord - Hash - Error - Iterator
    - IntoIterator - Read - Write - BufRead - IsTerminal - Deref - DerefMut - BuildHasher - Termination - FusedIterator
    - ExactSizeIterator - From<u8> - Extend<u8> - FromIterator<u8>
);
check!(std::sync::mpsc::SyncSender<u8>:
    + Clone + Debug
    - Copy - Display - Default - PartialEq - Eq - PartialOrd - Ord - Hash - Error - Iterator
    - IntoIterator - Read - Write - BufRead - IsTerminal - Deref - DerefMut - BuildHasher - Termination - FusedIterator
    - ExactSizeIterator - From<u8> - Extend<u8> - FromIterator<u8>
);
check!(std::sync::mpsc::Receiver<u8>:
    + Debug + IntoIterator
    - Clone - Copy - Display - Default - PartialEq - Eq - PartialOrd - Ord - Hash - Error
    - Iterator - Read - Write - BufRead - IsTerminal - Deref - DerefMut - BuildHasher - Termination - FusedIterator
    - ExactSizeIterator - From<u8> - Extend<u8> - FromIterator<u8>
);
check!(std::sync::mpsc::Iter<'static, u8>:
    + Debug + Iterator + IntoIterator
    - Clone - Copy - Display - Default - PartialEq - Eq - PartialOrd - Ord - Hash - Error
    - Read - Write - BufRead - IsTerminal - Deref - DerefMut - BuildHasher - Termination - FusedIterator - ExactSizeIterator
    - From<u8> - Extend<u8> - FromIterator<u8>
);
check!(std::sync::mpsc::TryIter<'static, u8>:
    + Debug + Iterator + IntoIterator
    - Clone - Copy - Display - Default - PartialEq - Eq - PartialOrd - Ord - Hash - Error
    - Read - Write - BufRead - IsTerminal - Deref - DerefMut - BuildHasher - Termination - FusedIterator - ExactSizeIterator
    - From<u8> - Extend<u8> - FromIterator<u8>
);
check!(std::sync::mpsc::IntoIter<u8>:
    + Debug + Iterator + IntoIterator
    - Clone - Copy - Display - Default - PartialEq - Eq - PartialOrd - Ord - Hash - Error
    - Read - Write - BufRead - IsTerminal - Deref - DerefMut - BuildHasher - Termination - FusedIterator - ExactSizeIterator
    - From<u8> - Extend<u8> - FromIterator<u8>
);
check!(std::sync::mpsc::SendError<u8>:
    + Clone + Copy + Debug + Display + PartialEq + Eq + Error
    - Default - PartialOrd - Ord - Hash - Iterator - IntoIterator - Read - Write - BufRead - IsTerminal
    - Deref - DerefMut - BuildHasher - Termination - FusedIterator - ExactSizeIterator - From<u8> - Extend<u8> - FromIterator<u8>
);
check!(std::sync::mpsc::TrySendError<u8>:
    + Clone + Copy + Debug + Display + PartialEq + Eq + Error
    - Default - PartialOrd - Ord - Hash - Iterator - IntoIterator - Read - Write - BufRead - IsTerminal
    - Deref - DerefMut - BuildHasher - Termination - FusedIterator - ExactSizeIterator - From<u8> - Extend<u8> - FromIterator<u8>
);
check!(std::sync::mpsc::RecvError:
    + Clone + Copy + Debug + Display + PartialEq + Eq + Error
    - Default - PartialOrd - Ord - Hash - Iterator - IntoIterator - Read - Write - BufRead - IsTerminal
    - Deref - DerefMut - BuildHasher - Termination - FusedIterator - ExactSizeIterator - From<u8> - Extend<u8> - FromIterator<u8>
);
check!(std::sync::mpsc::TryRecvError:
    + Clone + Copy + Debug + Display + PartialEq + Eq + Error
    - Default - PartialOrd - Ord - Hash - Iterator - IntoIterator - Read - Write - BufRead - IsTerminal
    - Deref - DerefMut - BuildHasher - Termination - FusedIterator - ExactSizeIterator - From<u8> - Extend<u8> - FromIterator<u8>
);
check!(std::sync::mpsc::RecvTimeoutError:
    + Clone + Copy + Debug + Display + PartialEq + Eq + Error
    - Default - PartialOrd - Ord - Hash - Iterator - IntoIterator - Read - Write - BufRead - IsTerminal
    - Deref - DerefMut - BuildHasher - Termination - FusedIterator - ExactSizeIterator - From<u8> - Extend<u8> - FromIterator<u8>
);
check!(std::sync::atomic::AtomicBool:
    + Debug + Default
    - Clone - Copy - Display - PartialEq - Eq - PartialOrd - Ord - Hash - Error - Iterator
    - IntoIterator - Read - Write - BufRead - IsTerminal - Deref - DerefMut - BuildHasher - Termination - FusedIterator
    - ExactSizeIterator - From<u8> - Extend<u8> - FromIterator<u8>
);
check!(std::sync::atomic::AtomicU8:
    + Debug + Default + From<u8>
    - Clone - Copy - Display - PartialEq - Eq - PartialOrd - Ord - Hash - Error - Iterator
    - IntoIterator - Read - Write - BufRead - IsTerminal - Deref - DerefMut - BuildHasher - Termination - FusedIterator
    - ExactSizeIterator - Extend<u8> - FromIterator<u8>
);
check!(std::sync::atomic::AtomicI64:
    + Debug + Default
    - Clone - Copy - Display - PartialEq - Eq - PartialOrd - Ord - Hash - Error - Iterator
    - IntoIterator - Read - Write - BufRead - IsTerminal - Deref - DerefMut - BuildHasher - Termination - FusedIterator
    - ExactSizeIterator - From<u8> - Extend<u8> - FromIterator<u8>
);
check!(std::sync::atomic::AtomicUsize:
    + Debug + Default
    - Clone - Copy - Display - PartialEq - Eq - PartialOrd - Ord - Hash - Error - Iterator
    - IntoIterator - Read - Write - BufRead - IsTerminal - Deref - DerefMut - BuildHasher - Termination - FusedIterator
    - ExactSizeIterator - From<u8> - Extend<u8> - FromIterator<u8>
);
check!(std::sync::atomic::AtomicPtr<u8>:
    + Debug + Default
    - Clone - Copy - Display - PartialEq - Eq - PartialOrd - Ord - Hash - Error - Iterator
    - IntoIterator - Read - Write - BufRead - IsTerminal - Deref - DerefMut - BuildHasher - Termination - FusedIterator
    - ExactSizeIterator - From<u8> - Extend<u8> - FromIterator<u8>
);
check!(std::sync::atomic::Ordering:
    + Clone + Copy + Debug + PartialEq + Eq + Hash
    - Display - Default - PartialOrd - Ord - Error - Iterator - IntoIterator - Read - Write - BufRead
    - IsTerminal - Deref - DerefMut - BuildHasher - Termination - FusedIterator - ExactSizeIterator - From<u8> - Extend<u8> - FromIterator<u8>
);
check!(std::sync::mpsc::TrySendError<Rc<u8>>:
    + Clone + Debug + Display + PartialEq + Eq + Error
    - Copy - Default - PartialOrd - Ord - Hash - Iterator - IntoIterator - Read - Write - BufRead
    - IsTerminal - Deref - DerefMut - BuildHasher - Termination - FusedIterator - ExactSizeIterator - From<u8> - Extend<u8> - FromIterator<u8>
);
check!(std::sync::mpsc::SendError<Rc<u8>>:
    + Clone + Debug + Display + PartialEq + Eq + Error
    - Copy - Default - PartialOrd - Ord - Hash - Iterator - IntoIterator - Read - Write - BufRead
    - IsTerminal - Deref - DerefMut - BuildHasher - Termination - FusedIterator - ExactSizeIterator - From<u8> - Extend<u8> - FromIterator<u8>
);
check!(std::sync::PoisonError<Rc<u8>>:
    + Debug + Display + Error
    - Clone - Copy - Default - PartialEq - Eq - PartialOrd - Ord - Hash - Iterator - IntoIterator
    - Read - Write - BufRead - IsTerminal - Deref - DerefMut - BuildHasher - Termination - FusedIterator - ExactSizeIterator
    - From<u8> - Extend<u8> - FromIterator<u8>
);

fn main() {}
