"""One job after another."""

from work import main


def run(do_job, n_jobs, n_workers):
    return sum(do_job(job) for job in range(n_jobs))


if __name__ == "__main__":
    main(run)
