//! Loads with the ordering "consume", which is "acquire" here, as on most machines.

use model_std::sync::atomic::{
    AtomicBool, AtomicI8, AtomicI16, AtomicI32, AtomicI64, AtomicIsize, AtomicPtr, AtomicU8,
    AtomicU16, AtomicU32, AtomicU64, AtomicUsize, Ordering,
};

/// Atomics that can be loaded with the ordering "consume".
pub trait AtomicConsume {
    /// What a load gives.
    type Val;

    /// Loads the value with the ordering "consume".
    #[track_caller]
    fn load_consume(&self) -> Self::Val;
}

macro_rules! consume {
    ($($atomic:ident $value:ty),*) => {$(
        impl AtomicConsume for $atomic {
            type Val = $value;

            #[track_caller]
            fn load_consume(&self) -> $value {
                self.load(Ordering::Acquire)
            }
        }
    )*};
}

consume!(
    AtomicBool bool, AtomicI8 i8, AtomicI16 i16, AtomicI32 i32, AtomicI64 i64, AtomicIsize isize,
    AtomicU8 u8, AtomicU16 u16, AtomicU32 u32, AtomicU64 u64, AtomicUsize usize
);

impl<T> AtomicConsume for AtomicPtr<T> {
    type Val = *mut T;

    #[track_caller]
    fn load_consume(&self) -> *mut T {
        self.load(Ordering::Acquire)
    }
}
