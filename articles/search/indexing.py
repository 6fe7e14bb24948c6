"""A piece -> the text of its index entry (pure).

Every word appears under a letter that says what it is: `w` the words one after the other; `t` the
other forms that they may be found by; `l` the forms of headline, standfirst, tags and byline; `h`
those of the headline alone. Both engines get the same words and so give the same answers.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from itertools import chain

from articles.search import text
from articles.search.text import encoded

SEQUENCE, OTHER_FORM, LEAD, HEADLINE = "w", "t", "l", "h"
# Where a word stands: in one of these places of an entry.
ANYWHERE = SEQUENCE + OTHER_FORM
# PostgreSQL knows no further position, and no more places of one word, than these.
LONGEST_SEQUENCE = 16_000
MOST_PLACES = 250
# What stands where a word is left out, or between two fields: no phrase reaches across.
GAP = "x"
_KEY_BITS = 29


def key_of(pk: int, at: datetime) -> int:
    """Return an entry's key, which grows with the piece's date. pk: at most 500 million."""
    return (max(0, int(at.timestamp())) << _KEY_BITS) | pk


def entry_text(headline: str, standfirst: str, names: Iterable[str], body: str) -> str:
    """Return the words of a piece as the index keeps them. names: of its tags and byline."""
    head = text.written(headline)
    # An entry of its own for each name: a phrase is not made of two of them.
    lead = [text.written(part) for part in (standfirst, *names)]
    rest = text.written(body)
    in_head = _forms(head)
    in_lead = in_head.union(*map(_forms, lead))
    tokens = _sequence([head, *lead, rest])
    others = in_lead | _forms(rest)
    # Most words are forms of themselves, which would make the index half as large again.
    others.difference_update([token[1:] for token in tokens if token != GAP])
    for letter, found in ((OTHER_FORM, others), (LEAD, in_lead), (HEADLINE, in_head)):
        tokens.extend(letter + form for form in sorted(found))
    return " ".join(tokens)


def says(text: str, word: str) -> bool:
    """Whether an entry's text, within spaces, has a folded word or one that comes from it."""
    form = encoded(word)
    return f" {SEQUENCE}{form} " in text or f" {OTHER_FORM}{form} " in text


def _forms(words: Iterable[str]) -> set[str]:
    # Most words of a text are there several times.
    return set().union(*map(_forms_of, set(words)))


def _sequence(fields: Iterable[list[str]]) -> list[str]:
    tokens: list[str] = []
    for words in fields:
        tokens.extend(chain.from_iterable(map(_parts_of, words)))
        tokens.append(GAP)
        if len(tokens) > LONGEST_SEQUENCE:
            break
    return _within_places(tokens[:LONGEST_SEQUENCE])


def _within_places(tokens: list[str]) -> list[str]:
    """Put a gap where a word has been too often."""
    times = Counter(tokens)
    if max(times.values()) <= MOST_PLACES:
        return tokens
    places: Counter[str] = Counter()
    for place, token in enumerate(tokens):
        places[token] += 1
        if places[token] > MOST_PLACES:
            tokens[place] = GAP
    return tokens


@lru_cache(maxsize=50_000)
def _forms_of(written: str) -> frozenset[str]:
    return frozenset(map(encoded, text.word_of(written).forms))


@lru_cache(maxsize=50_000)
def _parts_of(written: str) -> tuple[str, ...]:
    return tuple(SEQUENCE + encoded(part) for part in text.word_of(written).parts)
