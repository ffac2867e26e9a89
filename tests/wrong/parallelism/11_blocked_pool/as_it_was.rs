// expect: deadlock pool-waits-for-itself
// Belief: if a job waits, its thread can do another one meanwhile.

use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Instant;

/// A folder.
pub struct Folder {
    /// How much lies in it, without the folders within.
    pub own_size: u64,
    /// The folders within.
    pub folders: Vec<Arc<Folder>>,
}

/// How much lies in a folder, without the folders within. Takes 100 ms of computing. Leave it as it is.
pub fn measure(folder: &Folder) -> u64 {
    lab::cpu(100_000);
    folder.own_size
}

/// What a thread of the pool does when it is its turn.
type Job = Box<dyn FnOnce() + Send>;

/// Hands jobs to the threads of a pool. A clone hands them to the same threads.
#[derive(Clone)]
pub struct Pool {
    jobs: Sender<Job>,
}

impl Pool {
    /// Does `work` with a pool of so many threads, at least one. When it returns, all jobs are done and all threads are
    /// gone.
    pub fn with<T>(n_threads: usize, work: impl FnOnce(&Pool) -> T) -> T {
        let (jobs, queue) = mpsc::channel::<Job>();
        let queue = Mutex::new(queue);
        thread::scope(|scope| {
            for _ in 0..n_threads {
                scope.spawn(|| {
                    loop {
                        // A line of its own, so that the lock is not held during the job.
                        let job = queue.lock().unwrap().recv();
                        match job {
                            Ok(job) => job(),
                            // Nobody is left who could hand in another one.
                            Err(_) => break,
                        }
                    }
                });
            }
            // The pool is dropped here. Else the queue would never end.
            let pool = Pool { jobs };
            work(&pool)
        })
    }

    /// Hands in a job. It is done as soon as a thread has nothing else to do.
    pub fn submit(&self, job: impl FnOnce() + Send + 'static) {
        self.jobs
            .send(Box::new(job))
            .expect("the pool's threads are there as long as a `Pool` is");
    }
}

/// How much lies in a folder and in all folders within.
pub fn total_size(pool: &Pool, folder: &Arc<Folder>) -> u64 {
    size_later(pool, folder).recv().unwrap()
}

/// Hands in a job that finds out how much lies in a folder and in all folders within. The answer comes through the
/// channel.
fn size_later(pool: &Pool, folder: &Arc<Folder>) -> Receiver<u64> {
    let (answer, size) = mpsc::channel();
    let job_pool = pool.clone();
    let folder = Arc::clone(folder);
    pool.submit(move || {
        let own = measure(&folder);
        let mut within = Vec::new();
        for inner in &folder.folders {
            within.push(size_later(&job_pool, inner));
        }
        let mut total = own;
        for size in within {
            total += size.recv().unwrap();
        }
        answer.send(total).unwrap();
    });
    size
}

/// A folder with so many folders within, each of which has one less.
fn folder(n_within: u64) -> Arc<Folder> {
    Arc::new(Folder {
        own_size: n_within,
        folders: (0..n_within).map(folder).collect(),
    })
}

fn main() {
    let start = Instant::now();
    let total = Pool::with(4, |pool| total_size(pool, &folder(4)));
    println!(
        "{total} in 16 folders, after {} ms",
        start.elapsed().as_millis()
    );
}
