"""Which stored page shows what: a small SQLite file beside the pages (pure).

A page depends on keys. A key may carry a range: `list:section:3` from one moment to another is
the stretch of that list the page was made from, so that a piece entering elsewhere in it leaves
the page alone. Moments are microseconds since 1970.

A hold is a change under way: its keys, kept from before the transaction commits until after.
Whoever made it holds a lock on the file that names it; the kernel gives the lock back when the
process is killed, so holds of the dead are told from those of the living.
"""

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

ALWAYS = 2**62
# How many done removals are remembered, so that one that comes twice is done once.
REMEMBERED = 1000

# No write-ahead log: its index is mapped into memory, and a file that somebody truncates then
# kills whoever reads it. Kills of a process are survived either way; power cuts need not be. The
# journal is written over: to cut it off each time costs half as much again as what it is for.
SCHEMA = """
PRAGMA journal_mode = PERSIST;
PRAGMA journal_size_limit = 1000000;
PRAGMA synchronous = OFF;
CREATE TABLE IF NOT EXISTS page (id INTEGER PRIMARY KEY, name TEXT UNIQUE, size INTEGER);
CREATE TABLE IF NOT EXISTS dep (key TEXT, lo INTEGER, hi INTEGER, page INTEGER);
CREATE INDEX IF NOT EXISTS dep_key ON dep (key);
CREATE INDEX IF NOT EXISTS dep_page ON dep (page);
CREATE TABLE IF NOT EXISTS hold (owner TEXT, key TEXT, lo INTEGER, hi INTEGER, dead_at INTEGER);
CREATE INDEX IF NOT EXISTS hold_key ON hold (key);
CREATE TABLE IF NOT EXISTS done (id INTEGER PRIMARY KEY, removal TEXT UNIQUE);
"""

# Whose index this is. Looks into every table, so that damage is found here.
WHOSE = """
SELECT user_version FROM pragma_user_version
LEFT JOIN (SELECT 1 FROM page, dep, hold, done LIMIT 1)
"""


class Key(NamedTuple):
    """What a page shows, or what a change touches; from `lo` to `hi` where it has an order."""

    name: str
    lo: int = -ALWAYS
    hi: int = ALWAYS


class PageIndex:
    """The index's file. Every call is made under the store's lock."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.inode = 0
        self._database = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._database.executescript(SCHEMA)
        self.inode = path.stat().st_ino

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def belongs_to(self, store: int) -> bool:
        """Whether this is the index of that store."""
        return self._run(WHOSE).fetchone()[0] == store % 2**31

    def belong_to(self, store: int) -> None:
        """Be the index of that store from now on."""
        self._run(f"PRAGMA user_version = {store % 2**31}")

    def add(self, name: str, size: int, keys: Iterable[Key]) -> None:
        """Note a page and what it depends on, before its file appears."""
        with self._transaction() as run:
            self._forget(run, [name])
            page = run("INSERT INTO page (name, size) VALUES (?, ?)", (name, size)).lastrowid
            rows = [(key.name, key.lo, key.hi, page) for key in keys]
            self._database.executemany("INSERT INTO dep VALUES (?, ?, ?, ?)", rows)

    def forget(self, names: Iterable[str]) -> None:
        """Take pages out."""
        with self._transaction() as run:
            self._forget(run, names)

    def touched_by(self, keys: Iterable[Key]) -> set[str]:
        """Return the names of the pages that depend on what changes."""
        query = (
            "SELECT page.name FROM dep JOIN page ON page.id = dep.page "
            "WHERE dep.key = ? AND dep.lo <= ? AND dep.hi >= ?"
        )
        found: set[str] = set()
        for key in keys:
            found.update(row[0] for row in self._run(query, (key.name, key.hi, key.lo)))
        return found

    def held_by(self, keys: Iterable[Key]) -> set[str]:
        """Return the owners of the changes under way that touch one of these keys."""
        query = "SELECT DISTINCT owner FROM hold WHERE key = ? AND lo <= ? AND hi >= ?"
        found: set[str] = set()
        if self._run("SELECT 1 FROM hold LIMIT 1").fetchone() is None:
            return found
        for key in keys:
            found.update(row[0] for row in self._run(query, (key.name, key.hi, key.lo)))
        return found

    def hold(self, owner: str, keys: Iterable[Key]) -> None:
        """Note a change under way, also one that touches no page: it may touch the clock."""
        rows = [(owner, key.name, key.lo, key.hi) for key in (Key(""), *keys)]
        self._database.executemany("INSERT INTO hold VALUES (?, ?, ?, ?, NULL)", rows)

    def holds(self) -> dict[str, int | None]:
        """Return each owner of a change under way, with the second it was found dead."""
        return dict(self._run("SELECT DISTINCT owner, dead_at FROM hold"))

    def mark_dead(self, owner: str, now: int) -> None:
        """Note when the owner of a change was found dead."""
        self._run("UPDATE hold SET dead_at = ? WHERE owner = ?", (now, owner))

    def release(self, owner: str) -> None:
        """The change is over."""
        self._run("DELETE FROM hold WHERE owner = ?", (owner,))

    def is_done(self, removal: str) -> bool:
        """Whether this removal was done already."""
        return bool(self._run("SELECT 1 FROM done WHERE removal = ?", (removal,)).fetchone())

    def note_done(self, removal: str) -> None:
        """Note that this removal is done."""
        made = self._run("INSERT OR IGNORE INTO done (removal) VALUES (?)", (removal,))
        if made.rowcount:
            self._run("DELETE FROM done WHERE id <= ?", (made.lastrowid - REMEMBERED,))

    def sizes(self) -> dict[str, int]:
        """Return the size of each page's file, by name."""
        return dict(self._run("SELECT name, size FROM page"))

    def total(self) -> int:
        """Return the bytes of all pages."""
        return self._run("SELECT coalesce(sum(size), 0) FROM page").fetchone()[0]

    def clear(self) -> None:
        """Take all pages out; changes under way stay."""
        with self._transaction() as run:
            run("DELETE FROM dep")
            run("DELETE FROM page")

    def _forget(self, run, names: Iterable[str]) -> None:
        for name in names:
            if known := run("SELECT id FROM page WHERE name = ?", (name,)).fetchone():
                run("DELETE FROM dep WHERE page = ?", known)
                run("DELETE FROM page WHERE id = ?", known)

    def _run(self, sql: str, parameters: tuple = ()) -> sqlite3.Cursor:
        return self._database.execute(sql, parameters)

    def _transaction(self) -> "_Transaction":
        return _Transaction(self._database)


class _Transaction:
    """All or nothing."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self.database = database

    def __enter__(self):
        self.database.execute("BEGIN IMMEDIATE")
        return self.database.execute

    def __exit__(self, kind, *_) -> None:
        self.database.execute("COMMIT" if kind is None else "ROLLBACK")
