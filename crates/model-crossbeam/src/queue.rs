//! `crossbeam::queue`: queues that any number of threads put into and take from.
//!
//! Each operation is one step of a schedule; the real ones promise that it looks like one.

use std::collections::VecDeque;
use std::fmt;
use std::panic::{RefUnwindSafe, UnwindSafe};

use crate::access::{Shared, Stamp};

/// A queue of a fixed capacity. Stands for `crossbeam::queue::ArrayQueue`.
pub struct ArrayQueue<T> {
    capacity: usize,
    items: Items<T>,
}

/// A queue that grows as needed. Stands for `crossbeam::queue::SegQueue`.
pub struct SegQueue<T> {
    items: Items<T>,
}

// SAFETY: items are only moved in and out, which `T: Send` allows; the rest is the model's own bookkeeping: modelled
// threads run one at a time, on one thread of the operating system.
unsafe impl<T: Send> Send for ArrayQueue<T> {}
// SAFETY: as above; no reference to an item is given to anybody.
unsafe impl<T: Send> Sync for ArrayQueue<T> {}
// SAFETY: as for `ArrayQueue`.
unsafe impl<T: Send> Send for SegQueue<T> {}
// SAFETY: as for `ArrayQueue`.
unsafe impl<T: Send> Sync for SegQueue<T> {}

// The real one keeps its items elsewhere.
impl<T> Unpin for ArrayQueue<T> {}
impl<T> UnwindSafe for ArrayQueue<T> {}
impl<T> RefUnwindSafe for ArrayQueue<T> {}
impl<T> UnwindSafe for SegQueue<T> {}
impl<T> RefUnwindSafe for SegQueue<T> {}

/// What both are made of.
type Items<T> = Shared<VecDeque<T>>;

fn first<T>(items: &VecDeque<T>) -> Stamp {
    Stamp::of_queue(items.len(), Stamp::UNKNOWN)
}

#[track_caller]
fn pop<T>(items: &Items<T>) -> Option<T> {
    items.change("pop", first, |items, stamp| match items.pop_front() {
        Some(item) => (Some(item), Stamp::of_queue(items.len(), stamp)),
        None => (None, stamp),
    })
}

#[track_caller]
fn len<T>(items: &Items<T>) -> usize {
    items.look(first, VecDeque::len)
}

impl<T> ArrayQueue<T> {
    /// An empty queue that holds at most `cap` items.
    ///
    /// # Panics
    /// If `cap` is 0.
    #[track_caller]
    pub fn new(cap: usize) -> ArrayQueue<T> {
        assert!(cap > 0, "capacity must be non-zero");
        ArrayQueue {
            capacity: cap,
            items: Shared::new(VecDeque::new()),
        }
    }

    /// Puts `value` at the end.
    ///
    /// # Errors
    /// `value`, if the queue is full.
    #[track_caller]
    pub fn push(&self, value: T) -> Result<(), T> {
        self.items.change("push", first, |items, stamp| {
            if items.len() >= self.capacity {
                return (Err(value), stamp);
            }
            items.push_back(value);
            (Ok(()), Stamp::of_queue(items.len(), stamp))
        })
    }

    /// As [`push`](ArrayQueue::push), through an exclusive borrow: not an operation that others can see.
    ///
    /// # Errors
    /// `value`, if the queue is full.
    pub fn push_mut(&mut self, value: T) -> Result<(), T> {
        let capacity = self.capacity;
        let items = self.items.get_mut();
        if items.len() >= capacity {
            return Err(value);
        }
        items.push_back(value);
        Ok(())
    }

    /// Puts `value` at the end. Where there is no room, the oldest item makes it, and is given back.
    #[track_caller]
    pub fn force_push(&self, value: T) -> Option<T> {
        self.items.change("force_push", first, |items, stamp| {
            let replaced = if items.len() >= self.capacity {
                items.pop_front()
            } else {
                None
            };
            items.push_back(value);
            (replaced, Stamp::of_queue(items.len(), stamp))
        })
    }

    /// Takes the oldest item.
    #[track_caller]
    pub fn pop(&self) -> Option<T> {
        pop(&self.items)
    }

    /// As [`pop`](ArrayQueue::pop), through an exclusive borrow: not an operation that others can see.
    pub fn pop_mut(&mut self) -> Option<T> {
        self.items.get_mut().pop_front()
    }

    /// How many items it can hold.
    pub fn capacity(&self) -> usize {
        self.capacity
    }

    /// Whether there is no item.
    #[track_caller]
    pub fn is_empty(&self) -> bool {
        len(&self.items) == 0
    }

    /// Whether there is no room.
    #[track_caller]
    pub fn is_full(&self) -> bool {
        len(&self.items) == self.capacity
    }

    /// How many items there are.
    #[track_caller]
    pub fn len(&self) -> usize {
        len(&self.items)
    }
}

impl<T> SegQueue<T> {
    /// An empty queue.
    #[track_caller]
    pub const fn new() -> SegQueue<T> {
        SegQueue {
            items: Shared::new(VecDeque::new()),
        }
    }

    /// Puts `value` at the end.
    #[track_caller]
    pub fn push(&self, value: T) {
        self.items.change("push", first, |items, stamp| {
            items.push_back(value);
            ((), Stamp::of_queue(items.len(), stamp))
        });
    }

    /// As [`push`](SegQueue::push), through an exclusive borrow: not an operation that others can see.
    pub fn push_mut(&mut self, value: T) {
        self.items.get_mut().push_back(value);
    }

    /// Takes the oldest item.
    #[track_caller]
    pub fn pop(&self) -> Option<T> {
        pop(&self.items)
    }

    /// As [`pop`](SegQueue::pop), through an exclusive borrow: not an operation that others can see.
    pub fn pop_mut(&mut self) -> Option<T> {
        self.items.get_mut().pop_front()
    }

    /// Whether there is no item.
    #[track_caller]
    pub fn is_empty(&self) -> bool {
        len(&self.items) == 0
    }

    /// How many items there are.
    #[track_caller]
    pub fn len(&self) -> usize {
        len(&self.items)
    }
}

impl<T> Default for SegQueue<T> {
    #[track_caller]
    fn default() -> SegQueue<T> {
        SegQueue::new()
    }
}

impl<T> fmt::Debug for ArrayQueue<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("ArrayQueue { .. }")
    }
}

impl<T> fmt::Debug for SegQueue<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("SegQueue { .. }")
    }
}

impl<T> IntoIterator for ArrayQueue<T> {
    type Item = T;
    type IntoIter = array_queue::IntoIter<T>;

    fn into_iter(self) -> array_queue::IntoIter<T> {
        array_queue::IntoIter { value: self }
    }
}

impl<T> IntoIterator for SegQueue<T> {
    type Item = T;
    type IntoIter = seg_queue::IntoIter<T>;

    fn into_iter(self) -> seg_queue::IntoIter<T> {
        seg_queue::IntoIter { value: self }
    }
}

mod array_queue {
    use super::ArrayQueue;

    /// The items of a queue, oldest first.
    // The field's name is seen in the `Debug` output.
    #[derive(Debug)]
    pub struct IntoIter<T> {
        pub(super) value: ArrayQueue<T>,
    }

    impl<T> Iterator for IntoIter<T> {
        type Item = T;

        fn next(&mut self) -> Option<T> {
            self.value.pop_mut()
        }
    }
}

mod seg_queue {
    use super::SegQueue;

    /// The items of a queue, oldest first.
    #[derive(Debug)]
    pub struct IntoIter<T> {
        pub(super) value: SegQueue<T>,
    }

    impl<T> Iterator for IntoIter<T> {
        type Item = T;

        fn next(&mut self) -> Option<T> {
            self.value.pop_mut()
        }
    }
}
