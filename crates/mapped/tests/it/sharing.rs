//! Do two processes really have one memory?

use std::io;
use std::path::Path;
use std::sync::atomic::Ordering::SeqCst;

use mapped::{Error, SharedWords};

use crate::{LAYOUT, Other};

pub(crate) const TESTS: &[(&str, fn())] = &[
    (
        "no_addition_of_three_processes_is_lost",
        no_addition_is_lost,
    ),
    ("a_store_is_seen_while_both_live", seen_while_both_live),
    ("what_a_killed_process_stored_stays", stays_after_kill),
    ("one_of_many_creators_wins", one_creator_wins),
    ("a_removed_file_stays_shared", removed_stays_shared),
    ("the_words_are_still_there_after_all_have_left", words_stay),
    #[cfg(unix)]
    ("a_shortened_file_ends_the_process_with_sigbus", shortened),
];

const N_ADDITIONS: u64 = 20_000;

/// What the other process does. It prints a line when it has got somewhere, and waits for the end of its input.
pub(crate) fn play(role: &str, path: &Path) {
    match role {
        "add" => {
            let shared = SharedWords::open(path, LAYOUT).unwrap();
            println!("ready");
            wait_for_go();
            add(&shared);
        }
        "store" => {
            let shared = SharedWords::open(path, LAYOUT).unwrap();
            shared.words()[1].store(7, SeqCst);
            println!("stored");
            wait_for_go();
            assert_eq!(shared.words()[2].load(SeqCst), 8);
        }
        "create" => {
            println!("ready");
            wait_for_go();
            match SharedWords::create(path, LAYOUT) {
                Ok(_) => println!("created"),
                Err(Error::AlreadyExists(_)) => {
                    SharedWords::open(path, LAYOUT).expect("whatever has the name is complete");
                    println!("opened");
                }
                Err(error) => panic!("{error:?}"),
            }
        }
        "touch" => {
            let shared = SharedWords::open(path, LAYOUT).unwrap();
            println!("ready");
            wait_for_go();
            println!("read {}", shared.words()[0].load(SeqCst));
        }
        _ => panic!("no such role: {role}"),
    }
}

fn wait_for_go() {
    io::copy(&mut io::stdin(), &mut io::sink()).unwrap();
}

fn add(shared: &SharedWords) {
    for _ in 0..N_ADDITIONS {
        shared.words()[0].fetch_add(1, SeqCst);
    }
}

fn no_addition_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("words");
    let shared = SharedWords::create(&path, LAYOUT).unwrap();
    let mut others = [Other::start("add", &path), Other::start("add", &path)];
    for other in &mut others {
        assert_eq!(other.line(), "ready");
    }
    others.iter_mut().for_each(Other::go);
    add(&shared);
    for other in &mut others {
        assert!(other.wait().success());
    }
    assert_eq!(shared.words()[0].load(SeqCst), 3 * N_ADDITIONS);
}

fn seen_while_both_live() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("words");
    let shared = SharedWords::create(&path, LAYOUT).unwrap();
    let mut other = Other::start("store", &path);
    assert_eq!(other.line(), "stored");
    assert_eq!(shared.words()[1].load(SeqCst), 7);
    // And the other way round: it looks at this one after its input has ended.
    shared.words()[2].store(8, SeqCst);
    assert!(other.wait().success());
}

fn stays_after_kill() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("words");
    let shared = SharedWords::create(&path, LAYOUT).unwrap();
    let mut other = Other::start("store", &path);
    assert_eq!(other.line(), "stored");
    other.child.kill().unwrap();
    assert!(!other.child.wait().unwrap().success());
    assert_eq!(shared.words()[1].load(SeqCst), 7);
}

fn one_creator_wins() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("words");
    let mut others: Vec<Other> = (0..6).map(|_| Other::start("create", &path)).collect();
    for other in &mut others {
        assert_eq!(other.line(), "ready");
    }
    others.iter_mut().for_each(Other::go);
    let mut n_created = 0;
    for other in &mut others {
        n_created += usize::from(other.line() == "created");
        assert!(other.wait().success());
    }
    assert_eq!(n_created, 1);
    let names: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(names.len(), 1, "no draft is left: {names:?}");
}

fn removed_stays_shared() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("words");
    let shared = SharedWords::create(&path, LAYOUT).unwrap();
    let mut other = Other::start("touch", &path);
    assert_eq!(other.line(), "ready");
    let removed = std::fs::remove_file(&path);
    if cfg!(windows) && removed.is_err() {
        // Windows does not remove what is mapped.
        return;
    }
    removed.unwrap();
    shared.words()[0].store(5, SeqCst);
    other.go();
    assert_eq!(other.line(), "read 5");
    assert!(other.wait().success());
}

fn words_stay() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("words");
    let shared = SharedWords::open_or_create(&path, LAYOUT).unwrap();
    shared.words()[3].store(9, SeqCst);
    shared.flush().unwrap();
    drop(shared);
    let shared = SharedWords::open_or_create(&path, LAYOUT).unwrap();
    assert_eq!(shared.words()[3].load(SeqCst), 9);
}

#[cfg(unix)]
fn shortened() {
    use std::os::unix::process::ExitStatusExt;

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("words");
    SharedWords::create(&path, LAYOUT).unwrap();
    let mut other = Other::start("touch", &path);
    assert_eq!(other.line(), "ready");
    let file = std::fs::File::options().write(true).open(&path).unwrap();
    file.set_len(0).unwrap();
    other.go();
    // It has not read anything: not even a zero.
    assert_eq!(other.line(), "");
    let sigbus = rustix::process::Signal::BUS.as_raw();
    assert_eq!(other.wait().signal(), Some(sigbus));
}
