//! What has nothing to do with threads must go on working: derives, traits, errors, macros, async.

extern crate alloc;

use alloc::collections::BTreeMap as Sorted;
use alloc::sync::Arc as SharedArc;
use core::fmt::Write as _;
use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap, LinkedList};
use std::error::Error;
use std::fmt;
use std::future::Future;
use std::iter::Peekable;
use std::num::{NonZeroU8, ParseIntError};
use std::ops::{AddAssign, ControlFlow, Deref};
use std::pin::{Pin, pin};
use std::rc::{Rc, Weak};
use std::str::FromStr;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
enum Kind {
    #[default]
    First,
    Second(u8),
}

#[derive(Debug, Clone, Default, PartialEq)]
struct Record<'a, T> {
    name: Cow<'a, str>,
    values: Vec<T>,
}

#[derive(Debug)]
enum Failure {
    Parse(ParseIntError),
    Empty,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Parse(error) => write!(f, "failed to parse: {error}"),
            Failure::Empty => f.write_str("empty"),
        }
    }
}

impl Error for Failure {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Failure::Parse(error) => Some(error),
            Failure::Empty => None,
        }
    }
}

impl From<ParseIntError> for Failure {
    fn from(error: ParseIntError) -> Failure {
        Failure::Parse(error)
    }
}

impl FromStr for Kind {
    type Err = Failure;

    fn from_str(text: &str) -> Result<Kind, Failure> {
        if text.is_empty() {
            Err(Failure::Empty)
        } else {
            Ok(Kind::Second(text.parse()?))
        }
    }
}

struct Flag(std::sync::atomic::AtomicBool);

impl Wake for Flag {
    fn wake(self: Arc<Self>) {
        self.0.store(true, core::sync::atomic::Ordering::SeqCst);
    }
}

struct Ready(u8);

impl Future for Ready {
    type Output = u8;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u8> {
        cx.waker().wake_by_ref();
        if self.0 > 0 {
            Poll::Ready(self.0)
        } else {
            Poll::Pending
        }
    }
}

async fn twice(n: u8) -> Result<u8, Box<dyn Error + Send + Sync>> {
    let inner = async { Ready(n).await };
    Ok(inner.await + Ready(n).await)
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    let waker = Waker::from(Arc::new(Flag(Default::default())));
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            return value;
        }
    }
}

fn compose<A, B, C>(f: impl Fn(A) -> B, g: impl Fn(B) -> C) -> impl Fn(A) -> C {
    move |value| g(f(value))
}

fn add_all<T: AddAssign + Default, I: IntoIterator<Item = T>>(items: I) -> T {
    let mut sum = T::default();
    for item in items {
        sum += item;
    }
    sum
}

fn tokens(text: &str) -> Peekable<std::str::Chars<'_>> {
    text.chars().peekable()
}

mod deep {
    pub mod inner {
        pub fn shout() -> String {
            std::string::String::from(::std::stringify!(loud)).to_uppercase()
        }
    }
}

macro_rules! maximum {
    ($first:expr) => { $first };
    ($first:expr, $($rest:expr),+) => { ::core::cmp::max($first, maximum!($($rest),+)) };
}

fn same_type(duration: core::time::Duration) -> std::time::Duration {
    duration
}

fn run() -> Result<(), Box<dyn Error>> {
    let kind: Kind = "3".parse()?;
    assert!(
        matches!(kind, Kind::Second(n) if n == 3),
        "kind is {kind:?}"
    );
    assert_ne!(kind, Kind::default());
    debug_assert!(Kind::First < kind);
    let record = Record {
        name: "r".into(),
        values: vec![1_u8; 3],
    };
    let mut text = String::new();
    write!(text, "{:>5}{:#?}", record.name, record.values)?;
    println!("{text:?} {0:.2} {1:>width$}", 1.0 / 3.0, 7, width = 1);
    let heap: BinaryHeap<_> = [3, 1].map(Reverse).into();
    let sorted: Sorted<_, _> = text.bytes().zip(0..).collect();
    println!(
        "{:?} {} {:?}",
        heap.peek(),
        sorted.len(),
        BTreeSet::from([1]).first()
    );
    println!("{:?}", LinkedList::from_iter([1, 2]).back());
    println!("{}", block_on(twice(2)).unwrap_or_default());
    println!(
        "{} {}",
        compose(|n: u8| n + 1, |n| n * 2)(1),
        add_all([1.5, 2.5])
    );
    println!("{} {}", deep::inner::shout(), maximum!(1, 3, 2));
    let shared: SharedArc<dyn Fn(u8) -> u8 + Send + Sync> = Arc::new(|n| n);
    println!(
        "{} {:?}",
        shared(1),
        same_type(std::time::Duration::MAX).checked_add(std::time::Duration::ZERO)
    );
    let rc = Rc::new_cyclic(|weak: &Weak<u8>| weak.strong_count() as u8);
    println!("{} {:?}", rc.deref(), NonZeroU8::new(1));
    let flow = (1..).try_for_each(|n| {
        if n > 3 {
            ControlFlow::Break(n)
        } else {
            ControlFlow::Continue(())
        }
    });
    println!("{flow:?} {}", tokens("abc").count());
    let Some(value) = Some(1).filter(|n| n > &0) else {
        unreachable!("{}", 1)
    };
    println!(
        "{}",
        value
            + i32::from_str_radix("11", 2)?
            + i32::MAX.wrapping_add(1)
            + usize::MAX.count_ones() as i32
    );
    println!(
        "{} {} {}",
        file!().len(),
        line!() + column!(),
        concat!("a", 1, module_path!())
    );
    println!("{}", cfg!(debug_assertions));
    println!(
        "{:?} {}",
        std::any::type_name::<u8>(),
        size_of::<u64>() + align_of_val(&1_u8)
    );
    print!("");
    eprint!("{}", dbg!(1, 2).1);
    eprintln!();
    println!();
    dbg!();
    if text.len() > 10_000 {
        todo!("later");
    }
    Err(Box::from("done"))
}

#[test]
fn tests_are_left_out() {
    unimplemented!()
}

fn main() {
    if let Err(error) = run() {
        panic!("{error}");
    }
}
