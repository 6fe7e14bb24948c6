"""What hardly ever changes, read once a process and used until anything is changed.

Never stale, by the page store's own rule: the epoch moves on with every change, on every machine
and before it is committed. What was read is remembered only if the epoch is still that of before
the reading and no change under way touches it, and is used only while the epoch stays there. A
machine that does not hear of the others has no lease, and remembers nothing.
"""

import time
from collections.abc import Callable, Collection
from typing import TypeVar

from articles import page_shelf
from articles.page_index import Key

Value = TypeVar("Value")
# Which store, under which number, and at which epoch.
Moment = tuple[int, int, int]

MOST = 200

_known: dict[str, tuple[Moment, object]] = {}


def once(name: str, keys: Collection[Key], read: Callable[[], Value]) -> Value:
    """Return what `read` returns, from memory while nothing has changed.

    keys: what a change of it touches. The value is shared, and must not be changed.
    """
    now = _moment()
    known = _known.get(name)
    if now and known and known[0] == now:
        return known[1]
    value = read()
    if now and page_shelf.store().is_settled(keys, epoch=now[2]):
        # Names are few, unless somebody asks for the site by many of its hosts.
        if len(_known) >= MOST:
            _known.clear()
        _known[name] = (now, value)
    return value


def _moment() -> Moment | None:
    """Return where the store is; None where nothing may be remembered."""
    if not page_shelf.are_kept() or time.time_ns() >= page_shelf.sender().lease:
        return None
    state = page_shelf.store().reopen()
    numbers = state and state.read()
    return (numbers.store, numbers.generation, numbers.epoch) if numbers else None
