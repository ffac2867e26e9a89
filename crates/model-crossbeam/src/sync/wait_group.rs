//! `WaitGroup`: waiting until every clone of it is gone.
//!
//! To the explorer it is a channel on which nobody sends: each clone is a sender, and to wait is to receive until the
//! last sender has gone.

use std::cell::Cell;
use std::fmt;
use std::sync::Arc;

use model::rt::{self, Obj, ObjectRef};

/// One member of a group, and the right to wait for the others. Stands for `crossbeam::sync::WaitGroup`.
pub struct WaitGroup {
    group: Arc<Group>,
}

struct Group {
    object: ObjectRef,
    /// Members, for `Debug` only.
    n_members: Cell<usize>,
}

// SAFETY: modelled threads run one at a time, on one thread of the operating system.
unsafe impl Send for Group {}
// SAFETY: as above; and no step is announced while the cell is in use.
unsafe impl Sync for Group {}
// The real one consists of atomics.
impl std::panic::RefUnwindSafe for Group {}

impl WaitGroup {
    /// A group of one.
    #[track_caller]
    pub fn new() -> Self {
        let group = Arc::new(Group {
            object: ObjectRef::new(),
            n_members: Cell::new(1),
        });
        rt::wait_group(group.obj());
        WaitGroup { group }
    }

    /// Leaves the group, and blocks until all others have left it.
    #[track_caller]
    pub fn wait(self) {
        let group = Arc::clone(&self.group);
        drop(self);
        rt::recv(group.obj(), None);
    }
}

impl Group {
    fn obj(&self) -> Obj<'_> {
        self.object.within(self)
    }
}

impl Drop for WaitGroup {
    fn drop(&mut self) {
        rt::sender_dropped(self.group.obj());
        self.group.n_members.update(|n| n - 1);
    }
}

impl Clone for WaitGroup {
    fn clone(&self) -> WaitGroup {
        rt::sender_cloned(self.group.obj());
        self.group.n_members.update(|n| n + 1);
        WaitGroup {
            group: Arc::clone(&self.group),
        }
    }
}

impl Default for WaitGroup {
    #[track_caller]
    fn default() -> Self {
        WaitGroup::new()
    }
}

impl fmt::Debug for WaitGroup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WaitGroup")
            .field("count", &self.group.n_members.get())
            .finish()
    }
}
