"""What a worker of granian does with a request: kept pages go out at once, the rest when made.

One thread sends what is kept, a few others make what is not. So a reader of a kept page never
waits for one that is slow to make, however many of those there are. It is also cheaper: threads
that take turns with Python's lock cost a kept page more than all the rest of it.
"""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from granian.server import mp

logger = logging.getLogger(__name__)

# More threads than this in one process wait for Python's lock, not for the database.
THREADS = 4


def take_over() -> None:
    """Have granian's workers answer by `answering`.

    Granian has no public place for this. Raises AttributeError with a version that has moved the
    private one: serving on with one thread for everything would be worse than not at all.
    """
    granians = mp._wsgi_call_wrap

    def wrap(application: Callable, options: dict, log_format: str | None) -> Callable:
        if not hasattr(application, "kept"):
            return on_threads(granians(application, options, log_format))
        return answering(application.kept, granians(application.made, options, log_format))

    mp._wsgi_call_wrap = wrap


def answering(kept: Callable, slow: Callable) -> Callable:
    """Return what answers one request: granian's handle on the answer, and the request.

    kept: the stored answer to a request, or None. slow: answers all others.
    """
    hand_on = on_threads(slow)

    def answer(handle, request: dict) -> None:
        found = kept(request)
        if found is None:
            hand_on(handle, request)
        else:
            status, headers, body = found
            handle.response_bytes(code_of(status), headers, body[0] if body else b"")

    return answer


def on_threads(slow: Callable) -> Callable:
    """Return the same, done by one of a few threads while the caller goes on."""
    pool = ThreadPoolExecutor(THREADS, thread_name_prefix="site")

    def work(handle, request: dict) -> None:
        try:
            slow(handle, request)
        # Whatever it is, somebody waits for an answer, and the thread is needed.
        except Exception:
            logger.exception("A request could not be answered")
            handle.response_bytes(500, [], b"")

    def hand_on(handle, request: dict) -> None:
        pool.submit(work, handle, request)

    return hand_on


@cache
def code_of(status: str) -> int:
    """Return the number in a status line."""
    return int(status[:3])
