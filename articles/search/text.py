"""Text -> words, their forms, and the index's own spelling of them (pure).

A word is found by any of its forms: as it is written, and by the roots that Indonesian may
have made it from. `menulis` may come from `tulis` or `nulis`; without a dictionary both are
kept, and two words match where they share one. The sound changes of meN- and peN- follow the
Tata Bahasa Baku Bahasa Indonesia; a third opinion is Snowball's Indonesian stemmer.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

import snowballstemmer

LONGEST_WORD = 60
_stemmer = snowballstemmer.stemmer("indonesian")

# Scripts that write vowels as marks have them inside their words.
_MARKS = "".join(
    character
    for number in range(0x300, 0x10000)
    if unicodedata.category(character := chr(number)).startswith("M")
)
_LETTER = rf"(?:[^\W_]|[{re.escape(_MARKS)}])"
_COMPOUND = re.compile(rf"{_LETTER}+(?:[-.,'’/&+]{_LETTER}+)*\+*")
_PART = re.compile(rf"{_LETTER}+")
_DECIMAL = re.compile(r"[0-9][.,][0-9]")
_ACCENTS = re.compile("[\u0300-\u036f]")
_PLAIN = re.compile("[a-y0-9]*")

# Words that say nothing of a piece's subject. A query of nothing else still means them.
STOP_WORDS = frozenset(
    # Easier to read and to add to than a list of quoted words.
    """
    ada adalah agar akan aku anda antara apa apakah atas atau bagai bagaimana bagi bahwa banyak
    beberapa belum bila bisa bukan dalam dan dapat dari dengan di dia hal hanya harus hingga ia
    ini itu jadi jika juga kalau kami kamu kapan karena ke kenapa kepada ketika kita lagi lain
    lalu lebih maka masih mengapa mereka mungkin namun nya oleh pada para pernah pun saat saja
    sama sampai sangat saya sebagai sebuah sedang sehingga sejak seorang seperti serta setelah
    siapa suatu sudah supaya tak tanpa telah tentang terhadap tersebut tetapi tidak untuk yaitu
    yakni yang
    the a an and of in on to for is are was were by with from at as it its
    """.split()  # noqa: SIM905
)


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
        if len(self.parts) == 1:
            return forms(self.parts[0])
        return frozenset((self.joined, *chain.from_iterable(map(forms, self.parts))))

    @property
    def is_repeated(self) -> bool:
        """Whether the parts are one word said twice: `undang-undang`, `buku-bukunya`."""
        return len(self.parts) == 2 and bool(self.shared)

    @property
    def shared(self) -> frozenset[str]:
        """The forms that all parts have in common; numbers repeated are no word."""
        if not all(part.isalpha() for part in self.parts):
            return frozenset()
        return frozenset.intersection(*map(forms, self.parts))


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
    return _COMPOUND.findall(text)


def word_of(written: str) -> Word:
    """Return the word that is written so."""
    return Word(0, len(written), *_taken_apart(written))


@lru_cache(maxsize=100_000)
def _taken_apart(written: str) -> tuple[tuple[str, ...], str]:
    whole = folded(written)
    parts = tuple(part[:LONGEST_WORD] for part in _PART.findall(whole)) or (whole[:LONGEST_WORD],)
    kept = ".,+" if _DECIMAL.search(whole) else "+"
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


# --- Roots ---------------------------------------------------------------------

_CLITICS = ("nya", "lah", "kah", "tah", "pun", "ku", "mu")
_SUFFIXES = ("kan", "an", "i")
_VOWELS = "aeiou"
# What stands before the root, the letters after it, and what these letters may have been. The
# first that fits is taken, so the longer stand first.
_NASAL = (
    ("menge", "bcdfghjklmnpqrstvwxyz", ("", "ke")),
    ("penge", "bcdfghjklmnpqrstvwxyz", ("", "ke")),
    ("meny", _VOWELS, ("s", "ny")),
    ("peny", _VOWELS, ("s", "ny")),
    ("meng", _VOWELS, ("", "k")),
    ("peng", _VOWELS, ("", "k")),
    ("meng", "ghkqx", ("",)),
    ("peng", "ghkqx", ("",)),
    ("mem", _VOWELS, ("p", "m")),
    ("pem", _VOWELS, ("p", "m")),
    ("mem", "bfpv", ("",)),
    ("pem", "bfpv", ("",)),
    ("pem", "lr", ("p",)),
    ("men", _VOWELS, ("t", "n")),
    ("pen", _VOWELS, ("t", "n")),
    ("men", "cdjstz", ("",)),
    ("pen", "cdjstz", ("",)),
    ("me", "lmnrwy", ("",)),
)
_PREFIXES = (
    ("pel", "a", ("",)),
    ("bel", "a", ("",)),
    ("per", _VOWELS + "bcdfghjklmnpqstvwyz", ("", "r")),
    ("ber", _VOWELS + "bcdfghjklmnpqstvwyz", ("", "r")),
    ("ter", _VOWELS + "bcdfghjklmnpqstvwyz", ("", "r")),
    ("be", "krt", ("",)),
    ("pe", "klmnrswtdbjg", ("",)),
    ("te", "r", ("",)),
    ("di", _VOWELS + "bcdfghjklmnpqrstvwyz", ("",)),
    ("ke", _VOWELS + "bcdfghjklmnpqrstvwyz", ("",)),
    ("se", _VOWELS + "bcdfghjklmnpqrstvwyz", ("",)),
    ("ku", "bcdfghjklmnpqrstvwyz", ("",)),
)
# `pelajar` is from `ajar`, `pelaku` from `laku`; after these the other prefixes are tried, too.
_DOUBTFUL = {"menge", "penge", "pel", "bel"}
# Three layers at most: ke-ber-angkat, mem-per-tanggung, di-pem-bawa.
_LAYERS = 3


@lru_cache(maxsize=200_000)
def forms(word: str) -> frozenset[str]:
    """Return what a folded word may be found by: itself and each root it may come from."""
    if len(word) < 4 or not (word.isascii() and word.isalpha()):
        return frozenset((word,))
    bases = {word, _without_clitic(word)}
    found = set(bases)
    for base in bases:
        for rest in _without_suffixes(base):
            found.update(_without_prefixes(rest, _LAYERS))
            # `ajarkan`: a root may be followed by what its prefix was not.
            found.add(rest)
    stem = _stemmer.stemWord(word)
    if len(stem) >= 4:
        found.add(stem)
    return frozenset(found)


def _without_clitic(word: str) -> str:
    for clitic in _CLITICS:
        least = 4 if len(clitic) == 3 else 5
        if word.endswith(clitic) and len(word) - len(clitic) >= min(least, 4):
            return word[: -len(clitic)]
    return word


def _without_suffixes(word: str) -> Iterator[str]:
    yield word
    for suffix in _SUFFIXES:
        rest = word[: -len(suffix)]
        # A short word that ends like one is a word of its own: `badan`, `pantai`.
        if word.endswith(suffix) and len(rest) >= 4:
            yield rest
            # Both `-kan` and `-an` may be what was added: `kebijakan`, `gerakan`.
            if suffix == "kan" and rest[-1] in _VOWELS:
                yield word[:-2]
            return


def _without_prefixes(word: str, layers: int) -> Iterator[str]:
    if not layers:
        return
    for prefix, followers, origins in (*_NASAL, *_PREFIXES):
        if word.startswith(prefix) and word[len(prefix) : len(prefix) + 1] in (followers or " "):
            rest = word[len(prefix) :]
            for origin in origins:
                root = origin + rest
                # `berenang` comes from `renang`; before a consonant the r is the prefix's own.
                if len(root) >= 3 and (origin != "r" or rest[0] in _VOWELS):
                    yield root
                    yield from _without_prefixes(root, layers - 1)
            if prefix not in _DOUBTFUL:
                return
