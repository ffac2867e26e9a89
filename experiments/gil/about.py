"""Which Python this is, as one line of JSON, and whether it has a global interpreter lock.

Even Python 2 can run this file, so that it can be told from one that is new enough.
"""

import json
import platform
import sys


def has_lock():
    """Whether one thread at a time runs; None where that cannot be told."""
    if hasattr(sys, "_is_gil_enabled"):
        return sys._is_gil_enabled()
    # Before version 3.13 there was no way to be without.
    return True if platform.python_implementation() in ("CPython", "PyPy") else None


print(json.dumps({
    "implementation": platform.python_implementation(),
    "version": list(sys.version_info[:3]),
    "gil": has_lock(),
}))
