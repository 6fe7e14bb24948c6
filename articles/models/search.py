"""What search keeps: its index, the words it knows, the editors' picks, and what found nothing.

All but the picks can be made anew from the pieces.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.articles import Article
from articles.models.tags import folded

LONGEST_QUERY = 100


class SearchEntry(models.Model):
    """One piece as the index has it: its words, as `search.indexing` spells them.

    The key grows with the date of publication, so that the engines find the newest first. What
    they build over `text` is theirs: Django knows of it only through `search`.
    """

    id = models.BigIntegerField(primary_key=True)
    article = models.OneToOneField(Article, on_delete=models.CASCADE, related_name="search_entry")
    text = models.TextField()
    # Whether its words are among those the site knows; a draft's are not.
    is_counted = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")
        # Written by the site alone.
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.article_id}"


class SearchWord(models.Model):
    """A word of the site's own, for whoever misspells it, and how many pieces have it."""

    word = models.CharField(max_length=60, unique=True)
    mirrored = models.CharField(max_length=60, db_index=True)
    pieces = models.IntegerField(default=0)

    class Meta:
        verbose_name = _("known word")
        verbose_name_plural = _("known words")
        default_permissions = ()

    def __str__(self) -> str:
        return self.word


class SearchPick(models.Model):
    """A piece that editors want first for a query."""

    query = models.CharField(
        _("query"),
        max_length=LONGEST_QUERY,
        help_text=_("As readers type it; case and spaces say nothing."),
    )
    folded_query = models.CharField(max_length=3 * LONGEST_QUERY, db_index=True, editable=False)
    article = models.ForeignKey(
        Article, verbose_name=_("article"), on_delete=models.CASCADE, related_name="+"
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("pick for a query")
        verbose_name_plural = _("picks for queries")
        ordering = ["folded_query", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["folded_query", "article"],
                name="search_pick_once",
                violation_error_message=_("The piece is picked for this query already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.query}: {self.article}"

    def fill_folded_query(self) -> None:
        """Derive what two spellings of a query share."""
        self.folded_query = folded(self.query)


class SearchMiss(models.Model):
    """A query that found nothing, and how often on one day. Says nothing of who asked."""

    day = models.DateField(_("day"))
    query = models.CharField(_("query"), max_length=LONGEST_QUERY)
    times = models.PositiveIntegerField(_("times"), default=1)

    class Meta:
        verbose_name = _("query without result")
        verbose_name_plural = _("queries without result")
        ordering = ["-day", "-times", "query"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["day", "query"], name="search_miss_once_a_day"),
        ]

    def __str__(self) -> str:
        return self.query
