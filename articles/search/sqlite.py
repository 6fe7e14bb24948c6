"""The index on SQLite: an FTS5 table over the entries' text.

FTS5 keeps no text of its own; what goes is taken out with the words it had. Triggers could do
that, but are lost whenever Django remakes the table, so every write here is an explicit one.
"""

from collections.abc import Iterable

from django.db import DatabaseError, transaction

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


def insert(cursor, rows: list[tuple[int, int, str]]) -> None:
    """Add entries as (key, piece, text)."""
    cursor.executemany(
        "INSERT INTO articles_searchentry (id, article_id, text) VALUES (%s, %s, %s)", rows
    )
    cursor.executemany(
        f"INSERT INTO {TABLE}(rowid, text) VALUES (%s, %s)",  # noqa: S608 - a name of ours
        [(key, text) for key, _piece, text in rows],
    )


def forget(cursor, rows: Iterable[tuple[int, str]]) -> None:
    """Take out the words of entries that go, given as (key, text)."""
    cursor.executemany(
        f"INSERT INTO {TABLE}({TABLE}, rowid, text) VALUES ('delete', %s, %s)",  # noqa: S608
        rows,
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


# What the engine is asked: where from, the condition, and the key to go by.
SOURCE = f"{TABLE} CROSS JOIN articles_searchentry ON articles_searchentry.id = {TABLE}.rowid"
CONDITION = f"{TABLE} MATCH %s"
KEY = f"{TABLE}.rowid"
KEYS = f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s"  # noqa: S608


def render(wanted: Group, unwanted: Group) -> str:
    """Return the engine's own query. All are letters and digits, in quotation marks."""
    has = _render(wanted)
    return f"({has}) NOT ({_render(unwanted)})" if unwanted.members else has


def _render(node: Group | Token) -> str:
    if isinstance(node, Token):
        return f'"{" ".join(node.words)}"{"*" if node.prefix else ""}'
    joint = f" {'AND' if node.every else 'OR'} "
    return joint.join(f"({_render(member)})" for member in node.members)
