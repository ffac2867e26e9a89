"""Threads of one process: each takes its share of the jobs."""

from threading import Thread

from work import main


def run(do_job, n_jobs, n_workers):
    answers = [None] * n_workers

    def work(me):
        answers[me] = sum(do_job(job) for job in range(me, n_jobs, n_workers))

    threads = [Thread(target=work, args=(me,)) for me in range(n_workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(answers)


if __name__ == "__main__":
    main(run)
