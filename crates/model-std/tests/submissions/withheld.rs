//! Names that the look-alike lacks on purpose: the real `std` accepts the program, the look-alike does not.

use std::fs;

use crate::compiler::{Against, check_text, scratch};

/// Checks that only the look-alike refuses `source`, and that its message names `missing`.
#[track_caller]
fn withhold(name: &str, missing: &str, source: &str) {
    let name = &format!("withheld-{name}");
    fs::write(scratch(name).join("empty.rs"), "").expect("failed to write a file to include");
    let real = check_text(name, source, Against::Real);
    assert!(
        real.accepted,
        "{name} is refused by the real std:\n{}",
        real.messages
    );
    let look_alike = check_text(name, source, Against::LookAlike);
    assert!(!look_alike.accepted, "{name} is accepted by the look-alike");
    let named = look_alike
        .messages
        .lines()
        .any(|line| line.starts_with("error") && line.contains(&format!("`{missing}`")));
    assert!(
        named,
        "{name}: no error names `{missing}`:\n{}",
        look_alike.messages
    );
}

#[test]
fn files_and_folders() {
    withhold(
        "fs",
        "std::fs",
        "use std::fs; fn main() { fs::remove_file(\"x\").ok(); }",
    );
    withhold("fs-path", "fs", "fn main() { std::fs::read(\"x\").ok(); }");
    withhold(
        "path",
        "std::path",
        "use std::path::Path; fn main() { Path::new(\"x\").exists(); }",
    );
}

#[test]
fn network_and_environment() {
    withhold(
        "net",
        "std::net",
        "use std::net::TcpStream; fn main() { TcpStream::connect(\"x:1\").ok(); }",
    );
    withhold(
        "core-net",
        "core::net",
        "use core::net::IpAddr; fn main() { drop(\"x\".parse::<IpAddr>()); }",
    );
    withhold(
        "env",
        "std::env",
        "use std::env; fn main() { env::args().count(); }",
    );
    withhold(
        "os",
        "os",
        "use std::os::fd::AsRawFd; fn main() { std::io::stdout().as_raw_fd(); }",
    );
}

#[test]
fn processes() {
    withhold(
        "command",
        "std::process::Command",
        "use std::process::Command; fn main() { Command::new(\"x\").spawn().ok(); }",
    );
    withhold(
        "command-path",
        "Command",
        "fn main() { std::process::Command::new(\"x\").spawn().ok(); }",
    );
    withhold(
        "pipe",
        "std::io::pipe",
        "use std::io::pipe; fn main() { pipe().ok(); }",
    );
}

#[test]
fn the_judges_machine_at_compile_time() {
    withhold("include", "include", "include!(\"empty.rs\"); fn main() {}");
    withhold(
        "include-str",
        "include_str",
        "fn main() { println!(\"{}\", include_str!(\"empty.rs\")); }",
    );
    withhold(
        "include-bytes",
        "include_bytes",
        "fn main() { println!(\"{:?}\", std::include_bytes!(\"empty.rs\")); }",
    );
    withhold(
        "core-include",
        "include_str",
        "fn main() { println!(\"{}\", core::include_str!(\"empty.rs\")); }",
    );
    withhold(
        "env-macro",
        "env",
        "fn main() { println!(\"{}\", env!(\"PATH\")); }",
    );
    withhold(
        "option-env",
        "option_env",
        "fn main() { println!(\"{:?}\", option_env!(\"PATH\")); }",
    );
}

#[test]
fn the_machine_itself() {
    withhold("arch", "std::arch", "use std::arch::asm; fn main() {}");
    withhold(
        "backtrace",
        "std::backtrace",
        "use std::backtrace::Backtrace; fn main() { println!(\"{}\", Backtrace::force_capture()); }",
    );
    withhold(
        "system-allocator",
        "std::alloc::System",
        "use std::alloc::System; #[global_allocator] static A: System = System; fn main() {}",
    );
}
