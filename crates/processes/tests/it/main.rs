//! The worker of the lesson, with real processes: this binary starts itself again.

use std::collections::HashSet;
use std::io;
use std::process::{self, ExitCode};

use libtest_mimic::{Arguments, Trial};
use processes::start_methods::Job;
use processes::workers::{Worker, asked_to_work, serve};

fn main() -> ExitCode {
    // The role first: before the arguments are read as those of a test.
    if asked_to_work() {
        serve(io::stdin().lock(), io::stdout()).expect("jobs");
        return ExitCode::SUCCESS;
    }
    let tests: [(&str, fn()); 4] = [
        ("a_worker_does_what_it_is_sent", does_jobs),
        ("workers_are_other_processes", other_processes),
        ("a_dead_worker_gives_an_error_not_a_result", dead_worker),
        ("a_line_that_is_no_job_is_an_error", no_job),
    ];
    let trials = tests.map(|(name, test)| {
        Trial::test(name, move || {
            test();
            Ok(())
        })
    });
    libtest_mimic::run(&Arguments::from_args(), trials.into()).exit_code()
}

fn reverse(word: &str) -> Job {
    let word = word.to_owned();
    Job::Reverse { word }
}

fn does_jobs() {
    let mut worker = Worker::start().unwrap();
    for (word, backwards) in [("abc", "cba"), ("", ""), ("two words", "sdrow owt")] {
        assert_eq!(worker.do_job(&reverse(word)).unwrap(), backwards);
    }
    // More than a pipe holds, in both directions.
    let long = "ab".repeat(200_000);
    assert_eq!(
        worker.do_job(&reverse(&long)).unwrap(),
        "ba".repeat(200_000)
    );
}

fn other_processes() {
    let workers = [Worker::start().unwrap(), Worker::start().unwrap()];
    let mut ids: HashSet<u32> = workers.iter().map(Worker::id).collect();
    ids.insert(process::id());
    assert_eq!(ids.len(), 3);
}

fn dead_worker() {
    let mut worker = Worker::start().unwrap();
    assert_eq!(worker.do_job(&reverse("ab")).unwrap(), "ba");
    worker.kill().unwrap();
    // Either the pipe to it is broken already, or the one from it ends.
    worker.do_job(&reverse("cd")).unwrap_err();
}

fn no_job() {
    let error = serve("reverse ab\nexplode\n".as_bytes(), Vec::new()).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::InvalidData);
}
