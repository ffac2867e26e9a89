//! A program ends as a process does.

use model::report::{End, Time};
use model_std::panic::{self, AssertUnwindSafe};
use model_std::sync::{Arc, Mutex};
use model_std::time::Duration;
use model_std::{println, process, thread, thread_local};

use crate::{check_fails, check_passes, check_prints, explored, outputs};

#[test]
fn a_detached_thread_vanishes_with_main() {
    let exploration = check_prints(
        || {
            thread::spawn(|| println!("worker"));
            println!("main");
        },
        &["main\n", "main\nworker\n", "worker\nmain\n"],
    );
    assert!(exploration.exhaustive);
}

#[test]
fn sleeping_is_no_join() {
    let exploration = explored(|| {
        thread::spawn(|| println!("worker"));
        thread::sleep(Duration::from_millis(100));
    });
    let times: Vec<(&str, Time)> = exploration
        .outcomes
        .iter()
        .map(|outcome| (outcome.stdout.as_str(), outcome.time))
        .collect();
    assert_eq!(times, [("worker\n", Time::Trusted), ("", Time::Untrusted)]);
}

#[test]
fn a_joined_panic_is_an_error_value() {
    let exploration = check_passes(|| {
        let result = thread::spawn(|| panic!("boom")).join();
        assert_eq!(*result.unwrap_err().downcast::<&str>().unwrap(), "boom");
    });
    let panics = &exploration.outcomes[0].thread_panics;
    assert_eq!(
        (panics[0].thread.as_str(), panics[0].message.as_str()),
        ("worker-1", "boom")
    );
}

#[test]
fn a_panic_in_main_exits_with_101() {
    let exploration = explored(|| {
        println!("before");
        panic!("main gave up");
    });
    assert_eq!(
        outputs(&exploration),
        [("before\n".to_owned(), End::Panic)].into()
    );
    assert_eq!(
        exploration.outcomes[0].message.as_deref(),
        Some("main gave up")
    );
}

#[test]
fn destructors_run_while_main_unwinds() {
    struct Loud;
    impl Drop for Loud {
        fn drop(&mut self) {
            println!("dropped, panicking: {}", thread::panicking());
        }
    }
    let exploration = explored(|| {
        let _loud = Loud;
        panic!("out");
    });
    assert_eq!(
        outputs(&exploration),
        [("dropped, panicking: true\n".to_owned(), End::Panic)].into()
    );
}

#[test]
fn exit_ends_all_threads() {
    let exploration = explored(|| {
        thread::spawn(|| process::exit(3)).join().unwrap();
        println!("never");
    });
    assert_eq!(outputs(&exploration), [(String::new(), End::Exit)].into());
    assert_eq!(exploration.outcomes[0].code, Some(3));
}

#[test]
fn abort_is_a_crash() {
    check_fails(|| process::abort(), End::Crash);
}

#[test]
fn a_panic_is_counted_for_its_thread_alone() {
    struct Signal(Arc<Mutex<()>>);
    impl Drop for Signal {
        fn drop(&mut self) {
            // Others run here, in the middle of this thread's unwinding.
            drop(self.0.lock().unwrap_or_else(|e| e.into_inner()));
        }
    }
    check_passes(|| {
        let mutex = Arc::new(Mutex::new(()));
        let mine = Arc::clone(&mutex);
        let worker = thread::spawn(move || {
            let _signal = Signal(mine);
            panic!("expected");
        });
        drop(mutex.lock().unwrap_or_else(|e| e.into_inner()));
        assert!(!thread::panicking());
        assert!(worker.join().is_err());
    });
}

#[test]
fn a_caught_panic_is_over() {
    check_passes(|| {
        let caught = panic::catch_unwind(|| panic!("caught"));
        assert!(caught.is_err() && !thread::panicking());
        let again = panic::catch_unwind(AssertUnwindSafe(|| panic::resume_unwind(Box::new(7))));
        assert_eq!(*again.unwrap_err().downcast::<i32>().unwrap(), 7);
    });
}

#[test]
fn thread_locals_are_destroyed_before_the_join() {
    struct Farewell(&'static str);
    impl Drop for Farewell {
        fn drop(&mut self) {
            println!("{} gone", self.0);
        }
    }
    thread_local! {
        static NAME: Farewell = Farewell("local");
    }
    check_prints(
        || {
            thread::spawn(|| NAME.with(|name| println!("{} here", name.0)))
                .join()
                .unwrap();
            println!("joined");
        },
        &["local here\nlocal gone\njoined\n"],
    );
}

#[test]
fn a_scope_waits_and_passes_panics_on() {
    check_prints(
        || {
            let text = String::from("borrowed");
            thread::scope(|scope| {
                scope.spawn(|| println!("{text}"));
            });
            println!("after");
        },
        &["borrowed\nafter\n"],
    );
    let exploration = explored(|| {
        thread::scope(|scope| {
            scope.spawn(|| panic!("inside"));
        });
    });
    assert_eq!(
        exploration.outcomes[0].message.as_deref(),
        Some("a scoped thread panicked")
    );
}
