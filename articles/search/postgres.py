"""The index on PostgreSQL: a text-search vector beside each entry, under a GIN index.

The vector is written out here, words and places, so that no parser of the server's takes part.
"""

from collections.abc import Iterable

from django.db import transaction

from articles.models import SearchEntry
from articles.search.expression import Group, Token
from articles.search.indexing import GAP, SEQUENCE


def prepare(cursor) -> None:
    """Make the column and its index where there are none."""
    cursor.execute("ALTER TABLE articles_searchentry ADD COLUMN IF NOT EXISTS vector tsvector")
    cursor.execute(
        "CREATE INDEX IF NOT EXISTS articles_searchentry_vector"
        " ON articles_searchentry USING gin (vector)"
    )


def clear(cursor) -> None:
    """Nothing: the words go with their entries."""


def write(cursor, entries: list[SearchEntry]) -> None:
    """Put entries in their place, and their words into the index."""
    # One statement for all: in a pipeline of many, one alone takes twice as long.
    rows = ", ".join(["(%s, %s, %s, %s, %s::tsvector)"] * len(entries))
    cursor.execute(
        "INSERT INTO articles_searchentry (id, article_id, text, is_counted, vector)"  # noqa: S608
        f" VALUES {rows} ON CONFLICT (id) DO UPDATE"
        " SET text = excluded.text, is_counted = excluded.is_counted, vector = excluded.vector",
        [
            value
            for one in entries
            for value in (one.pk, one.article_id, one.text, one.is_counted, vector_of(one.text))
        ],
    )


def forget(cursor, entries: Iterable[SearchEntry]) -> None:
    """Nothing: the words go with their entries."""


def check(cursor) -> bool:
    """Whether every entry has its words."""
    cursor.execute("SELECT NOT EXISTS (SELECT 1 FROM articles_searchentry WHERE vector IS NULL)")
    return cursor.fetchone()[0]


def restore(cursor) -> None:
    """Write the words of entries that have none."""
    cursor.execute("SELECT id, text FROM articles_searchentry WHERE vector IS NULL")
    cursor.executemany(
        "UPDATE articles_searchentry SET vector = %s::tsvector WHERE id = %s",
        [(vector_of(text), key) for key, text in cursor.fetchall()],
    )


def vector_of(text: str) -> str:
    """Return an entry's words with the places of those that follow each other."""
    places: dict[str, list[str]] = {}
    rest = []
    for place, token in enumerate(text.split(" "), 1):
        if token[:1] == SEQUENCE:
            places.setdefault(token, []).append(str(place))
        elif token != GAP:
            rest.append(token)
    rest += [f"{token}:{','.join(found)}" for token, found in places.items()]
    return " ".join(rest)


# Within a transaction many rows are read as they come, and not gathered first.
snapshot = transaction.atomic

SOURCE = "articles_searchentry"
CONDITION = "articles_searchentry.vector @@ %s::tsquery"
KEY = "articles_searchentry.id"
JOIN = "JOIN"
KEYS = "SELECT id FROM articles_searchentry WHERE vector @@ %s::tsquery"


def render(wanted: Group, unwanted: Group) -> str:
    """Return the engine's own query. All are letters and digits, in quotation marks."""
    has = _render(wanted)
    return f"({has}) & !({_render(unwanted)})" if unwanted.members else has


def _render(node: Group | Token) -> str:
    if isinstance(node, Token):
        return " <-> ".join(f"'{word}'{':*' if node.prefix else ''}" for word in node.words)
    joint = f" {'&' if node.every else '|'} "
    return joint.join(f"({_render(member)})" for member in node.members)
