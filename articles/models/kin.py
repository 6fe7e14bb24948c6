"""Kin: the pieces that stand beside another because they are like it, and those that must not."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from articles.models.articles import Article


class Kin(models.Model):
    """A piece that is like another, and why; made anew by `articles.relating` at any time.

    Kept for pieces that are published or will be; whether readers may see one is asked when it
    is shown.
    """

    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, related_name="kin", db_index=False
    )
    other = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+")
    rank = models.PositiveSmallIntegerField()
    score = models.FloatField()
    # What they have in common: the keys of tags, the most telling first, and whether words of
    # the text say so too.
    tags = models.JSONField(default=list)
    in_words = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("piece that is like another")
        verbose_name_plural = _("pieces that are like another")
        ordering = ["rank", "id"]
        # Written by the site alone.
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["article", "other"], name="kin_once"),
            models.CheckConstraint(condition=~Q(article=F("other")), name="kin_not_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.article_id}: {self.other_id}"


class RelatedBan(models.Model):
    """A piece that editors never want to see beside another."""

    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, related_name="bans", db_index=False
    )
    other = models.ForeignKey(
        Article, verbose_name=_("article"), on_delete=models.CASCADE, related_name="+"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("piece kept away")
        verbose_name_plural = _("pieces kept away")
        ordering = ["-at", "-id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["article", "other"], name="related_ban_once"),
        ]

    def __str__(self) -> str:
        return f"{self.article_id}: {self.other_id}"
