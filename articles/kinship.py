"""How alike pieces are, and why: shared tags, shared rare words, the same section, and age.

What is rare tells more: a tag that n pieces have weighs 1 / (1 + log2 n), a word as much as its
inverse document frequency (Spärck Jones 1972) for each time it is said. The work is bounded at any
size of the archive: a fixed number of queries, each with a limit and an index. What all this is
worth is measured by `python -m tests.judged`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field, replace
from datetime import datetime
from math import log2

from django.db import connection
from django.utils import timezone

from articles import search
from articles.models import Article, RelatedBan, SearchEntry, Tag
from articles.search import text
from articles.search.indexing import ANYWHERE, LEAD
from articles.search.lexicon import COMMONPLACE, STOP_WORDS
from articles.search.text import encoded

TAGS, WORDS, SECTION, AGE = "tags", "words", "section", "age"
WEIGHTS = {TAGS: 3.0, WORDS: 5.0, SECTION: 0.5, AGE: 0.5}
# So many are kept of each piece: more than are shown, for some may be withdrawn.
KEPT, MOST_TO_COME = 12, 4
# The most telling tags and words of a piece, and the newest pieces that have each.
MOST_TAGS, WEARERS = 12, 40
MOST_WORDS, ASKED_FOR, SPEAKERS, PEERS = 20, 10, 60, 20
# A tag of more pieces than this is as common as can be; so is a word that more pieces have.
COMMON, TOO_COMMON = 1000, 400
# Words of one piece that are looked up; and some that nearly every piece has, to know how many
# there are.
LOOKED_UP, COMMONEST = 80, ("yang", "dengan", "untuk", "dari")
_SAYING_NOTHING = STOP_WORDS | COMMONPLACE
# Saying a word more often says no more.
MOST_TIMES = 4
# Half of what tags, or words, can be worth is reached where the shared ones weigh so much.
ENOUGH_TAGS, ENOUGH_WORDS = 0.4, 3.0
YEAR = 365.25 * 86_400
# How much a candidate loses for being like one that stands there already.
SAMENESS = 4.0
# From so much of what words can add a piece is on a like subject.
ALIKE = 2.0
# From here on a piece says what this one says; what is less alike is only about the same.
REPEATS = 0.5


@dataclass(frozen=True)
class Likeness:
    """A piece that is like another. parts: what each signal adds to the score; tags: the shared
    ones, the rarest first; words: the shared rare ones, folded."""

    article_id: int
    parts: dict[str, float]
    tags: list[Tag]
    words: list[str]
    lead: frozenset[str] = field(repr=False, default=frozenset())
    # How much of what either says the other says as well; 0 where that is little.
    copied: float = 0.0
    # Readers see it only later; until then it must move none of the others.
    is_to_come: bool = False
    # What it loses in the order for being like one that stands before it.
    repeats: float = 0.0

    @property
    def score(self) -> float:
        """All that speaks for it."""
        return sum(self.parts.values())

    @property
    def is_alike(self) -> bool:
        """Whether its words alone say that it is on a like subject."""
        return self.parts.get(WORDS, 0) >= ALIKE


def rarity(number: int) -> float:
    """Return what sharing something tells that so many pieces have: 1 at most."""
    return 1 / (1 + log2(max(number, 1)))


def kin(
    piece: Article, *, signals: Set[str] = frozenset(WEIGHTS), most: int = KEPT
) -> list[Likeness]:
    """Return the pieces that are most like this one, no two of them too like each other.

    piece: as it is, or as it would be published; its tags are best prefetched. signals: what is
    looked at. Only pieces that are published, or will be at a set time, and were not banned.
    """
    tags = _telling_tags(piece) if TAGS in signals else {}
    words = telling_words(piece) if WORDS in signals else {}
    found = {key for _weight, wearers in tags.values() for key in wearers}
    if words:
        found.update(search.mentioning(list(words)[:ASKED_FOR], SPEAKERS))
    if {SECTION, AGE} & signals:
        found.update(_peers(piece))
    entries = SearchEntry.objects.filter(article__in={*found, piece.pk} - {None})
    texts = dict(entries.values_list("article_id", "text"))
    scored = _scored(piece, found, tags, words, signals, texts)
    # A few words in common and nothing else are chance: the section's own stand there then.
    scored = [one for one in scored if one.tags or one.is_alike or one.parts.get(SECTION)]
    picked = _different([one for one in scored if not one.is_to_come], most)
    coming = sorted((one for one in scored if one.is_to_come), key=lambda one: -one.score)
    return [*picked, *coming[:MOST_TO_COME]]


def _scored(
    piece: Article,
    found: Set[int],
    tags: dict,
    words: dict[str, float],
    signals: Set[str],
    texts: dict[int, str],
) -> Iterator[Likeness]:
    others = Article.objects.filter(
        pk__in=found, published_at__isnull=False, withdrawn_at__isnull=True
    ).exclude(pk=piece.pk)
    if piece.pk:
        others = others.exclude(pk__in=RelatedBan.objects.filter(article=piece).values("other"))
    now, own = timezone.now(), _placed(texts.get(piece.pk, "").split(), ANYWHERE)
    spelt = {word: [letter + encoded(word) for letter in ANYWHERE] for word in words}
    own_parent = piece.section and piece.section.parent_id
    columns = ("pk", "section_id", "section__parent_id", "published_at")
    for key, section, parent, at in others.values_list(*columns):
        spoken = frozenset(texts.get(key, "").split())
        shared = [tag for tag, (_weight, wearers) in tags.items() if key in wearers]
        heard = [word for word, tokens in spelt.items() if not spoken.isdisjoint(tokens)]
        near = 1.0 if section == piece.section_id else 0.5 if parent and parent == own_parent else 0
        weight = sum(tags[tag][0] for tag in shared)
        said = sum(words[word] for word in heard)
        parts = {
            TAGS: weight / (weight + ENOUGH_TAGS),
            WORDS: said / (said + ENOUGH_WORDS),
            SECTION: near,
            AGE: 2 ** -(abs((at - _date_of(piece)).total_seconds()) / YEAR),
        }
        parts = {name: WEIGHTS[name] * parts[name] for name in WEIGHTS if name in signals}
        # A copy has most of what tells; of all others it need not be counted.
        is_close = len(heard) > REPEATS * len(words)
        copied = _overlap(_placed(spoken, ANYWHERE), own) if is_close else 0.0
        yield Likeness(key, parts, shared, heard, _placed(spoken, LEAD), copied, at > now)


def _placed(entry: Iterable[str], place: str) -> frozenset[str]:
    """What an entry has in a place of the index, by its letters (see `search.indexing`)."""
    return frozenset(token[1:] for token in entry if token[0] in place)


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    either = len(one | other)
    return len(one & other) / either if either else 0


def _date_of(piece: Article) -> datetime:
    return piece.published_at or timezone.now()


def _different(found: Iterable[Likeness], most: int) -> list[Likeness]:
    """Pick the best one after the other; one that repeats what stands there loses for it."""
    left = {one.article_id: one for one in found}
    sameness = Counter({key: one.copied for key, one in left.items() if one.copied > REPEATS})
    picked: list[Likeness] = []
    while left and len(picked) < most:
        best = max(left, key=lambda key: (left[key].score - SAMENESS * sameness[key], key))
        picked.append(replace(left.pop(best), repeats=SAMENESS * sameness[best]))
        for key, one in left.items():
            sameness[key] = max(sameness[key], _overlap(one.lead, picked[-1].lead))
    return picked


# --- What tells ------------------------------------------------------------------


def _telling_tags(piece: Article) -> dict[Tag, tuple[float, list[int]]]:
    """Return the piece's rarest tags, each with its weight and its newest wearers."""
    # One that was typed a moment ago, in a text that is not stored, has no key yet.
    tags = [tag for tag in piece.tags.all() if tag.pk]
    if not tags:
        return {}
    count = (
        "SELECT %s, COUNT(*) FROM (SELECT 1 FROM articles_tagging WHERE tag_id = %s LIMIT %s) few"
    )
    numbers = dict(_for_each(count, [(tag.pk, tag.pk, COMMON) for tag in tags]))
    rarest = sorted(tags, key=lambda tag: (numbers[tag.pk], tag.name))[:MOST_TAGS]
    newest = (
        "SELECT * FROM (SELECT tag_id, content_object_id FROM articles_tagging WHERE tag_id = %s"
        " ORDER BY content_object_id DESC LIMIT %s) few"
    )
    wearers: dict[int, list[int]] = {}
    for tag, key in _for_each(newest, [(tag.pk, WEARERS) for tag in rarest]):
        wearers.setdefault(tag, []).append(key)
    return {tag: (rarity(numbers[tag.pk]), wearers.get(tag.pk, [])) for tag in rarest}


def _for_each(statement: str, parameters: list[tuple]) -> list[tuple]:
    """Ask the same of several at once. Django cannot join parts that have a limit on SQLite."""
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join([statement] * len(parameters)),
            [value for some in parameters for value in some],
        )
        return cursor.fetchall()


def telling_words(piece: Article) -> dict[str, float]:
    """Return the words of a piece that few others have, with their weights, the heaviest first.

    A word of the headline or the standfirst counts once more.
    """
    places = Counter(_plain_words(f"{piece.headline} {piece.standfirst} {piece.body_text}"))
    for part in (piece.headline, piece.standfirst):
        places.update(set(_plain_words(part)))
    often = [word for word, _times in places.most_common(LOOKED_UP)]
    known = search.frequencies([*often, *COMMONEST])
    pieces = max(known.values(), default=0) + 1
    weights = {
        word: min(places[word], MOST_TIMES) * log2(pieces / number) / log2(pieces)
        for word, number in known.items()
        # One has it: the piece itself.
        if word in places and 1 < number <= TOO_COMMON
    }
    heaviest = sorted(weights, key=lambda word: (-weights[word], word))[:MOST_WORDS]
    return {word: weights[word] for word in heaviest}


def _plain_words(written: str) -> list[str]:
    found = (part for word in text.words(written) for part in word.parts)
    return [part for part in found if part.isalpha() and part not in _SAYING_NOTHING]


def _peers(piece: Article) -> list[int]:
    """The pieces of the section that came out last before this one, and first after it."""
    peers = Article.objects.filter(section=piece.section_id, withdrawn_at__isnull=True)
    at = _date_of(piece)
    older = peers.filter(published_at__lte=at).latest_first().values_list("pk", flat=True)
    newer = peers.filter(published_at__gt=at).order_by("published_at", "id")
    return [*older[: PEERS + 1], *newer.values_list("pk", flat=True)[: PEERS // 4]]
