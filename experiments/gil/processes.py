"""Processes, each with an interpreter of its own: a pool hands out the jobs."""

from multiprocessing import Pool

from work import main


def run(do_job, n_jobs, n_workers):
    with Pool(n_workers) as pool:
        return sum(pool.map(do_job, range(n_jobs), chunksize=1))


if __name__ == "__main__":
    main(run)
