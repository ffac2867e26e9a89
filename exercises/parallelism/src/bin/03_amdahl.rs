//! # 3. The part that stays
//!
//! A newspaper is made in three steps. The title page is set, and nobody can divide that: it is one piece of work, 40 ms.
//! Then each page is drawn, 18 ms, for which the title page must be there. Each page that was drawn is folded, 2 ms. Pages
//! don't need each other.
//!
//! Somebody has written `print_issue` with threads: "8 threads, 8 times as fast". It works, but it is hardly faster than
//! without threads. Look at the chart, and see who is at work when:
//!
//! ```console
//! $ cargo learn explore exercises/parallelism/src/bin/03_amdahl.rs --timed --cores 4
//! ```
//!
//! Your task has two parts.
//!
//! 1. Mend `print_issue`. All that can be divided is divided, in fair shares. No more than `n_threads` threads are at work
//!    at the same time (main is one of them, when it works). So 8 pages on 4 threads look like this:
//!
//! ```text
//! main      title ██████████
//! thread 1                  draw ████▌ fold ▌ draw ████▌ fold ▌
//! thread 2                  draw ████▌ fold ▌ draw ████▌ fold ▌
//! thread 3                  draw ████▌ fold ▌ draw ████▌ fold ▌
//! thread 4                  draw ████▌ fold ▌ draw ████▌ fold ▌     █  4 ms
//! ```
//!
//! 2. Predict how long your program takes, with a core for each thread. Mend the figures in `same_issue` and
//!    `growing_issue`; the author thought that n threads are n times as fast, and that twice the pages always take twice
//!    the time. Work them out on paper, before you look at the table below the chart.

use std::thread;
use std::time::Instant;

/// Sets the title page of an issue: 40 ms of computing, in one piece. Leave it as it is.
pub fn set_title(issue: u32) -> u32 {
    lab::cpu(40_000);
    issue * 1000
}

/// Draws a page: 18 ms of computing. Leave it as it is.
pub fn draw(title: u32, page: u32) -> u32 {
    lab::cpu(18_000);
    title + 10 * page
}

/// Folds a page that was drawn: 2 ms of computing. Leave it as it is.
pub fn fold(drawn: u32) -> u32 {
    lab::cpu(2_000);
    drawn + 1
}

/// Prints an issue with the pages `0..n_pages`, on at most `n_threads` threads. The pages are in their order.
pub fn print_issue(issue: u32, n_pages: u32, n_threads: usize) -> Vec<u32> {
    let title = set_title(issue);
    let drawn: Vec<u32> = (0..n_pages).map(|page| draw(title, page)).collect();
    let share_len = drawn.len().div_ceil(n_threads).max(1);
    thread::scope(|scope| {
        let mut handles = Vec::new();
        for share in drawn.chunks(share_len) {
            handles
                .push(scope.spawn(|| share.iter().map(|page| fold(*page)).collect::<Vec<u32>>()));
        }
        let mut pages = Vec::new();
        for handle in handles {
            pages.extend(handle.join().unwrap());
        }
        pages
    })
}

/// Milliseconds for an issue of 8 pages: with 1 thread, with 2, 4 and 8 threads.
pub fn same_issue() -> [u64; 4] {
    [200, 100, 50, 25]
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
