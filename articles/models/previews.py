"""Preview links: addresses that show one unpublished piece to whoever was given them."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.articles import Article
from articles.models.revisions import Revision


class PreviewLinkQuerySet(models.QuerySet):
    """Links, by whether they still open."""

    def open(self, at: datetime | None = None) -> "PreviewLinkQuerySet":
        """Those that show something: not expired, not revoked, not ended by a withdrawal.

        Whoever withdraws a piece means everybody, so the links given out before end with it.
        One made afterwards was made knowingly, for instance for a lawyer, and opens.
        """
        since_withdrawal = Q(article__withdrawn_at__isnull=True) | Q(
            made_at__gte=F("article__withdrawn_at")
        )
        return self.filter(
            since_withdrawal, revoked_at__isnull=True, expires_at__gt=at or timezone.now()
        )


class PreviewLink(models.Model):
    """One address given out. Its token is known only to whoever was given it."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="preview_links")
    # What the address ends in is never stored, so that no copy of the database opens anything.
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    # Gone with its version: a link must never come to show another text than was shared.
    revision = models.ForeignKey(
        Revision,
        verbose_name=_("version"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="preview_links",
        help_text=_("Always the newest if left empty."),
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    expires_at = models.DateTimeField(_("opens until"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    opens = models.PositiveIntegerField(_("opened"), default=0)
    last_opened_at = models.DateTimeField(_("last opened"), null=True, blank=True)

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("shared preview")
        verbose_name_plural = _("shared previews")
        ordering = ["-made_at", "-id"]
        # Who may write a piece may share it; there is no right beside that.
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.article_id}/{self.pk}"
