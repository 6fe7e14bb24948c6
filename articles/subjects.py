"""What goes with a subject: the tags beside it, and who writes about it.

Both are read from its newest pieces in one query, whatever the size of the archive. A tag counts
for more the rarer it is, as in `related`; one that very many pieces carry is common, and how many
more does not matter.
"""

from dataclasses import dataclass, field
from math import sqrt

from django.db import connection
from django.utils import timezone

from articles import caching, showing
from articles.models import Article, Author, Tag
from articles.page_index import Key

# So many of the subject's newest pieces are looked at.
NEWEST = 100
MOST_TAGS, MOST_AUTHORS = 8, 5
# Of few pieces each companion counts; of more, those that came twice.
FEW = 5
# Those most often beside it are weighed. A tag that more pieces carry than COMMON is common.
_WEIGHED, COMMON = 16, 64

# All of it as the index of taggings has it, which knows since when readers see a piece.
_STATEMENT = """
WITH few AS (
    SELECT here.content_object_id AS piece FROM "articles_tagging" here
    WHERE here.tag_id = %s AND here.listed_at <= %s
    ORDER BY here.listed_at DESC, here.content_object_id DESC LIMIT %s
), beside AS (
    SELECT tag_id, COUNT(*) AS times FROM "articles_tagging"
    WHERE content_object_id IN (SELECT piece FROM few) AND tag_id <> %s
    GROUP BY tag_id ORDER BY times DESC, tag_id LIMIT %s
), signed AS (
    SELECT author_id, COUNT(*) AS times FROM "articles_byline"
    WHERE article_id IN (SELECT piece FROM few)
    GROUP BY author_id ORDER BY times DESC, author_id LIMIT %s
)
SELECT 'piece', piece, '', '', 1, 0 FROM few
UNION ALL
SELECT 'tag', tag.id, tag.name, tag.slug, beside.times, (
    SELECT COUNT(*) FROM (
        SELECT 1 FROM "articles_tagging" there
        WHERE there.tag_id = tag.id AND there.listed_at <= %s LIMIT %s
    ) capped
) FROM beside JOIN "articles_tag" tag ON tag.id = beside.tag_id
UNION ALL
SELECT 'author', author.id, author.name, author.slug, signed.times, 0
FROM signed JOIN "articles_author" author ON author.id = signed.author_id
"""
_TABLES = {"piece": Article, "tag": Tag, "author": Author}


@dataclass(frozen=True)
class Subject:
    """What goes with a tag: other tags, the most telling first, and authors of most pieces."""

    tags: list[Tag] = field(default_factory=list)
    authors: list[Author] = field(default_factory=list)


def around(tag: Tag) -> Subject:
    """Return what goes with a tag, and note for the page what it is made of. One query."""
    found: dict[str, list[tuple]] = {kind: [] for kind in _TABLES}
    for kind, *row in _rows(tag):
        found[kind].append(tuple(row))
        showing.also(Key(f"row:{_TABLES[kind]._meta.db_table}:{row[0]}"))
        if kind == "piece":
            showing.also(caching.beside(row[0]))
    showing.also(Key(caching.list_of("tag", tag.pk)))
    least = 1 if len(found["piece"]) <= FEW else 2
    tags = [row for row in found["tag"] if row[3] >= least]
    for key, *_names, total in tags:
        if total <= COMMON:
            showing.also(Key(caching.list_of("tag", key)))
    # The cosine of two tags, but for the subject's own number, which all have alike.
    tags.sort(key=lambda row: (-row[3] / sqrt(row[4]), row[0]))
    authors = [row for row in found["author"] if row[3] >= least]
    authors.sort(key=lambda row: (-row[3], row[0]))
    return Subject(
        [Tag(pk=key, name=name, slug=slug) for key, name, slug, *_ in tags[:MOST_TAGS]],
        [Author(pk=key, name=name, slug=slug) for key, name, slug, *_ in authors[:MOST_AUTHORS]],
    )


def _rows(tag: Tag) -> list[tuple]:
    """Return rows of (kind, key, name, slug, times, how many public pieces, COMMON + 1 for more):
    the subject's newest pieces, and the tags and authors on them."""
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    params = [tag.pk, now, NEWEST, tag.pk, _WEIGHED, _WEIGHED, now, COMMON + 1]
    with showing.only(), connection.cursor() as cursor:
        cursor.execute(_STATEMENT, params)
        return cursor.fetchall()
