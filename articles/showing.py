"""What a page shows, noted while it is made (pure).

Every table that is read while a page is made is noted, from the statements themselves, so a page
that nobody thought of is removed when anything in one of its tables changes. Code that knows
better says so where it reads:

    with showing.only(Key("list:section:3", lo=oldest)):
        pieces = list(...)

Of what is read within, the rows count that become objects, and the keys named; not the tables.
What is over at a moment of its own says `showing.until(moment)`.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from articles.page_index import Key

READ = re.compile(r'\b(?:FROM|JOIN)\s+\(*"(\w+)"')


@dataclass(slots=True)
class Shown:
    """What one page shows. exact: the tables for which code may know better."""

    exact: frozenset[str] = frozenset()
    keys: set[Key] = field(default_factory=set)
    tables: set[str] = field(default_factory=set)
    parameters: set[str] = field(default_factory=set)
    ends_at: datetime | None = None
    narrow: int = 0

    def note_statement(self, sql: str) -> None:
        """Note the tables that a statement reads."""
        for table in tables_read(sql):
            self.tables.add(table)
            self.keys.add(Key(f"any:{table}"))
            if not self.narrow or table not in self.exact:
                self.keys.add(Key(f"table:{table}"))

    def note_row(self, table: str, pk: object) -> None:
        """Note a row that became an object."""
        self.keys.add(Key(f"row:{table}:{pk}"))


_current: ContextVar[Shown | None] = ContextVar("shown", default=None)


@lru_cache(maxsize=512)
def tables_read(sql: str) -> frozenset[str]:
    """Return the tables that a statement reads from."""
    return frozenset(READ.findall(sql))


def current() -> Shown | None:
    """Return what is noted for the page being made, if one is."""
    return _current.get()


@contextmanager
def noting(shown: Shown) -> Iterator[Shown]:
    """Note into `shown` what is read within."""
    token = _current.set(shown)
    try:
        yield shown
    finally:
        _current.reset(token)


@contextmanager
def only(*keys: Key) -> Iterator[None]:
    """Within, rows that become objects and these keys are all that counts of what is read."""
    shown = _current.get()
    if shown is None:
        yield
        return
    shown.keys.update(keys)
    shown.narrow += 1
    try:
        yield
    finally:
        shown.narrow -= 1


def also(*keys: Key) -> None:
    """Name what is known only after reading."""
    if (shown := _current.get()) is not None:
        shown.keys.update(keys)


def until(moment: datetime) -> None:
    """The page shows something that is over at `moment`."""
    shown = _current.get()
    if shown is not None and (shown.ends_at is None or moment < shown.ends_at):
        shown.ends_at = moment


def parameter(name: str) -> None:
    """The page depends on this parameter of its address."""
    if (shown := _current.get()) is not None:
        shown.parameters.add(name)
