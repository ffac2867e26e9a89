//! Hidden test of `05_par_iter`: what is sharp is developed, once, on all threads of the pool, and stays in its order,
//! whoever is done first.
//!
//! Who is done first is the test's choice: photos are held up so that the order in which they are done can't be that of the
//! list. That threads work at the same time is proved by a meeting: each waits in the middle of its photo until all
//! have come.

use std::collections::{HashMap, HashSet};
use std::sync::{Condvar, Mutex};
use std::thread::{self, ThreadId};
use std::time::Duration;

use rayon::{ThreadPool, ThreadPoolBuilder};
use witness::{Check, check, mistake};

use super::album;

/// How long somebody waits for the others. A right program needs a small part of it.
const LONG: Duration = Duration::from_secs(4);
/// Threads of the pool.
const N_THREADS: usize = 4;
/// Photos in a check where it matters that they are many.
const MANY: usize = 64;

pub fn checks() -> Vec<Check> {
    vec![
        check(
            "the sharp photos are developed, in their order, and numbered",
            || {
                for n_photos in [MANY, 7, 2, 1, 0] {
                    let photos = photos(n_photos);
                    let found = pool().install(|| album(&photos, &is_sharp, &develop));
                    expect(&photos, &found);
                }
            },
        ),
        check("whoever is done first, the order stays", || {
            let photos = photos(MANY);
            let delay = Delay::new();
            let found = pool().install(|| {
                album(&photos, &is_sharp, &|photo: &str| {
                    delay.pass(photo == photos[0]);
                    develop(photo)
                })
            });
            expect(&photos, &found);
        }),
        check(
            "all threads of the pool look at photos and develop them at the same time",
            || {
                let photos = photos(MANY);
                let looking = Meeting::of(N_THREADS);
                let developing = Meeting::of(N_THREADS);
                let pool = pool();
                pool.install(|| {
                    album(
                        &photos,
                        &|photo: &str| {
                            looking.attend();
                            is_sharp(photo)
                        },
                        &|photo: &str| {
                            // Once somebody has waited in vain, it is decided.
                            if !looking.seen().was_in_vain {
                                developing.attend();
                            }
                            develop(photo)
                        },
                    )
                });
                let (looking, developing) = (looking.seen(), developing.seen());
                expect_all_at_once(&looking, &pool, "is_sharp");
                if developing.most_at_once == 1 && developing.threads.len() > 1 {
                    mistake!(
                        NotConcurrent,
                        "lock-held-across-sleep",
                        "several threads looked at photos at the same time; each of them then came to `develop`, but never more than one                      at a time"
                    );
                }
                expect_all_at_once(&developing, &pool, "develop");
            },
        ),
        check("nothing is done for nothing", || {
            let photos = photos(MANY);
            let looked_at = Tally::default();
            let developed = Tally::default();
            pool().install(|| {
                album(
                    &photos,
                    &|photo: &str| {
                        looked_at.count(photo);
                        is_sharp(photo)
                    },
                    &|photo: &str| {
                        developed.count(photo);
                        develop(photo)
                    },
                )
            });
            for photo in &photos {
                let times = looked_at.times(photo);
                assert!(
                    times > 0,
                    "`is_sharp` was never asked for the photo {photo:?}"
                );
                if times > 1 {
                    mistake!(
                        Inefficient,
                        "worked-for-nothing",
                        "`is_sharp` was asked {times} times for the photo {photo:?}; it takes time, and the answer is always the same"
                    );
                }
                let times = developed.times(photo);
                if times > usize::from(is_sharp(photo)) {
                    let kind = if is_sharp(photo) { "sharp" } else { "blurred" };
                    let times = if times == 1 {
                        "once".to_owned()
                    } else {
                        format!("{times} times")
                    };
                    mistake!(
                        Inefficient,
                        "worked-for-nothing",
                        "the photo {photo:?} is {kind}, and it was developed {times}"
                    );
                }
            }
        }),
    ]
}

fn pool() -> ThreadPool {
    ThreadPoolBuilder::new()
        .num_threads(N_THREADS)
        .build()
        .expect("a pool of threads")
}

/// Photos with different names. The first is sharp; the names are in no order.
fn photos(n_photos: usize) -> Vec<String> {
    (0..n_photos)
        .map(|number| {
            format!(
                "{}{number}",
                ["sea", "cat", "hill", "boat", "dog"][number % 5]
            )
        })
        .collect()
}

/// All but the cats.
fn is_sharp(photo: &str) -> bool {
    !photo.starts_with("cat")
}

fn develop(photo: &str) -> String {
    format!("<{photo}>")
}

fn expect(photos: &[String], found: &[(usize, String)]) {
    let expected: Vec<String> = photos
        .iter()
        .filter(|photo| is_sharp(photo))
        .map(|photo| develop(photo))
        .collect();
    let pictures: Vec<String> = found.iter().map(|(_, picture)| picture.clone()).collect();
    let sorted = |pictures: &[String]| {
        let mut sorted = pictures.to_vec();
        sorted.sort();
        sorted
    };
    let told = |pictures: &[String]| {
        let shown = pictures
            .iter()
            .take(6)
            .cloned()
            .collect::<Vec<_>>()
            .join(", ");
        if pictures.len() > 6 {
            shown + ", …"
        } else {
            shown
        }
    };
    if pictures != expected {
        let differs = pictures
            .iter()
            .zip(&expected)
            .position(|(found, expected)| found != expected);
        let place = differs.unwrap_or(0);
        let there = pictures.get(place).map_or("nothing", String::as_str);
        if sorted(&pictures) != sorted(&expected) {
            panic!(
                "of {} photos, {} are sharp; the album has {} pictures, beginning with {}",
                photos.len(),
                expected.len(),
                pictures.len(),
                told(&pictures)
            );
        }
        let message = format!(
            "all pictures are there, but in another order than the photos: number {} is {there}, and was to be {}",
            place + 1,
            expected[place]
        );
        if pictures == sorted(&pictures) {
            panic!("{message}. They are sorted by name");
        }
        mistake!("completion-order", "{message}");
    }
    let numbers: Vec<usize> = found.iter().map(|(number, _)| *number).collect();
    let right: Vec<usize> = (1..=expected.len()).collect();
    if numbers == right {
        return;
    }
    let mut in_order = numbers.clone();
    in_order.sort_unstable();
    let message = format!(
        "the pictures are in order, and their numbers are not: the album begins with {:?}",
        &numbers[..numbers.len().min(6)]
    );
    if in_order == right {
        mistake!("numbered-on-the-way", "{message}");
    }
    let of_photos = |offset: usize| -> Vec<usize> {
        let sharp = photos
            .iter()
            .enumerate()
            .filter(|(_, photo)| is_sharp(photo));
        sharp.map(|(place, _)| place + offset).collect()
    };
    if numbers == of_photos(0) || numbers == of_photos(1) {
        let numbers = &numbers[..numbers.len().min(6)];
        mistake!(
            "numbered-before-filtering",
            "numbers are left out: the album begins with {numbers:?}"
        );
    }
    let wrong = numbers
        .iter()
        .zip(&right)
        .find(|(found, right)| found != right);
    if let Some((found, right)) = wrong {
        panic!("the pictures are in order; number {right} is numbered {found}");
    }
}

fn expect_all_at_once(seen: &Seen, pool: &ThreadPool, function: &str) {
    let most = seen.most_at_once;
    let in_pool: HashSet<ThreadId> = pool
        .broadcast(|_| thread::current().id())
        .into_iter()
        .collect();
    if most < N_THREADS {
        let message = format!(
            "the pool has {N_THREADS} threads, and there are {MANY} photos; never more than {most} at a time in `{function}`"
        );
        if most <= 1 {
            mistake!(NotConcurrent, "one-at-a-time", "{message}");
        }
        mistake!(NotConcurrent, "few-at-a-time", "{message}");
    }
    if !seen.threads.is_subset(&in_pool) {
        mistake!(
            Inefficient,
            "too-many-threads",
            "it is called on a pool with {N_THREADS} threads, and `{function}` was called on {} threads, not all of them of the \
             pool",
            seen.threads.len()
        );
    }
}

/// How often something was done with each photo.
#[derive(Default)]
struct Tally(Mutex<HashMap<String, usize>>);

impl Tally {
    fn count(&self, photo: &str) {
        *self.0.lock().unwrap().entry(photo.to_owned()).or_default() += 1;
    }

    fn times(&self, photo: &str) -> usize {
        self.0.lock().unwrap().get(photo).copied().unwrap_or(0)
    }
}

/// Puts the threads out of step: all of them hold their first photos at the same time, and later their second ones. Whoever
/// has the first photo of all holds it until another thread is through with one, and has begun another.
///
/// So nothing that only follows the order in which photos are done, or handed out, comes to the order of the list by chance.
/// A program with fewer threads waits in vain, once; another check says so.
struct Delay {
    begun: Mutex<HashMap<ThreadId, usize>>,
    first: Meeting,
    second: Meeting,
}

impl Delay {
    fn new() -> Delay {
        Delay {
            begun: Mutex::default(),
            first: Meeting::of(N_THREADS),
            second: Meeting::of(N_THREADS),
        }
    }

    fn pass(&self, is_first_of_all: bool) {
        let times = {
            let mut begun = self.begun.lock().unwrap();
            let times = begun.entry(thread::current().id()).or_default();
            *times += 1;
            *times
        };
        if times == 1 {
            self.first.attend();
        }
        if self.first.seen().was_in_vain {
            return;
        }
        if times == 2 {
            self.second.attend();
        }
        if is_first_of_all {
            self.second.wait_for_somebody();
        }
    }
}

/// Threads that wait for one another in the middle of their jobs.
struct Meeting {
    n_wanted: usize,
    state: Mutex<Seen>,
    changed: Condvar,
}

/// Who came to a meeting.
#[derive(Clone, Default)]
struct Seen {
    n_present: usize,
    most_at_once: usize,
    threads: HashSet<ThreadId>,
    /// All are there, or somebody has waited in vain: nobody waits any more.
    is_over: bool,
    /// Somebody has.
    was_in_vain: bool,
}

impl Meeting {
    fn of(n_wanted: usize) -> Meeting {
        Meeting {
            n_wanted,
            state: Mutex::default(),
            changed: Condvar::new(),
        }
    }

    /// Comes, and waits until as many are there as are wanted.
    fn attend(&self) {
        let mut seen = self.state.lock().unwrap();
        seen.threads.insert(thread::current().id());
        seen.n_present += 1;
        seen.most_at_once = seen.most_at_once.max(seen.n_present);
        seen.is_over |= seen.n_present >= self.n_wanted;
        self.changed.notify_all();
        let waited = self
            .changed
            .wait_timeout_while(seen, LONG, |seen| !seen.is_over);
        let (mut seen, waited) = waited.unwrap();
        seen.was_in_vain |= waited.timed_out() && !seen.is_over;
        seen.is_over = true;
        seen.n_present -= 1;
        self.changed.notify_all();
    }

    /// Waits until one has come.
    fn wait_for_somebody(&self) {
        let seen = self.state.lock().unwrap();
        let nobody = |seen: &mut Seen| seen.threads.is_empty();
        drop(self.changed.wait_timeout_while(seen, LONG, nobody));
    }

    fn seen(&self) -> Seen {
        self.state.lock().unwrap().clone()
    }
}
