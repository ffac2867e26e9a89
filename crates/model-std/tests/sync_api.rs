//! Holds the look-alike `std::sync` against the real one, name by name.
//!
//! Nearly all of this is checked by the compiler: each program below is compiled twice, once
//! against the real `std::sync` and once against the look-alike, and the traits of each type are
//! compared between the two. Only what needs no explorer is also run; what threads do is the
//! business of the tests that explore.

use std::any::Any;
use std::cell::Cell;
use std::fmt::Debug;
use std::marker::{PhantomData, PhantomPinned};
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::rc::Rc;

/// Whether a type implements a trait, as a constant: an associated constant of the type itself is
/// preferred to the trait's, and it is only there where the bound holds.
macro_rules! implements {
    ($type:ty, $trait:path) => {{
        trait Otherwise {
            const HOLDS: bool = false;
        }
        impl<T: ?Sized> Otherwise for Probe<T> {}
        struct Probe<T: ?Sized>(PhantomData<T>);
        impl<T: ?Sized + $trait> Probe<T> {
            const HOLDS: bool = true;
        }
        // `()` has all the traits asked for: the probe itself works.
        assert!(Probe::<()>::HOLDS && !<Probe<()> as Otherwise>::HOLDS);
        let _ = Probe::<()>(PhantomData).0;
        Probe::<$type>::HOLDS
    }};
}

/// The two types have the same ones of the traits that generic code may ask for.
macro_rules! same_traits {
    ($ours:ty, $real:ty) => {
        same_traits!($ours, $real: Send Sync Unpin UnwindSafe RefUnwindSafe Debug);
        same_traits!($ours, $real: Clone Copy Default PartialEq Eq);
    };
    ($ours:ty, $real:ty: $($trait:path)*) => {
        $(const _: () = assert!(implements!($ours, $trait) == implements!($real, $trait));)*
    };
}

/// As [`same_traits`], around payloads that differ in what they allow.
macro_rules! same_traits_around {
    (@each $name:tt $lifetime:tt $($payload:ty),*) => {
        $(same_traits_around!(@ $name $lifetime $payload);)*
    };
    (@ [$($name:ident)::+] [$($lifetime:tt)*] $payload:ty) => {
        same_traits!(
            model_std::sync::$($name)::+<$($lifetime)* $payload>,
            std::sync::$($name)::+<$($lifetime)* $payload>
        );
    };
    ($($name:ident)::+ $(, $lifetime:lifetime)?) => {
        same_traits_around!(@each [$($name)::+] [$($lifetime,)?]
            i32, String, Cell<i32>, Rc<i32>, *mut i32, &'static mut i32, &'static Cell<i32>,
            PhantomPinned, std::sync::MutexGuard<'static, i32>, std::sync::mpsc::Receiver<i32>);
    };
}

same_traits_around!(Mutex);
same_traits_around!(MutexGuard, 'static);
same_traits_around!(RwLock);
same_traits_around!(RwLockReadGuard, 'static);
same_traits_around!(RwLockWriteGuard, 'static);
same_traits_around!(OnceLock);
same_traits_around!(LazyLock);
same_traits_around!(PoisonError);
same_traits_around!(TryLockError);
same_traits_around!(mpsc::Sender);
same_traits_around!(mpsc::SyncSender);
same_traits_around!(mpsc::Receiver);
same_traits_around!(mpsc::Iter, 'static);
same_traits_around!(mpsc::TryIter, 'static);
same_traits_around!(mpsc::IntoIter);
same_traits_around!(mpsc::SendError);
same_traits_around!(mpsc::TrySendError);
same_traits_around!(atomic::AtomicPtr);

/// As [`same_traits`], for types by name, without parameters.
macro_rules! same_traits_of {
    ($($($name:ident)::+),*) => {
        $(same_traits!(model_std::sync::$($name)::+, std::sync::$($name)::+);)*
    };
}

same_traits_of!(
    Condvar,
    WaitTimeoutResult,
    Once,
    OnceState,
    Barrier,
    BarrierWaitResult
);
same_traits_of!(
    mpsc::RecvError,
    mpsc::TryRecvError,
    mpsc::RecvTimeoutError,
    atomic::Ordering
);
same_traits_of!(atomic::AtomicBool, atomic::AtomicIsize, atomic::AtomicUsize);
same_traits_of!(
    atomic::AtomicI8,
    atomic::AtomicI16,
    atomic::AtomicI32,
    atomic::AtomicI64
);
same_traits_of!(
    atomic::AtomicU8,
    atomic::AtomicU16,
    atomic::AtomicU32,
    atomic::AtomicU64
);

// Unsized payloads, and initialisers that are not function pointers.
same_traits!(model_std::sync::Mutex<dyn Any>, std::sync::Mutex<dyn Any>);
same_traits!(
    model_std::sync::Mutex<dyn Any + Send>,
    std::sync::Mutex<dyn Any + Send>
);
same_traits!(
    model_std::sync::RwLock<[Cell<u8>]>,
    std::sync::RwLock<[Cell<u8>]>
);
same_traits!(
    model_std::sync::RwLock<dyn Any + Send + Sync>,
    std::sync::RwLock<dyn Any + Send + Sync>
);
same_traits!(
    model_std::sync::LazyLock<i32, Box<dyn FnOnce() -> i32>>,
    std::sync::LazyLock<i32, Box<dyn FnOnce() -> i32>>
);
same_traits!(
    model_std::sync::LazyLock<i32, Box<dyn FnOnce() -> i32 + Send>>,
    std::sync::LazyLock<i32, Box<dyn FnOnce() -> i32 + Send>>
);
same_traits!(
    model_std::sync::LazyLock<i32, PhantomPinned>,
    std::sync::LazyLock<i32, PhantomPinned>
);

// The table can tell the two answers apart.
const _: () = assert!(implements!(model_std::sync::Mutex<Cell<i32>>, Sync));
const _: () = assert!(!implements!(model_std::sync::Mutex<Rc<i32>>, Sync));
const _: () = assert!(!implements!(
    model_std::sync::MutexGuard<'static, i32>,
    Send
));
const _: () = assert!(!implements!(model_std::sync::mpsc::Receiver<i32>, Sync));

/// What all atomics have.
macro_rules! any_atomic {
    ($atomic:ty, $value:ty) => {
        const _: fn($value) -> $atomic = <$atomic>::new;
        const _: fn(&mut $atomic) -> &mut $value = <$atomic>::get_mut;
        const _: fn($atomic) -> $value = <$atomic>::into_inner;
        const _: fn(&$atomic) -> *mut $value = <$atomic>::as_ptr;
        const _: fn(&$atomic, Ordering) -> $value = <$atomic>::load;
        const _: fn(&$atomic, $value, Ordering) = <$atomic>::store;
        const _: fn(&$atomic, $value, Ordering) -> $value = <$atomic>::swap;
        #[expect(deprecated, reason = "still part of std")]
        const _: fn(&$atomic, $value, $value, Ordering) -> $value = <$atomic>::compare_and_swap;
        const _: [fn(&$atomic, $value, $value, Ordering, Ordering) -> Result<$value, $value>; 2] = [
            <$atomic>::compare_exchange,
            <$atomic>::compare_exchange_weak,
        ];
        const _: fn(&$atomic) -> [Result<$value, $value>; 2] = |atomic| {
            let (set, fetch) = (Ordering::AcqRel, Ordering::Acquire);
            [
                atomic.fetch_update(set, fetch, Some),
                atomic.try_update(set, fetch, |_| None),
            ]
        };
        const _: fn(&$atomic) -> $value =
            |atomic| atomic.update(Ordering::AcqRel, Ordering::Acquire, |value| value);
        const _: fn($value) -> $atomic = From::from;
        const _: fn() -> $atomic = Default::default;
        const _: fn(&$atomic, &mut fmt::Formatter<'_>) -> fmt::Result = Debug::fmt;
    };
}

/// What the integers among them have on top.
macro_rules! integer_atomics {
    ($($atomic:ident $value:ty),*) => {$(
        any_atomic!(atomic::$atomic, $value);
        const _: [fn(&atomic::$atomic, $value, Ordering) -> $value; 8] = [
            atomic::$atomic::fetch_add,
            atomic::$atomic::fetch_sub,
            atomic::$atomic::fetch_and,
            atomic::$atomic::fetch_nand,
            atomic::$atomic::fetch_or,
            atomic::$atomic::fetch_xor,
            atomic::$atomic::fetch_max,
            atomic::$atomic::fetch_min,
        ];
    )*};
}

/// Everything stable under `std::sync`, with its signature, compiled against one of the two.
macro_rules! programs {
    ($module:ident, $std:ident) => {
        mod $module {
            use std::any::Any;
            use std::error::Error;
            use std::fmt::{self, Debug, Display};
            use std::ops::{Deref, DerefMut};
            use std::time::Duration;

            use $std::sync::atomic::{self, Ordering};
            use $std::sync::{
                Arc, Barrier, BarrierWaitResult, Condvar, LazyLock, LockResult, Mutex, MutexGuard,
                Once, OnceLock, OnceState, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard,
                TryLockError, TryLockResult, WaitTimeoutResult, Weak, mpsc,
            };

            // Constant constructors.
            static NUMBERS: Mutex<Vec<i32>> = Mutex::new(Vec::new());
            static NAMES: RwLock<Vec<String>> = RwLock::new(Vec::new());
            static CHANGED: Condvar = Condvar::new();
            static START: Once = Once::new();
            static CONFIGURATION: OnceLock<String> = OnceLock::new();
            static TABLE: LazyLock<Vec<u8>> = LazyLock::new(|| vec![1, 2, 3]);
            static MEETING: Barrier = Barrier::new(2);
            static READY: atomic::AtomicBool = atomic::AtomicBool::new(false);
            static COUNTS: [atomic::AtomicU64; 4] = [const { atomic::AtomicU64::new(0) }; 4];
            static HEAD: atomic::AtomicPtr<u8> = atomic::AtomicPtr::new(std::ptr::null_mut());
            static FORKS: [Mutex<()>; 5] = [const { Mutex::new(()) }; 5];
            static LOOKED_UP: Mutex<Option<Box<dyn Fn(i32) -> i32 + Send>>> = Mutex::new(None);
            const FIVE: i32 = atomic::AtomicI32::new(5).into_inner();
            const _: () = assert!(FIVE == 5 && atomic::AtomicBool::new(true).into_inner());
            const _: *mut u8 = atomic::AtomicPtr::new(std::ptr::null_mut::<u8>()).into_inner();

            // Coercions: the payload is the last field.
            type Job = dyn FnMut() -> i32 + Send;
            const _: fn(Arc<Mutex<[i32; 3]>>) -> Arc<Mutex<[i32]>> = |sized| sized;
            const _: fn(Box<RwLock<String>>) -> Box<RwLock<dyn Display>> = |sized| sized;
            const _: fn(&Mutex<fn() -> i32>) -> &Mutex<Job> = |sized| sized;
            const _: fn(Arc<Mutex<i32>>) -> Arc<dyn Any + Send + Sync> = |sized| sized;

            // Variance where there is some: a read guard is covariant.
            const _: for<'long> fn(RwLockReadGuard<'long, &'static str>) -> RwLockReadGuard<'long, &'long str> =
                |guard| guard;

            // The value outlives nothing it need not: no destructor looks at the borrowed text.
            const _: fn() = || {
                let (text, mutex);
                text = String::from("declared first, dropped last");
                mutex = Mutex::new(&*text);
                let _ = &mutex;
            };
            const _: fn() = || {
                struct Own<'a> {
                    cell: OnceLock<&'a String>,
                    text: String,
                }
                let own = Own { cell: OnceLock::new(), text: String::new() };
                let _ = own.cell.set(&own.text);
            };

            type Guarded<'a> = LockResult<MutexGuard<'a, u8>>;
            type Reading<'a> = LockResult<RwLockReadGuard<'a, u8>>;
            type Writing<'a> = LockResult<RwLockWriteGuard<'a, u8>>;
            type Timed<'a> = LockResult<(MutexGuard<'a, u8>, WaitTimeoutResult)>;

            const _: fn(&Mutex<u8>) -> Guarded<'_> = Mutex::lock;
            const _: fn(&Mutex<u8>) -> TryLockResult<MutexGuard<'_, u8>> = Mutex::try_lock;
            const _: fn(&Mutex<u8>) -> bool = Mutex::is_poisoned;
            const _: fn(&Mutex<u8>) = Mutex::clear_poison;
            const _: fn(Mutex<u8>) -> LockResult<u8> = Mutex::into_inner;
            const _: fn(&mut Mutex<u8>) -> LockResult<&mut u8> = Mutex::get_mut;
            const _: fn(u8) -> Mutex<u8> = From::from;
            const _: fn() -> Mutex<u8> = Default::default;
            const _: for<'a> fn(&'a MutexGuard<'static, u8>) -> &'a u8 = Deref::deref;
            const _: for<'a> fn(&'a mut MutexGuard<'static, u8>) -> &'a mut u8 = DerefMut::deref_mut;
            const _: fn(&MutexGuard<'static, u8>, &mut fmt::Formatter<'_>) -> fmt::Result = Display::fmt;
            const _: fn(&MutexGuard<'static, u8>, &mut fmt::Formatter<'_>) -> fmt::Result = Debug::fmt;

            const _: fn(&RwLock<u8>) -> Reading<'_> = RwLock::read;
            const _: fn(&RwLock<u8>) -> TryLockResult<RwLockReadGuard<'_, u8>> = RwLock::try_read;
            const _: fn(&RwLock<u8>) -> Writing<'_> = RwLock::write;
            const _: fn(&RwLock<u8>) -> TryLockResult<RwLockWriteGuard<'_, u8>> = RwLock::try_write;
            const _: fn(&RwLock<u8>) -> bool = RwLock::is_poisoned;
            const _: fn(&RwLock<u8>) = RwLock::clear_poison;
            const _: fn(RwLock<u8>) -> LockResult<u8> = RwLock::into_inner;
            const _: fn(&mut RwLock<u8>) -> LockResult<&mut u8> = RwLock::get_mut;
            const _: fn(u8) -> RwLock<u8> = From::from;
            const _: fn() -> RwLock<u8> = Default::default;
            const _: for<'a> fn(RwLockWriteGuard<'a, u8>) -> RwLockReadGuard<'a, u8> = |guard| RwLockWriteGuard::downgrade(guard);
            const _: for<'a> fn(&'a RwLockReadGuard<'static, u8>) -> &'a u8 = Deref::deref;
            const _: for<'a> fn(&'a mut RwLockWriteGuard<'static, u8>) -> &'a mut u8 = DerefMut::deref_mut;
            const _: fn(&RwLockReadGuard<'static, u8>, &mut fmt::Formatter<'_>) -> fmt::Result = Display::fmt;
            const _: fn(&RwLockWriteGuard<'static, u8>, &mut fmt::Formatter<'_>) -> fmt::Result = Display::fmt;

            const _: for<'a> fn(&Condvar, MutexGuard<'a, u8>) -> Guarded<'a> = Condvar::wait;
            const _: for<'a> fn(&Condvar, MutexGuard<'a, u8>, fn(&mut u8) -> bool) -> Guarded<'a> =
                Condvar::wait_while;
            const _: for<'a> fn(&Condvar, MutexGuard<'a, u8>, Duration) -> Timed<'a> = Condvar::wait_timeout;
            const _: for<'a> fn(&Condvar, MutexGuard<'a, u8>, Duration, fn(&mut u8) -> bool) -> Timed<'a> =
                Condvar::wait_timeout_while;
            #[expect(deprecated, reason = "still part of std")]
            const _: for<'a> fn(&Condvar, MutexGuard<'a, u8>, u32) -> LockResult<(MutexGuard<'a, u8>, bool)> =
                Condvar::wait_timeout_ms;
            const _: [fn(&Condvar); 2] = [Condvar::notify_one, Condvar::notify_all];
            const _: fn() -> Condvar = Default::default;
            const _: fn(&WaitTimeoutResult) -> bool = WaitTimeoutResult::timed_out;

            const _: fn(&Once, fn()) = Once::call_once;
            const _: fn(&Once, fn(&OnceState)) = Once::call_once_force;
            const _: fn(&Once) -> bool = Once::is_completed;
            const _: [fn(&Once); 2] = [Once::wait, Once::wait_force];
            const _: fn(&OnceState) -> bool = OnceState::is_poisoned;
            #[expect(deprecated, reason = "still part of std")]
            const _: fn() -> Once = || $std::sync::ONCE_INIT;

            const _: fn(&OnceLock<u8>) -> Option<&u8> = OnceLock::get;
            const _: fn(&mut OnceLock<u8>) -> Option<&mut u8> = OnceLock::get_mut;
            const _: fn(&OnceLock<u8>) -> &u8 = OnceLock::wait;
            const _: fn(&OnceLock<u8>, u8) -> Result<(), u8> = OnceLock::set;
            const _: fn(&OnceLock<u8>, fn() -> u8) -> &u8 = OnceLock::get_or_init;
            const _: fn(OnceLock<u8>) -> Option<u8> = OnceLock::into_inner;
            const _: fn(&mut OnceLock<u8>) -> Option<u8> = OnceLock::take;
            const _: fn(u8) -> OnceLock<u8> = From::from;

            const _: fn(fn() -> u8) -> LazyLock<u8> = LazyLock::new;
            const _: fn(&LazyLock<u8>) -> &u8 = LazyLock::force;
            const _: fn(&mut LazyLock<u8>) -> &mut u8 = LazyLock::force_mut;
            const _: fn(&LazyLock<u8>) -> Option<&u8> = LazyLock::get;
            const _: fn(&mut LazyLock<u8>) -> Option<&mut u8> = LazyLock::get_mut;
            const _: fn(&LazyLock<u8>) -> &u8 = Deref::deref;
            const _: fn(&mut LazyLock<u8>) -> &mut u8 = DerefMut::deref_mut;
            const _: fn() -> LazyLock<u8> = Default::default;

            const _: fn(&Barrier) -> BarrierWaitResult = Barrier::wait;
            const _: fn(&BarrierWaitResult) -> bool = BarrierWaitResult::is_leader;

            const _: fn(u8) -> PoisonError<u8> = PoisonError::new;
            const _: fn(PoisonError<u8>) -> TryLockError<u8> = From::from;
            const _: fn(PoisonError<MutexGuard<'static, u8>>) -> Box<dyn Error> = |error| error.into();
            const _: fn(TryLockError<MutexGuard<'static, u8>>) -> Box<dyn Error> = |error| error.into();
            const _: fn(Weak<Mutex<u8>>) -> Option<Arc<Mutex<u8>>> = |weak| weak.upgrade();

            const _: fn() -> (mpsc::Sender<u8>, mpsc::Receiver<u8>) = mpsc::channel;
            const _: fn(usize) -> (mpsc::SyncSender<u8>, mpsc::Receiver<u8>) = mpsc::sync_channel;
            const _: fn(&mpsc::Sender<u8>, u8) -> Result<(), mpsc::SendError<u8>> = mpsc::Sender::send;
            const _: fn(&mpsc::SyncSender<u8>, u8) -> Result<(), mpsc::SendError<u8>> = mpsc::SyncSender::send;
            const _: fn(&mpsc::SyncSender<u8>, u8) -> Result<(), mpsc::TrySendError<u8>> =
                mpsc::SyncSender::try_send;
            const _: fn(&mpsc::Receiver<u8>) -> Result<u8, mpsc::RecvError> = mpsc::Receiver::recv;
            const _: fn(&mpsc::Receiver<u8>) -> Result<u8, mpsc::TryRecvError> = mpsc::Receiver::try_recv;
            const _: fn(&mpsc::Receiver<u8>, Duration) -> Result<u8, mpsc::RecvTimeoutError> =
                mpsc::Receiver::recv_timeout;
            const _: fn(&mpsc::Receiver<u8>) -> mpsc::Iter<'_, u8> = mpsc::Receiver::iter;
            const _: fn(&mpsc::Receiver<u8>) -> mpsc::TryIter<'_, u8> = mpsc::Receiver::try_iter;
            const _: fn(mpsc::Receiver<u8>) -> mpsc::IntoIter<u8> = IntoIterator::into_iter;
            const _: fn(&'static mpsc::Receiver<u8>) -> mpsc::Iter<'static, u8> = IntoIterator::into_iter;
            const _: fn(mpsc::Receiver<u8>) -> Vec<u8> = |receiver| receiver.into_iter().collect();
            const _: fn(&mpsc::Receiver<u8>) -> u8 = |receiver| receiver.try_iter().chain(receiver).sum();
            const _: fn(mpsc::SendError<u8>) -> mpsc::TrySendError<u8> = From::from;
            const _: fn(mpsc::RecvError) -> (mpsc::TryRecvError, mpsc::RecvTimeoutError) =
                |error| (error.into(), error.into());

            const _: [fn(Ordering); 2] = [atomic::fence, atomic::compiler_fence];
            #[expect(deprecated, reason = "still part of std")]
            const _: fn() = atomic::spin_loop_hint;
            #[expect(deprecated, reason = "still part of std")]
            const _: fn() -> (atomic::AtomicBool, atomic::AtomicIsize, atomic::AtomicUsize) =
                || (atomic::ATOMIC_BOOL_INIT, atomic::ATOMIC_ISIZE_INIT, atomic::ATOMIC_USIZE_INIT);

            integer_atomics!(AtomicI8 i8, AtomicI16 i16, AtomicI32 i32, AtomicI64 i64, AtomicIsize isize);
            integer_atomics!(AtomicU8 u8, AtomicU16 u16, AtomicU32 u32, AtomicU64 u64, AtomicUsize usize);
            any_atomic!(atomic::AtomicBool, bool);
            const _: [fn(&atomic::AtomicBool, bool, Ordering) -> bool; 4] = [
                atomic::AtomicBool::fetch_and,
                atomic::AtomicBool::fetch_nand,
                atomic::AtomicBool::fetch_or,
                atomic::AtomicBool::fetch_xor,
            ];
            const _: fn(&atomic::AtomicBool, Ordering) -> bool = atomic::AtomicBool::fetch_not;
            any_atomic!(atomic::AtomicPtr<Cell>, *mut Cell);
            const _: [fn(&atomic::AtomicPtr<Cell>, usize, Ordering) -> *mut Cell; 7] = [
                atomic::AtomicPtr::fetch_ptr_add,
                atomic::AtomicPtr::fetch_ptr_sub,
                atomic::AtomicPtr::fetch_byte_add,
                atomic::AtomicPtr::fetch_byte_sub,
                atomic::AtomicPtr::fetch_or,
                atomic::AtomicPtr::fetch_and,
                atomic::AtomicPtr::fetch_xor,
            ];
            const _: fn(&atomic::AtomicPtr<Cell>, &mut fmt::Formatter<'_>) -> fmt::Result = fmt::Pointer::fmt;
            type Cell = std::cell::Cell<u16>;

            /// Learners' idioms, with the statics above; compiled, not run.
            const _: fn() -> Result<(), Box<dyn Error>> = || {
                NUMBERS.lock()?.push(1);
                NAMES.write().unwrap().push(NUMBERS.lock().unwrap().len().to_string());
                for (fork, count) in FORKS.iter().zip(&COUNTS) {
                    let _held = fork.lock().unwrap_or_else(PoisonError::into_inner);
                    count.fetch_add(1, Ordering::Relaxed);
                }
                if let Some(look_up) = &*LOOKED_UP.lock().unwrap() {
                    look_up(3);
                }
                let numbers = CHANGED.wait_while(NUMBERS.lock()?, |numbers| numbers.is_empty())?;
                START.call_once(|| READY.store(true, Ordering::Release));
                CONFIGURATION.get_or_init(|| numbers.len().to_string());
                if MEETING.wait().is_leader() {
                    CONFIGURATION.set(format!("{:?}", *TABLE))?;
                }
                match NUMBERS.try_lock() {
                    Ok(mut numbers) => numbers.clear(),
                    Err(TryLockError::Poisoned(error)) => error.into_inner().clear(),
                    Err(TryLockError::WouldBlock) => {}
                }
                HEAD.store(std::ptr::null_mut(), Ordering::SeqCst);
                Ok(())
            };

            /// What needs no other thread and no explorer, as it shows.
            pub(super) fn alone() -> Vec<String> {
                let mut shown = Vec::new();
                let mut show = |value: &dyn Debug| shown.push(format!("{value:?}"));

                let mut mutex = Mutex::new(vec![1]);
                mutex.get_mut().unwrap().push(2);
                show(&mutex.into_inner());
                let mut rwlock = RwLock::from([1, 2]);
                rwlock.get_mut().unwrap()[0] = 3;
                show(&rwlock.into_inner());

                show(&Condvar::new());
                show(&Once::new());
                show(&Barrier::new(3));

                let mut cell = OnceLock::<String>::new();
                show(&cell.get_mut());
                show(&cell.take());
                let mut cell = OnceLock::from(String::from("full"));
                show(&cell);
                show(&cell.set(String::from("late")));
                show(&cell.get_or_init(|| unreachable!("the cell is full")));
                show(&cell.wait());
                let copy = cell.clone();
                show(&(cell == copy));
                cell.get_mut().unwrap().push_str("er");
                show(&cell.take());
                show(&cell.take());
                show(&copy.into_inner());

                let mut lazy = LazyLock::<i32>::new(|| 5);
                show(&LazyLock::get_mut(&mut lazy));
                *LazyLock::force_mut(&mut lazy) += 1;
                *lazy += 1;
                show(&LazyLock::get_mut(&mut lazy));
                show(&LazyLock::get(&lazy));
                show(&LazyLock::force(&lazy));
                show(&lazy);

                let mut lazy = LazyLock::<i32, _>::new(|| panic!("made badly"));
                for _ in 0..2 {
                    let made = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| *LazyLock::force_mut(&mut lazy)));
                    show(&made.unwrap_err().downcast_ref::<&str>());
                }
                show(&LazyLock::get_mut(&mut lazy));
                let made = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| *LazyLock::force(&lazy)));
                show(&made.unwrap_err().downcast_ref::<&str>());

                let mut flag = atomic::AtomicBool::default();
                *flag.get_mut() |= true;
                show(&flag.into_inner());
                let mut number = atomic::AtomicI16::from(-7);
                *number.get_mut() -= 1;
                show(&number.into_inner());
                let mut value = 9_u32;
                let mut pointer = atomic::AtomicPtr::new(std::ptr::null_mut());
                *pointer.get_mut() = &raw mut value;
                show(&(pointer.into_inner() == &raw mut value));

                for (fence, order) in [
                    (atomic::compiler_fence as fn(Ordering), Ordering::SeqCst),
                    (atomic::compiler_fence, Ordering::Relaxed),
                    (atomic::fence, Ordering::Relaxed),
                ] {
                    let fenced = std::panic::catch_unwind(|| fence(order));
                    show(&fenced.map_err(|payload| payload.downcast_ref::<&str>().map(ToString::to_string)));
                }
                for failure in [Ordering::Release, Ordering::AcqRel] {
                    let number = atomic::AtomicU8::new(0);
                    let exchanged =
                        std::panic::catch_unwind(|| number.compare_exchange(0, 1, Ordering::SeqCst, failure));
                    show(&exchanged.map_err(|payload| payload.downcast_ref::<&str>().map(ToString::to_string)));
                }
                shown
            }
        }
    };
}

programs!(on_the_look_alike, model_std);
programs!(on_the_real_one, std);

#[test]
fn an_only_owner_sees_what_std_shows() {
    assert_eq!(on_the_look_alike::alone(), on_the_real_one::alone());
}
