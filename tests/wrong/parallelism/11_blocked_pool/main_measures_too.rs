// expect: inefficient measured-outside
// Belief: main has nothing to do while it waits, so it can help.

use std::sync::mpsc::{self, Sender};
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
    let (sizes, found) = mpsc::channel();
    for inner in &folder.folders {
        submit_all(pool, inner, sizes.clone());
    }
    drop(sizes);
    let own = measure(folder);
    own + found.iter().sum::<u64>()
}

/// Hands in a job that measures a folder, says how much lies in it, and hands in jobs for the folders within.
fn submit_all(pool: &Pool, folder: &Arc<Folder>, sizes: Sender<u64>) {
    let job_pool = pool.clone();
    let folder = Arc::clone(folder);
    pool.submit(move || {
        for inner in &folder.folders {
            submit_all(&job_pool, inner, sizes.clone());
        }
        sizes.send(measure(&folder)).unwrap();
    });
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
