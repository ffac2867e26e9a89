//! A value that threads share and touch in single steps: what cells, queues and deques are made of.
//!
//! The explorer knows of atomics of up to 64 bits. A [`Shared`] is such an atomic, whose value (the [`Stamp`]) changes
//! whenever the payload does, next to the payload itself. An access of the atomic is the step; the payload is touched
//! in the middle of it. This module does not know what the payload is.

use std::any::TypeId;
use std::cell::UnsafeCell;
use std::marker::PhantomData;
use std::mem;
use std::sync::atomic::Ordering;

use model::memory::{Atomic, Bits};
use model::rt::{self, ObjectRef};

/// A payload, each access of which is one step of a schedule.
///
/// It is neither `Send` nor `Sync` by itself where its payload is not: the types around it say what they allow.
pub(crate) struct Shared<T> {
    /// Stands for the whole value, payload included. If that is a static, it is put back when an execution ends.
    whole: ObjectRef,
    stamp: Atomic<Stamp>,
    payload: UnsafeCell<T>,
}

impl<T> Shared<T> {
    /// A payload that nobody has touched. The caller's place becomes the birthplace.
    #[track_caller]
    pub(crate) const fn new(payload: T) -> Shared<T> {
        Shared {
            whole: nameless(),
            stamp: Atomic::new(Stamp::UNKNOWN),
            payload: UnsafeCell::new(payload),
        }
    }

    /// Looks at the payload, in one step. `first` is the stamp of a payload that has none yet.
    #[track_caller]
    pub(crate) fn look<R>(&self, first: impl FnOnce(&T) -> Stamp, look: impl FnOnce(&T) -> R) -> R {
        self.settle(first);
        self.stamp.load(Ordering::SeqCst);
        // SAFETY: nobody else runs until this thread announces its next step, and `look` announces none.
        look(unsafe { &*self.payload.get() })
    }

    /// Changes the payload, in one step that a trace shows as `op`. The new stamp must differ from the one found
    /// exactly where the payload was changed.
    #[track_caller]
    pub(crate) fn change<R>(
        &self,
        op: &'static str,
        first: impl FnOnce(&T) -> Stamp,
        change: impl FnOnce(&mut T, Stamp) -> (R, Stamp),
    ) -> R {
        self.change_at(op, first, |payload, found| {
            // SAFETY: nobody else runs until this thread announces its next step, and `change` announces none.
            change(unsafe { &mut *payload }, found)
        })
    }

    /// As [`change`](Shared::change), for a `change` that runs code of the program, which may announce steps.
    #[track_caller]
    pub(crate) fn change_at<R>(
        &self,
        op: &'static str,
        first: impl FnOnce(&T) -> Stamp,
        change: impl FnOnce(*mut T, Stamp) -> (R, Stamp),
    ) -> R {
        self.settle(first);
        let mut result = None;
        self.stamp.rmw(op, Ordering::SeqCst, |found| {
            let (value, stamp) = change(self.payload.get(), found);
            result = Some(value);
            stamp
        });
        result.expect("a step that was performed has a result")
    }

    /// The payload, through an exclusive borrow: not an operation that others can see. The stamp is made anew at the
    /// next step.
    pub(crate) fn get_mut(&mut self) -> &mut T {
        *self.stamp.get_mut() = Stamp::UNKNOWN;
        self.payload.get_mut()
    }

    /// The payload, consuming what is around it.
    pub(crate) const fn into_inner(self) -> T {
        // SAFETY: `self` is forgotten, so the payload is moved out once.
        let payload = unsafe { std::ptr::read(self.payload.get()) };
        mem::forget(self);
        payload
    }

    /// Where the payload lives.
    pub(crate) const fn as_ptr(&self) -> *mut T {
        self.payload.get()
    }

    fn settle(&self, first: impl FnOnce(&T) -> Stamp) {
        rt::touch(self.whole.within(self));
        let stamp = self.stamp.as_ptr();
        // SAFETY: modelled threads run one at a time, on one thread of the operating system, and nothing is announced
        // here. The stamp tells what the payload is, so making it does not change what anybody sees.
        unsafe {
            if (*stamp).tag() == Stamp::UNKNOWN.tag() {
                *stamp = first(&*self.payload.get());
            }
        }
    }
}

/// Deliberately not `#[track_caller]`: names of objects are derived from birthplaces, and this object has none to show.
const fn nameless() -> ObjectRef {
    ObjectRef::new()
}

/// What the explorer knows of a payload: enough to see whether it has changed, and what a trace shows of it.
#[derive(Clone, Copy)]
pub(crate) struct Stamp(u64);

/// How a [`Stamp`] is to be read: its first byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tag {
    /// Not made yet.
    Unknown,
    /// A value that can't be shown: the rest counts its changes.
    Counted,
    /// An integer of up to 56 bits.
    Integer,
    Bool,
    Char,
    F32,
    /// A queue: changes in the middle, its length in the last bits.
    Queue,
}

const TAGS: [Tag; 7] = [
    Tag::Unknown,
    Tag::Counted,
    Tag::Integer,
    Tag::Bool,
    Tag::Char,
    Tag::F32,
    Tag::Queue,
];
const N_VALUE_BITS: u32 = 56;
const N_LENGTH_BITS: u32 = 24;

impl Stamp {
    pub(crate) const UNKNOWN: Stamp = Stamp(0);

    /// Of a value, that is found to be (or becomes) `value` where the stamp was `before`. Two values that are shown
    /// have the same stamp if they are the same; one that can't be shown always gets another one than `before`.
    pub(crate) fn of_value<T>(value: &T, before: Stamp) -> Stamp {
        match shown(value) {
            Some((tag, bits)) => Stamp::new(tag, bits),
            None => Stamp::new(Tag::Counted, before.0.wrapping_add(1)),
        }
    }

    /// Of a queue of this length that has just been changed, where the stamp was `before`.
    pub(crate) fn of_queue(n_items: usize, before: Stamp) -> Stamp {
        let n_shown = (n_items as u64).min((1 << N_LENGTH_BITS) - 1);
        let n_changes = (before.0 >> N_LENGTH_BITS).wrapping_add(1);
        Stamp::new(Tag::Queue, n_changes << N_LENGTH_BITS | n_shown)
    }

    fn new(tag: Tag, bits: u64) -> Stamp {
        Stamp((tag as u64) << N_VALUE_BITS | bits & ((1 << N_VALUE_BITS) - 1))
    }

    fn tag(self) -> Tag {
        TAGS[(self.0 >> N_VALUE_BITS) as usize]
    }
}

impl Bits for Stamp {
    fn to_bits(self) -> u64 {
        self.0
    }

    fn show(bits: u64) -> String {
        let n_unused = 64 - N_VALUE_BITS;
        let value = (bits << n_unused) >> n_unused;
        match Stamp(bits).tag() {
            Tag::Unknown | Tag::Counted => "a value".to_owned(),
            // The sign is the first of the remaining bits.
            Tag::Integer => ((bits << n_unused) as i64 >> n_unused).to_string(),
            Tag::Bool => (value != 0).to_string(),
            Tag::Char => format!("{:?}", char::from_u32(value as u32).unwrap_or_default()),
            Tag::F32 => f32::from_bits(value as u32).to_string(),
            Tag::Queue => format!("{} queued", bits & ((1 << N_LENGTH_BITS) - 1)),
        }
    }
}

/// The value's bits, if it is of a type that a trace can show.
fn shown<T>(value: &T) -> Option<(Tag, u64)> {
    let of = type_id::<T>();
    macro_rules! integers {
        ($($integer:ty)*) => {$(
            if of == TypeId::of::<$integer>() {
                // SAFETY: `T` is this integer type.
                let value: $integer = unsafe { mem::transmute_copy(value) };
                let value = i64::try_from(value).ok()?;
                let limit = 1 << (N_VALUE_BITS - 1);
                return (-limit..limit).contains(&value).then_some((Tag::Integer, value as u64));
            }
        )*};
    }
    integers!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize);
    if of == TypeId::of::<bool>() {
        // SAFETY: `T` is `bool`.
        let value: bool = unsafe { mem::transmute_copy(value) };
        return Some((Tag::Bool, u64::from(value)));
    }
    if of == TypeId::of::<char>() {
        // SAFETY: `T` is `char`.
        let value: char = unsafe { mem::transmute_copy(value) };
        return Some((Tag::Char, u64::from(value)));
    }
    if of == TypeId::of::<f32>() {
        // SAFETY: `T` is `f32`.
        let value: f32 = unsafe { mem::transmute_copy(value) };
        return Some((Tag::F32, u64::from(value.to_bits())));
    }
    None
}

/// The id of a type whose lifetimes are left out: good enough to recognise types that have none.
fn type_id<T>() -> TypeId {
    trait Identified {
        fn id(&self) -> TypeId
        where
            Self: 'static;
    }
    impl<T> Identified for PhantomData<T> {
        fn id(&self) -> TypeId
        where
            Self: 'static,
        {
            TypeId::of::<T>()
        }
    }
    let phantom = PhantomData::<T>;
    let identified: &dyn Identified = &phantom;
    // SAFETY: only a lifetime changes. The method called through it reads nothing and keeps nothing.
    let identified: &(dyn Identified + 'static) = unsafe { mem::transmute(identified) };
    identified.id()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown_as<T>(value: T) -> String {
        Stamp::show(Stamp::of_value(&value, Stamp::UNKNOWN).to_bits())
    }

    #[test]
    fn values_are_shown_as_what_they_are() {
        assert_eq!(shown_as(7u8), "7");
        assert_eq!(shown_as(-7i64), "-7");
        assert_eq!(shown_as(-7i128), "-7");
        assert_eq!(shown_as(true), "true");
        assert_eq!(shown_as('ß'), "'ß'");
        assert_eq!(shown_as(1.5f32), "1.5");
        assert_eq!(shown_as(u64::MAX), "a value");
        assert_eq!(shown_as("text"), "a value");
        assert_eq!(shown_as(i64::from(i32::MIN)), i32::MIN.to_string());
        let queue = Stamp::of_queue(3, Stamp::of_queue(2, Stamp::UNKNOWN));
        assert_eq!(Stamp::show(queue.to_bits()), "3 queued");
    }

    #[test]
    fn what_cannot_be_shown_counts_as_changed() {
        let large = Stamp::of_value(&u64::MAX, Stamp::UNKNOWN);
        assert_ne!(large.0, Stamp::of_value(&u64::MAX, large).0);
        assert_eq!(Stamp::of_value(&5, large).0, Stamp::of_value(&5, large).0);
        let empty = Stamp::of_queue(0, Stamp::UNKNOWN);
        assert_ne!(empty.0, Stamp::of_queue(0, empty).0);
    }
}
