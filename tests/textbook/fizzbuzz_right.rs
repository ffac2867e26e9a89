// expect: pass
//! FizzBuzz with a thread for each kind of word; all wait for their number.

use std::sync::{Condvar, Mutex};
use std::thread;

const N: u32 = 4;

struct Game {
    state: Mutex<(u32, Vec<String>)>,
    moved: Condvar,
}

impl Game {
    fn play(&self, is_mine: impl Fn(u32) -> bool, word: impl Fn(u32) -> String) {
        let mut state = self.state.lock().unwrap();
        loop {
            while state.0 <= N && !is_mine(state.0) {
                state = self.moved.wait(state).unwrap();
            }
            if state.0 > N {
                return;
            }
            let word = word(state.0);
            state.1.push(word);
            state.0 += 1;
            self.moved.notify_all();
        }
    }
}

fn main() {
    let game = Game {
        state: Mutex::new((1, Vec::new())),
        moved: Condvar::new(),
    };
    thread::scope(|s| {
        s.spawn(|| game.play(|n| n % 3 == 0, |_| "Fizz".to_owned()));
        game.play(|n| n % 3 != 0, |n| n.to_string());
    });
    assert_eq!(game.state.lock().unwrap().1.join(" "), "1 2 Fizz 4");
}
