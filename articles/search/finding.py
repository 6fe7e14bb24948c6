"""Pieces that match a query: the newest, or the best of those that can reach the first pages.

The engines only say what matches, newest first, and stop early; the order is made here from the
entries' text. So both give the same pieces in the same order.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import log2

from django.db import connection
from django.db.models.expressions import RawSQL

from articles.models import ArticleQuerySet, SearchEntry
from articles.search import expression
from articles.search.expression import Group, Token
from articles.search.indexing import ANYWHERE, HEADLINE, LEAD, SEQUENCE
from articles.search.queries import Clause, Query, parse
from articles.search.text import encoded
from articles.search.writing import engine

PER_PAGE = 20
# Ranked are the newest that match anywhere, and the newest that match where it counts more.
CANDIDATES = 100
BEST_PLACED = 50
LAST_PAGE = 50
# How much a word counts for where it stands, and for standing there as it was typed.
IN_HEADLINE, IN_LEAD, AS_TYPED, SIDE_BY_SIDE = 6.0, 2.5, 1.0, 3.0
# The newest of the candidates is worth this much more than one that is a year older ...
YEAR = 365 * 86_400 << 29
NEWNESS = 0.7


@dataclass(frozen=True)
class Found:
    """One page of pieces, by key, and what is known of how many there are.

    is_more: there are more than `count`. is_relaxed: no piece has all of the words.
    """

    keys: list[int]
    count: int = 0
    is_more: bool = False
    has_next: bool = False
    is_relaxed: bool = False


def matches(pieces: ArticleQuerySet, typed: str) -> ArticleQuerySet:
    """Return those of `pieces` that have what was typed, in their own order.

    Nothing typed restricts nothing; what cannot be looked for is nowhere.
    """
    if not typed.strip():
        return pieces
    query = parse(typed)
    if query.is_empty:
        return pieces.none()
    keys = RawSQL(engine().KEYS, [asked_of_index(query, ANYWHERE)])  # noqa: S611 - rendered, quoted
    return pieces.filter(search_entry__in=keys)


def newest(pieces: ArticleQuerySet, query: Query, page: int = 1) -> Found:
    """Return a page of what matches, the newest first."""
    start = (page - 1) * PER_PAGE
    found = _entries(pieces, query, ANYWHERE, PER_PAGE + 1, start)
    if not found and len(query.wanted) > 1 and (page == 1 or not exists(pieces, query)):
        return ranked(pieces, query, page)
    shown, more = [piece for _key, piece in found[:PER_PAGE]], len(found) > PER_PAGE
    return Found(shown, start + len(shown), more, more and page < LAST_PAGE)


def ranked(pieces: ArticleQuerySet, query: Query, page: int = 1) -> Found:
    """Return a page of what matches, the best first."""
    anywhere = _entries(pieces, query, ANYWHERE, CANDIDATES + 1)
    relaxed = not anywhere and len(query.wanted) > 1
    if relaxed:
        anywhere = _entries(pieces, query, ANYWHERE, CANDIDATES + 1, every=False)
    count, more = min(len(anywhere), CANDIDATES), len(anywhere) > CANDIDATES
    candidates = dict(anywhere[:CANDIDATES])
    if more:
        for place in (LEAD, HEADLINE):
            candidates |= _entries(pieces, query, place, BEST_PLACED, every=not relaxed)
    best = [candidates[key] for key in order(query, candidates)]
    count = max(count, len(best))
    start = (page - 1) * PER_PAGE
    shown = best[start : start + PER_PAGE]
    return Found(shown, count, more, start + PER_PAGE < len(best), relaxed)


def in_headlines(pieces: ArticleQuerySet, query: Query, number: int) -> list[int]:
    """Return the newest pieces, by key, that have the query in their headlines."""
    return [piece for _key, piece in _entries(pieces, query, HEADLINE, number)]


def mentioning(words: Iterable[str], number: int) -> list[int]:
    """Return the newest pieces, by key, that have any of these folded words."""
    spoken = engine()
    any_of = Group(tuple(Token((ANYWHERE + encoded(word),)) for word in words), every=False)
    statement = (
        f"SELECT articles_searchentry.article_id FROM {spoken.SOURCE}"  # noqa: S608 - names of ours
        f" WHERE {spoken.CONDITION} ORDER BY {spoken.KEY} DESC LIMIT %s"
    )
    with connection.cursor() as cursor:
        asked = spoken.render(any_of, Group((), every=False))
        cursor.execute(statement, [asked, number])
        return [piece for (piece,) in cursor.fetchall()]


def exists(pieces: ArticleQuerySet, query: Query) -> bool:
    """Whether any piece matches."""
    return bool(_entries(pieces, query, ANYWHERE, 1))


def _entries(
    pieces: ArticleQuerySet,
    query: Query,
    place: str,
    limit: int,
    offset: int = 0,
    *,
    every: bool = True,
) -> list[tuple[int, int]]:
    """Return the newest that match as (key, piece). Stops as soon as there are enough."""
    if query.is_empty:
        return []
    spoken = engine()
    here = RawSQL('"articles_searchentry"."article_id"', ())
    among = pieces.order_by().filter(pk=here).values("pk").query
    condition, params = among.get_compiler(connection=connection).as_sql()
    statement = (
        "SELECT articles_searchentry.id, articles_searchentry.article_id"  # noqa: S608
        f" FROM {spoken.SOURCE} WHERE {spoken.CONDITION} AND EXISTS ({condition})"
        f" ORDER BY {spoken.KEY} DESC LIMIT %s OFFSET %s"
    )
    with connection.cursor() as cursor:
        asked = asked_of_index(query, place, every=every)
        cursor.execute(statement, [asked, *params, limit, offset])
        return cursor.fetchall()


def asked_of_index(query: Query, place: str = ANYWHERE, *, every: bool = True) -> str:
    """Return what the engine is asked, in its own words. every: or any of the words."""
    has = expression.wanted(query, place, every=every)
    return engine().render(has, expression.unwanted(query))


# --- The order -----------------------------------------------------------------


def order(query: Query, keys: Iterable[int]) -> list[int]:
    """Return the keys of entries, the best for the query first; of equals the newer."""
    keys = sorted(keys, reverse=True)
    rows = SearchEntry.objects.filter(pk__in=keys).values_list("pk", "text")
    scores = {
        key: score(query, f" {text} ") - NEWNESS * log2(1 + (keys[0] - key) / YEAR)
        for key, text in rows.iterator()
    }
    return sorted(scores, key=lambda key: (-round(scores[key], 6), -key))


def score(query: Query, text: str) -> float:
    """Return how well an entry's text, in spaces, answers a query."""
    total = sum(_score(clause, text) for clause in query.wanted)
    together = [part for clause in query.wanted for part in clause.sequence]
    if len(together) > 1 and _sequence(together) in text:
        total += SIDE_BY_SIDE
    return total


def _score(clause: Clause, text: str) -> float:
    if clause.is_phrase:
        # Where it stands decides; the phrase itself is in every candidate.
        placed = all(f" {HEADLINE}{encoded(part)} " in text for part in clause.sequence)
        return IN_HEADLINE * placed + _saturated(text.count(_sequence(clause.sequence)))
    forms = [encoded(form) for form in clause.forms]
    typed = encoded(clause.words[0].joined)
    starts = [f" {{}}{form} " for form in forms]
    if clause.prefix:
        starts.append(f" {{}}{encoded(clause.sequence[0])}")
    total = 0.0
    for place, worth in ((HEADLINE, IN_HEADLINE), (LEAD, IN_LEAD)):
        if any(start.format(place) in text for start in starts):
            total += worth + AS_TYPED * (f" {place}{typed} " in text)
    total += AS_TYPED * (f" {ANYWHERE}{typed} " in text)
    anywhere = any(start.format(ANYWHERE) in text for start in starts)
    times = sum(text.count(start.format(SEQUENCE)) for start in starts)
    return total + 2 * anywhere + _saturated(times)


def _sequence(parts: Iterable[str]) -> str:
    return f" {' '.join(SEQUENCE + encoded(part) for part in parts)} "


def _saturated(times: int) -> float:
    """The tenth mention says less than the first."""
    return 2 * times / (times + 2)
