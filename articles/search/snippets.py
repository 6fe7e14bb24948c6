"""The place in a piece's own text that a query is about, with its words marked (pure)."""

from collections.abc import Iterator
from dataclasses import dataclass

from articles.search import text
from articles.search.queries import Query

LENGTH = 200
# A word further down is rarely why somebody looks; each page shows twenty pieces.
LOOKED_AT = 20_000


@dataclass(frozen=True)
class Part:
    """A run of the original text, and whether it is one of the words looked for."""

    text: str
    is_marked: bool = False


def marked(original: str, query: Query) -> list[Part]:
    """Return the whole text with the words of the query marked."""
    return list(_parts(original, 0, len(original), _hits(original, query)))


def snippet(original: str, query: Query, length: int = LENGTH) -> list[Part]:
    """Return about `length` characters where most of the query stands, else the beginning."""
    original = " ".join(original[:LOOKED_AT].split())
    hits = _hits(original, query)
    start = _best_start(hits, length)
    if start:
        # From a whole word on, and with a few before the first that is marked.
        start = original.rfind(" ", 0, max(0, start - length // 5)) + 1
    end = len(original)
    if start + length < end:
        cut = original.rfind(" ", start, start + length)
        end = cut if cut > start else start + length
    parts = list(_parts(original, start, end, hits))
    before = [Part("… ")] if start else []
    return before + parts + ([Part(" …")] if end < len(original) else [])


def _hits(original: str, query: Query) -> list[tuple[int, int, str]]:
    """Return where a word of the query stands, as (start, end, which)."""
    plain, beginnings = {}, []
    for clause in query.wanted:
        name = " ".join(clause.sequence)
        if clause.is_phrase:
            plain |= dict.fromkeys(clause.sequence, name)
        else:
            plain |= dict.fromkeys(clause.forms, name)
        if clause.prefix:
            beginnings.append(clause.sequence[0])
    found = []
    for word in text.words(original):
        forms = word.forms
        name = next((plain[form] for form in forms if form in plain), None)
        if name is None and any(form.startswith(tuple(beginnings)) for form in forms):
            name = beginnings[0]
        if name is not None:
            found.append((word.start, word.end, name))
    return found


def _best_start(hits: list[tuple[int, int, str]], length: int) -> int:
    best, start, last = 0, 0, 0
    for first, (begin, _end, _name) in enumerate(hits):
        last = max(last, first)
        while last < len(hits) and hits[last][1] <= begin + length * 3 // 4:
            last += 1
        window = hits[first:last]
        worth = 10 * len({name for _begin, _end, name in window}) + len(window)
        if worth > best:
            best, start = worth, begin
    return start


def _parts(original: str, start: int, end: int, hits) -> Iterator[Part]:
    for begin, stop, _name in hits:
        if start <= begin and stop <= end:
            if start < begin:
                yield Part(original[start:begin])
            yield Part(original[begin:stop], is_marked=True)
            start = stop
    if start < end:
        yield Part(original[start:end])
