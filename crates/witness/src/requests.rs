//! How much memory the program asks for at once: a length that a peer sent may be believed, and then memory is asked for that
//! is never used. Nobody sees that from outside.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

static LARGEST: AtomicUsize = AtomicUsize::new(0);

/// The allocator of a judged submission: the system's, and it notes how much is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Requests;

/// The most bytes that were asked for at once, by any thread, since [`forget_requests`].
pub fn largest_request() -> usize {
    LARGEST.load(Ordering::Relaxed)
}

/// Begins anew.
pub fn forget_requests() {
    LARGEST.store(0, Ordering::Relaxed);
}

// SAFETY: `System` does the work; noting a number allocates nothing.
unsafe impl GlobalAlloc for Requests {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        LARGEST.fetch_max(layout.size(), Ordering::Relaxed);
        // SAFETY: the caller's promise is handed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        LARGEST.fetch_max(layout.size(), Ordering::Relaxed);
        // SAFETY: the caller's promise is handed on.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise is handed on.
        unsafe { System.dealloc(block, layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        LARGEST.fetch_max(size, Ordering::Relaxed);
        // SAFETY: the caller's promise is handed on.
        unsafe { System.realloc(block, layout, size) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[global_allocator]
    static ALLOCATOR: Requests = Requests;

    #[test]
    fn what_is_asked_for_at_once_is_noted() {
        forget_requests();
        let zeroed = vec![0u8; 3 << 20];
        assert!(largest_request() >= zeroed.len());
        let mut grown = Vec::with_capacity(4 << 20);
        grown.push(1u8);
        assert!(largest_request() >= grown.capacity());
    }
}
