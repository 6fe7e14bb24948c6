"""Unsaved texts: what somebody has typed at the desk and not saved yet, and who sits there."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.articles import Article


class UnsavedText(models.Model):
    """What one person typed in one opened page of the desk. Nobody else ever sees it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="unsaved_texts",
        db_index=False,
    )
    # Empty for a piece that was never saved. Typed words outlive the piece they were meant for.
    article = models.ForeignKey(
        Article, on_delete=models.SET_NULL, null=True, related_name="unsaved_texts"
    )
    # Each opening of the desk has a name of its own, so that two tabs keep two texts.
    page = models.CharField(max_length=40)
    # The version the page was opened on, as saves have it.
    base = models.PositiveIntegerField(default=0)
    # The form's fields as they were sent: nothing is refused here, however unfinished.
    fields = models.JSONField()
    kept_at = models.DateTimeField(_("kept"), default=timezone.now)

    class Meta:
        verbose_name = _("unsaved text")
        verbose_name_plural = _("unsaved texts")
        ordering = ["-kept_at", "-id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["user", "page"], name="unsaved_once_a_page"),
        ]
        indexes = [models.Index(fields=["user", "article", "-kept_at"], name="unsaved_of_user")]

    def __str__(self) -> str:
        return f"{self.user_id}/{self.page}"


class Presence(models.Model):
    """That somebody has a piece open at the desk, or had a moment ago."""

    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, related_name="presences", db_index=False
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="presences"
    )
    seen_at = models.DateTimeField()

    class Meta:
        verbose_name = _("presence")
        verbose_name_plural = _("presences")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["article", "user"], name="presence_once"),
        ]
        indexes = [models.Index(fields=["seen_at"], name="presence_by_time")]

    def __str__(self) -> str:
        return f"{self.article_id}: {self.user_id}"
