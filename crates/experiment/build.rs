//! Tells the experiment which compiler has built it: its version belongs to every measurement.

use std::process::Command;

fn main() {
    let compiler = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = Command::new(compiler)
        .arg("--version")
        .output()
        .ok()
        .and_then(|output| String::from_utf8(output.stdout).ok());
    let version = version.as_deref().map_or("unknown", str::trim);
    println!("cargo::rustc-env=EXPERIMENT_COMPILER={version}");
    println!("cargo::rerun-if-changed=build.rs");
}
