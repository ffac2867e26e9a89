// expect: deadlock self-deadlock
// Belief: first bake, then sell: that is the order of the day.

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
    for loaf in 1..=n_loaves {
        board.lock().unwrap().baked += 1;
        shelf.send(loaf).unwrap();
    }
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
    let (shelf, loaves) = mpsc::sync_channel(n_places);
    let bakers_board = Arc::clone(&board);
    bake(n_loaves, shelf, bakers_board);
    let seller = thread::spawn(move || sell(loaves, board));
    seller.join().unwrap()
}

fn main() {
    let board = Arc::new(Mutex::new(Board::default()));
    let sold = run(5, 2, Arc::clone(&board));
    println!("sold: {sold:?}");
    println!("on the board: {:?}", board.lock().unwrap());
}
