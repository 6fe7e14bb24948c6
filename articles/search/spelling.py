"""“Did you mean …”: the site's own words that are nearest to a misspelt one.

A word that is one or two slips away keeps its first or its last half as it was, so only words
with the same half are looked at, however many the site knows. A missing space is a slip, too.
"""

from django.db.models.functions import Length

from articles.models import ArticleQuerySet, SearchWord
from articles.search.finding import exists
from articles.search.queries import Query, parse
from articles.search.text import folded
from articles.search.writing import KNOWN_LENGTHS, frequencies

NEIGHBOURS = 400
TRIED = 3


def correction(pieces: ArticleQuerySet, query: Query) -> str:
    """Return the query with its unknown words corrected, or "" if that finds none of `pieces`."""
    typed = query.typed
    parts = {c.sequence[0] for c in query.wanted if len(c.sequence) == 1}
    # Numbers and short words are neither known nor misspelt.
    parts = {part for part in parts if part.isalpha() and len(part) in KNOWN_LENGTHS}
    known = set(SearchWord.objects.filter(word__in=parts, pieces__gt=0).values_list("word", flat=1))
    for word in sorted(parts - known):
        if not (best := _parted(pieces, word) or _nearest(pieces, word)):
            return ""
        typed = _replaced(typed, query, word, best)
    corrected = parse(typed, prefix=False)
    return typed if typed != query.typed and exists(pieces, corrected) else ""


def is_plain(typed: str, corrected: str) -> bool:
    """Whether a correction is so small that hardly anything else can have been meant.

    One slip, and not in the first letter: who looks for `jagung` does not mean `agung`.
    """
    one, other = ("".join(folded(text).split()) for text in (typed, corrected))
    return one[:1] == other[:1] and distance(one, other) <= 1


def _replaced(typed: str, query: Query, word: str, best: str) -> str:
    clause = next(c for c in query.wanted if c.sequence == (word,))
    written = clause.words[0]
    source = query.typed
    before = source.casefold().find(word)
    if before < 0 or typed != source:
        return " ".join(best if part.casefold() == word else part for part in typed.split())
    return source[:before] + best + source[before + written.end - written.start :]


def _parted(pieces: ArticleQuerySet, word: str) -> str:
    """Return two known words that one of the pieces has side by side: `bulu tangkis`."""
    shortest = KNOWN_LENGTHS.start
    halves = [(word[:at], word[at:]) for at in range(shortest, len(word) - shortest + 1)]
    known = frequencies({half for pair in halves for half in pair}) if halves else {}
    phrases = [" ".join(pair) for pair in halves if known.keys() >= {*pair}]
    found = (p for p in phrases[:TRIED] if exists(pieces, parse(f'"{p}"', prefix=False)))
    return next(found, "")


def _nearest(pieces: ArticleQuerySet, word: str) -> str:
    """Return the nearest known word that one of the pieces has."""
    most = 1 if len(word) < 7 else 2
    near, letters = [], set(word)
    for candidate, number in _neighbours(word, most):
        # A slip brings in one letter and takes out one at most; to count slips takes longer.
        if len(letters.symmetric_difference(candidate)) > 2 * most:
            continue
        slips = distance(word, candidate)
        if slips <= most:
            near.append((slips, -number, candidate))
    for _slips, _number, candidate in sorted(near)[:TRIED]:
        if exists(pieces, parse(f'"{candidate}"', prefix=False)):
            return candidate
    return ""


def _neighbours(word: str, most: int) -> set[tuple[str, int]]:
    half = (len(word) - 1) // 2
    lengths = (len(word) - most, len(word) + most)
    words = SearchWord.objects.annotate(length=Length("word")).filter(
        length__range=lengths, pieces__gt=0
    )
    found = set()
    for rows in (
        words.filter(word__gte=word[:half], word__lt=_after(word[:half])),
        words.filter(mirrored__gte=word[::-1][:half], mirrored__lt=_after(word[::-1][:half])),
    ):
        found.update(rows.order_by("-pieces", "word").values_list("word", "pieces")[:NEIGHBOURS])
    return found


def _after(beginning: str) -> str:
    """Return the first text after all that begin so; ranges use an index on both engines."""
    return beginning[:-1] + chr(ord(beginning[-1]) + 1)


def distance(one: str, other: str) -> int:
    """Return how many slips part two words: a letter more, less, another, or two swapped."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        last, before, row = before, row, [i]
        for j, another in enumerate(other, 1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != another))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == another:
                best = min(best, last[j - 2] + 1)
            row.append(best)
    return row[-1]
