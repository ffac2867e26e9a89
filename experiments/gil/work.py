"""The work that is done one after another, with threads and with processes: jobs that compute, and jobs that wait.

The Rust program of the experiment does the same jobs (crates/experiment/src/subject.rs) and must get the same answers.
"""

import json
import socket
import sys
import time
from functools import partial


def compute(job, size):
    """Computes: the steps that each of `size` numbers takes to get to 1, halved if even, else tripled plus one."""
    steps = 0
    for number in range(job * size + 1, (job + 1) * size + 1):
        while number != 1:
            number = number // 2 if number % 2 == 0 else 3 * number + 1
            steps += 1
    return steps


def wait(job, port):
    """Waits: asks a server on this machine, which is slow to answer."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(f"{job}\n".encode())
        with connection.makefile() as replies:
            return int(replies.readline())


def main(run):
    """Runs `run(do_job, n_jobs, n_workers)`; prints how long that took and the sum of the jobs' answers.

    Arguments: `compute JOBS WORKERS SIZE` or `wait JOBS WORKERS PORT`.
    """
    kind, n_jobs, n_workers, detail = sys.argv[1], *map(int, sys.argv[2:])
    do_job = partial(compute, size=detail) if kind == "compute" else partial(wait, port=detail)
    started = time.perf_counter()
    answer = run(do_job, n_jobs, n_workers)
    seconds = time.perf_counter() - started
    print(json.dumps({"seconds": seconds, "answer": answer}))
