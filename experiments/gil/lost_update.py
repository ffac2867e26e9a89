"""Several threads add to one counter, without a lock of their own: how many additions are lost?

Two ways to write the addition, and what each becomes. Argument: how often each thread adds.
"""

import dis
import json
import sys
from threading import Thread

N_THREADS = 4
# How long a thread may keep the interpreter while another one wants it. The default is 5 ms; a short one makes it
# change hands often.
SWITCH_INTERVAL = 0.000001

counter = 0


def one():
    return 1


def add_with_call(times):
    global counter
    for _ in range(times):
        counter = counter + one()


def add_constant(times):
    global counter
    for _ in range(times):
        counter += 1


def counted(add, times):
    """What the counter holds when all threads are done."""
    global counter
    counter = 0
    threads = [Thread(target=add, args=(times,)) for _ in range(N_THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return counter


def bytecode(add):
    """The instructions of the addition: from the load of the counter to the store."""
    addition = []
    for instruction in dis.get_instructions(add):
        if addition or instruction.argval == "counter":
            addition.append(f"{instruction.opname} {instruction.argrepr}".strip())
        if instruction.opname == "STORE_GLOBAL":
            return addition
    raise ValueError("no store of the counter was found")


if __name__ == "__main__":
    times = int(sys.argv[1])
    sys.setswitchinterval(SWITCH_INTERVAL)
    print(json.dumps({
        "threads": N_THREADS,
        "switch_interval_seconds": SWITCH_INTERVAL,
        "expected": N_THREADS * times,
        "additions": [
            {"written": written, "counted": counted(add, times), "bytecode": bytecode(add)}
            for written, add in [
                ("counter = counter + one()", add_with_call),
                ("counter += 1", add_constant),
            ]
        ],
    }))
