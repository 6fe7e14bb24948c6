"""What somebody typed -> what is looked for (pure).

What was typed is data: everything but letters and digits only parts words, apart from quotation
marks around a phrase and a minus before a word to leave out.
"""

import re
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from articles.search import roots, text
from articles.search.lexicon import STOP_WORDS
from articles.search.text import Word

LONGEST = 300
MOST_CLAUSES = 10
# A shorter beginning would be that of too many words.
SHORTEST_PREFIX = 3
_CHUNK = re.compile(r'(?:(?<=\s)|^)(-?)(?:"([^"]*)("?)|(\S+))|"([^"]*)"?')
_QUOTES = str.maketrans("“”„«»", '"""""')


@dataclass(frozen=True)
class Clause:
    """One thing a piece must have, or must not have.

    words: one, or several that stand side by side. prefix: whether it is the beginning of a word.
    together: what it is with a neighbour, for `bulu tangkis` is also written `bulutangkis`.
    """

    words: tuple[Word, ...]
    is_phrase: bool = False
    excluded: bool = False
    prefix: bool = False
    together: tuple[str, ...] = ()

    @cached_property
    def sequence(self) -> tuple[str, ...]:
        """The parts as they follow each other in a text."""
        return tuple(part for word in self.words for part in word.parts)

    @cached_property
    def forms(self) -> tuple[str, ...]:
        """What one word may be found by; of several parts as a whole, or the one that tells."""
        word = self.words[0]
        if len(word.parts) == 1:
            return tuple(sorted(_said(word.parts[0]).union(self.together)))
        telling = word.shared if word.is_repeated else _said(word.core) if word.core else ()
        return tuple(sorted(word.spellings.union(roots.also_written(word.joined), telling)))


@dataclass(frozen=True)
class Query:
    """A query as it was understood. Without clauses nothing can be looked for."""

    typed: str
    clauses: tuple[Clause, ...] = ()

    @property
    def wanted(self) -> tuple[Clause, ...]:
        """What pieces must have."""
        return tuple(clause for clause in self.clauses if not clause.excluded)

    @property
    def unwanted(self) -> tuple[Clause, ...]:
        """What pieces must not have."""
        return tuple(clause for clause in self.clauses if clause.excluded)

    @property
    def whole(self) -> "Query":
        """The same with its last word meant as it is typed, and not as a beginning."""
        return replace(self, clauses=tuple(replace(c, prefix=False) for c in self.clauses))

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look for; only leaving out finds nothing either."""
        return not self.wanted


def parse(typed: str, *, prefix: bool = True) -> Query:
    """Return what a typed text looks for. prefix: whether its last word may be a beginning."""
    typed = typed.replace("\0", " ")[:LONGEST].strip()
    found = [clause for chunk in _CHUNK.finditer(typed.translate(_QUOTES)) for clause in _of(chunk)]
    found = list({(c.sequence, c.excluded, c.is_phrase): c for c in found}.values())[:MOST_CLAUSES]
    telling = [c for c in found if c.is_phrase or c.excluded or not _is_stop_word(c)]
    if any(not clause.excluded for clause in telling):
        found = telling
    found = _with_neighbours(found)
    if prefix and found and _may_be_beginning(found[-1], typed):
        found[-1] = replace(found[-1], prefix=True)
    return Query(typed, tuple(found))


def _of(chunk: re.Match) -> list[Clause]:
    minus, phrase, _closed, plain, glued = chunk.groups()
    quoted = glued if phrase is None else phrase
    words = tuple(text.words(plain if quoted is None else quoted))
    excluded = bool(minus)
    if not words:
        return []
    if quoted is not None and sum(len(word.parts) for word in words) > 1:
        return [Clause(words[:MOST_CLAUSES], is_phrase=True, excluded=excluded)]
    if excluded and len(words) > 1:
        return [Clause(words[:MOST_CLAUSES], is_phrase=True, excluded=True)]
    quoted_word = quoted is not None
    return [Clause((word,), is_phrase=quoted_word, excluded=excluded) for word in words]


def _with_neighbours(found: list[Clause]) -> list[Clause]:
    together: dict[int, list[str]] = {}
    for place, pair in enumerate(pairwise(found)):
        if all(len(c.sequence) == 1 and not (c.is_phrase or c.excluded) for c in pair):
            joined = "".join(clause.sequence[0] for clause in pair)
            for one in (place, place + 1):
                together.setdefault(one, []).append(joined)
    return [replace(c, together=tuple(together.get(i, ()))) for i, c in enumerate(found)]


def _said(word: str) -> frozenset[str]:
    return roots.forms(word) | roots.also_written(word)


def _is_stop_word(clause: Clause) -> bool:
    return len(clause.sequence) == 1 and clause.sequence[0] in STOP_WORDS


def _may_be_beginning(clause: Clause, typed: str) -> bool:
    if clause.is_phrase or clause.excluded or len(clause.words[0].parts) > 1:
        return False
    ends_there = text.folded(typed).endswith(clause.sequence[0])
    return ends_there and len(clause.sequence[0]) >= SHORTEST_PREFIX
