//! Wakeup trees: which sequences still have to be tried after a prefix, without trying equivalent ones twice.
//!
//! Source: Abdulla, Aronis, Jonsson, Sagonas, "Optimal dynamic partial order reduction" (POPL 2014), sections 5 and 6;
//! the insertion is definition 6.3, the weak initials are definition 5.4.

use crate::op::{Op, dependent};
use crate::races::ANY;

/// No node.
pub(crate) const NIL: u32 = u32::MAX;

/// An event of a sequence, or of a tree.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Item {
    pub(crate) thread: u32,
    pub(crate) choice: u32,
    pub(crate) op: Op,
}

/// A step that need not be tried (any more).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sleeper {
    pub(crate) thread: u32,
    pub(crate) choice: u32,
    /// How many ways the thread's step can go.
    pub(crate) alternatives: u32,
    pub(crate) op: Op,
}

#[derive(Clone, Copy, Debug)]
struct Node {
    item: Item,
    first_child: u32,
    next_sibling: u32,
}

/// All trees of a search share one arena; freed nodes are used again.
#[derive(Debug, Default)]
pub(crate) struct Forest {
    nodes: Vec<Node>,
    free: u32,
}

/// A sequence of events with the happens-before relation among them.
#[derive(Debug, Default)]
pub(crate) struct Sequence {
    pub(crate) items: Vec<Item>,
    /// `before[j]` has bit `i` set when event `i` happens before event `j` (`i < j`).
    pub(crate) before: Vec<Vec<u64>>,
    /// Events not yet matched with the tree.
    left: Vec<u64>,
}

impl Sequence {
    pub(crate) fn clear(&mut self) {
        self.items.clear();
        self.before.clear();
        self.left.clear();
    }

    /// Adds an event; `before` tells of each earlier one whether it happens before this one.
    pub(crate) fn push(&mut self, item: Item, before: impl Fn(usize) -> bool) {
        let n = self.items.len();
        let mut bits = vec![0u64; n / 64 + 1];
        for i in 0..n {
            if before(i) {
                bits[i / 64] |= 1 << (i % 64);
            }
        }
        self.items.push(item);
        self.before.push(bits);
    }

    fn start(&mut self) {
        let n = self.items.len();
        self.left = vec![0; n / 64 + 1];
        for i in 0..n {
            self.left[i / 64] |= 1 << (i % 64);
        }
    }

    fn is_left(&self, i: usize) -> bool {
        self.left[i / 64] & (1 << (i % 64)) != 0
    }

    fn remove(&mut self, i: usize) {
        self.left[i / 64] &= !(1 << (i % 64));
    }

    fn is_first(&self, i: usize) -> bool {
        self.before[i]
            .iter()
            .zip(&self.left)
            .all(|(before, left)| before & left == 0)
    }
}

/// How an event relates to what is left of a sequence.
enum Initial {
    /// It could come first, and is this event of the sequence.
    Is(usize),
    /// It could come first, and is independent of all of it.
    Independent,
    No,
}

fn same_choice(a: u32, b: u32) -> bool {
    a == b || a == ANY || b == ANY
}

impl Forest {
    pub(crate) fn new() -> Self {
        Forest {
            nodes: Vec::new(),
            free: NIL,
        }
    }

    pub(crate) fn item(&self, node: u32) -> Item {
        self.nodes[node as usize].item
    }

    pub(crate) fn first_child(&self, node: u32) -> u32 {
        self.nodes[node as usize].first_child
    }

    pub(crate) fn next_sibling(&self, node: u32) -> u32 {
        self.nodes[node as usize].next_sibling
    }

    /// Puts a new leaf in front of the list `head`; returns the new head.
    pub(crate) fn prepend(&mut self, head: u32, item: Item) -> u32 {
        let node = Node {
            item,
            first_child: NIL,
            next_sibling: head,
        };
        if self.free == NIL {
            self.nodes.push(node);
            u32::try_from(self.nodes.len() - 1).expect("wakeup trees are small")
        } else {
            let i = self.free;
            self.free = self.nodes[i as usize].next_sibling;
            self.nodes[i as usize] = node;
            i
        }
    }

    /// Takes a node without its children, which the caller keeps.
    pub(crate) fn release(&mut self, node: u32) {
        self.nodes[node as usize].next_sibling = self.free;
        self.free = node;
    }

    fn append(&mut self, parent_head: &mut u32, item: Item) -> u32 {
        let new = self.prepend(NIL, item);
        if *parent_head == NIL {
            *parent_head = new;
        } else {
            let mut last = *parent_head;
            while self.next_sibling(last) != NIL {
                last = self.next_sibling(last);
            }
            self.nodes[last as usize].next_sibling = new;
        }
        new
    }

    fn initial(&self, item: &Item, sequence: &Sequence) -> Initial {
        let mine = (0..sequence.items.len())
            .find(|&i| sequence.is_left(i) && sequence.items[i].thread == item.thread);
        match mine {
            Some(i)
                if same_choice(sequence.items[i].choice, item.choice) && sequence.is_first(i) =>
            {
                Initial::Is(i)
            }
            Some(_) => Initial::No,
            None => {
                let independent = (0..sequence.items.len())
                    .all(|i| !sequence.is_left(i) || !dependent(&sequence.items[i].op, &item.op));
                if independent {
                    Initial::Independent
                } else {
                    Initial::No
                }
            }
        }
    }

    /// Whether one of the sleeping threads could begin the sequence: then all that it leads to has been explored.
    pub(crate) fn covered_by_sleep(&self, sequence: &mut Sequence, sleep: &[Sleeper]) -> bool {
        sequence.start();
        sleep.iter().any(|sleeper| {
            let all_asleep = || {
                let same = sleep.iter().filter(|other| other.thread == sleeper.thread);
                same.count() == sleeper.alternatives as usize
            };
            let mine = sequence
                .items
                .iter()
                .position(|item| item.thread == sleeper.thread);
            match mine {
                Some(i) => {
                    let choice = sequence.items[i].choice;
                    sequence.is_first(i)
                        && (choice == sleeper.choice || choice == ANY && all_asleep())
                }
                // It may go any way then.
                None => {
                    all_asleep()
                        && sequence
                            .items
                            .iter()
                            .all(|item| !dependent(&item.op, &sleeper.op))
                }
            }
        })
    }

    /// Inserts the sequence into the tree whose roots begin at `head`, unless a branch of it is equivalent already.
    pub(crate) fn insert(&mut self, head: &mut u32, sequence: &mut Sequence) -> bool {
        sequence.start();
        let mut parent = NIL;
        let mut child = *head;
        while child != NIL {
            let item = self.item(child);
            match self.initial(&item, sequence) {
                Initial::No => {
                    child = self.next_sibling(child);
                    continue;
                }
                Initial::Is(i) => sequence.remove(i),
                Initial::Independent => {}
            }
            let next = self.first_child(child);
            if next == NIL {
                // A leaf: whatever comes after it is explored anyway.
                return false;
            }
            parent = child;
            child = next;
        }
        let mut added = false;
        for i in 0..sequence.items.len() {
            if !sequence.is_left(i) {
                continue;
            }
            added = true;
            let item = sequence.items[i];
            if parent == NIL {
                parent = self.append(head, item);
            } else {
                let mut children = self.first_child(parent);
                let new = self.append(&mut children, item);
                self.nodes[parent as usize].first_child = children;
                parent = new;
            }
        }
        added
    }
}
