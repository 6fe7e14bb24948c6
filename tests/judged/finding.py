"""How good the pieces are that a query finds: nDCG@10 over judged queries, beside plainer searches.

nDCG (Järvelin and Kekäläinen 2002): each of the first ten counts 2^grade - 1, divided by log2 of
its place plus one; the best order there could be is 1.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from math import log2

from articles import search
from articles.models import Article
from articles.search import text
from tests.judged import rows

DEPTH = 10
Search = Callable[[str], list[int]]


@dataclass(frozen=True)
class Asked:
    """A query, and what pieces are worth to who asks. held: nothing was tuned to it."""

    held: bool
    typed: str
    grades: dict[str, int]


def read(name: str) -> list[Asked]:
    """Return the judgements of a table."""
    return [Asked(part == "held", asked, _grades(worth)) for part, asked, worth in rows(name)]


def _grades(worth: str) -> dict[str, int]:
    parted = (one.rsplit(":", 1) for one in worth.split())
    return {key: int(grade) for key, grade in parted}


def ndcg(found: list[str], grades: dict[str, int]) -> float:
    """Return how near the order of what was found is to the best there could be: 0 to 1."""
    worth = _worth([grades.get(key, 0) for key in found[:DEPTH]])
    return worth / _worth(sorted(grades.values(), reverse=True)[:DEPTH])


def _worth(grades: list[int]) -> float:
    return sum((2**grade - 1) / log2(place) for place, grade in enumerate(grades, 2))


def each(pieces: dict[str, Article], asked: list[Asked], find: Search) -> list[float]:
    """Return the nDCG@10 of every query."""
    keys = {piece.pk: key for key, piece in pieces.items()}
    return [ndcg([keys[pk] for pk in find(one.typed)], one.grades) for one in asked]


# --- Searches --------------------------------------------------------------------


def best_first(typed: str) -> list[int]:
    """The site's own search."""
    return search.ranked(Article.objects.public(), search.parse(typed)).keys


def as_meant(typed: str) -> list[int]:
    """The same, where the reader takes “Did you mean …” when there is one."""
    query = search.parse(typed)
    found = search.ranked(Article.objects.public(), query)
    if found.is_relaxed or not found.keys:
        meant = search.correction(Article.objects.public(), query)
        return best_first(meant) if meant else found.keys
    return found.keys


def newest_first(typed: str) -> list[int]:
    """The site's own search in its other order."""
    return search.newest(Article.objects.public(), search.parse(typed)).keys


def raw_words(typed: str) -> list[int]:
    """Pieces that have all words as they were typed; those with more of them in headlines first."""
    return _plain(typed, lambda piece: f"{piece.headline} {piece.standfirst} {piece.body_text}")


def raw_headlines(typed: str) -> list[int]:
    """Pieces that have all words as they were typed in their headlines."""
    return _plain(typed, lambda piece: piece.headline)


SEARCHES = {
    "the site, best first": best_first,
    "… taking its corrections": as_meant,
    "… newest first": newest_first,
    "words as typed, headline first": raw_words,
    "words as typed, headlines only": raw_headlines,
}


def _plain(typed: str, of: Callable[[Article], str]) -> list[int]:
    wanted = _parts(typed)
    found = [
        piece for piece in Article.objects.public().latest_first() if wanted <= _parts(of(piece))
    ]
    found.sort(key=lambda piece: -len(wanted & _parts(piece.headline)))
    return [piece.pk for piece in found]


@lru_cache(maxsize=1000)
def _parts(written: str) -> set[str]:
    return {part for word in text.words(written) for part in word.parts}
