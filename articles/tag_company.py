"""Tags that may be one subject by the company they keep, where their names have nothing in common.

Two signs: a text that gives one in brackets behind the other, “Kecerdasan Buatan (AI)”, and two
tags of which neither stands on a piece without the other. Only the newest pieces of a tag are
looked at, so the work is the same whatever the archive's size.
"""

import re
from collections import Counter
from collections.abc import Iterator

from django.db import connection

from articles import tag_keys
from articles.models import Article, FormerName, Likeness, Tag, Tagging
from articles.models.tags import folded

# So many of a tag's newest pieces are looked at, and read.
NEWEST, READ = 60, 20
LONGEST_TEXT = 20_000
# Of fewer pieces it says nothing that two tags stand on the same; of more, that nearly all are.
LEAST, NEARLY_ALL = 5, 0.9
MOST_WORDS = 7
_BRACKETS = re.compile(r"\(([A-Z]{2,7})\)")
# No name reaches across one of these, or further back.
_SIGNS, _FAR = re.compile(r"[.,;:!?()\n]"), 120
_COMPANIONS = """
WITH few AS (
    SELECT content_object_id AS piece FROM articles_tagging WHERE tag_id = %s
    ORDER BY content_object_id DESC LIMIT %s
)
SELECT tag_id, COUNT(*) FROM articles_tagging
WHERE content_object_id IN (SELECT piece FROM few) GROUP BY tag_id
"""


def likenesses(tag: int, names: list[str]) -> dict[int, Likeness]:
    """Return by key the tags that may be the same by their company. names: all of this one's."""
    companions = together_with(tag)
    return dict.fromkeys(companions, Likeness.TOGETHER) | dict.fromkeys(
        _spelt_out(tag, names), Likeness.SPELT_OUT
    )


def together_with(tag: int) -> set[int]:
    """Return the tags that stand on nearly all of this one's newest pieces, and it on theirs."""
    return {other for other in _beside(tag) if tag in _beside(other)}


def _beside(tag: int) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(_COMPANIONS, [tag, NEWEST])
        times = dict(cursor.fetchall())
    pieces = times.pop(tag, 0)
    if pieces < LEAST:
        return set()
    return {other for other, number in times.items() if number >= NEARLY_ALL * pieces}


# --- In brackets -----------------------------------------------------------------


def _spelt_out(tag: int, names: list[str]) -> set[int]:
    """Return the tags that texts give in brackets behind this one's names, or the other way."""
    found = _brackets(_texts(tag))
    mine = {folded(name) for name in names}
    short = {name for name in names if tag_keys.is_acronym(name)}
    if not short:
        behind = {letters for words, letters in found if mine & _endings(words)}
        others = _tags_named({folded(letters) for letters in behind})
        return {other for other in others.values() if tag in _meant_by(other, behind)}
    return _meant_by(tag, short)


def _meant_by(tag: int, short: set[str]) -> set[int]:
    """Return the tag that an acronym's texts spell it out by; none where they name several, as
    they do behind people of one party."""
    before = [_endings(words) for words, letters in _brackets(_texts(tag)) if letters in short]
    named = _tags_named(set().union(*before))
    said = Counter(
        named[max(ending & named.keys(), key=len)] for ending in before if ending & named.keys()
    )
    said.pop(tag, None)
    [(likeliest, times)] = said.most_common(1) or [(tag, 0)]
    return {likeliest} if 2 * times > len(before) else set()


def _texts(tag: int) -> list[str]:
    newest = Tagging.objects.filter(tag=tag).order_by("-content_object_id")
    keys = list(newest.values_list("content_object", flat=True)[:READ])
    rows = Article.objects.filter(pk__in=keys).order_by("pk")
    return [
        f"{standfirst}\n{body[:LONGEST_TEXT]}"
        for standfirst, body in rows.values_list("standfirst", "body_text")
    ]


def _brackets(texts: list[str]) -> list[tuple[str, str]]:
    """Return (the words before, the capitals in brackets), each once a text."""
    return [found for text in texts for found in sorted({*_read(text)})]


def _read(text: str) -> Iterator[tuple[str, str]]:
    for found in _BRACKETS.finditer(text):
        before = text[max(0, found.start() - _FAR) : found.start()]
        yield _SIGNS.split(before)[-1], found[1]


def _endings(words: str) -> set[str]:
    """Return what may be a name of the last words before a bracket, folded."""
    parts = words.split()[-MOST_WORDS:]
    return {folded(" ".join(parts[start:])) for start in range(len(parts))}


def _tags_named(keys: set[str]) -> dict[str, int]:
    """Return by folded name, present or former, the tags that go by it."""
    former = FormerName.objects.filter(folded_name__in=keys).values_list("folded_name", "tag")
    own = Tag.objects.filter(folded_name__in=keys).values_list("folded_name", "pk")
    return dict(former) | dict(own)
