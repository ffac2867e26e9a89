//! `std::collections`: the hashed ones are newtypes, because their order depends on seeds that the explorer must
//! choose; the others are real.

pub mod hash_map;
pub mod hash_set;

pub use ::std::collections::{
    BTreeMap, BTreeSet, BinaryHeap, LinkedList, TryReserveError, VecDeque, binary_heap, btree_map,
    btree_set, linked_list, vec_deque,
};
pub use ::std::ops::Bound;
pub use hash_map::HashMap;
pub use hash_set::HashSet;
