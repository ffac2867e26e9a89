//! Asks whether some stories of a shared number can be explained:
//! `cargo run -p shared-state --example one_moment_each`.
//!
//! The number is 0 at first. A line is a call, and its length is the time that it took.

use shared_state::linearizability::Operation::{Read, Write};
use shared_state::linearizability::{Call, explain};

fn main() {
    let call = |begin, end, operation| Call {
        begin,
        end,
        operation,
    };
    let stories = [
        (
            "a read during a write may see the old number …",
            vec![call(0, 20, Write(1)), call(5, 10, Read(0))],
        ),
        (
            "… or the new one",
            vec![call(0, 20, Write(1)), call(5, 10, Read(1))],
        ),
        (
            "but not the new one first, and later the old one",
            vec![
                call(0, 20, Write(1)),
                call(2, 8, Read(1)),
                call(11, 17, Read(0)),
            ],
        ),
        (
            "two writes at once: the last one may be either …",
            vec![
                call(0, 12, Write(1)),
                call(3, 9, Write(2)),
                call(14, 20, Read(1)),
            ],
        ),
        (
            "… but not for one reader this, for the next one that",
            vec![
                call(0, 12, Write(1)),
                call(3, 9, Write(2)),
                call(14, 20, Read(1)),
                call(22, 28, Read(2)),
            ],
        ),
    ];
    for (claim, calls) in stories {
        println!("{claim}");
        for call in &calls {
            let before = " ".repeat(call.begin as usize);
            let during = "─".repeat((call.end - call.begin) as usize);
            println!("  {before}├{during}┤ {:?}", call.operation);
        }
        match explain(0, &calls) {
            Some(order) => {
                let order: Vec<String> = order
                    .iter()
                    .map(|&idx| format!("{:?}", calls[idx].operation))
                    .collect();
                println!("  linearizable: {}\n", order.join(", then "));
            }
            None => println!("  not linearizable: no order explains it\n"),
        }
    }
}
