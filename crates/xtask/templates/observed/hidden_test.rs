//! Hidden test of `{{name}}`: TODO, what is required and why in this way.

use std::fs;
use std::process::Command;

use witness::{Check, check, mistake, prop};

pub fn checks() -> Vec<Check> {
    vec![check("what the child prints comes back", || {
        let mut command = Command::new(prop());
        command.args(["exit", "0"]);
        assert_eq!(super::run(command), "", "the child prints nothing");

        // What ran is seen by what it did, not by what came back.
        fs::write("go", "").expect("the folder is the check's own");
        let mut command = Command::new(prop());
        command.args(["await", "go"]);
        let found = super::run(command);
        if !fs::exists("go.awaited").unwrap_or(false) {
            mistake!("no-child", "{found:?} came back, and no child has run");
        }

        let mut command = Command::new(prop());
        command.args(["say", "42"]);
        assert_eq!(super::run(command), "42", "the child prints 42");
    })]
}
