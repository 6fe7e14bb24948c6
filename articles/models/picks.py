"""Picks: the pieces that editors chose to stand beside another."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from articles.models.articles import Article

# Of one piece.
MAX_PICKS = 12


class RelatedPick(models.Model):
    """A piece the editors chose to stand beside another."""

    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, related_name="picks", db_index=False
    )
    target = models.ForeignKey(
        Article, verbose_name=_("article"), on_delete=models.CASCADE, related_name="+"
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("related piece")
        verbose_name_plural = _("related pieces")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["article", "target"], name="related_pick_once"),
            models.CheckConstraint(
                condition=~Q(article=F("target")),
                name="related_pick_not_itself",
                violation_error_message=_("A piece cannot be related to itself."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article_id}: {self.target_id}"
