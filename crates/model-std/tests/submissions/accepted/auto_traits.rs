//! Which auto traits the types have: `+` has it, `-` lacks it.
//!
//! Facts about the real `std`, so a look-alike for which this does not compile would let something cross a thread
//! boundary that must not, or keep back what may.

use std::cell::Cell;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::rc::Rc;

macro_rules! check {
    ($type:ty: $($sign:tt $trait:ident)*) => { $(check!(@one $sign $type, $trait);)* };
    (@one + $type:ty, $trait:ident) => {
        const _: fn() = || {
            fn has<T: ?Sized + $trait>() {}
            has::<$type>();
        };
    };
    (@one - $type:ty, $trait:ident) => {
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

check!(std::thread::JoinHandle<()>: + Send + Sync + Unpin - UnwindSafe - RefUnwindSafe);
check!(std::thread::JoinHandle<Cell<u8>>: + Send + Sync + Unpin - UnwindSafe - RefUnwindSafe);
check!(std::thread::JoinHandle<Rc<u8>>: + Send + Sync + Unpin - UnwindSafe - RefUnwindSafe);
check!(std::thread::Thread: + Send + Sync + Unpin + UnwindSafe + RefUnwindSafe);
check!(std::thread::ThreadId: + Send + Sync + Unpin + UnwindSafe + RefUnwindSafe);
check!(std::thread::Builder: + Send + Sync + Unpin + UnwindSafe + RefUnwindSafe);
check!(std::thread::LocalKey<u8>: + Send + Sync + Unpin + UnwindSafe + RefUnwindSafe);
check!(std::thread::LocalKey<Rc<u8>>: + Send + Sync + Unpin + UnwindSafe + RefUnwindSafe);
check!(std::thread::AccessError: + Send + Sync + Unpin + UnwindSafe + RefUnwindSafe);
check!(std::thread::Scope<'static, 'static>: + Send + Sync + Unpin - UnwindSafe + RefUnwindSafe);
check!(std::thread::ScopedJoinHandle<'static, ()>: + Send + Sync + Unpin - UnwindSafe - RefUnwindSafe);
check!(std::thread::ScopedJoinHandle<'static, Rc<u8>>: - Send - Sync + Unpin - UnwindSafe - RefUnwindSafe);
check!(std::time::Instant: + Send + Sync + Unpin + UnwindSafe + RefUnwindSafe);
check!(std::time::SystemTime: + Send + Sync + Unpin + UnwindSafe + RefUnwindSafe);
check!(std::io::Stdin: + Send + Sync + Unpin + UnwindSafe + RefUnwindSafe);
check!(std::io::StdinLock<'static>: - Send + Sync + Unpin + UnwindSafe + RefUnwindSafe);
check!(std::io::Stdout: + Send + Sync + Unpin + UnwindSafe + RefUnwindSafe);
check!(std::io::StdoutLock<'static>: - Send - Sync + Unpin + UnwindSafe + RefUnwindSafe);
check!(std::io::Stderr: + Send + Sync + Unpin + UnwindSafe + RefUnwindSafe);
check!(std::io::StderrLock<'static>: - Send - Sync + Unpin + UnwindSafe + RefUnwindSafe);
check!(std::process::ExitCode: + Send + Sync + Unpin + UnwindSafe + RefUnwindSafe);
check!(std::collections::HashMap<u8, u8>: + Send + Sync + Unpin + UnwindSafe + RefUnwindSafe);
check!(std::collections::HashMap<u8, Cell<u8>>: + Send - Sync + Unpin + UnwindSafe - RefUnwindSafe);
check!(std::collections::HashMap<u8, Rc<u8>>: - Send - Sync + Unpin + UnwindSafe + RefUnwindSafe);
check!(std::collections::HashSet<u8>: + Send + Sync + Unpin + UnwindSafe + RefUnwindSafe);
check!(std::collections::HashSet<Rc<u8>>: - Send - Sync + Unpin + UnwindSafe + RefUnwindSafe);
check!(std::collections::hash_map::Entry<'static, u8, u8>: + Send + Sync + Unpin - UnwindSafe + RefUnwindSafe);
check!(std::hash::RandomState: + Send + Sync + Unpin + UnwindSafe + RefUnwindSafe);
check!(std::sync::Mutex<u8>: + Send + Sync + Unpin + UnwindSafe + RefUnwindSafe);
check!(std::sync::Mutex<Cell<u8>>: + Send + Sync + Unpin + UnwindSafe + RefUnwindSafe);
check!(std::sync::Mutex<Rc<u8>>: - Send - Sync + Unpin + UnwindSafe + RefUnwindSafe);
check!(std::sync::MutexGuard<'static, u8>: - Send + Sync + Unpin + UnwindSafe + RefUnwindSafe);
check!(std::sync::MutexGuard<'static, Cell<u8>>: - Send - Sync + Unpin + UnwindSafe + RefUnwindSafe);
check!(std::sync::RwLock<u8>: + Send + Sync + Unpin + UnwindSafe + RefUnwindSafe);
check!(std::sync::RwLock<Cell<u8>>: + Send - Sync + Unpin + UnwindSafe + RefUnwindSafe);
check!(std::sync::RwLock<Rc<u8>>: - Send - Sync + Unpin + UnwindSafe + RefUnwindSafe);
check!(std::sync::RwLockReadGuard<'static, u8>: - Send + Sync + Unpin + UnwindSafe + RefUnwindSafe);
check!(std::sync::RwLockReadGuard<'static, Cell<u8>>: - Send - Sync + Unpin - UnwindSafe - RefUnwindSafe);
check!(std::sync::RwLockWriteGuard<'static, u8>: - Send + Sync + Unpin + UnwindSafe + RefUnwindSafe);
check!(std::sync::RwLockWriteGuard<'static, Cell<u8>>: - Send - Sync + Unpin + UnwindSafe + RefUnwindSafe);
check!(std::sync::Condvar: + Send + Sync + Unpin + UnwindSafe + RefUnwindSafe);
check!(std::sync::WaitTimeoutResult: + Send + Sync + Unpin + UnwindSafe + RefUnwindSafe);
check!(std::sync::Barrier: + Send + Sync + Unpin + UnwindSafe + RefUnwindSafe);
check!(std::sync::BarrierWaitResult: + Send + Sync + Unpin + UnwindSafe + RefUnwindSafe);
check!(std::sync::Once: + Send + Sync + Unpin + UnwindSafe + RefUnwindSafe);
check!(std::sync::OnceState: + Send - Sync + Unpin + UnwindSafe - RefUnwindSafe);
check!(std::sync::OnceLock<u8>: + Send + Sync + Unpin + UnwindSafe + RefUnwindSafe);
check!(std::sync::OnceLock<Cell<u8>>: + Send - Sync + Unpin + UnwindSafe - RefUnwindSafe);
check!(std::sync::OnceLock<Rc<u8>>: - Send - Sync + Unpin + UnwindSafe + RefUnwindSafe);
check!(std::sync::LazyLock<u8>: + Send + Sync + Unpin + UnwindSafe + RefUnwindSafe);
check!(std::sync::LazyLock<Cell<u8>>: + Send - Sync + Unpin + UnwindSafe - RefUnwindSafe);
check!(std::sync::LazyLock<u8, Rc<u8>>: - Send - Sync + Unpin + UnwindSafe + RefUnwindSafe);
check!(std::sync::PoisonError<u8>: + Send + Sync + Unpin + UnwindSafe + RefUnwindSafe);
check!(std::sync::PoisonError<Rc<u8>>: - Send - Sync + Unpin + UnwindSafe + RefUnwindSafe);
check!(std::sync::TryLockError<u8>: + Send + Sync + Unpin + UnwindSafe + RefUnwindSafe);
check!(std::sync::Arc<u8>: + Send + Sync + Unpin + UnwindSafe + RefUnwindSafe);
check!(std::sync::Weak<Cell<u8>>: - Send - Sync + Unpin - UnwindSafe - RefUnwindSafe);
check!(std::sync::mpsc::Sender<u8>: + Send + Sync + Unpin + UnwindSafe + RefUnwindSafe);
check!(std::sync::mpsc::Sender<Cell<u8>>: + Send + Sync + Unpin + UnwindSafe + RefUnwindSafe);
check!(std::sync::mpsc::Sender<Rc<u8>>: - Send - Sync + Unpin + UnwindSafe + RefUnwindSafe);
check!(std::sync::mpsc::SyncSender<u8>: + Send + Sync + Unpin + UnwindSafe + RefUnwindSafe);
check!(std::sync::mpsc::SyncSender<Rc<u8>>: - Send - Sync + Unpin + UnwindSafe + RefUnwindSafe);
check!(std::sync::mpsc::Receiver<u8>: + Send - Sync + Unpin + UnwindSafe + RefUnwindSafe);
check!(std::sync::mpsc::Receiver<Rc<u8>>: - Send - Sync + Unpin + UnwindSafe + RefUnwindSafe);
check!(std::sync::mpsc::Iter<'static, u8>: - Send - Sync + Unpin + UnwindSafe + RefUnwindSafe);
check!(std::sync::mpsc::TryIter<'static, u8>: - Send - Sync + Unpin + UnwindSafe + RefUnwindSafe);
check!(std::sync::mpsc::IntoIter<u8>: + Send - Sync + Unpin + UnwindSafe + RefUnwindSafe);
check!(std::sync::mpsc::SendError<u8>: + Send + Sync + Unpin + UnwindSafe + RefUnwindSafe);
check!(std::sync::mpsc::SendError<Rc<u8>>: - Send - Sync + Unpin + UnwindSafe + RefUnwindSafe);
check!(std::sync::mpsc::TrySendError<u8>: + Send + Sync + Unpin + UnwindSafe + RefUnwindSafe);
check!(std::sync::mpsc::RecvError: + Send + Sync + Unpin + UnwindSafe + RefUnwindSafe);
check!(std::sync::mpsc::TryRecvError: + Send + Sync + Unpin + UnwindSafe + RefUnwindSafe);
check!(std::sync::mpsc::RecvTimeoutError: + Send + Sync + Unpin + UnwindSafe + RefUnwindSafe);
check!(std::sync::atomic::AtomicBool: + Send + Sync + Unpin + UnwindSafe + RefUnwindSafe);
check!(std::sync::atomic::AtomicU8: + Send + Sync + Unpin + UnwindSafe + RefUnwindSafe);
check!(std::sync::atomic::AtomicI64: + Send + Sync + Unpin + UnwindSafe + RefUnwindSafe);
check!(std::sync::atomic::AtomicUsize: + Send + Sync + Unpin + UnwindSafe + RefUnwindSafe);
check!(std::sync::atomic::AtomicPtr<u8>: + Send + Sync + Unpin + UnwindSafe + RefUnwindSafe);
check!(std::sync::atomic::AtomicPtr<Rc<u8>>: + Send + Sync + Unpin + UnwindSafe + RefUnwindSafe);
check!(std::sync::atomic::Ordering: + Send + Sync + Unpin + UnwindSafe + RefUnwindSafe);

fn main() {}
