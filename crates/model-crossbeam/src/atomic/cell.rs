//! `AtomicCell`: a value of any type that is read and replaced in single steps.

use std::fmt;
use std::mem;
use std::panic::{RefUnwindSafe, UnwindSafe};

use crate::access::{Shared, Stamp};

/// A value that threads can share, read and replace. Stands for `crossbeam::atomic::AtomicCell`.
///
/// All operations are sequentially consistent.
#[repr(transparent)]
pub struct AtomicCell<T> {
    value: Shared<T>,
}

// SAFETY: values are only moved in and out, or copied out, which `T: Send` allows; the rest is the model's own
// bookkeeping: modelled threads run one at a time, on one thread of the operating system.
unsafe impl<T: Send> Send for AtomicCell<T> {}
// SAFETY: as above; no reference to the value is given to anybody.
unsafe impl<T: Send> Sync for AtomicCell<T> {}

impl<T> UnwindSafe for AtomicCell<T> {}
impl<T> RefUnwindSafe for AtomicCell<T> {}

impl<T> AtomicCell<T> {
    /// A cell that holds `val`.
    #[track_caller]
    pub const fn new(val: T) -> AtomicCell<T> {
        AtomicCell {
            value: Shared::new(val),
        }
    }

    /// The value, consuming the cell.
    pub const fn into_inner(self) -> T {
        // SAFETY: `self` is forgotten, so its field is moved out once.
        let value = unsafe { std::ptr::read(&raw const self.value) };
        mem::forget(self);
        value.into_inner()
    }

    /// Whether the real cell would do without a lock for this type.
    pub const fn is_lock_free() -> bool {
        let aligned = align_of::<T>() >= size_of::<T>();
        matches!(size_of::<T>(), 0 | 1 | 2 | 4 | 8) && aligned
    }

    /// Replaces the value.
    #[track_caller]
    pub fn store(&self, val: T) {
        drop(self.replace("store", val));
    }

    /// Replaces the value and gives the one it had, in one step.
    #[track_caller]
    pub fn swap(&self, val: T) -> T {
        self.replace("swap", val)
    }

    /// Where the value lives.
    pub const fn as_ptr(&self) -> *mut T {
        self.value.as_ptr()
    }

    #[track_caller]
    fn replace(&self, op: &'static str, val: T) -> T {
        self.value.change(op, first, |value, stamp| {
            let stamp = Stamp::of_value(&val, stamp);
            (mem::replace(value, val), stamp)
        })
    }
}

impl<T: Default> AtomicCell<T> {
    /// Takes the value and leaves `Default::default()`.
    #[track_caller]
    pub fn take(&self) -> T {
        self.replace("take", T::default())
    }
}

impl<T: Copy> AtomicCell<T> {
    /// The value now.
    #[track_caller]
    pub fn load(&self) -> T {
        self.value.look(first, |value| *value)
    }
}

impl<T: Copy + Eq> AtomicCell<T> {
    /// Replaces the value if it is `current`, in one step; gives the value found.
    #[deprecated(note = "Use `compare_exchange` instead")]
    #[track_caller]
    pub fn compare_and_swap(&self, current: T, new: T) -> T {
        match self.compare_exchange(current, new) {
            Ok(found) | Err(found) => found,
        }
    }

    /// Replaces the value if it is `current`, in one step. Gives the value it had.
    ///
    /// # Errors
    /// The value found, if it is another one.
    #[track_caller]
    pub fn compare_exchange(&self, current: T, new: T) -> Result<T, T> {
        self.value
            .change_at("compare_exchange", first, |value, stamp| {
                // SAFETY: nobody else runs until this thread announces something. The comparison may be the program's own
                // code, so nothing is borrowed while it runs.
                let found = unsafe { *value };
                if found != current {
                    return (Err(found), stamp);
                }
                // SAFETY: as above.
                unsafe { *value = new };
                (Ok(found), Stamp::of_value(&new, stamp))
            })
    }

    /// Replaces the value by what `f` makes of it: a load, and one `compare_exchange` for each attempt.
    ///
    /// # Errors
    /// The value found, for which `f` gave `None`.
    #[track_caller]
    pub fn fetch_update<F>(&self, mut f: F) -> Result<T, T>
    where
        F: FnMut(T) -> Option<T>,
    {
        let mut found = self.load();
        loop {
            let Some(new) = f(found) else {
                return Err(found);
            };
            match self.compare_exchange(found, new) {
                Ok(replaced) => return Ok(replaced),
                Err(other) => found = other,
            }
        }
    }
}

impl<T: Copy> AtomicCell<T> {
    #[track_caller]
    fn fetch(&self, op: &'static str, change: impl FnOnce(T) -> T) -> T {
        self.value.change(op, first, |value, stamp| {
            let new = change(*value);
            (mem::replace(value, new), Stamp::of_value(&new, stamp))
        })
    }
}

fn first<T>(value: &T) -> Stamp {
    Stamp::of_value(value, Stamp::UNKNOWN)
}

macro_rules! integers {
    ($($integer:ty)*) => {$(
        impl AtomicCell<$integer> {
            /// Adds, wrapping around; gives the value it had, in one step.
            #[track_caller]
            pub fn fetch_add(&self, val: $integer) -> $integer {
                self.fetch("fetch_add", |found| found.wrapping_add(val))
            }

            /// Subtracts, wrapping around; gives the value it had, in one step.
            #[track_caller]
            pub fn fetch_sub(&self, val: $integer) -> $integer {
                self.fetch("fetch_sub", |found| found.wrapping_sub(val))
            }

            /// Keeps the bits that `val` has too; gives the value it had, in one step.
            #[track_caller]
            pub fn fetch_and(&self, val: $integer) -> $integer {
                self.fetch("fetch_and", |found| found & val)
            }

            /// As `fetch_and`, with all bits of the result inverted.
            #[track_caller]
            pub fn fetch_nand(&self, val: $integer) -> $integer {
                self.fetch("fetch_nand", |found| !(found & val))
            }

            /// Sets the bits of `val`; gives the value it had, in one step.
            #[track_caller]
            pub fn fetch_or(&self, val: $integer) -> $integer {
                self.fetch("fetch_or", |found| found | val)
            }

            /// Inverts the bits of `val`; gives the value it had, in one step.
            #[track_caller]
            pub fn fetch_xor(&self, val: $integer) -> $integer {
                self.fetch("fetch_xor", |found| found ^ val)
            }

            /// Replaces a smaller value by `val`; gives the value it had, in one step.
            #[track_caller]
            pub fn fetch_max(&self, val: $integer) -> $integer {
                self.fetch("fetch_max", |found| found.max(val))
            }

            /// Replaces a greater value by `val`; gives the value it had, in one step.
            #[track_caller]
            pub fn fetch_min(&self, val: $integer) -> $integer {
                self.fetch("fetch_min", |found| found.min(val))
            }
        }
    )*};
}

integers!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize);

impl AtomicCell<bool> {
    /// Logical "and" with `val`; gives the value it had, in one step.
    #[track_caller]
    pub fn fetch_and(&self, val: bool) -> bool {
        self.fetch("fetch_and", |found| found & val)
    }

    /// Logical "not and" with `val`; gives the value it had, in one step.
    #[track_caller]
    pub fn fetch_nand(&self, val: bool) -> bool {
        self.fetch("fetch_nand", |found| !(found & val))
    }

    /// Logical "or" with `val`; gives the value it had, in one step.
    #[track_caller]
    pub fn fetch_or(&self, val: bool) -> bool {
        self.fetch("fetch_or", |found| found | val)
    }

    /// Logical "exclusive or" with `val`; gives the value it had, in one step.
    #[track_caller]
    pub fn fetch_xor(&self, val: bool) -> bool {
        self.fetch("fetch_xor", |found| found ^ val)
    }
}

impl<T: Default> Default for AtomicCell<T> {
    #[track_caller]
    fn default() -> AtomicCell<T> {
        AtomicCell::new(T::default())
    }
}

impl<T> From<T> for AtomicCell<T> {
    #[track_caller]
    fn from(val: T) -> AtomicCell<T> {
        AtomicCell::new(val)
    }
}

impl<T: Copy + fmt::Debug> fmt::Debug for AtomicCell<T> {
    /// As in `crossbeam`, this is a load.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AtomicCell")
            .field("value", &self.load())
            .finish()
    }
}
