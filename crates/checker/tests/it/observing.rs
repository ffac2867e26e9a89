//! Looks at real programs; scripts stand in for them.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use checker::observe::ends_well;
use checker::report::Verdict;

/// What is seen of a program with that script.
fn see(name: &str, script: &str) -> Result<(), Verdict> {
    let folder =
        std::env::temp_dir().join(format!("interleave-observe-{}-{name}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder");
    let program: PathBuf = folder.join("program");
    fs::write(&program, format!("#!/bin/sh\n{script}\n")).expect("a script");
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("executable");
    let seen = ends_well(&program, &folder).map_err(|seen| seen.verdict);
    fs::remove_dir_all(&folder).expect("removed");
    seen
}

#[test]
fn a_program_has_to_end_well() {
    assert_eq!(see("well", "echo done"), Ok(()));
    assert_eq!(see("code", "exit 3"), Err(Verdict::Panic));
    assert_eq!(
        see("panic", "echo \"thread 'x' panicked at a.rs:1:1:\" >&2"),
        Err(Verdict::Panic)
    );
    assert_eq!(see("signal", "kill -SEGV $$"), Err(Verdict::Crash));
    assert_eq!(
        see(
            "flood",
            "while :; do echo 0123456789012345678901234567890123456789; done"
        ),
        Err(Verdict::Limit)
    );
}
