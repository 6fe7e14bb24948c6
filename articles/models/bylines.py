"""Bylines: who wrote a piece, in the order readers see the names."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.articles import Article
from articles.models.authors import Author
from articles.models.listed import Listed, ListedQuerySet


class Byline(Listed):
    """One author's place in one piece's byline."""

    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, related_name="bylines", db_index=False
    )
    author = models.ForeignKey(
        Author,
        verbose_name=_("author"),
        on_delete=models.PROTECT,
        related_name="bylines",
        db_index=False,
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = ListedQuerySet.as_manager()

    class Meta:
        verbose_name = _("byline")
        verbose_name_plural = _("bylines")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["article", "author"], name="byline_author_once"),
        ]
        indexes = [
            models.Index(fields=["author", "-listed_at", "-article"], name="byline_listed"),
        ]

    def __str__(self) -> str:
        return f"{self.article_id}: {self.author_id}"
