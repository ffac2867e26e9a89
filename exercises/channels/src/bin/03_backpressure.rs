//! # 3. Backpressure
//!
//! A baker is quick, a seller is slow. If nothing stops the baker, the loaves pile up, and one day the memory is full.
//! `mpsc::sync_channel(n)` is a channel with room for n messages: while it is full, `send` waits. So the slow one sets
//! the pace. That is called backpressure.
//!
//! There is also a board that both write on. A `Mutex` lets only one of them at it: `board.lock().unwrap()` waits
//! until the board is free, and gives a guard. The board is taken as long as the guard lives.
//!
//! Your task: every loaf is sold, and never more than `n_places` wait on the shelf.
//! - `bake` counts each loaf on the board (`baked`), and puts it on the shelf.
//! - `run` connects baker and seller, each a thread of its own, and waits for both. `sell` is right as it is.
//!
//! ```text
//! shelf with 1 place
//!
//! baker    loaf 1 ─┐  loaf 2 ·· waits ··· ┌──┐  loaf 3 ·· waits ··· ┌──┐
//!                  ▼                      │  ▼                      │  ▼
//! shelf           [1]                    [ ] [2]                   [ ] [3]
//!                                         │                         │
//! seller   serves a customer ············ └▶ loaf 1, serves ······· └▶ loaf 2, serves ···
//! ```

use std::sync::mpsc::{self, Receiver, SyncSender};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// What baker and seller write on the board.
#[derive(Debug, Default)]
pub struct Board {
    /// Loaves that were baked.
    pub baked: usize,
    /// Customers that were served, the one who finds the shop sold out among them.
    pub customers: usize,
}

/// Bakes loaves 1 to `n_loaves`: counts each on the board, and puts it on the shelf.
pub fn bake(n_loaves: usize, shelf: SyncSender<usize>, board: Arc<Mutex<Board>>) {
    todo!("count each loaf, and put it on the shelf")
}

/// Serves one customer after the other until no more loaves come. Leave it as it is.
pub fn sell(shelf: Receiver<usize>, board: Arc<Mutex<Board>>) -> Vec<usize> {
    let mut sold = Vec::new();
    loop {
        thread::sleep(Duration::from_millis(100));
        board.lock().unwrap().customers += 1;
        match shelf.recv() {
            Ok(loaf) => {
                println!("loaf {loaf} is sold");
                sold.push(loaf);
            }
            Err(_) => return sold,
        }
    }
}

/// Bakes and sells at the same time, with `n_places` on the shelf, at least one. Returns the loaves in the order in
/// which they were sold.
pub fn run(n_loaves: usize, n_places: usize, board: Arc<Mutex<Board>>) -> Vec<usize> {
    todo!("make the shelf, start the baker and the seller, and wait for both")
}

fn main() {
    let board = Arc::new(Mutex::new(Board::default()));
    let sold = run(5, 2, Arc::clone(&board));
    println!("sold: {sold:?}");
    println!("on the board: {:?}", board.lock().unwrap());
}
