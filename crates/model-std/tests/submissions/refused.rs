//! Programs that both must refuse, with the same error.

use crate::compiler::{Against, check_text};

/// Checks that both refuse `source` with the error `code` and no other.
#[track_caller]
fn refuse(name: &str, code: &str, source: &str) {
    for against in [Against::Real, Against::LookAlike] {
        let compiled = check_text(&format!("refused-{name}"), source, against);
        assert!(!compiled.accepted, "{name} is accepted by {against:?}");
        assert!(
            compiled.codes.iter().eq([code]),
            "{name}: {against:?} gives {:?} instead of {code}:\n{}",
            compiled.codes,
            compiled.messages
        );
    }
}

#[test]
fn what_may_not_cross_threads() {
    refuse(
        "rc-into-thread",
        "E0277",
        "use std::rc::Rc; use std::thread;
         fn main() { let r = Rc::new(1); thread::spawn(move || println!(\"{r}\")).join().unwrap(); }",
    );
    refuse(
        "rc-from-thread",
        "E0277",
        "use std::rc::Rc; use std::thread; fn main() { let _: Rc<u8> = thread::spawn(|| Rc::new(1)).join().unwrap(); }",
    );
    refuse(
        "rc-into-scope",
        "E0277",
        "use std::rc::Rc; use std::thread;
         fn main() { let r = Rc::new(1); thread::scope(|s| { s.spawn(|| println!(\"{r}\")); }); }",
    );
    refuse(
        "refcell-shared",
        "E0277",
        "use std::cell::RefCell; use std::sync::Arc; use std::thread;
         fn main() { let c = Arc::new(RefCell::new(1)); thread::spawn(move || *c.borrow_mut() += 1).join().unwrap(); }",
    );
    refuse(
        "mutex-guard-into-thread",
        "E0277",
        "use std::sync::Mutex; use std::thread; static M: Mutex<u8> = Mutex::new(0);
         fn main() { let g = M.lock().unwrap(); thread::spawn(move || drop(g)).join().unwrap(); }",
    );
    refuse(
        "read-guard-into-scope",
        "E0277",
        "use std::sync::RwLock; use std::thread;
         fn main() { let l = RwLock::new(0); let g = l.read().unwrap();
             thread::scope(|s| { s.spawn(move || println!(\"{}\", *g)); }); }",
    );
    refuse(
        "rc-in-mutex",
        "E0277",
        "use std::rc::Rc; use std::sync::{Arc, Mutex}; use std::thread;
         fn main() { let m = Arc::new(Mutex::new(Rc::new(1))); thread::spawn(move || drop(m)).join().unwrap(); }",
    );
    refuse(
        "receiver-shared",
        "E0277",
        "use std::sync::{Arc, mpsc}; use std::thread;
         fn main() { let (_tx, rx) = mpsc::channel::<u8>(); let rx = Arc::new(rx); let other = Arc::clone(&rx);
             thread::spawn(move || other.recv()).join().unwrap().ok(); }",
    );
    refuse(
        "rc-through-channel",
        "E0277",
        "use std::rc::Rc; use std::sync::mpsc; use std::thread;
         fn main() { let (tx, _rx) = mpsc::channel(); thread::spawn(move || tx.send(Rc::new(1)).unwrap()); }",
    );
    refuse(
        "stdout-lock-into-thread",
        "E0277",
        "use std::io; use std::thread;
         fn main() { let out = io::stdout().lock(); thread::spawn(move || drop(out)).join().unwrap(); }",
    );
    refuse(
        "cell-in-static",
        "E0277",
        "use std::cell::Cell; static C: Cell<u8> = Cell::new(0); fn main() { C.set(1); }",
    );
    refuse(
        "rc-in-once-lock",
        "E0277",
        "use std::rc::Rc; use std::sync::OnceLock; static C: OnceLock<Rc<u8>> = OnceLock::new(); fn main() { C.get(); }",
    );
    refuse(
        "raw-pointer-into-thread",
        "E0277",
        "use std::thread; fn main() { let p = &raw const *Box::new(1); thread::spawn(move || { let q = p; q.is_null() }); }",
    );
}

#[test]
fn what_does_not_live_long_enough() {
    refuse(
        "missing-move",
        "E0373",
        "use std::thread; fn main() { let n = 1; thread::spawn(|| println!(\"{n}\")).join().unwrap(); }",
    );
    refuse(
        "borrow-into-thread",
        "E0597",
        "use std::thread;
         fn main() { let v = vec![1]; let r = &v; thread::spawn(move || println!(\"{r:?}\")).join().unwrap(); }",
    );
    refuse(
        "scope-local-borrowed",
        "E0373",
        "use std::thread; fn main() { thread::scope(|s| { let v = vec![1]; s.spawn(|| println!(\"{v:?}\")); }); }",
    );
    refuse(
        "handle-leaves-its-scope",
        "E0521",
        "use std::thread; fn main() { let mut kept = None; thread::scope(|s| { kept = Some(s.spawn(|| 1)); }); }",
    );
    refuse(
        "two-writers-in-scope",
        "E0499",
        "use std::thread;
         fn main() { let mut n = 0; thread::scope(|s| { s.spawn(|| n += 1); s.spawn(|| n += 1); }); }",
    );
    refuse(
        "read-while-scope-writes",
        "E0502",
        "use std::thread;
         fn main() { let mut n = 0; thread::scope(|s| { s.spawn(|| n += 1); println!(\"{n}\"); }); }",
    );
    refuse(
        "guard-outlives-mutex",
        "E0597",
        "use std::sync::Mutex; fn main() { let g; { let m = Mutex::new(1); g = m.lock().unwrap(); } drop(g); }",
    );
    refuse(
        "thread-local-escapes",
        "E0521",
        "thread_local! { static S: String = String::new(); }
         fn main() { let mut out: Option<&'static String> = None; S.with(|s| out = Some(s)); drop(out); }",
    );
    refuse(
        "map-value-outlives-map",
        "E0597",
        "use std::collections::HashMap;
         fn main() { let v; { let mut m = HashMap::new(); m.insert(1, 2); v = m.get(&1); } println!(\"{v:?}\"); }",
    );
}

#[test]
fn what_was_moved() {
    refuse(
        "used-after-move-into-thread",
        "E0382",
        "use std::thread;
         fn main() { let v = vec![1]; let h = thread::spawn(move || v.len()); println!(\"{v:?}\"); h.join().unwrap(); }",
    );
    refuse(
        "joined-twice",
        "E0382",
        "use std::thread; fn main() { let h = thread::spawn(|| 1); h.join().unwrap(); h.join().unwrap(); }",
    );
    refuse(
        "join-through-reference",
        "E0507",
        "use std::thread;
         fn main() { let hs = vec![thread::spawn(|| 1)]; for h in &hs { h.join().unwrap(); } }",
    );
    refuse(
        "sender-used-after-move",
        "E0382",
        "use std::sync::mpsc; use std::thread;
         fn main() { let (tx, _rx) = mpsc::channel(); thread::spawn(move || tx.send(1)); tx.send(2).unwrap(); }",
    );
    refuse(
        "sent-and-used",
        "E0382",
        "use std::sync::mpsc;
         fn main() { let (tx, _rx) = mpsc::channel(); let s = String::new(); tx.send(s).unwrap(); println!(\"{s}\"); }",
    );
    refuse(
        "arc-mutated",
        "E0596",
        "use std::sync::Arc; fn main() { let v = Arc::new(vec![1]); v.push(2); }",
    );
    refuse(
        "write-through-read-guard",
        "E0594",
        "use std::sync::RwLock; fn main() { let l = RwLock::new(1); let g = l.read().unwrap(); *g = 2; }",
    );
    refuse(
        "static-atomic-assigned",
        "E0308",
        "use std::sync::atomic::AtomicU8;
         fn main() { let a = AtomicU8::new(0); let b: u8 = a; println!(\"{b}\"); }",
    );
}

#[test]
fn what_is_not_unwind_safe() {
    refuse(
        "cell-into-catch-unwind",
        "E0277",
        "use std::cell::Cell; use std::panic;
         fn main() { let c = Cell::new(0); panic::catch_unwind(|| c.set(1)).unwrap(); }",
    );
    refuse(
        "mutable-borrow-into-catch-unwind",
        "E0277",
        "use std::panic; fn main() { let mut n = 0; panic::catch_unwind(|| n += 1).unwrap(); }",
    );
    refuse(
        "hook-not-sync",
        "E0277",
        "use std::panic; use std::rc::Rc;
         fn main() { let r = Rc::new(1); panic::set_hook(Box::new(move |_| println!(\"{r}\"))); }",
    );
}

#[test]
fn what_has_the_wrong_type() {
    refuse(
        "main-returns-a-number",
        "E0277",
        "fn code() -> impl std::process::Termination { 3 } fn main() { code(); }",
    );
    refuse(
        "instant-plus-instant",
        "E0308",
        "use std::time::Instant;
         fn main() { let t = Instant::now(); println!(\"{:?}\", t + t); }",
    );
    refuse(
        "sleep-in-milliseconds",
        "E0308",
        "fn main() { std::thread::sleep(10); }",
    );
    refuse(
        "display-missing",
        "E0277",
        "struct S; fn main() { println!(\"{}\", S); }",
    );
    refuse(
        "key-not-hashable",
        "E0277",
        "use std::collections::HashMap; struct K;
         fn main() { let mut m = HashMap::new(); m.insert(K, 1); }",
    );
    refuse(
        "unsafe-called-safely",
        "E0133",
        "fn main() { let v = [1]; println!(\"{}\", v.get_unchecked(0)); }",
    );
}

/// `-F unsafe_code` must see through the look-alike's macros to what the submission wrote.
#[test]
fn unsafe_code_is_forbidden_inside_macro_arguments() {
    let programs = [
        (
            "block",
            "fn main() { let n = unsafe { *(&raw const X) }; println!(\"{n}\"); } static X: u8 = 1;",
        ),
        ("print", "fn main() { println!(\"{}\", unsafe { 1 }); }"),
        ("dbg", "fn main() { dbg!(unsafe { 1 }); }"),
        (
            "thread-local",
            "thread_local! { static N: u8 = unsafe { 1 }; } fn main() { N.with(|n| drop(*n)); }",
        ),
        (
            "thread-local-const",
            "thread_local! { static N: u8 = const { unsafe { 1 } }; } fn main() { N.with(|n| drop(*n)); }",
        ),
        (
            "no-mangle",
            "#[unsafe(no_mangle)] pub extern \"C\" fn malloc() {} fn main() {}",
        ),
    ];
    for (name, source) in programs {
        for against in [Against::Real, Against::LookAlike] {
            let compiled = check_text(&format!("unsafe-{name}"), source, against);
            assert!(!compiled.accepted, "{name} is accepted by {against:?}");
            assert!(
                compiled.messages.contains("-F unsafe-code"),
                "{name}, {against:?}:\n{}",
                compiled.messages
            );
        }
    }
}
