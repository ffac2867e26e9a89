//! Hidden test of `04_let_go_early`: dishes are counted and printed as one, and cooked at the same time.

use std::__judge::{Check, explore, mistake, printed};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// Serves the dishes, each by a cook of its own, and compares what is on the screen and in the count.
fn serve_all(dishes: &[&'static str]) {
    let n_served = Arc::new(Mutex::new(0));
    let mut cooks = Vec::new();
    for &dish in dishes {
        let n_served = Arc::clone(&n_served);
        cooks.push(thread::spawn(move || super::serve(&n_served, dish)));
    }
    for cook in cooks {
        cook.join().unwrap();
    }
    let (count, screen) = (*n_served.lock().unwrap(), printed());
    let lines: Vec<&str> = screen.lines().collect();
    let mut served = Vec::new();
    for (idx, pair) in lines.chunks(2).enumerate() {
        let number = idx + 1;
        let name = pair[0].strip_prefix(&format!("no. {number}: "));
        let enjoy = pair.get(1) == Some(&format!("no. {number}: enjoy!").as_str());
        match name.filter(|_| enjoy) {
            Some(name) => served.push(name),
            None => panic!(
                "the lines of dish no. {number} are not together, or have another number: {screen:?}"
            ),
        }
    }
    served.sort_unstable();
    let mut expected = dishes.to_vec();
    expected.sort_unstable();
    assert!(
        served == expected,
        "expected the dishes {expected:?}, found {screen:?}"
    );
    if count == 0 {
        mistake!(
            "counted-a-copy",
            "{} dishes were served, but `n_served` is still 0",
            dishes.len()
        );
    }
    assert!(
        count as usize == dishes.len(),
        "`n_served` after {} dishes: found {count}",
        dishes.len()
    );
}

pub fn checks() -> Vec<Check> {
    vec![
        explore("one dish is cooked, counted and printed", || {
            serve_all(&["soup"])
        }),
        explore(
            "two dishes are cooked at the same time, and printed one after the other",
            || {
                serve_all(&["soup", "salad"]);
            },
        )
        .makespan_at_most(Duration::from_millis(300)),
    ]
}
