//! Programs that both must accept: every file in `accepted/`.

use std::fs;
use std::path::Path;

use crate::compiler::{Against, check_file};

#[test]
fn what_the_real_std_accepts_is_accepted() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/submissions/accepted");
    let mut n_programs = 0;
    for entry in fs::read_dir(folder).expect("failed to list the programs") {
        let file = entry.expect("failed to list the programs").path();
        let name = file
            .file_stem()
            .expect("a program has a name")
            .to_string_lossy()
            .into_owned();
        for against in [Against::Real, Against::LookAlike] {
            let compiled = check_file(&format!("accepted-{name}"), &file, against);
            assert!(
                compiled.accepted,
                "{name} is refused by {against:?}:\n{}",
                compiled.messages
            );
        }
        n_programs += 1;
    }
    assert!(n_programs >= 8, "only {n_programs} programs found");
}
