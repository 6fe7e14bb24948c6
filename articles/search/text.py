"""Text -> words, their forms, and the index's own spelling of them (pure).

A word is found by any of its forms: as it is written, and by the roots that Indonesian may
have made it from (`search.roots`).
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from articles.search.roots import forms

LONGEST_WORD = 60

# Scripts that write vowels as marks have them inside their words.
_MARKS = "".join(
    character
    for number in range(0x300, 0x10000)
    if unicodedata.category(character := chr(number)).startswith("M")
)
_LETTER = rf"(?:[^\W_]|[{re.escape(_MARKS)}])"
_COMPOUND = re.compile(rf"{_LETTER}+(?:[-.,'’/&+]{_LETTER}+)*\+*")
# Most texts have no such marks, and are read twice as fast without looking for them.
_MARKED = re.compile(f"[{re.escape(_MARKS)}]")
_UNMARKED_COMPOUND = re.compile(_COMPOUND.pattern.replace(_LETTER, r"[^\W_]"))
_PART = re.compile(rf"{_LETTER}+")
# What stands between digits is part of the number: 1,5 and 1-0 are neither 15 nor 10.
_NUMBER = re.compile(r"[0-9][-.,/][0-9]")
_AMOUNT = re.compile(r"(?:rp)?([0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?|[0-9]+(?:,[0-9]+)?)")
_ACCENTS = re.compile("[\u0300-\u036f]")
_PLAIN = re.compile("[a-y0-9]*")
# Written apart from a name or an abbreviation.
_AFFIX = re.compile(
    "ber|di|ke|me|mem|memper|men|meng|meny|nge|pe|pem|pen|peng|peny|per|se|ter"
    "|kan|an|i|nya|lah|kah|pun|ku|mu"
)
# What a root's first sound was before `me-` changed it.
_UNCHANGED = {"m": "p", "n": "t"}


@dataclass(frozen=True)
class Word:
    """A word of a text: where it stands, and its parts. `COVID-19` is one word of two parts."""

    start: int
    end: int
    parts: tuple[str, ...]
    joined: str

    @property
    def forms(self) -> frozenset[str]:
        """Everything this word may be found by."""
        if amount := _AMOUNT.fullmatch(self.joined):
            # `Rp17.000` is found by 17.000 and 17000 as well.
            written = {self.joined, amount[1]}
            return frozenset(written.union(self.parts, map(_without_dots, written)))
        if len(self.parts) == 1:
            return forms(self.parts[0])
        return frozenset((self.joined, *chain.from_iterable(map(forms, self.parts))))

    @property
    def spellings(self) -> frozenset[str]:
        """The word as a whole: as it is written and, of an amount, without the dots."""
        is_amount = _AMOUNT.fullmatch(self.joined)
        return frozenset((self.joined, _without_dots(self.joined) if is_amount else self.joined))

    @property
    def is_repeated(self) -> bool:
        """Whether the parts are one word said twice: `undang-undang`, `buku-bukunya`."""
        return len(self.parts) == 2 and bool(self.shared)

    @property
    def core(self) -> str:
        """The one part that is no affix, of `di-PHK` or `se-Jawa`; or ""."""
        rest = [part for part in self.parts if not _AFFIX.fullmatch(part)]
        return rest[0] if len(self.parts) > len(rest) == 1 and rest[0].isalpha() else ""

    @property
    def shared(self) -> frozenset[str]:
        """The forms that all parts have in common; numbers repeated are no word."""
        if not all(part.isalpha() for part in self.parts):
            return frozenset()
        one, *_others, other = self.parts
        # `berjam-jam`: of one syllable, which has no other forms.
        said_again = forms(other) if len(other) > 2 and one.endswith(other) else frozenset()
        common = said_again or frozenset.intersection(*map(forms, self.parts))
        # `menakut-nakuti`, `memilah-milah`: said again with the sound it has changed to.
        changed = {_UNCHANGED.get(form[0], "") + form[1:] for form in common}
        return common | (changed & forms(one))


def _without_dots(amount: str) -> str:
    return amount.replace(".", "")


@lru_cache(maxsize=100_000)
def folded(text: str) -> str:
    """Return the text without case, accents and other ways to write the same letters."""
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", text).casefold())
    return unicodedata.normalize("NFC", plain)


def words(text: str) -> Iterator[Word]:
    """Yield the words of a text in their order."""
    for match in _COMPOUND.finditer(text):
        yield Word(match.start(), match.end(), *_taken_apart(match.group()))


def written(text: str) -> list[str]:
    """Return the words of a text as they stand there; `word_of` makes a word of each."""
    pattern = _COMPOUND if _MARKED.search(text) else _UNMARKED_COMPOUND
    return pattern.findall(text)


def word_of(written: str) -> Word:
    """Return the word that is written so."""
    return Word(0, len(written), *_taken_apart(written))


@lru_cache(maxsize=100_000)
def _taken_apart(written: str) -> tuple[tuple[str, ...], str]:
    whole = folded(written)
    parts = tuple(part[:LONGEST_WORD] for part in _PART.findall(whole)) or (whole[:LONGEST_WORD],)
    kept = "-.,/+" if _NUMBER.search(whole) else "+"
    joined = "".join(c for c in whole if c in kept or c not in "-.,'’/&+")
    return parts, joined[:LONGEST_WORD]


def encoded(word: str) -> str:
    """Return a word in letters and digits alone, which no engine takes apart.

    The beginning of a word is the beginning of its spelling here, too.
    """
    if _PLAIN.fullmatch(word):
        return word
    return "".join(
        c if _PLAIN.fullmatch(c) else "zz" if c == "z" else f"z{ord(c):x}y" for c in word
    )
