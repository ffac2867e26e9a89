//! A rule about pools of threads whose jobs wait for other jobs. A single thread that waits for what lies in its own queue
//! is the business of `itself`.

use model::report::Blocked;

use super::channels::n_pending;
use super::{Case, Diagnosis, found, is_receive, is_send};
use crate::naming::end_of_channel;
use crate::render::words;
use crate::report::Verdict;

/// All threads that take jobs from a queue wait, and jobs that they have put there are still in it.
///
/// It asks that there are several such threads, that each is in the midst of a job and waits for a message or for the end
/// of a thread, and that nobody but they could be the one who has to answer: nobody else has sent to where they wait, and
/// all others do nothing but wait for answers themselves.
pub(super) fn pool_waits_for_itself(case: &Case<'_>) -> Option<Diagnosis> {
    if case.verdict != Verdict::Deadlock {
        return None;
    }
    let steps = case.steps();
    let mut queues: Vec<u32> = steps
        .iter()
        .filter(|step| is_send(step))
        .filter_map(|step| step.object)
        .collect();
    queues.sort_unstable();
    queues.dedup();
    queues.into_iter().find_map(|queue| of_queue(case, queue))
}

fn of_queue(case: &Case<'_>, queue: u32) -> Option<Diagnosis> {
    let steps = case.steps();
    let n_left = n_pending(steps, queue);
    let mut pool: Vec<u32> = steps
        .iter()
        .filter(|step| is_receive(step) && step.object == Some(queue))
        .map(|step| step.thread)
        .collect();
    pool.sort_unstable();
    pool.dedup();
    if n_left == 0 || pool.len() < 2 {
        return None;
    }
    let waits_for_answer = |blocked: &&Blocked| {
        matches!(blocked.op.as_str(), "recv" | "join") && blocked.object != Some(queue)
    };
    let waiting: Vec<&Blocked> = case
        .blocked()
        .iter()
        .filter(|blocked| pool.contains(&blocked.thread))
        .collect();
    let is_from_outside = |waiting: &&Blocked| {
        waiting.object.is_some_and(|answers| {
            steps.iter().any(|step| {
                is_send(step) && step.object == Some(answers) && !pool.contains(&step.thread)
            })
        })
    };
    // Whoever has gone takes no more jobs, but that is another story.
    let all_wait =
        waiting.len() == pool.len() && case.blocked().iter().all(|b| waits_for_answer(&b));
    if !all_wait || waiting.iter().any(is_from_outside) {
        return None;
    }
    // The last thing that went into the queue came from one of them, so it is what somebody waits for.
    let last = steps
        .iter()
        .rfind(|step| is_send(step) && step.object == Some(queue))?;
    if !pool.contains(&last.thread) {
        return None;
    }
    let names: Vec<&str> = pool.iter().map(|thread| case.thread(*thread)).collect();
    let lines: Vec<String> = waiting
        .iter()
        .map(|blocked| {
            format!(
                "{}{}",
                case.thread(blocked.thread),
                case.at_line(blocked.place.as_ref())
            )
        })
        .collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let jobs = if n_left == 1 {
        "One job still lies".to_owned()
    } else {
        format!("{n_left} jobs still lie")
    };
    found(
        "pool-waits-for-itself",
        format!(
            "{jobs} in `{}`, and those who take jobs from it are {}. All of them are in the midst of a job, and wait: {}. So \
             nobody is left to do what they wait for.",
            end_of_channel(case.object(queue), "recv"),
            words::list(&names),
            words::list(&lines),
        ),
    )
}

#[cfg(test)]
mod tests {
    use model::report::End;

    use crate::diagnose::fixture::{Script, check, check_sentence};
    use crate::report::Verdict::Deadlock;

    const POOL: &str = "fn main() {
    let (jobs, queue) = mpsc::channel();
    queue.lock().unwrap().recv();
    let (answer, size) = mpsc::channel();
    jobs.send(job);
    size.recv().unwrap();
    total.recv();
}";

    /// Two threads took a job each, and somebody handed in a third one.
    fn busy(sender: u32) -> Script {
        Script::new(POOL, 4)
            .object("channel", (2, 25))
            .act(0, "send", (5, 10))
            .act(1, "recv", (3, 27))
            .act(1, "send", (5, 10))
            .act(2, "recv", (3, 27))
            .act(sender, "send", (5, 10))
            .object("channel", (4, 26))
            .blocked(0, "recv", None, &[], (7, 11), None)
            .blocked(1, "recv", Some(1), &[], (6, 10), None)
            .ends(End::Deadlock)
    }

    #[test]
    fn all_threads_wait_for_a_job_that_nobody_takes() {
        check_sentence(
            &busy(2).blocked(2, "recv", Some(1), &[], (6, 10), None),
            Deadlock,
            "pool-waits-for-itself",
            "One job still lies in `queue`, and those who take jobs from it are worker-1 and worker-2. All of them are in \
             the midst of a job, and wait: worker-1 at line 6 and worker-2 at line 6. So nobody is left to do what they \
             wait for.",
        );
    }

    #[test]
    fn other_waits_are_other_stories() {
        // One of them would take the job.
        let idle = busy(2).blocked(2, "recv", Some(0), &[], (3, 27), None);
        check(&idle, Deadlock, None);
        // One of them waits for a lock.
        let locked = busy(2).blocked(2, "lock", Some(0), &[], (3, 11), None);
        check(&locked, Deadlock, None);
        // One of them has gone.
        check(&busy(2), Deadlock, None);
        // Nobody in the pool waits for this job.
        let outside = busy(0).blocked(2, "recv", Some(1), &[], (6, 10), None);
        check(&outside, Deadlock, None);
        // Answers come from somebody else.
        let answered =
            busy(2)
                .act(3, "send", (7, 1))
                .blocked(2, "recv", Some(1), &[], (6, 10), None);
        check(&answered, Deadlock, None);
    }
}
