//! `thread_local!` in all its forms, and names that must not clash with what the macro makes.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::HashMap;
use std::thread::{AccessError, LocalKey};

const KEY: u32 = 5;
fn init() -> u32 {
    KEY
}

thread_local! {
    /// With a comment, an attribute and a visibility.
    #[allow(dead_code)]
    pub(crate) static LAZY: RefCell<HashMap<String, u32>> = RefCell::new(HashMap::new());
    static CONST: Cell<u32> = const { KEY + 1 }.into_cell();
    pub static LAST: Cell<u32> = Cell::new(init())
}

trait IntoCell {
    fn into_cell(self) -> Cell<u32>;
}

impl IntoCell for u32 {
    fn into_cell(self) -> Cell<u32> {
        Cell::new(self)
    }
}

thread_local!(static SHORT: u8 = 1);
thread_local! { static WITH_CONST: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) } }
thread_local! {
    static TWO: Cell<u8> = const { Cell::new(2) };
    static THREE: Cell<&'static str> = const { Cell::new("3") };
}
thread_local! {}

struct Noisy(&'static str);

impl Drop for Noisy {
    fn drop(&mut self) {
        let seen: Result<u8, AccessError> = NOISY.try_with(|noisy| noisy.0.len() as u8);
        println!("{} {:?}", self.0, seen.map_err(|error| error.to_string()));
    }
}

thread_local!(static NOISY: Noisy = const { Noisy("gone") });

fn read(key: &'static LocalKey<Cell<u32>>) -> u32 {
    key.get()
}

fn main() {
    LAZY.with_borrow_mut(|map| *map.entry("a".into()).or_default() += 1);
    println!(
        "{} {}",
        LAZY.with_borrow(|map| map.len()),
        LAZY.take().len()
    );
    LAZY.set(HashMap::new());
    drop(LAZY.replace(HashMap::from([("b".to_string(), 1)])));
    CONST.set(3);
    println!("{} {} {}", read(&CONST), CONST.take(), LAST.replace(9));
    println!("{}", SHORT.with(|short| *short));
    WITH_CONST.with(|cell| cell.borrow_mut().push(1));
    TWO.with(|two| two.set(two.get() + 1));
    println!("{}", THREE.get());
    NOISY.with(|noisy| println!("{}", noisy.0));
    println!("{:?}", LAZY);

    thread_local!(static INSIDE: OnceCell<String> = const { OnceCell::new() });
    INSIDE.with(|inside| println!("{}", inside.get_or_init(|| "made".to_string())));
}
