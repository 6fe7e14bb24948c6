"""Names that belong to a piece, read in the piece's own query.

A prefetch costs a query for each kind of row. Here the database returns a piece's byline and its
tags as two lists in JSON beside its columns, and they become the objects that a prefetch would
have left: `piece.byline` and `piece.tags.all()` ask for nothing more.
"""

from collections.abc import Iterable
from typing import TypeVar

from django.db.models import F, JSONField, Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from articles import caching, showing
from articles.models import Article, ArticleQuerySet, Author, Byline, Tag, Tagging

Row = TypeVar("Row", bound=Model)

AUTHOR = ("id", "name", "slug", "role", "is_desk")
TAG = ("id", "name", "slug")


class Rows(Subquery):
    """The rows of a subquery as one list; each is the JSON object that it calls `one`."""

    output_field = JSONField()

    def as_sqlite(self, compiler, connection):
        """SQLite forgets at a subquery's border that a text is JSON."""
        template = (
            '(SELECT json_group_array(json("gathered"."one")) FROM (%(subquery)s) "gathered")'
        )
        return self.as_sql(compiler, connection, template=template)

    def as_postgresql(self, compiler, connection):
        """Of no rows PostgreSQL makes nothing at all."""
        template = '(SELECT jsonb_agg("gathered"."one") FROM (%(subquery)s) "gathered")'
        return self.as_sql(compiler, connection, template=template)


def with_authors(articles: ArticleQuerySet) -> ArticleQuerySet:
    """Read bylines along; `unfold` makes objects of them."""
    bylines = Byline.objects.filter(article=OuterRef("pk"))
    return articles.annotate(gathered_authors=_rows(bylines, "author", AUTHOR, "position"))


def with_names(articles: ArticleQuerySet) -> ArticleQuerySet:
    """Read bylines and tags along; `unfold` makes objects of them."""
    taggings = Tagging.objects.filter(content_object=OuterRef("pk"))
    return with_authors(articles).annotate(gathered_tags=_rows(taggings, "tag", TAG, "id"))


def unfold(pieces: Iterable[Article]) -> None:
    """Give each piece read so its byline, and its tags where they were read, in their orders."""
    for piece in pieces:
        showing.also(caching.beside(piece.pk))
        authors = _objects(Author, AUTHOR, piece.gathered_authors)
        along: dict[str, list] = {
            "bylines": [
                Byline(article_id=piece.pk, author=author, position=place)
                for place, author in enumerate(authors)
            ]
        }
        if hasattr(piece, "gathered_tags"):
            along["tags"] = _objects(Tag, TAG, piece.gathered_tags)
        piece._prefetched_objects_cache = getattr(piece, "_prefetched_objects_cache", {}) | along


def _rows(through: QuerySet, to: str, columns: Iterable[str], *order: str) -> Rows:
    names = {column: F(f"{to}__{column}") for column in columns}
    places = {f"place{number}": F(column) for number, column in enumerate([*order, "id"])}
    return Rows(through.order_by().values(one=JSONObject(**names, **places)))


def _objects(model: type[Row], columns: tuple[str, ...], rows: list[dict] | None) -> list[Row]:
    rows = sorted(rows or (), key=lambda row: (row["place0"], row["place1"]))
    # As from_db() takes them: in the order of the model.
    names = [one.attname for one in model._meta.concrete_fields if one.attname in columns]
    return [model.from_db(None, names, [row[name] for name in names]) for row in rows]
