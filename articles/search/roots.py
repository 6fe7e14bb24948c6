"""A word -> the roots that Indonesian may have made it from (pure).

`menulis` may come from `tulis` or `nulis`; without a dictionary both are kept, and two words meet
where they share one. The sound changes of meN- and peN- follow the Tata Bahasa Baku Bahasa
Indonesia; a second opinion is Snowball's Indonesian stemmer. `tests/judged/` says how often both
are right, and how often words meet that have nothing in common.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

import snowballstemmer

from articles.search.lexicon import LETTERS, SPELLINGS, STOP_WORDS, WHOLE

_CLITICS = ("nya", "lah", "kah", "tah", "pun", "ku", "mu")
_SUFFIXES = ("kan", "an", "i")
_VOWELS = "aeiou"
_V, _C = "[aeiou]", "[b-df-hj-np-tv-z]"
# Three layers at most: ke-ber-angkat, mem-per-tanggung, di-pem-bawa.
_LAYERS = 3
# `dedaunan`, `pepohonan`, `reruntuhan`: the first letter is said twice.
_DOUBLED = re.compile("([b-df-hj-np-tv-z])e(?=\\1)")
_PROFESSION = re.compile("(...+[aeiou])wa(?:n|ti)")
# What stands before the root and what must follow it; then what the root may have begun with. Of
# those with the same first letter the first that fits is taken, so the longer stand first.
_PREFIXES = (
    (f"(?:m|p)enge(?={_C})", ("", "ke")),
    (f"(?:m|p)eny(?={_V})", ("s", "ny")),
    (f"(?:m|p)eng(?={_V})", ("", "k")),
    ("(?:m|p)eng(?=[ghkqx])", ("",)),
    # `mengritik` and `mengklaim`, `memrotes` and `memproses` are all written.
    ("(?:m|p)eng(?=[rl])", ("k",)),
    (f"(?:m|p)em(?={_V})", ("p", "m")),
    ("(?:m|p)em(?=[bfpv])", ("",)),
    ("(?:m|p)em(?=[lr])", ("p",)),
    (f"(?:m|p)en(?={_V})", ("t", "n")),
    ("(?:m|p)en(?=[cdjstz])", ("",)),
    ("(?:m|p)en(?=r)", ("t",)),
    ("(?:bel|pel)(?=ajar)", ("",)),
    ("antar(?=....)|anti(?=....)|multi(?=....)|non(?=....)|pasca(?=....)|pra(?=.....)", ("",)),
    ("me(?=[lmnrwy])", ("",)),
    # `berenang` comes from `renang`; before a consonant the r is the prefix's own.
    (f"(?:ber|per|ter)(?={_V})", ("", "r")),
    (f"(?:ber|per|ter)(?={_C})", ("",)),
    # `bekerja`, `beternak`, `tepercaya`: one r is enough.
    (f"(?:be|te)(?={_C}er)", ("",)),
    ("pe(?=[klmnrswtdbjgc])", ("",)),
    (f"ketidak(?={_V}|{_C})", ("",)),
    (f"(?:di|ke|se)(?={_V}|{_C})", ("",)),
    # `kuambil`, `kautulis`: short roots would be parts of other words.
    (f"ku(?={_C}...|{_V}....)|kau(?=....)", ("",)),
    # As it is spoken: `ngopi`, `nyapu`, `ngecek`.
    (f"nge(?={_C})", ("", "ke")),
    (f"ng(?={_V})", ("", "k")),
    (f"ny(?={_V})", ("s",)),
)
_BY_LETTER = {
    letter: tuple((re.compile(pattern), origins) for pattern, origins in _PREFIXES)
    for letter in "abdkmnpst"
}
# After these the other prefixes are tried, too: `mengekor` comes from `ekor`.
_DOUBTFUL = ("menge", "penge", "nge")
# Roots of one syllable are borrowed: they end in two consonants (`bank`), begin with two (`klik`),
# or stand where nothing else can (`mengecat`, `dibom`). What else looks like one is the rest of a
# longer word: `per-ang`.
_BORROWED = re.compile(f"{_C}+{_V}(?!ng){_C}{{2,}}|(?!ng|ny|sy|kh|gh){_C}{{2,}}{_V}(?!ng){_C}+")
_BEFORE_ONE_SYLLABLE = ("menge", "penge", "nge", "di")
# As it is written in haste: `anak2` for `anak-anak`.
_REPEATED = re.compile("([a-z]{4,})2(?:nya)?")
# Snowball takes `menakar` for a kind of `akar`: the letter that melted away is lost to it.
_MELTED = re.compile(f"(?:m|p)e[mn]{_V}")


@lru_cache(maxsize=200_000)
def forms(word: str) -> frozenset[str]:
    """Return what a folded word may be found by: itself and each root it may come from."""
    if repeated := _REPEATED.fullmatch(word):
        return forms(repeated[1]) | {word}
    if len(word) < 4 or not (word.isascii() and word.isalpha()):
        return frozenset((word,))
    bare = without_clitic(word)
    found = {word, bare}
    # `sebuah` says as little of fruit as `tetapi` of what stays.
    if bare in WHOLE or word in STOP_WORDS:
        return frozenset(found)
    for base in (word, bare):
        for rest in _without_suffixes(base):
            found.add(rest)
            found.update(_without_prefixes(rest, _LAYERS))
            found.update(_said_once(rest))
    second = "" if _MELTED.match(word) or _PROFESSION.fullmatch(bare) else stem(word)
    if len(second) >= 4 and _syllables(second) > 1:
        found.add(second)
    return frozenset(found)


def stem(word: str) -> str:
    """Return what Snowball takes for a folded word's stem.

    A stemmer of its own for each word: one keeps the word in itself while it works, and two threads
    would cut each other's.
    """
    return snowballstemmer.stemmer("indonesian").stemWord(word)


@lru_cache(maxsize=10_000)
def also_written(word: str) -> frozenset[str]:
    """Return how else people write a folded word, or what it was made from.

    Of the words of queries alone: what texts say is kept as they say it.
    """
    found = set().union(*(SPELLINGS.get(form, ()) for form in forms(word)))
    for here in (word, without_clitic(word)):
        for one, other in LETTERS:
            found.update((here.replace(one, other, 1), here.replace(other, one, 1)))
    return frozenset(found - {word})


def without_clitic(word: str) -> str:
    """Return the word that a clitic was hung on to: `rumahnya` is a house, and so is `rumahmu`."""
    if word in WHOLE:
        return word
    for clitic in _CLITICS:
        rest = word[: -len(clitic)]
        # `ibunya` is her mother, `ibuku` mine; `jemu` is no `je` of yours.
        shortest = 3 if clitic == "nya" or _is_short_root(rest) else 4
        if word.endswith(clitic) and len(rest) >= shortest:
            return rest
    return word


def _is_short_root(rest: str) -> bool:
    # `ibu`, `api`, `uji`: what else has three letters is mostly part of a longer word.
    return len(rest) == 3 and [letter in _VOWELS for letter in rest] == [True, False, True]


def _without_suffixes(word: str) -> Iterator[str]:
    yield word
    # `wisatawan` is who travels.
    if profession := _PROFESSION.fullmatch(word):
        yield profession[1]
        return
    for suffix in _SUFFIXES:
        rest = word[: -len(suffix)]
        if word.endswith(suffix) and _may_end_before(suffix, rest):
            yield rest
            # Both `-kan` and `-an` may be what was added: `kebijakan`, `gerakan`, `perbankan`.
            if suffix == "kan" and rest[-1] in "aeioun":
                yield word[:-2]
            return


def _may_end_before(suffix: str, rest: str) -> bool:
    # A short word that ends like one is a word of its own, `badan`, `pantai`; but `ujian`.
    if len(rest) == 3:
        return suffix != "i" and _is_short_root(rest)
    return len(rest) > 3 and _syllables(rest) > 1


def _without_prefixes(word: str, layers: int) -> Iterator[str]:
    if not layers or not WHOLE.isdisjoint(_without_suffixes(word)):
        return
    for pattern, origins in _BY_LETTER.get(word[0], ()):
        if prefix := pattern.match(word):
            for origin in origins:
                root = origin + word[prefix.end() :]
                if _may_be_root(root, prefix.group()):
                    yield root
                    yield from _without_prefixes(root, layers - 1)
            if prefix.group() not in _DOUBTFUL:
                return


def _said_once(word: str) -> Iterator[str]:
    root = word[2:]
    if _DOUBLED.match(word) and len(root) > 3 and _syllables(root) > 1:
        yield root


def _may_be_root(root: str, prefix: str) -> bool:
    if len(root) < 3:
        return False
    borrowed = prefix in _BEFORE_ONE_SYLLABLE or (len(root) > 3 and _BORROWED.fullmatch(root))
    return _syllables(root) > 1 or bool(borrowed)


def _syllables(word: str) -> int:
    return sum(letter in _VOWELS for letter in word)
