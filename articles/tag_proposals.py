"""Tags whose names stand in a text, to be offered to whoever writes it.

The text's words are looked up among the keys of all tags; no tag is read that does not begin as
something in the text does. So the work grows with the text, up to MOST_KEYS, and not with the tags.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from math import log10

from articles import search, tag_keys, tag_lookup
from articles.models import FormerName, Tag, TagKey
from articles.models.tags import folded
from articles.search import text
from articles.search.lexicon import STOP_WORDS
from articles.tag_lookup import Suggestion

MOST = 8
MOST_KEYS = 6_000
LONGEST_TEXT = 200_000
_AT_ONCE = 500
_CANDIDATES = 300
# How much it says of a piece that a name stands there, once or more often.
_PLACES = {"headline": 6.0, "standfirst": 3.0, "body": 1.0}
_OFTEN = 3.0
# Within a longer name, as `AI` in `Meta AI`, it says less.
_WITHIN = 0.3
_OF_SEVERAL_WORDS = 1.5
# Addresses are no text: of links, of pictures, and those that stand for themselves.
_ADDRESSES = re.compile(r"\]\([^)\s]{0,2000}|https?://\S{1,2000}")
_CLITICS = ("nya", "lah", "kah", "pun")


@dataclass
class Place:
    """One field of a piece as a row of words. written: each as it stands there."""

    worth: float
    parts: list[str] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    starts: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    # Which words belong to a name already found.
    taken: set[int] = field(default_factory=set)

    def read(self, typed: str) -> None:
        """Take the words of a field in."""
        typed = _ADDRESSES.sub(" ", typed[:LONGEST_TEXT])
        for word in text.words(typed):
            for part in word.parts:
                for said in {part, without_clitic(part)}:
                    self.starts[said].append(len(self.parts))
                self.parts.append(part)
                self.written.append(typed[word.start : word.end])

    def find(self, name: str, parts: tuple[str, ...]) -> Iterator[range]:
        """Yield where a name stands. An acronym stands in capitals only: `PAN` is not `pan`."""
        last = len(parts) - 1
        for start in self.starts.get(parts[0], ()):
            here = self.parts[start : start + len(parts)]
            if len(here) <= last or here[:last] != [*parts[:last]]:
                continue
            if parts[last] not in {here[last], without_clitic(here[last])}:
                continue
            if not tag_keys.is_acronym(name) or name in self.written[start]:
                yield range(start, start + len(parts))


def without_clitic(part: str) -> str:
    """`pemerintahnya` is `pemerintah`."""
    ending = part[-3:]
    return part[:-3] if ending in _CLITICS and len(part) > 6 else part


def proposed(
    headline: str, standfirst: str, body: str, carried: Iterable[str] = (), most: int = MOST
) -> list[Suggestion]:
    """Return tags whose names, present or former, stand in these texts, the most telling first.

    carried: the names of tags that the piece has already.
    """
    places = []
    for worth, typed in zip(_PLACES.values(), (headline, standfirst, body), strict=True):
        place = Place(worth)
        place.read(typed)
        places.append(place)
    names = _names(_candidates(places), {folded(name) for name in carried})
    scores = _scores(places, names)
    keys = sorted(scores, key=lambda tag: (-scores[tag], tag))[:most]
    rows = {tag.pk: tag for tag in tag_lookup.counted(Tag.objects.filter(pk__in=keys))}
    return [Suggestion(rows[key], rows[key].pieces_counted) for key in keys if key in rows]


def _candidates(places: list[Place]) -> dict[int, int]:
    """Return by tag its magnitude of use: all whose names begin as something in the text does."""
    keys: dict[str, None] = {}
    for place in places:
        bare = map(without_clitic, place.parts)
        keys |= dict.fromkeys(sorted(tag_keys.openings(place.parts) | tag_keys.openings([*bare])))
    found: dict[int, int] = {}
    asked = [*keys][:MOST_KEYS]
    for start in range(0, len(asked), _AT_ONCE):
        some = asked[start : start + _AT_ONCE]
        rows = TagKey.objects.filter(key__in=some).order_by("-uses", "tag")
        found |= dict(rows.values_list("tag", "uses")[:_CANDIDATES])
    return found


def _names(uses: dict[int, int], carried: set[str]) -> list[tuple[int, str, tuple[str, ...], int]]:
    """Return (tag, name, its words, magnitude of use) of all that are not carried, long first."""
    own = Tag.objects.filter(pk__in=uses).values_list("pk", "name", "folded_name")
    former = FormerName.objects.filter(tag__in=uses).values_list("tag", "name", "folded_name")
    rows = [*own, *former]
    has = {tag for tag, _name, key in rows if key in carried}
    names = [(tag, name, tag_keys.parts_of(name), uses[tag]) for tag, name, _key in rows]
    return sorted(
        (row for row in names if row[0] not in has and _says_something(row[1], row[2])),
        key=lambda row: (-len(row[2]), row[0]),
    )


def _says_something(name: str, parts: tuple[str, ...]) -> bool:
    if all(part in STOP_WORDS for part in parts):
        return tag_keys.is_acronym(name)
    return len(parts) > 1 or len(parts[0]) > 2 or tag_keys.is_acronym(name)


def _scores(places: list[Place], names: list[tuple]) -> dict[int, float]:
    """Return by tag how telling it is that its name stands where it does."""
    found: dict[int, float] = defaultdict(float)
    said: dict[int, tuple] = {}
    for tag, name, parts, uses in names:
        score = times = 0.0
        for place in places:
            spans = [*place.find(name, parts)]
            free = sum(place.taken.isdisjoint(span) for span in spans)
            if spans:
                score += place.worth * (1 if free else _WITHIN)
                times += free + _WITHIN * (len(spans) - free)
            place.taken.update(chain.from_iterable(spans))
        if score:
            found[tag] = max(found[tag], score + _OFTEN * times / (times + 2))
            said[tag] = (parts, uses)
    common = search.frequencies({part for parts, _uses in said.values() for part in parts})
    return {tag: score * _telling(*said[tag], common) for tag, score in found.items()}


def _telling(parts: tuple[str, ...], uses: int, common: dict[str, int]) -> float:
    """A name of rarer words says more; of one that search does not know, its use does."""
    rarest = min((common[part] for part in parts if part in common), default=2**uses)
    return (_OF_SEVERAL_WORDS if len(parts) > 1 else 1) / (1 + log10(1 + rarest))
