"""Pieces that match a query: the newest, or the best of those that can reach the first pages.

The engines only say what matches, newest first, and stop early; the order is made here from the
entries' text. So both give the same pieces in the same order.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models.expressions import RawSQL

from articles.models import ArticleQuerySet
from articles.search import expression
from articles.search.expression import Group
from articles.search.indexing import ANYWHERE, HEADLINE, LEAD
from articles.search.queries import Query, parse
from articles.search.ranking import order
from articles.search.writing import engine

PER_PAGE = 20
# Ranked are the newest that match anywhere, and the newest that match where it counts more.
CANDIDATES = 100
BEST_PLACED = 50
LAST_PAGE = 50
_PIECE = "articles_article"


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
    """Return a page of what matches, the newest first.

    A last word that some piece has is no beginning here, or `bali` would be all `balita`.
    """
    start = (page - 1) * PER_PAGE
    for one in dict.fromkeys((query.whole, query)):
        found = _entries(pieces, one, ANYWHERE, PER_PAGE + 1, start)
        if found or (page > 1 and exists(pieces, one)):
            break
    if not found and len(query.wanted) > 1 and (page == 1 or not exists(pieces, query)):
        return ranked(pieces, query, page)
    shown, more = [piece for _key, piece in found[:PER_PAGE]], len(found) > PER_PAGE
    return Found(shown, start + len(shown), more, more and page < LAST_PAGE)


def ranked(
    pieces: ArticleQuerySet, query: Query, page: int = 1, *, but: Collection[int] = ()
) -> Found:
    """Return a page of what matches, the best first. but: pieces that stand elsewhere, by key."""
    candidates, more = _candidates(pieces, query)
    relaxed = not candidates and len(query.wanted) > 1
    if relaxed:
        candidates, more = _candidates(pieces, query, every=False)
    best = [candidates[key] for key in order(query, candidates)]
    count = len(best)
    best = [piece for piece in best if piece not in but]
    start = (page - 1) * PER_PAGE
    shown = best[start : start + PER_PAGE]
    return Found(shown, count, more, start + PER_PAGE < len(best), relaxed)


def _candidates(
    pieces: ArticleQuerySet, query: Query, *, every: bool = True
) -> tuple[dict[int, int], bool]:
    """Return what can reach the first pages as {key: piece}, and whether more matches."""
    anywhere = _entries(pieces, query, ANYWHERE, CANDIDATES + 1, every=every)
    if len(anywhere) <= CANDIDATES:
        return dict(anywhere), False
    whole = []
    if query.whole != query:
        # `tahun` is everywhere; what has `tahu` itself may be older than all of these.
        whole = _entries(pieces, query.whole, ANYWHERE, CANDIDATES + 1, every=every)
        if len(whole) > CANDIDATES:
            anywhere, whole, query = whole, [], query.whole
    candidates = dict([*anywhere[:CANDIDATES], *whole])
    for place in (LEAD, HEADLINE):
        candidates |= _entries(pieces, query, place, BEST_PLACED, every=every)
    return candidates, True


def in_headlines(pieces: ArticleQuerySet, query: Query, number: int) -> list[int]:
    """Return the newest pieces, by key, that have the query in their headlines."""
    return [piece for _key, piece in _entries(pieces, query, HEADLINE, number)]


def mentioning(words: Iterable[str], number: int) -> list[int]:
    """Return the newest pieces, by key, that have any of these folded words."""
    tokens = [token for word in words for token in expression.said(word, ANYWHERE)]
    any_of = Group(tuple(tokens), every=False)
    condition, order_by = engine().newest_first(any_of, number)
    statement = (
        f"SELECT articles_searchentry.article_id FROM {engine().SOURCE}"  # noqa: S608 - names of ours
        f" WHERE {condition} ORDER BY {order_by} LIMIT %s"
    )
    with connection.cursor() as cursor:
        asked = engine().render(any_of, Group((), every=False))
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
    spoken, wanted = engine(), expression.wanted(query, place, every=every)
    source, is_among, params = _among(pieces)
    condition, order_by = spoken.newest_first(wanted, offset + limit)
    statement = (
        "SELECT articles_searchentry.id, articles_searchentry.article_id"  # noqa: S608
        f" FROM {spoken.SOURCE}{source} WHERE {condition} AND {is_among}"
        f" ORDER BY {order_by} LIMIT %s OFFSET %s"
    )
    with connection.cursor() as cursor:
        asked = spoken.render(wanted, expression.unwanted(query))
        cursor.execute(statement, [asked, *params, limit, offset])
        return cursor.fetchall()


def _among(pieces: ArticleQuerySet) -> tuple[str, str, tuple]:
    """Return as SQL what joins an entry to its piece, and what holds for `pieces`."""
    query = pieces.query
    if query.where and not query.is_sliced and set(query.alias_map) <= {_PIECE}:
        # Of its own columns alone: half the work, which is as much as looking for a rare word.
        condition, params = query.get_compiler(connection=connection).compile(query.where)
        join = f" {engine().JOIN} {_PIECE} ON {_PIECE}.id = articles_searchentry.article_id"
        return join, condition, tuple(params)
    here = RawSQL('"articles_searchentry"."article_id"', ())
    among = pieces.order_by().filter(pk=here).values("pk").query
    condition, params = among.get_compiler(connection=connection).as_sql()
    return "", f"EXISTS ({condition})", params


def asked_of_index(query: Query, place: str = ANYWHERE, *, every: bool = True) -> str:
    """Return what the engine is asked, in its own words. every: or any of the words."""
    has = expression.wanted(query, place, every=every)
    return engine().render(has, expression.unwanted(query))
