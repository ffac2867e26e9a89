//! Which files are refused, and what is made of a new one.

use std::fs;
use std::path::Path;
use std::sync::atomic::Ordering::SeqCst;

use mapped::{Difference, Error, Layout, SharedWords};

use crate::LAYOUT;

pub(crate) const TESTS: &[(&str, fn())] = &[
    ("a_file_of_another_layout_is_refused", other_layouts),
    ("a_file_of_another_kind_is_refused", other_kinds),
    ("a_file_of_another_length_is_refused", other_lengths),
    ("no_file_is_an_error_of_the_system", no_file),
    ("an_existing_file_is_not_overwritten", not_overwritten),
    ("too_many_words_are_refused", too_many),
    ("no_words_are_possible", no_words),
    #[cfg(unix)]
    ("a_new_file_is_for_its_owner_only", for_its_owner),
];

/// What is wrong with the file.
fn difference(path: &Path, layout: Layout) -> Difference {
    match SharedWords::open(path, layout) {
        Err(Error::Unexpected { difference, .. }) => difference,
        other => panic!("not refused for what it is: {other:?}"),
    }
}

fn other_layouts() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("words");
    SharedWords::create(&path, LAYOUT).unwrap();
    let name = *b"another!";
    let other = |layout| difference(&path, layout);
    assert_eq!(
        other(Layout { name, ..LAYOUT }),
        Difference::Name(LAYOUT.name)
    );
    let version = 4;
    assert_eq!(other(Layout { version, ..LAYOUT }), Difference::Version(3));
    for n_words in [3, 5] {
        assert_eq!(other(Layout { n_words, ..LAYOUT }), Difference::NWords(4));
    }
}

fn other_kinds() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(difference(folder.path(), LAYOUT), Difference::NotAFile);
    let path = folder.path().join("words");
    SharedWords::create(&path, LAYOUT).unwrap();
    let good = fs::read(&path).unwrap();

    for text in ["", "MAPWORDS", &"some text. ".repeat(20)] {
        fs::write(&path, text).unwrap();
        assert_eq!(difference(&path, LAYOUT), Difference::Magic);
    }
    let mut backwards = good.clone();
    for word in backwards.chunks_mut(8) {
        word.reverse();
    }
    fs::write(&path, backwards).unwrap();
    assert_eq!(difference(&path, LAYOUT), Difference::ByteOrder);

    let mut newer = good.clone();
    newer[8..16].copy_from_slice(&2_u64.to_ne_bytes());
    fs::write(&path, newer).unwrap();
    assert_eq!(difference(&path, LAYOUT), Difference::Format(2));

    fs::write(&path, good).unwrap();
    SharedWords::open(&path, LAYOUT).unwrap();
}

fn other_lengths() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("words");
    SharedWords::create(&path, LAYOUT).unwrap();
    let file = fs::File::options().write(true).open(&path).unwrap();
    let right = file.metadata().unwrap().len();
    for wrong in [64, right - 1, right + 1] {
        file.set_len(wrong).unwrap();
        assert_eq!(difference(&path, LAYOUT), Difference::Length(wrong));
    }
    file.set_len(right).unwrap();
    SharedWords::open(&path, LAYOUT).unwrap();
}

fn no_file() {
    let folder = tempfile::tempdir().unwrap();
    let nowhere = folder.path().join("no/such/place");
    for result in [
        SharedWords::open(&nowhere, LAYOUT),
        SharedWords::create(&nowhere, LAYOUT),
    ] {
        assert!(matches!(result, Err(Error::Io { .. })), "{result:?}");
    }
}

fn not_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("words");
    let first = SharedWords::create(&path, LAYOUT).unwrap();
    first.words()[0].store(1, SeqCst);
    let second = SharedWords::create(&path, LAYOUT);
    assert!(matches!(second, Err(Error::AlreadyExists(_))), "{second:?}");
    let third = SharedWords::open(&path, LAYOUT).unwrap();
    assert_eq!(third.words()[0].load(SeqCst), 1);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

fn too_many() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("words");
    for n_words in [usize::MAX, usize::MAX / 8, isize::MAX as usize / 8] {
        let result = SharedWords::create(&path, Layout { n_words, ..LAYOUT });
        assert!(matches!(result, Err(Error::TooManyWords(n)) if n == n_words));
    }
    assert!(!path.exists());
}

fn no_words() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("words");
    let n_words = 0;
    let shared = SharedWords::create(&path, Layout { n_words, ..LAYOUT }).unwrap();
    assert!(shared.words().is_empty());
}

#[cfg(unix)]
fn for_its_owner() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("words");
    SharedWords::create(&path, LAYOUT).unwrap();
    let mode = fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}
