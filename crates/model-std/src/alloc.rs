//! `std::alloc` without `System`: the explorer has its own global allocator, which gives back what abandoned
//! threads own, and a submission must not go round it.

#[expect(deprecated, reason = "old programs use it")]
pub use ::std::alloc::LayoutErr;
pub use ::std::alloc::{
    GlobalAlloc, Layout, LayoutError, alloc, alloc_zeroed, dealloc, handle_alloc_error, realloc,
};
