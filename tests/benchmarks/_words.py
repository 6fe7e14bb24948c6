"""A made-up archive of any size whose words are as frequent as words are (Zipf)."""

import random
from dataclasses import dataclass
from datetime import timedelta
from itertools import accumulate

from django.db import connection
from django.utils import timezone

from articles import tag_lookup
from articles.models import Article, Author, Byline, Section, Tag, Tagging
from articles.models.tags import folded

WORDS, HEADLINE, STANDFIRST, BODY = 30_000, 8, 20, 300
SECTIONS, AUTHORS, TAGS, AT_ONCE = 8, 40, 400, 500
SYLLABLES = [c + v + e for c in "bcdghjklmnprst" for v in "aiueo" for e in ("", "n", "r", "k")]


@dataclass(frozen=True)
class Archive:
    """words: by rank, the most frequent first. tag: the one that most pieces carry."""

    words: list[str]
    weights: list[float]
    section: Section
    tag: Tag

    def text(self, chosen: random.Random, number: int) -> str:
        """Return so many words, each as often as its rank makes it."""
        return " ".join(chosen.choices(self.words, cum_weights=self.weights, k=number))


def vocabulary(chosen: random.Random) -> list[str]:
    """Return made-up words of two or three syllables."""
    found: dict[str, None] = {}
    while len(found) < WORDS:
        found["".join(chosen.choices(SYLLABLES, k=chosen.choice((2, 2, 3))))] = None
    return list(found)


def make_archive(size: int) -> Archive:
    """Write that many published pieces in bulk, an hour apart. Nothing is indexed yet."""
    words = vocabulary(random.Random(2026))  # noqa: S311 - the same words each time
    weights = list(accumulate(1 / (rank + 2) for rank in range(len(words))))
    chosen = random.Random(size)  # noqa: S311 - the same pieces each time
    sections = Section.objects.bulk_create(
        Section(name=f"Rubrik {n}", slug=f"rubrik-{n}", position=n) for n in range(SECTIONS)
    )
    authors = Author.objects.bulk_create(
        Author(name=f"{words[n + 20].title()} {words[n + 900].title()}", slug=f"penulis-{n}")
        for n in range(AUTHORS)
    )
    names = [words[30 + n] if n % 2 else f"{words[n + 30]} {words[n + 500]}" for n in range(TAGS)]
    tags = Tag.objects.bulk_create(
        Tag(name=name, slug=f"tag-{n}", folded_name=folded(name)) for n, name in enumerate(names)
    )
    archive = Archive(words, weights, sections[0], tags[0])
    for first in range(0, size, AT_ONCE):
        _add(archive, range(first, min(first + AT_ONCE, size)), (sections, authors, tags), chosen)
    tag_lookup.write_missing()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return archive


def _add(archive: Archive, places: range, beside: tuple, chosen: random.Random) -> None:
    now = timezone.now()
    sections, authors, tags = beside
    pieces = []
    for place in places:
        at = now - timedelta(hours=place + 1)
        dates = dict.fromkeys(("published_at", "first_published_at", "created_at"), at)
        piece = Article(
            headline=archive.text(chosen, HEADLINE),
            standfirst=archive.text(chosen, STANDFIRST),
            slug=f"tulisan-{place}",
            section=sections[place % SECTIONS],
            body_text=archive.text(chosen, BODY),
            modified_at=at,
            **dates,
        )
        pieces.append(piece)
    Article.objects.bulk_create(pieces)
    Byline.objects.bulk_create(
        Byline(article=piece, author=chosen.choice(authors)) for piece in pieces
    )
    # The first stands on half of all.
    Tagging.objects.bulk_create(
        Tagging(tag=tag, content_object=piece)
        for place, piece in enumerate(pieces)
        for tag in {*tags[place % 2 : 1], *chosen.choices(tags[1:], k=2)}
    )
