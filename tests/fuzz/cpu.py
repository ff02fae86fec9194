"""A limit of processor time, which other programs on the machine do not use up."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raise AssertionError where the work of this block takes more processor time.

    It is raised in the midst of that work, so that its traceback shows what takes long.
    """

    def stop(*_: object) -> None:
        raise AssertionError(f"more than {seconds:.1f} seconds of processor time")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
