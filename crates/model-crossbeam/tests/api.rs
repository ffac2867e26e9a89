//! Holds the look-alike against the real `crossbeam`, name by name.
//!
//! The compiler checks nearly all of it: the program below, which names everything with its signature, is compiled
//! twice, once against each, and the traits of each type are compared between the two. What threads do is the business of
//! the tests that explore.

use std::cell::Cell;
use std::fmt::{Debug, Display};
use std::hash::Hash;
use std::marker::{PhantomData, PhantomPinned};
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::rc::Rc;

/// Whether a type implements a trait: an associated constant of the type itself is preferred to the trait's, and it is
/// only there where the bound holds.
macro_rules! implements {
    ($type:ty, $trait:path) => {{
        trait Otherwise {
            const HOLDS: bool = false;
        }
        impl<T: ?Sized> Otherwise for Probe<T> {}
        struct Probe<T: ?Sized>(PhantomData<T>);
        // Where the trait holds for none of the types asked for, nobody uses this.
        #[expect(
            clippy::allow_attributes,
            reason = "it is used in most expansions, not in all"
        )]
        #[allow(dead_code)]
        impl<T: ?Sized + $trait> Probe<T> {
            const HOLDS: bool = true;
        }
        let _ = (
            Probe::<Vec<u8>>(PhantomData).0,
            <Probe<()> as Otherwise>::HOLDS,
        );
        Probe::<$type>::HOLDS
    }};
}

/// Adds to `$wrong` what one of the types implements and the other does not.
macro_rules! compare {
    ($wrong:ident, $ours:ty, $real:ty) => {
        compare!($wrong, $ours, $real: Send Sync Unpin UnwindSafe RefUnwindSafe);
        compare!($wrong, $ours, $real: Debug Display Clone Copy Default PartialEq Eq Hash std::error::Error);
    };
    ($wrong:ident, $ours:ty, $real:ty: $($trait:path)*) => {
        $(match (implements!($ours, $trait), implements!($real, $trait)) {
            (true, false) => $wrong.push(format!("{} is {}, and must not be", stringify!($ours), stringify!($trait))),
            (false, true) => $wrong.push(format!("{} is not {}, and must be", stringify!($ours), stringify!($trait))),
            _ => {}
        })*
    };
}

/// As [`compare`], around payloads that differ in what they allow.
macro_rules! compare_around {
    ($wrong:ident: $($($name:ident)::+ $(<$lifetime:lifetime>)?),* $(,)?) => {
        $(compare_around!(@each $wrong [$($name)::+] [$($lifetime,)?]
            i32, String, Cell<i32>, Rc<i32>, *mut i32, &'static mut i32, &'static Cell<i32>, PhantomPinned,
            std::sync::MutexGuard<'static, i32>, std::sync::mpsc::Receiver<i32>);)*
    };
    (@each $wrong:ident $name:tt $lifetime:tt $($payload:ty),*) => {
        $(compare_around!(@one $wrong $name $lifetime $payload);)*
    };
    (@one $wrong:ident [$($name:ident)::+] [$($lifetime:tt)*] $payload:ty) => {
        compare!($wrong, model_crossbeam::$($name)::+<$($lifetime)* $payload>, crossbeam::$($name)::+<$($lifetime)* $payload>);
    };
}

/// As [`compare`], for types by name, without parameters of their own.
macro_rules! compare_named {
    ($wrong:ident: $($($name:ident)::+ $(<$($lifetime:lifetime),*>)?),* $(,)?) => {
        $(compare!($wrong, model_crossbeam::$($name)::+ $(<$($lifetime),*>)?, crossbeam::$($name)::+ $(<$($lifetime),*>)?);)*
    };
}

#[test]
fn types_implement_the_same_traits() {
    // The comparison can tell the two answers apart.
    assert!(implements!(model_crossbeam::channel::Sender<i32>, Sync));
    assert!(!implements!(
        model_crossbeam::channel::Sender<Rc<i32>>,
        Sync
    ));
    let mut wrong: Vec<String> = Vec::new();
    compare_around!(wrong:
        channel::Sender, channel::Receiver, channel::IntoIter, channel::Iter<'static>, channel::TryIter<'static>,
        channel::SendError, channel::TrySendError, channel::SendTimeoutError,
        queue::ArrayQueue, queue::SegQueue,
        deque::Worker, deque::Stealer, deque::Injector, deque::Steal,
        atomic::AtomicCell, utils::CachePadded,
        sync::ShardedLock, sync::ShardedLockReadGuard<'static>, sync::ShardedLockWriteGuard<'static>,
        thread::ScopedJoinHandle<'static>,
    );
    compare_named!(wrong:
        channel::RecvError, channel::TryRecvError, channel::RecvTimeoutError,
        channel::TrySelectError, channel::SelectTimeoutError, channel::TryReadyError, channel::ReadyTimeoutError,
        channel::Select<'static>, channel::SelectedOperation<'static>,
        utils::Backoff, sync::Parker, sync::Unparker, sync::WaitGroup,
        thread::Scope<'static>, thread::ScopedThreadBuilder<'static, 'static>,
    );
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Everything public, with its signature, compiled against one of the two.
macro_rules! program {
    // `$d` is a dollar sign, for the macros inside.
    ($module:ident, $crossbeam:ident, $std:ident, $d:tt) => {
        mod $module {
            use std::any::Any;
            use std::fmt::{Debug, Display};
            use std::iter::FusedIterator;
            use std::ops::{Deref, DerefMut};

            use $crossbeam::atomic::{AtomicCell, AtomicConsume};
            use $crossbeam::channel::{
                self, IntoIter, Iter, ReadyTimeoutError, Receiver, RecvError, RecvTimeoutError, Select, SelectTimeoutError,
                SelectedOperation, SendError, SendTimeoutError, Sender, TryIter, TryReadyError, TryRecvError,
                TrySelectError, TrySendError, bounded, never, select, select_biased, unbounded,
            };
            use $crossbeam::deque::{Injector, Steal, Stealer, Worker};
            use $crossbeam::queue::{ArrayQueue, SegQueue};
            use $crossbeam::sync::{
                Parker, ShardedLock, ShardedLockReadGuard, ShardedLockWriteGuard, Unparker, WaitGroup,
            };
            use $crossbeam::thread::{Scope, ScopedJoinHandle, ScopedThreadBuilder};
            use $crossbeam::utils::{Backoff, CachePadded};
            use $std::sync::atomic;
            use $std::sync::{LockResult, TryLockResult};
            use $std::thread::{self, Thread};
            use $std::time::{Duration, Instant};

            static CELL: AtomicCell<Vec<u8>> = AtomicCell::new(Vec::new());
            static QUEUE: SegQueue<String> = SegQueue::new();
            static NOBODY: Receiver<u8> = never();
            const SEVEN: i32 = AtomicCell::new(7).into_inner();
            const _: () = assert!(SEVEN == 7 && AtomicCell::<usize>::is_lock_free());
            const _: () = assert!(!AtomicCell::<[u8; 1000]>::is_lock_free());
            const _: CachePadded<u8> = CachePadded::new(1);
            const _: fn() = || {
                let _ = (&CELL, &QUEUE, &NOBODY);
            };

            // ---- channel
            const _: fn() -> (Sender<u8>, Receiver<u8>) = unbounded;
            const _: fn(usize) -> (Sender<u8>, Receiver<u8>) = bounded;
            const _: [fn(Duration) -> Receiver<Instant>; 2] = [channel::after, channel::tick];
            const _: fn(Instant) -> Receiver<Instant> = channel::at;
            const _: fn(&Sender<u8>, u8) -> Result<(), TrySendError<u8>> = Sender::try_send;
            const _: fn(&Sender<u8>, u8) -> Result<(), SendError<u8>> = Sender::send;
            const _: fn(&Sender<u8>, u8, Duration) -> Result<(), SendTimeoutError<u8>> = Sender::send_timeout;
            const _: fn(&Sender<u8>, u8, Instant) -> Result<(), SendTimeoutError<u8>> = Sender::send_deadline;
            const _: [fn(&Sender<u8>) -> bool; 2] = [Sender::is_empty, Sender::is_full];
            const _: fn(&Sender<u8>) -> usize = Sender::len;
            const _: fn(&Sender<u8>) -> Option<usize> = Sender::capacity;
            const _: fn(&Sender<u8>, &Sender<u8>) -> bool = Sender::same_channel;
            const _: fn(&Receiver<u8>) -> Result<u8, TryRecvError> = Receiver::try_recv;
            const _: fn(&Receiver<u8>) -> Result<u8, RecvError> = Receiver::recv;
            const _: fn(&Receiver<u8>, Duration) -> Result<u8, RecvTimeoutError> = Receiver::recv_timeout;
            const _: fn(&Receiver<u8>, Instant) -> Result<u8, RecvTimeoutError> = Receiver::recv_deadline;
            const _: [fn(&Receiver<u8>) -> bool; 2] = [Receiver::is_empty, Receiver::is_full];
            const _: fn(&Receiver<u8>) -> usize = Receiver::len;
            const _: fn(&Receiver<u8>) -> Option<usize> = Receiver::capacity;
            const _: fn(&Receiver<u8>, &Receiver<u8>) -> bool = Receiver::same_channel;
            const _: for<'a> fn(&'a Receiver<u8>) -> Iter<'a, u8> = Receiver::iter;
            const _: for<'a> fn(&'a Receiver<u8>) -> TryIter<'a, u8> = Receiver::try_iter;
            const _: for<'a> fn(&'a Receiver<u8>) -> Iter<'a, u8> = |r| r.into_iter();
            const _: fn(Receiver<u8>) -> IntoIter<u8> = |r| r.into_iter();
            const _: fn() = || {
                fn fused<I: FusedIterator<Item = u8>>() {}
                fused::<Iter<'static, u8>>();
                fused::<IntoIter<u8>>();
            };
            const _: fn() -> Select<'static> = Select::new;
            const _: fn() -> Select<'static> = Select::new_biased;
            const _: fn(&mut Select<'static>, &'static Sender<u8>) -> usize = Select::send;
            const _: fn(&mut Select<'static>, &'static Receiver<u8>) -> usize = Select::recv;
            const _: fn(&mut Select<'static>, usize) = Select::remove;
            const _: fn(&mut Select<'static>) -> Result<SelectedOperation<'static>, TrySelectError> = Select::try_select;
            const _: fn(&mut Select<'static>) -> SelectedOperation<'static> = Select::select;
            const _: fn(&mut Select<'static>, Duration) -> Result<SelectedOperation<'static>, SelectTimeoutError> =
                Select::select_timeout;
            const _: fn(&mut Select<'static>, Instant) -> Result<SelectedOperation<'static>, SelectTimeoutError> =
                Select::select_deadline;
            const _: fn(&mut Select<'static>) -> Result<usize, TryReadyError> = Select::try_ready;
            const _: fn(&mut Select<'static>) -> usize = Select::ready;
            const _: fn(&mut Select<'static>, Duration) -> Result<usize, ReadyTimeoutError> = Select::ready_timeout;
            const _: fn(&mut Select<'static>, Instant) -> Result<usize, ReadyTimeoutError> = Select::ready_deadline;
            const _: fn(&SelectedOperation<'static>) -> usize = SelectedOperation::index;
            const _: fn(SelectedOperation<'static>, &Sender<u8>, u8) -> Result<(), SendError<u8>> = SelectedOperation::send;
            const _: fn(SelectedOperation<'static>, &Receiver<u8>) -> Result<u8, RecvError> = SelectedOperation::recv;
            const _: fn(SendError<u8>) -> u8 = SendError::into_inner;
            const _: fn(TrySendError<u8>) -> u8 = TrySendError::into_inner;
            const _: fn(SendTimeoutError<u8>) -> u8 = SendTimeoutError::into_inner;
            const _: [fn(&TrySendError<u8>) -> bool; 2] = [TrySendError::is_full, TrySendError::is_disconnected];
            const _: [fn(&SendTimeoutError<u8>) -> bool; 2] =
                [SendTimeoutError::is_timeout, SendTimeoutError::is_disconnected];
            const _: [fn(&TryRecvError) -> bool; 2] = [TryRecvError::is_empty, TryRecvError::is_disconnected];
            const _: [fn(&RecvTimeoutError) -> bool; 2] =
                [RecvTimeoutError::is_timeout, RecvTimeoutError::is_disconnected];
            const _: fn(SendError<u8>) -> TrySendError<u8> = From::from;
            const _: fn(SendError<u8>) -> SendTimeoutError<u8> = From::from;
            const _: fn(RecvError) -> TryRecvError = From::from;
            const _: fn(RecvError) -> RecvTimeoutError = From::from;

            /// What may stand where in the macros.
            #[expect(dead_code, reason = "only compiled")]
            fn arms(r: Receiver<u8>, s: Sender<String>, rs: [Receiver<i8>; 2], boxed: Box<Receiver<()>>) -> Option<u8> {
                let optional: Option<&Receiver<u8>> = Some(&r);
                loop {
                    select! {
                        recv(&r) -> message => { let _: u8 = message.ok()?; continue }
                        recv(rs[0]) -> message => match message { Ok(_) => break, Err(_) => return None },
                        recv(boxed) -> _ => {},
                        recv(optional.unwrap_or(&never())) -> (Ok(_) | Err(_)) => break,
                        send(s.clone(), "text".to_owned(),) -> _result => (),
                        default() => return Some(0),
                    }
                    select! { recv(r,) -> message => { let _ = message; }, default(Duration::from_secs(1)) => {} }
                    select! { recv(r) -> message => { let _ = message; } }
                    $crossbeam::select! { recv(r) -> message => { let _ = message; }, }
                    channel::select! { default => {} }
                    select_biased! {
                        default => {}
                        send(s, String::new()) -> mut result => { result = Ok(()); drop(result) }
                        recv(r) -> message => if message.is_ok() { continue } else { break },
                    }
                }
                let found: u8 = select! {
                    recv(r) -> message => message.unwrap_or(1),
                    default(Duration::from_millis(1)) => 2
                };
                Some(found)
            }

            // ---- thread
            const _: fn(fn(&Scope<'static>) -> u8) -> thread::Result<u8> = $crossbeam::scope;
            const _: fn(fn(&Scope<'static>) -> u8) -> thread::Result<u8> = $crossbeam::thread::scope;
            const _: for<'a> fn(&'a Scope<'static>, fn(&Scope<'static>) -> u8) -> ScopedJoinHandle<'a, u8> = Scope::spawn;
            const _: for<'a> fn(&'a Scope<'static>) -> ScopedThreadBuilder<'a, 'static> = Scope::builder;
            const _: fn(ScopedThreadBuilder<'static, 'static>, String) -> ScopedThreadBuilder<'static, 'static> =
                ScopedThreadBuilder::name;
            const _: fn(ScopedThreadBuilder<'static, 'static>, usize) -> ScopedThreadBuilder<'static, 'static> =
                ScopedThreadBuilder::stack_size;
            const _: fn(
                ScopedThreadBuilder<'static, 'static>,
                fn(&Scope<'static>) -> u8,
            ) -> $std::io::Result<ScopedJoinHandle<'static, u8>> = ScopedThreadBuilder::spawn;
            const _: fn(ScopedJoinHandle<'static, u8>) -> thread::Result<u8> = ScopedJoinHandle::join;
            const _: for<'a> fn(&'a ScopedJoinHandle<'static, u8>) -> &'a Thread = ScopedJoinHandle::thread;

            // ---- utils
            const _: fn() -> Backoff = Backoff::new;
            const _: [fn(&Backoff); 3] = [Backoff::reset, Backoff::spin, Backoff::snooze];
            const _: fn(&Backoff) -> bool = Backoff::is_completed;
            const _: fn(CachePadded<u8>) -> u8 = CachePadded::into_inner;
            const _: fn(u8) -> CachePadded<u8> = From::from;
            const _: fn(&CachePadded<u8>) -> &u8 = Deref::deref;
            const _: fn(&mut CachePadded<u8>) -> &mut u8 = DerefMut::deref_mut;
            // The real one follows the machine.
            #[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
            const _: () = assert!(align_of::<CachePadded<u8>>() == align_of::<crossbeam::utils::CachePadded<u8>>());

            // ---- sync
            const _: fn() -> Parker = Parker::new;
            const _: fn(&Parker) = Parker::park;
            const _: fn(&Parker, Duration) = Parker::park_timeout;
            const _: fn(&Parker, Instant) = Parker::park_deadline;
            const _: fn(&Parker) -> &Unparker = Parker::unparker;
            const _: fn(Parker) -> *const () = Parker::into_raw;
            const _: unsafe fn(*const ()) -> Parker = Parker::from_raw;
            const _: fn(&Unparker) = Unparker::unpark;
            const _: fn(Unparker) -> *const () = Unparker::into_raw;
            const _: unsafe fn(*const ()) -> Unparker = Unparker::from_raw;
            const _: fn() -> WaitGroup = WaitGroup::new;
            const _: fn(WaitGroup) = WaitGroup::wait;
            const _: fn(u8) -> ShardedLock<u8> = ShardedLock::new;
            const _: fn(u8) -> ShardedLock<u8> = From::from;
            const _: fn(ShardedLock<u8>) -> LockResult<u8> = ShardedLock::into_inner;
            const _: fn(&ShardedLock<u8>) -> bool = ShardedLock::is_poisoned;
            const _: fn(&mut ShardedLock<u8>) -> LockResult<&mut u8> = ShardedLock::get_mut;
            const _: fn(&ShardedLock<u8>) -> TryLockResult<ShardedLockReadGuard<'_, u8>> = ShardedLock::try_read;
            const _: fn(&ShardedLock<u8>) -> LockResult<ShardedLockReadGuard<'_, u8>> = ShardedLock::read;
            const _: fn(&ShardedLock<u8>) -> TryLockResult<ShardedLockWriteGuard<'_, u8>> = ShardedLock::try_write;
            const _: fn(&ShardedLock<u8>) -> LockResult<ShardedLockWriteGuard<'_, u8>> = ShardedLock::write;
            const _: fn(Box<ShardedLock<[u8; 3]>>) -> Box<ShardedLock<[u8]>> = |sized| sized;
            const _: fn(&ShardedLock<u8>) -> &ShardedLock<dyn Any> = |sized| sized;

            // ---- atomic
            const _: fn(&AtomicCell<String>, String) = AtomicCell::store;
            const _: fn(&AtomicCell<String>, String) -> String = AtomicCell::swap;
            const _: fn(&AtomicCell<String>) -> String = AtomicCell::take;
            const _: fn(&AtomicCell<char>) -> char = AtomicCell::load;
            const _: fn(&AtomicCell<u8>) -> *mut u8 = AtomicCell::as_ptr;
            const _: fn(&AtomicCell<char>, char, char) -> Result<char, char> = AtomicCell::compare_exchange;
            #[expect(deprecated, reason = "still part of crossbeam")]
            const _: fn(&AtomicCell<char>, char, char) -> char = AtomicCell::compare_and_swap;
            const _: fn(&AtomicCell<u8>, fn(u8) -> Option<u8>) -> Result<u8, u8> = AtomicCell::fetch_update;
            const _: fn(u8) -> AtomicCell<u8> = From::from;
            const _: [fn(&AtomicCell<bool>, bool) -> bool; 4] = [
                AtomicCell::<bool>::fetch_and,
                AtomicCell::<bool>::fetch_nand,
                AtomicCell::<bool>::fetch_or,
                AtomicCell::<bool>::fetch_xor,
            ];
            macro_rules! integers {
                ($d($dinteger:ty)*) => {$d(
                    const _: [fn(&AtomicCell<$dinteger>, $dinteger) -> $dinteger; 8] = [
                        AtomicCell::<$dinteger>::fetch_add,
                        AtomicCell::<$dinteger>::fetch_sub,
                        AtomicCell::<$dinteger>::fetch_and,
                        AtomicCell::<$dinteger>::fetch_nand,
                        AtomicCell::<$dinteger>::fetch_or,
                        AtomicCell::<$dinteger>::fetch_xor,
                        AtomicCell::<$dinteger>::fetch_max,
                        AtomicCell::<$dinteger>::fetch_min,
                    ];
                )*};
            }
            integers!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize);
            macro_rules! consumed {
                ($d($datomic:ty, $dvalue:ty;)*) => {$d(
                    const _: fn(&$datomic) -> $dvalue = AtomicConsume::load_consume;
                )*};
            }
            consumed!(
                atomic::AtomicBool, bool; atomic::AtomicPtr<u8>, *mut u8;
                atomic::AtomicI8, i8; atomic::AtomicI16, i16; atomic::AtomicI32, i32; atomic::AtomicI64, i64;
                atomic::AtomicU8, u8; atomic::AtomicU16, u16; atomic::AtomicU32, u32; atomic::AtomicU64, u64;
                atomic::AtomicIsize, isize; atomic::AtomicUsize, usize;
            );

            // ---- queue
            const _: fn(usize) -> ArrayQueue<u8> = ArrayQueue::new;
            const _: fn(&ArrayQueue<u8>, u8) -> Result<(), u8> = ArrayQueue::push;
            const _: fn(&mut ArrayQueue<u8>, u8) -> Result<(), u8> = ArrayQueue::push_mut;
            const _: fn(&ArrayQueue<u8>, u8) -> Option<u8> = ArrayQueue::force_push;
            const _: fn(&ArrayQueue<u8>) -> Option<u8> = ArrayQueue::pop;
            const _: fn(&mut ArrayQueue<u8>) -> Option<u8> = ArrayQueue::pop_mut;
            const _: [fn(&ArrayQueue<u8>) -> usize; 2] = [ArrayQueue::capacity, ArrayQueue::len];
            const _: [fn(&ArrayQueue<u8>) -> bool; 2] = [ArrayQueue::is_empty, ArrayQueue::is_full];
            const _: fn(ArrayQueue<u8>) -> Vec<u8> = |queue| queue.into_iter().collect();
            const _: fn(&SegQueue<u8>, u8) = SegQueue::push;
            const _: fn(&mut SegQueue<u8>, u8) = SegQueue::push_mut;
            const _: fn(&SegQueue<u8>) -> Option<u8> = SegQueue::pop;
            const _: fn(&mut SegQueue<u8>) -> Option<u8> = SegQueue::pop_mut;
            const _: fn(&SegQueue<u8>) -> usize = SegQueue::len;
            const _: fn(&SegQueue<u8>) -> bool = SegQueue::is_empty;
            const _: fn(SegQueue<u8>) -> Vec<u8> = |queue| queue.into_iter().collect();

            // ---- deque
            const _: [fn() -> Worker<u8>; 2] = [Worker::new_fifo, Worker::new_lifo];
            const _: fn(&Worker<u8>) -> Stealer<u8> = Worker::stealer;
            const _: fn(&Worker<u8>) -> bool = Worker::is_empty;
            const _: fn(&Worker<u8>) -> usize = Worker::len;
            const _: fn(&Worker<u8>, u8) = Worker::push;
            const _: fn(&Worker<u8>) -> Option<u8> = Worker::pop;
            const _: fn(&Stealer<u8>) -> bool = Stealer::is_empty;
            const _: fn(&Stealer<u8>) -> usize = Stealer::len;
            const _: fn(&Stealer<u8>) -> Steal<u8> = Stealer::steal;
            const _: fn(&Stealer<u8>, &Worker<u8>) -> Steal<()> = Stealer::steal_batch;
            const _: fn(&Stealer<u8>, &Worker<u8>, usize) -> Steal<()> = Stealer::steal_batch_with_limit;
            const _: fn(&Stealer<u8>, &Worker<u8>) -> Steal<u8> = Stealer::steal_batch_and_pop;
            const _: fn(&Stealer<u8>, &Worker<u8>, usize) -> Steal<u8> = Stealer::steal_batch_with_limit_and_pop;
            const _: fn() -> Injector<u8> = Injector::new;
            const _: fn(&Injector<u8>, u8) = Injector::push;
            const _: fn(&Injector<u8>) -> bool = Injector::is_empty;
            const _: fn(&Injector<u8>) -> usize = Injector::len;
            const _: fn(&Injector<u8>) -> Steal<u8> = Injector::steal;
            const _: fn(&Injector<u8>, &Worker<u8>) -> Steal<()> = Injector::steal_batch;
            const _: fn(&Injector<u8>, &Worker<u8>, usize) -> Steal<()> = Injector::steal_batch_with_limit;
            const _: fn(&Injector<u8>, &Worker<u8>) -> Steal<u8> = Injector::steal_batch_and_pop;
            const _: fn(&Injector<u8>, &Worker<u8>, usize) -> Steal<u8> = Injector::steal_batch_with_limit_and_pop;
            const _: [fn(&Steal<u8>) -> bool; 3] = [Steal::is_empty, Steal::is_success, Steal::is_retry];
            const _: fn(Steal<u8>) -> Option<u8> = Steal::success;
            const _: fn(Steal<u8>, fn() -> Steal<u8>) -> Steal<u8> = Steal::or_else;
            const _: fn(Vec<Steal<u8>>) -> Steal<u8> = |attempts| attempts.into_iter().collect();

            /// What plain values print, and what they say about themselves.
            pub(super) fn texts() -> Vec<String> {
                fn both<T: Debug + Display>(value: T) -> [String; 2] {
                    [format!("{value:?}"), format!("{value:>50}")]
                }
                let backoff = Backoff::new();
                let mut texts: Vec<String> = [
                    both(SendError(1)),
                    both(TrySendError::Full(1)),
                    both(TrySendError::Disconnected(1)),
                    both(SendTimeoutError::Timeout(1)),
                    both(SendTimeoutError::Disconnected(1)),
                    both(RecvError),
                    both(TryRecvError::Empty),
                    both(TryRecvError::Disconnected),
                    both(RecvTimeoutError::Timeout),
                    both(RecvTimeoutError::Disconnected),
                    both(TrySelectError),
                    both(SelectTimeoutError),
                    both(CachePadded::new(5)),
                ]
                .concat();
                texts.push(format!("{TryReadyError:?} {ReadyTimeoutError:?} {:#?}", CachePadded::new("padded")));
                texts.push(format!("{backoff:?} {:?}", Select::new()));
                texts.push(format!("{:?} {:?} {:?}", Steal::Success(1), Steal::<u8>::Empty, Steal::<u8>::Retry));
                texts
            }
        }
    };
}

program!(look_alike, model_crossbeam, model_std, $);
program!(real, crossbeam, std, $);

#[test]
fn plain_values_print_the_same() {
    assert_eq!(look_alike::texts(), real::texts());
}
