"""The index on PostgreSQL: a text-search vector beside each entry, under a GIN index.

The vector is written out here, words and places, so that no parser of the server's takes part.
"""

import time
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from math import prod, sqrt

from django.db import connection, transaction

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


# What it costs to look into one entry, and into one of which the index says that it matches.
LOOKED_INTO, GATHERED = 8, 1
# A phrase stands in one of so many pieces that have its words; the index knows only these.
HAVE_THE_WORDS = 30
_STATISTICS_KEPT = 600


def newest_first(wanted: Group, limit: int) -> tuple[str, str]:
    """Return as SQL the condition and the order, such that the server does what takes less time.

    What is frequent is soon found by looking into the newest entries, what is rare by the index,
    which gathers all matches. The server takes looking into an entry to be free and would do that
    for the rarest word; it is kept from it by an order that no index has, and by a query that it
    cannot see when it makes its plan.
    """
    known = _statistics(int(time.monotonic() // _STATISTICS_KEPT))
    share, is_phrase = _share(wanted, known)
    looking = LOOKED_INTO * limit * (HAVE_THE_WORDS if is_phrase else 1) / max(share, 1e-6)
    gathering = (LOOKED_INTO if is_phrase else GATHERED) * share * known.pieces
    if looking < gathering:
        return CONDITION, f"{KEY} DESC"
    return CONDITION.replace("%s::tsquery", "(SELECT %s::tsquery)"), f"{KEY} + 0 DESC"


def _share(node: Group | Token, known: "_Statistics") -> tuple[float, bool]:
    """Return which share of the pieces have it, about, and whether it has a phrase in it."""
    if isinstance(node, Token):
        if node.prefix:
            return known.share_of_beginning(node.words[0]), False
        return _of_all([known.share_of(word) for word in node.words]), len(node.words) > 1
    found = [_share(member, known) for member in node.members] or [(0.0, False)]
    parts, phrases = zip(*found, strict=True)
    return _of_all(parts) if node.every else min(1.0, sum(parts)), any(phrases)


def _of_all(shares: Sequence[float]) -> float:
    """Return which share has all of what so many have each.

    Between what it is where they know nothing of each other, and where all come with the rarest:
    words of one subject keep together, and nobody knows which they are.
    """
    return sqrt(prod(shares) * min(shares))


@dataclass(frozen=True)
class _Statistics:
    """What the server knows of the entries: how many, and the shares of the most frequent words.

    words: sorted. sums: of the shares of the words before each, and of all.
    """

    pieces: float
    words: list[str]
    sums: list[float]

    def share_of(self, word: str) -> float:
        """Return which share of the entries has a word; 0 for a rarer one."""
        place = bisect_left(self.words, word)
        if self.words[place : place + 1] != [word]:
            return 0.0
        return self.sums[place + 1] - self.sums[place]

    def share_of_beginning(self, start: str) -> float:
        """Return which share has a word that begins so, at most."""
        first, last = bisect_left(self.words, start), bisect_left(self.words, f"{start}~")
        return min(1.0, self.sums[last] - self.sums[first])


@lru_cache(maxsize=1)
def _statistics(_turn: int) -> _Statistics:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT reltuples, most_common_elems::text::text[], most_common_elem_freqs"
            " FROM pg_class LEFT JOIN pg_stats ON tablename = relname AND attname = 'vector'"
            " AND schemaname = relnamespace::regnamespace::text"
            " WHERE pg_class.oid = 'articles_searchentry'::regclass"
        )
        pieces, words, shares = cursor.fetchone()
    # Behind the shares stand the least, the greatest, and that of nothing.
    pairs = sorted(zip(words or (), shares or (), strict=False))
    sums = [0.0, *accumulate(share for _word, share in pairs)]
    return _Statistics(max(pieces, 0), [word for word, _share in pairs], sums)


def render(wanted: Group, unwanted: Group) -> str:
    """Return the engine's own query. All are letters and digits, in quotation marks."""
    has = _render(wanted)
    return f"({has}) & !({_render(unwanted)})" if unwanted.members else has


def _render(node: Group | Token) -> str:
    if isinstance(node, Token):
        return " <-> ".join(f"'{word}'{':*' if node.prefix else ''}" for word in node.words)
    joint = f" {'&' if node.every else '|'} "
    return joint.join(f"({_render(member)})" for member in node.members)
