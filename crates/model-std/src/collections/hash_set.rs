//! `HashSet`: the real set behind a `RandomState` of ours. See `hash_map` for why it is a newtype.

pub use ::std::collections::hash_set::{
    Difference, Drain, ExtractIf, Intersection, IntoIter, Iter, SymmetricDifference, Union,
};

use ::std::borrow::Borrow;
use ::std::collections::{HashSet as RealHashSet, TryReserveError};
use ::std::fmt;
use ::std::hash::{BuildHasher, Hash};
use ::std::ops::{BitAnd, BitOr, BitXor, Sub};

use crate::hash::RandomState;

/// As in `std`: a hash set.
pub struct HashSet<T, S = RandomState> {
    set: RealHashSet<T, S>,
}

impl<T> HashSet<T, RandomState> {
    /// An empty set.
    pub fn new() -> HashSet<T, RandomState> {
        HashSet::with_hasher(RandomState::new())
    }

    /// An empty set with room for `capacity` values.
    pub fn with_capacity(capacity: usize) -> HashSet<T, RandomState> {
        HashSet::with_capacity_and_hasher(capacity, RandomState::new())
    }
}

impl<T, S> HashSet<T, S> {
    /// An empty set that hashes with `hasher`.
    pub const fn with_hasher(hasher: S) -> HashSet<T, S> {
        HashSet {
            set: RealHashSet::with_hasher(hasher),
        }
    }

    /// An empty set with room for `capacity` values that hashes with `hasher`.
    pub fn with_capacity_and_hasher(capacity: usize, hasher: S) -> HashSet<T, S> {
        HashSet {
            set: RealHashSet::with_capacity_and_hasher(capacity, hasher),
        }
    }

    /// How many values it holds without growing.
    pub fn capacity(&self) -> usize {
        self.set.capacity()
    }

    /// The values.
    pub fn iter(&self) -> Iter<'_, T> {
        self.set.iter()
    }

    /// How many values there are.
    pub fn len(&self) -> usize {
        self.set.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.set.is_empty()
    }

    /// Takes all values out, one by one.
    pub fn drain(&mut self) -> Drain<'_, T> {
        self.set.drain()
    }

    /// Takes those values out for which `pred` says so.
    pub fn extract_if<F>(&mut self, pred: F) -> ExtractIf<'_, T, F>
    where
        F: FnMut(&T) -> bool,
    {
        self.set.extract_if(pred)
    }

    /// Keeps those values for which `f` says so.
    pub fn retain<F>(&mut self, f: F)
    where
        F: FnMut(&T) -> bool,
    {
        self.set.retain(f);
    }

    /// Removes all values.
    pub fn clear(&mut self) {
        self.set.clear();
    }

    /// What it hashes with.
    pub fn hasher(&self) -> &S {
        self.set.hasher()
    }
}

impl<T, S> HashSet<T, S>
where
    T: Eq + Hash,
    S: BuildHasher,
{
    /// Makes room for `additional` more values.
    pub fn reserve(&mut self, additional: usize) {
        self.set.reserve(additional);
    }

    /// Makes room for `additional` more values.
    ///
    /// # Errors
    /// When there is no memory for them.
    pub fn try_reserve(&mut self, additional: usize) -> Result<(), TryReserveError> {
        self.set.try_reserve(additional)
    }

    /// Gives spare room back.
    pub fn shrink_to_fit(&mut self) {
        self.set.shrink_to_fit();
    }

    /// Gives spare room back beyond `min_capacity`.
    pub fn shrink_to(&mut self, min_capacity: usize) {
        self.set.shrink_to(min_capacity);
    }

    /// What is in `self` and not in `other`.
    pub fn difference<'a>(&'a self, other: &'a HashSet<T, S>) -> Difference<'a, T, S> {
        self.set.difference(&other.set)
    }

    /// What is in just one of the two.
    pub fn symmetric_difference<'a>(
        &'a self,
        other: &'a HashSet<T, S>,
    ) -> SymmetricDifference<'a, T, S> {
        self.set.symmetric_difference(&other.set)
    }

    /// What is in both.
    pub fn intersection<'a>(&'a self, other: &'a HashSet<T, S>) -> Intersection<'a, T, S> {
        self.set.intersection(&other.set)
    }

    /// What is in one of the two, or in both.
    pub fn union<'a>(&'a self, other: &'a HashSet<T, S>) -> Union<'a, T, S> {
        self.set.union(&other.set)
    }

    /// Whether `value` is in it.
    pub fn contains<Q>(&self, value: &Q) -> bool
    where
        T: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.set.contains(value)
    }

    /// The stored value that equals `value`.
    pub fn get<Q>(&self, value: &Q) -> Option<&T>
    where
        T: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.set.get(value)
    }

    /// Whether the two have nothing in common.
    pub fn is_disjoint(&self, other: &HashSet<T, S>) -> bool {
        self.set.is_disjoint(&other.set)
    }

    /// Whether `other` has all that is in `self`.
    pub fn is_subset(&self, other: &HashSet<T, S>) -> bool {
        self.set.is_subset(&other.set)
    }

    /// Whether `self` has all that is in `other`.
    pub fn is_superset(&self, other: &HashSet<T, S>) -> bool {
        self.set.is_superset(&other.set)
    }

    /// Adds `value`; false if it was there.
    pub fn insert(&mut self, value: T) -> bool {
        self.set.insert(value)
    }

    /// Adds `value` and gives back the equal one that was there.
    pub fn replace(&mut self, value: T) -> Option<T> {
        self.set.replace(value)
    }

    /// Removes `value`; false if it was not there.
    pub fn remove<Q>(&mut self, value: &Q) -> bool
    where
        T: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.set.remove(value)
    }

    /// Removes `value` and gives the stored one.
    pub fn take<Q>(&mut self, value: &Q) -> Option<T>
    where
        T: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.set.take(value)
    }
}

impl<T: Clone, S: Clone> Clone for HashSet<T, S> {
    fn clone(&self) -> Self {
        HashSet {
            set: self.set.clone(),
        }
    }

    fn clone_from(&mut self, source: &Self) {
        self.set.clone_from(&source.set);
    }
}

impl<T, S> PartialEq for HashSet<T, S>
where
    T: Eq + Hash,
    S: BuildHasher,
{
    fn eq(&self, other: &HashSet<T, S>) -> bool {
        self.set == other.set
    }
}

impl<T, S> Eq for HashSet<T, S>
where
    T: Eq + Hash,
    S: BuildHasher,
{
}

impl<T: fmt::Debug, S> fmt::Debug for HashSet<T, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.set.fmt(f)
    }
}

impl<T, S: Default> Default for HashSet<T, S> {
    fn default() -> HashSet<T, S> {
        HashSet::with_hasher(S::default())
    }
}

impl<T, const N: usize> From<[T; N]> for HashSet<T, RandomState>
where
    T: Eq + Hash,
{
    fn from(values: [T; N]) -> Self {
        HashSet::from_iter(values)
    }
}

impl<T, S> FromIterator<T> for HashSet<T, S>
where
    T: Eq + Hash,
    S: BuildHasher + Default,
{
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> HashSet<T, S> {
        HashSet {
            set: RealHashSet::from_iter(values),
        }
    }
}

impl<T, S> Extend<T> for HashSet<T, S>
where
    T: Eq + Hash,
    S: BuildHasher,
{
    fn extend<I: IntoIterator<Item = T>>(&mut self, values: I) {
        self.set.extend(values);
    }
}

impl<'a, T, S> Extend<&'a T> for HashSet<T, S>
where
    T: 'a + Eq + Hash + Copy,
    S: BuildHasher,
{
    fn extend<I: IntoIterator<Item = &'a T>>(&mut self, values: I) {
        self.set.extend(values);
    }
}

/// The operators on two sets, which make a third one.
macro_rules! set_operator {
    ($trait:ident, $function:ident) => {
        impl<T, S> $trait<&HashSet<T, S>> for &HashSet<T, S>
        where
            T: Eq + Hash + Clone,
            S: BuildHasher + Default,
        {
            type Output = HashSet<T, S>;

            fn $function(self, other: &HashSet<T, S>) -> HashSet<T, S> {
                HashSet {
                    set: $trait::$function(&self.set, &other.set),
                }
            }
        }
    };
}

set_operator!(BitOr, bitor);
set_operator!(BitAnd, bitand);
set_operator!(BitXor, bitxor);
set_operator!(Sub, sub);

impl<T, S> IntoIterator for HashSet<T, S> {
    type Item = T;
    type IntoIter = IntoIter<T>;

    fn into_iter(self) -> IntoIter<T> {
        self.set.into_iter()
    }
}

impl<'a, T, S> IntoIterator for &'a HashSet<T, S> {
    type Item = &'a T;
    type IntoIter = Iter<'a, T>;

    fn into_iter(self) -> Iter<'a, T> {
        self.set.iter()
    }
}
