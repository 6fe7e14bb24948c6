"""A tag's name -> the keys it is found by (pure).

Each key begins with a letter that says what it is for, and goes on in letters and digits alone,
which every database sorts alike:

    b  the whole name, to be found by its beginning       s  its words by their roots
    c  the same from each later word on                   p  its words without plurals
    f  each form of each word                             o  as it is written today: `Soeharto`
    l  its first two words, to be found in a text         e  without case, accents, spaces, signs
    i  the first letters of its words, or an acronym      x  a third of it, for slips of the pen
    r  each form of a name of one word                    q  nothing: it waits to be compared
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from articles.search import roots, text
from articles.search.text import encoded, folded, forms

BEGINNING, LATER, FORM, OPENING, FOLDED = "b", "c", "f", "l", "e"
PLURAL, ROOT, TODAY, INITIALS, THIRD = "p", "s", "o", "i", "x"
ALONE, WAITING = "r", "q"
LONGEST_KEY = 80
# Of longer names nobody types more, and no text has them word by word.
MOST_PARTS = 12
# Shorter names are one letter apart without being the same: `Iran`, `Irak`.
SLIPPABLE = range(5, 61)
ACRONYM = range(2, 8)
# Words that an acronym passes over: Badan Riset dan Inovasi Nasional.
LINKS = frozenset(
    """
    atas bagi dan dari dalam dengan di ke oleh pada untuk yang and for of the
    """.split()  # noqa: SIM905 - easier to read and to add to than a list of quoted words
)
_OLD_SPELLING = (("oe", "u"), ("tj", "c"), ("dj", "j"), ("sj", "sy"), ("nj", "ny"))


def parts_of(name: str) -> tuple[str, ...]:
    """Return the words of a name, folded; a sign stands for itself where there is no word."""
    parts = tuple(part for word in text.words(name) for part in word.parts)
    return parts[:MOST_PARTS] or tuple(folded(name).split())[:MOST_PARTS]


def is_acronym(name: str) -> bool:
    """Whether a name is one word of capitals, and so means nothing in small letters."""
    return len(name) in ACRONYM and name.isalpha() and name.isupper()


def keys_of(name: str) -> set[str]:
    """Return the keys of a name."""
    parts = parts_of(name)
    written = [encoded(part) for part in parts]
    keys = {BEGINNING + "".join(written), OPENING + "".join(written[:2])}
    keys.update(LATER + "".join(written[start:]) for start in range(1, len(written)))
    keys.update(FORM + encoded(form) for part in parts for form in forms(part))
    if len(parts) == 1:
        keys.update(ALONE + encoded(form) for form in forms(parts[0]))
    keys.update(letter + encoded("".join(said)) for letter, said in alike(parts).items())
    keys.update(INITIALS + encoded(said) for said in initials(name, parts))
    keys.update(_thirds("".join(parts)))
    return {key[:LONGEST_KEY] for key in keys}


def alike(parts: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Return by letter what two names share that are the same but for how they are written."""
    singular = tuple(_singular(part) for part in _said_once(parts))
    return {
        FOLDED: parts,
        TODAY: tuple(map(_written_today, parts)),
        PLURAL: singular,
        ROOT: tuple(roots.stem(part) for part in singular),
    }


def _said_once(parts: tuple[str, ...]) -> tuple[str, ...]:
    """`buku-buku` is `buku`."""
    return parts[:1] + tuple(second for first, second in pairwise(parts) if first != second)


def _singular(part: str) -> str:
    """English words have an -s that Indonesian ones do without: `startups`."""
    is_plural = len(part) > 4 and part.endswith("s") and part[-2] not in "aisu"
    return part[:-1] if is_plural else part


def _written_today(part: str) -> str:
    for old, new in _OLD_SPELLING:
        part = part.replace(old, new)
    return part


def initials(name: str, parts: tuple[str, ...]) -> set[str]:
    """Return what an acronym and its words share: `KPK`, `Komisi Pemberantasan Korupsi`."""
    if len(parts) == 1:
        return {parts[0]} if len(parts[0]) in ACRONYM and parts[0].isalpha() else set()
    bearing = [part for part in parts if part not in LINKS]
    found = {"".join(part[0] for part in some) for some in (parts, bearing)}
    return {letters for letters in found if len(letters) in ACRONYM}


# --- Slips of the pen -----------------------------------------------------------
#
# Of two names that two slips part, one third stands in both, at most two places apart (Li, Deng,
# Wang, Feng: Pass-Join, 2011). So only names that share a third are compared letter by letter.

SLIPS = 2


def _cuts(length: int) -> list[tuple[int, int]]:
    third, rest = divmod(length, SLIPS + 1)
    ends = [0]
    for place in range(SLIPS + 1):
        ends.append(ends[-1] + third + (place > SLIPS - rest))
    return [*pairwise(ends)]


def _third(length: int, place: int, letters: str) -> str:
    return f"{THIRD}{length:02}{place}{encoded(letters)}"[:LONGEST_KEY]


def _thirds(letters: str) -> Iterator[str]:
    if len(letters) in SLIPPABLE:
        for place, (start, end) in enumerate(_cuts(len(letters))):
            yield _third(len(letters), place, letters[start:end])


def near(name: str) -> set[str]:
    """Return keys, one of which a name within two slips must have."""
    letters = "".join(parts_of(name))
    if len(letters) not in SLIPPABLE:
        return set()
    found = set()
    for length in range(len(letters) - SLIPS, len(letters) + SLIPS + 1):
        for place, (start, end) in enumerate(_cuts(length)):
            for shift in range(-SLIPS, SLIPS + 1):
                left_over = abs(len(letters) - length - shift)
                if start + shift >= 0 and end + shift <= len(letters) and left_over <= SLIPS:
                    found.add(_third(length, place, letters[start + shift : end + shift]))
    return found


# --- What is typed, and what is written in a text ---------------------------------


def beginnings(typed: str) -> tuple[str, list[tuple[str, str]]]:
    """Return the key that what was typed is if it is a whole name, and the stretches of keys
    (from, up to) of names, and of later words in names, that begin so."""
    start = "".join(map(encoded, parts_of(typed)))[: LONGEST_KEY // 2]
    # No name goes on like the end of these.
    stretches = [(letter + start, letter + start + "z" * 12) for letter in (BEGINNING, LATER)]
    return BEGINNING + start, stretches


def begins(name: str, typed: str) -> bool:
    """Whether a name, or what follows from one of its words on, begins as typed."""
    start = "".join(map(encoded, parts_of(typed)))[: LONGEST_KEY // 2]
    parts = [encoded(part) for part in parts_of(name)]
    return any("".join(parts[place:]).startswith(start) for place in range(len(parts)))


def forms_typed(typed: str) -> list[set[str]]:
    """Return for each word typed the keys of its forms."""
    return [{FORM + encoded(form) for form in forms(part)} for part in parts_of(typed)]


def openings(parts: Iterable[str]) -> set[str]:
    """Return the keys of the names that may stand in a text of these words."""
    words = [encoded(part) for part in parts]
    pairs = (first + second for first, second in pairwise(words))
    return {OPENING + key[: LONGEST_KEY - 1] for key in (*words, *pairs)}
