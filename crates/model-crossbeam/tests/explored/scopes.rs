//! Scoped threads: borrowing, nesting, panics.

use std::any::Any;

use model::check::outcome;
use model::report::End;
use model_crossbeam::{scope, thread};

#[test]
fn threads_borrow_and_nest() {
    crate::check_passes(|| {
        let numbers = [1, 2, 3];
        let mut sum = 0;
        let length = scope(|s| {
            let outer = s.spawn(|s| {
                let inner = s.spawn(|_| numbers.len());
                s.spawn(|_| numbers.iter().sum::<usize>());
                inner.join().unwrap()
            });
            s.spawn(|_| sum = numbers.iter().sum());
            outer.join().unwrap()
        })
        .unwrap();
        assert_eq!((length, sum), (3, 6));
    });
}

#[test]
fn panics_of_threads_become_an_error() {
    crate::check_passes(|| {
        let result = thread::scope(|s| {
            s.spawn(|_| panic!("one"));
            s.spawn(|s| {
                s.spawn(|_| panic!("two"));
            });
            assert!(s.spawn(|_| panic!("three")).join().is_err());
        });
        let payloads = result.unwrap_err();
        let payloads = payloads
            .downcast::<Vec<Box<dyn Any + Send + 'static>>>()
            .unwrap();
        let mut texts: Vec<_> = payloads
            .iter()
            .map(|payload| *payload.downcast_ref::<&str>().unwrap())
            .collect();
        texts.sort();
        assert_eq!(texts, ["one", "two"]);
    });
}

#[test]
fn a_panic_of_the_scope_goes_on_after_the_threads() {
    crate::check_fails(
        || {
            let _ = scope(|s| {
                s.spawn(|_| ());
                panic!("of the scope");
            });
        },
        End::Panic,
    );
}

#[test]
fn builders_name_threads() {
    crate::check_outcomes(
        || {
            thread::scope(|s| {
                let handle = s
                    .builder()
                    .name("worker".to_owned())
                    .stack_size(1 << 20)
                    .spawn(|_| model_std::thread::current().name().map(str::to_owned))
                    .unwrap();
                assert_eq!(handle.thread().name(), Some("worker"));
                outcome(handle.join().unwrap().unwrap());
            })
            .unwrap();
        },
        &["worker"],
    );
}

#[test]
fn a_scope_waits_for_what_nobody_joins() {
    crate::check_passes(|| {
        let cell = model_crossbeam::atomic::AtomicCell::new(0u32);
        thread::scope(|s| {
            s.spawn(|s| {
                s.spawn(|_| cell.fetch_add(1));
                cell.fetch_add(1)
            });
        })
        .unwrap();
        assert_eq!(cell.load(), 2);
    });
}
