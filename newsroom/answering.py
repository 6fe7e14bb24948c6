"""What a worker of granian does with a request: kept pages go out by one thread, undisturbed.

A kept page takes a few microseconds. When several threads send such pages, handing Python's lock
from one to the other costs more than all the rest, so while one of them is at it, whoever comes
free lies down for a moment instead of waiting for the next request beside it. Before that one
begins something slow it wakes another, so kept pages go out meanwhile.
"""

from _thread import allocate_lock, get_ident
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from time import monotonic

from granian.server import mp

# Seconds: after so long without a kept page sent, the thread that sent it leads no more; and so
# long at most does another lie down, should nobody wake it.
LEADS, RESTS = 0.5, 0.5


def take_over() -> None:
    """Have granian's workers answer by `answering`.

    Granian has no public place for this. Raises AttributeError with a version that has moved the
    private one.
    """
    granians = mp._wsgi_call_wrap

    def wrap(application: Callable, options: dict, log_format: str | None) -> Callable:
        if not hasattr(application, "kept"):
            return granians(application, options, log_format)
        return answering(application.kept, granians(application.made, options, log_format))

    mp._wsgi_call_wrap = wrap


def answering(kept: Callable, slow: Callable) -> Callable:
    """Return what answers one request: granian's handle on the answer, and the request.

    kept: the stored answer to a request, or None. slow: answers all others.
    """
    threads = Threads()

    def answer(handle, request: dict) -> None:
        found = kept(request)
        if found is None:
            threads.step_aside()
            slow(handle, request)
            # What is left of the request's body is not wanted; its connection is.
            request.clear()
        else:
            status, headers, body = found
            handle.response_bytes(code_of(status), headers, body[0] if body else b"")
        threads.rest()

    return answer


class Threads:
    """Those of one worker: which leads, and which lie down. Python's lock guards each step."""

    def __init__(self) -> None:
        self.leader, self.seen = 0, 0.0
        self.resting: list = []

    def rest(self) -> None:
        """Lead on, or lie down beside who leads; called with an answer given."""
        me, now = get_ident(), monotonic()
        if self.leader == me or not self.leader or now - self.seen > LEADS:
            self.leader, self.seen = me, now
            return
        bed = allocate_lock()
        bed.acquire()
        self.resting.append(bed)
        # Whoever led may have stepped aside just before it could see this one.
        if self.leader:
            bed.acquire(timeout=RESTS)
        # Gone where somebody has woken this one.
        with suppress(ValueError):
            self.resting.remove(bed)

    def step_aside(self) -> None:
        """Let another lead; called before something slow."""
        if self.leader in {0, get_ident()}:
            self.leader = 0
            with suppress(IndexError):
                self.resting.pop().release()


@cache
def code_of(status: str) -> int:
    """Return the number in a status line."""
    return int(status[:3])
