// expect: wrong-answer weak-scaling
// Belief: twice the pages take twice the time, whoever does them.

use std::thread;
use std::time::Instant;

/// Sets the title page of an issue: 40 ms of computing, in one piece.
pub fn set_title(issue: u32) -> u32 {
    lab::cpu(40_000);
    issue * 1000
}

/// Draws a page: 18 ms of computing.
pub fn draw(title: u32, page: u32) -> u32 {
    lab::cpu(18_000);
    title + 10 * page
}

/// Folds a page that was drawn: 2 ms of computing.
pub fn fold(drawn: u32) -> u32 {
    lab::cpu(2_000);
    drawn + 1
}

/// Prints an issue with the pages `0..n_pages`, on at most `n_threads` threads. The pages are in their order.
pub fn print_issue(issue: u32, n_pages: u32, n_threads: usize) -> Vec<u32> {
    let title = set_title(issue);
    let pages: Vec<u32> = (0..n_pages).collect();
    // `chunks` refuses a length of 0, and no pages would give just that.
    let share_len = pages.len().div_ceil(n_threads).max(1);
    thread::scope(|scope| {
        let mut handles = Vec::new();
        for share in pages.chunks(share_len) {
            handles.push(scope.spawn(move || finish_share(title, share)));
        }
        let mut finished = Vec::new();
        for handle in handles {
            finished.extend(handle.join().unwrap());
        }
        finished
    })
}

/// What one thread does: it draws its pages, and folds them.
fn finish_share(title: u32, pages: &[u32]) -> Vec<u32> {
    pages.iter().map(|page| fold(draw(title, *page))).collect()
}

/// Milliseconds for an issue of 8 pages: with 1 thread, with 2, 4 and 8 threads.
pub fn same_issue() -> [u64; 4] {
    [200, 120, 80, 60]
}

/// Milliseconds for an issue that grows with the number of threads: 8 pages with 1 thread, 16 pages with 2 threads, 32
/// pages with 4 and 64 pages with 8.
pub fn growing_issue() -> [u64; 4] {
    [200, 400, 800, 1600]
}

fn main() {
    let start = Instant::now();
    let pages = print_issue(1, 8, 4);
    println!("{pages:?}");
    let predicted = same_issue()[2];
    println!(
        "8 pages, 4 threads: {} ms here, {predicted} ms predicted for 4 cores",
        start.elapsed().as_millis()
    );
}
