//! `HashMap` and `HashSet`: inference, entries, operators, hashers.

use std::collections::hash_map::{self, DefaultHasher, Entry, RandomState};
use std::collections::{HashMap, HashSet, TryReserveError, hash_set};
use std::hash::{BuildHasher, BuildHasherDefault, Hash, Hasher};
use std::sync::Mutex;

static EMPTY: HashMap<u8, u8, BuildHasherDefault<DefaultHasher>> =
    HashMap::with_hasher(BuildHasherDefault::new());
static CACHE: Mutex<Option<HashMap<String, Vec<u8>>>> = Mutex::new(None);

#[derive(Debug, Default, Clone, PartialEq)]
struct Index {
    words: HashMap<String, HashSet<usize>>,
}

fn shorter<'a>(map: HashMap<&'static str, u8>) -> HashMap<&'a str, u8> {
    map
}

fn hash_of(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

fn first_key<'a>(mut keys: hash_map::Keys<'a, String, u8>) -> Option<&'a String> {
    keys.next()
}

fn common<'a>(
    a: &'a HashSet<u8>,
    b: &'a HashSet<u8>,
) -> hash_set::Intersection<'a, u8, RandomState> {
    a.intersection(b)
}

fn main() -> Result<(), TryReserveError> {
    let mut map = HashMap::new();
    for word in "a b a".split(' ') {
        *map.entry(word.to_string()).or_insert(0_u8) += 1;
    }
    match map.entry("a".into()) {
        Entry::Occupied(mut entry) => drop(entry.insert(3)),
        Entry::Vacant(entry) => drop(*entry.insert(1)),
    }
    map.entry("c".into())
        .and_modify(|n| *n += 1)
        .or_insert_with(|| 1);
    map.try_reserve(10)?;
    println!(
        "{} {:?} {:?}",
        map["a"],
        map.get("b"),
        first_key(map.keys())
    );
    if let Some(value) = map.get_mut("a") {
        *value += 1;
    }
    for (key, value) in &mut map {
        *value += key.len() as u8;
    }
    for (key, value) in &map {
        println!("{key} {value}");
    }
    map.retain(|_, value| *value > 1);
    let [one, two] = map.get_disjoint_mut(["a", "b"]);
    println!("{one:?} {two:?}");
    let mut pairs: Vec<(String, u8)> = map.clone().into_iter().collect();
    pairs.sort();
    let back: HashMap<_, _> = pairs.into_iter().collect();
    println!(
        "{} {:?} {}",
        back == map,
        map.remove_entry("a"),
        map.contains_key("a")
    );
    map.extend(back);
    map.extend([("z".to_string(), 1)]);
    println!("{:?}", map.values().max());
    println!("{}", map.into_values().map(u32::from).sum::<u32>());

    let a = HashSet::from([1, 2]);
    let b: HashSet<u8> = (2..4).collect();
    println!(
        "{:?} {} {}",
        &a | &b,
        (&a & &b).len(),
        common(&a, &b).count()
    );
    println!(
        "{:?} {:?}",
        (&a - &b).into_iter().next(),
        (&a ^ &b).contains(&2)
    );
    println!(
        "{} {}",
        a.is_subset(&b),
        a.iter().chain(b.union(&a)).count()
    );
    let mut seen = HashSet::with_capacity(4);
    println!("{} {}", seen.insert("x"), seen.insert("x"));
    seen.drain().for_each(drop);

    let state = RandomState::new();
    println!(
        "{}",
        state.hash_one(1) == state.hash_one(1) && hash_of(&1) == hash_of(&1)
    );
    let custom: HashMap<u8, u8, RandomState> = HashMap::with_capacity_and_hasher(1, state);
    println!(
        "{:?} {}",
        custom.hasher(),
        EMPTY.len() + shorter(HashMap::default()).len()
    );
    CACHE
        .lock()
        .unwrap()
        .get_or_insert_default()
        .entry("k".into())
        .or_default()
        .push(1);
    let mut index = Index::default();
    index.words.entry("w".into()).or_default().insert(1);
    println!("{index:?}");
    Ok(())
}
