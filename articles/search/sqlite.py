"""The index on SQLite: an FTS5 table over the entries' text.

FTS5 keeps no text of its own; what goes is taken out with the words it had. Triggers could do
that, but are lost whenever Django remakes the table, so every write here is an explicit one.
"""

from collections.abc import Iterable
from contextlib import nullcontext

from django.db import DatabaseError, transaction

from articles.models import SearchEntry
from articles.search.expression import Group, Token

TABLE = "articles_searchindex"


def prepare(cursor) -> None:
    """Make the index where there is none, and empty one whose entries are gone."""
    cursor.execute(
        f"CREATE VIRTUAL TABLE IF NOT EXISTS {TABLE} USING fts5("
        "text, content='articles_searchentry', content_rowid='id', tokenize='ascii')"
    )
    cursor.execute("SELECT EXISTS (SELECT 1 FROM articles_searchentry)")
    if cursor.fetchone() == (0,):
        clear(cursor)


def clear(cursor) -> None:
    """Forget every word."""
    cursor.execute(f"INSERT INTO {TABLE}({TABLE}) VALUES ('delete-all')")  # noqa: S608 - a name of ours


def write(cursor, entries: Iterable[SearchEntry]) -> None:
    """Put entries in their place, and their words into the index."""
    # FTS5 writes out what it gathered at each key that is smaller than the one before.
    rows = sorted((one.pk, one.article_id, one.text, one.is_counted) for one in entries)
    cursor.executemany(
        "INSERT INTO articles_searchentry (id, article_id, text, is_counted)"
        " VALUES (%s, %s, %s, %s) ON CONFLICT (id) DO UPDATE"
        " SET text = excluded.text, is_counted = excluded.is_counted",
        rows,
    )
    cursor.executemany(
        f"INSERT INTO {TABLE}(rowid, text) VALUES (%s, %s)",  # noqa: S608 - a name of ours
        [(key, text) for key, _piece, text, _is_counted in rows],
    )


def forget(cursor, entries: Iterable[SearchEntry]) -> None:
    """Take out the words of entries that go or change, as they were."""
    cursor.executemany(
        f"INSERT INTO {TABLE}({TABLE}, rowid, text) VALUES ('delete', %s, %s)",  # noqa: S608
        sorted((one.pk, one.text) for one in entries),
    )


def check(cursor) -> bool:
    """Whether the index holds exactly the entries' words."""
    try:
        with transaction.atomic():
            cursor.execute(f"INSERT INTO {TABLE}({TABLE}, rank) VALUES ('integrity-check', 1)")  # noqa: S608 - a name of ours
    except DatabaseError:
        return False
    return True


def restore(cursor) -> None:
    """Make the index anew from the entries."""
    cursor.execute(f"INSERT INTO {TABLE}({TABLE}) VALUES ('rebuild')")  # noqa: S608 - a name of ours


# Many rows can be read without a transaction, which would keep all writers out.
snapshot = nullcontext

# What the engine is asked: where from, the condition, and the key to go by.
SOURCE = f"{TABLE} CROSS JOIN articles_searchentry ON articles_searchentry.id = {TABLE}.rowid"
CONDITION = f"{TABLE} MATCH %s"
KEY = f"{TABLE}.rowid"
# To the rows that match, one after the other, and never the other way round.
JOIN = "CROSS JOIN"
KEYS = f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s"  # noqa: S608


def newest_first(wanted: Group, limit: int) -> tuple[str, str]:
    """Return as SQL the condition and the order: here the index is read from its newest end."""
    return CONDITION, f"{KEY} DESC"


def render(wanted: Group, unwanted: Group) -> str:
    """Return the engine's own query. All are letters and digits, in quotation marks."""
    has = _render(wanted)
    return f"({has}) NOT ({_render(unwanted)})" if unwanted.members else has


def _render(node: Group | Token) -> str:
    if isinstance(node, Token):
        return f'"{" ".join(node.words)}"{"*" if node.prefix else ""}'
    joint = f" {'AND' if node.every else 'OR'} "
    return joint.join(f"({_render(member)})" for member in node.members)
