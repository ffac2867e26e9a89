//! The memory of the modelled program: an allocator that forgets everything when an execution ends.
//!
//! Threads of a modelled program vanish without unwinding when `main` returns, and statics are put back byte by
//! byte; what they owned must not add up over 20,000 executions. So each modelled thread allocates from a region
//! of its own, and all regions are emptied at once. Regions also make addresses the same in every execution
//! however the threads interleave, which is what the identity of objects rests on.
//!
//! The engine's own memory, and everything outside an execution, comes from the system allocator. Which of the two
//! applies is a per-OS-thread switch; a pointer is freed by the range that it lies in.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::{Cell, UnsafeCell};
use std::ptr::null_mut;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Threads with a region of their own; later ones share the last region.
const N_REGIONS: usize = 128;
/// Blocks up to this size are kept in lists by exact size (in units of 16 bytes), larger ones by power of two.
const SMALL: usize = 1024;
const N_CLASSES: usize = SMALL / 16 + 1 + 48;
/// A region that grew beyond this gives its pages back between executions.
const KEEP: usize = 1 << 20;

std::thread_local! {
    /// 0: the system's memory. `t + 1`: the region of modelled thread `t`.
    static OWNER: Cell<usize> = const { Cell::new(0) };
}

/// Start and length of the reserved range, published for [`Arena::dealloc`]; 0 while nothing is reserved.
static START: AtomicUsize = AtomicUsize::new(0);
static LENGTH: AtomicUsize = AtomicUsize::new(0);

/// Switches this OS thread to the memory of modelled thread `thread`, or back to the system's (`None`).
pub(crate) fn switch_to(thread: Option<u32>) {
    OWNER.with(|owner| owner.set(thread.map_or(0, |t| t as usize + 1)));
}

/// Uses the system's memory until dropped: for engine code that runs on a modelled thread's stack.
pub(crate) struct SystemMemory {
    before: usize,
}

impl SystemMemory {
    pub(crate) fn enter() -> Self {
        SystemMemory {
            before: OWNER.with(|owner| owner.replace(0)),
        }
    }
}

impl Drop for SystemMemory {
    fn drop(&mut self) {
        OWNER.with(|owner| owner.set(self.before));
    }
}

/// Whether `address` is in the memory of the modelled program.
pub(crate) fn contains(address: usize) -> bool {
    address.wrapping_sub(START.load(Ordering::Relaxed)) < LENGTH.load(Ordering::Relaxed)
}

/// The allocator that a judged program installs as its `#[global_allocator]`.
///
/// Where it is not installed (unit tests that don't need it), nothing is reclaimed and object identities are less
/// stable, but everything works.
#[derive(Debug)]
pub struct Arena;

struct Region {
    start: usize,
    end: usize,
    next: usize,
    free: [usize; N_CLASSES],
    /// Something was allocated, and something was freed, since the last reset.
    touched: bool,
    freed: bool,
}

struct Regions {
    regions: Vec<Region>,
    /// Bytes handed out from fresh memory since the last reset.
    used: usize,
}

/// The regions. Touched only by the OS thread that explores (see [`Lease`]).
struct Shared(UnsafeCell<Option<Regions>>);

// SAFETY: only the one OS thread whose `OWNER` is not 0 reads or writes the cell, and it holds the lease.
unsafe impl Sync for Shared {}

static REGIONS: Shared = Shared(UnsafeCell::new(None));

/// Bytes that one execution may take before it is ended as out of memory.
pub(crate) const LIMIT: usize = 160 << 20;

static IN_USE: AtomicBool = AtomicBool::new(false);

/// The right to use the arena, until dropped. One exploration of the process has it at a time.
#[derive(Debug)]
pub(crate) struct Lease;

impl Lease {
    /// `None` where another OS thread's exploration has the arena, or address space cannot be had: executions then
    /// use the system's memory.
    pub(crate) fn take() -> Option<Lease> {
        if IN_USE.swap(true, Ordering::Acquire) {
            return None;
        }
        if LENGTH.load(Ordering::Relaxed) != 0 || reserve() {
            return Some(Lease);
        }
        IN_USE.store(false, Ordering::Release);
        None
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        IN_USE.store(false, Ordering::Release);
    }
}

/// Reserves address space, as much as can be had.
fn reserve() -> bool {
    let mut region = 128usize << 20;
    while region >= 1 << 20 {
        if let Some(start) = reserve_pages(region * N_REGIONS) {
            let regions = (0..N_REGIONS)
                .map(|i| Region {
                    start: start + i * region,
                    end: start + (i + 1) * region,
                    next: start + i * region,
                    free: [0; N_CLASSES],
                    touched: false,
                    freed: false,
                })
                .collect();
            // SAFETY: the caller holds the lease, and no modelled thread exists yet.
            unsafe { *REGIONS.0.get() = Some(Regions { regions, used: 0 }) };
            START.store(start, Ordering::Release);
            LENGTH.store(region * N_REGIONS, Ordering::Release);
            return true;
        }
        region /= 4;
    }
    false
}

#[cfg(unix)]
fn reserve_pages(len: usize) -> Option<usize> {
    // SAFETY: an anonymous private mapping at an address of the kernel's choice touches no other memory.
    let start = unsafe {
        libc::mmap(
            null_mut(),
            len,
            libc::PROT_READ | libc::PROT_WRITE,
            libc::MAP_PRIVATE | libc::MAP_ANON | libc::MAP_NORESERVE,
            -1,
            0,
        )
    };
    (start != libc::MAP_FAILED).then_some(start as usize)
}

#[cfg(not(unix))]
fn reserve_pages(len: usize) -> Option<usize> {
    if len > 512 << 20 {
        return None;
    }
    let layout = Layout::from_size_align(len, 4096).ok()?;
    // SAFETY: the size is not zero.
    let start = unsafe { System.alloc(layout) };
    (!start.is_null()).then_some(start as usize)
}

/// Forgets everything that modelled threads allocated.
pub(crate) fn reset() {
    // SAFETY: called between executions by the OS thread that explores; no modelled thread is running.
    let Some(regions) = (unsafe { &mut *REGIONS.0.get() }) else {
        return;
    };
    regions.used = 0;
    for region in regions.regions.iter_mut().filter(|region| region.touched) {
        if region.next - region.start > KEEP {
            give_back(region.start + KEEP, region.next);
        }
        region.next = region.start;
        if region.freed {
            region.free = [0; N_CLASSES];
            region.freed = false;
        }
        region.touched = false;
    }
}

fn give_back(start: usize, end: usize) {
    #[cfg(target_os = "linux")]
    if end > start {
        let start = start.next_multiple_of(4096);
        // SAFETY: the pages belong to a region, nothing that lives is in them, and they read as zero afterwards.
        unsafe {
            libc::madvise(
                start as *mut libc::c_void,
                end.saturating_sub(start),
                libc::MADV_DONTNEED,
            )
        };
    }
    #[cfg(not(target_os = "linux"))]
    let _ = (start, end);
}

fn class(size: usize) -> (usize, usize) {
    if size <= SMALL {
        let units = size.max(1).div_ceil(16);
        (units, units * 16)
    } else {
        let rounded = size.next_power_of_two();
        (
            SMALL / 16 + (rounded / SMALL).trailing_zeros() as usize,
            rounded,
        )
    }
}

impl Regions {
    fn alloc(&mut self, owner: usize, layout: Layout) -> *mut u8 {
        let region = &mut self.regions[owner.min(N_REGIONS) - 1];
        region.touched = true;
        let (class, size) = class(layout.size());
        if layout.align() <= 16 && region.free[class] != 0 {
            let block = region.free[class];
            // SAFETY: `block` was freed into this list by `free`, which stored the next block in its first word.
            region.free[class] = unsafe { *(block as *const usize) };
            return block as *mut u8;
        }
        let start = region.next.next_multiple_of(layout.align().max(16));
        let Some(end) = start.checked_add(size) else {
            return null_mut();
        };
        if end > region.end || self.used + size > LIMIT {
            OWNER.with(|owner| owner.set(0));
            crate::serve::used_up("The program needs more than 160 MiB of memory.");
        }
        self.used += size;
        region.next = end;
        start as *mut u8
    }

    fn free(&mut self, owner: usize, block: usize, layout: Layout) {
        let region = &mut self.regions[owner.min(N_REGIONS) - 1];
        // A block freed by another thread stays unused until the reset: putting it into its owner's list would make
        // the owner's later addresses depend on the schedule.
        if layout.align() <= 16 && block.wrapping_sub(region.start) < region.end - region.start {
            region.freed = true;
            let (class, _) = class(layout.size());
            // SAFETY: the block is at least 16 bytes long, aligned to 16, and no longer used.
            unsafe { *(block as *mut usize) = region.free[class] };
            region.free[class] = block;
        }
    }
}

// SAFETY: blocks are disjoint (fresh memory, or taken off a free list once), large and aligned enough for their
// layout; nothing unwinds.
unsafe impl GlobalAlloc for Arena {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let owner = OWNER.try_with(Cell::get).unwrap_or(0);
        if owner != 0 && LENGTH.load(Ordering::Relaxed) != 0 {
            // SAFETY: `owner` is set only on the OS thread that explores.
            if let Some(regions) = unsafe { &mut *REGIONS.0.get() } {
                return regions.alloc(owner, layout);
            }
        }
        // SAFETY: the caller's promise about `layout` is passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        if contains(block as usize) {
            let owner = OWNER.try_with(Cell::get).unwrap_or(0);
            if owner != 0 {
                // SAFETY: as in `alloc`.
                if let Some(regions) = unsafe { &mut *REGIONS.0.get() } {
                    regions.free(owner, block as usize, layout);
                }
            }
            return;
        }
        // SAFETY: the block is outside the arena, so it came from the system allocator with this layout.
        unsafe { System.dealloc(block, layout) }
    }
}
