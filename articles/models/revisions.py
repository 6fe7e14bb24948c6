"""Revisions: every save as a numbered full snapshot."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.articles import Article
from articles.models.snapshots import Snapshot, known_part, snapshot_of


class Revision(models.Model):
    """One state of a piece's content; never rewritten."""

    class Kind(models.TextChoices):
        """Why the revision was made."""

        SAVE = "save", _("saved")
        AUTOSAVE = "autosave", _("saved automatically")
        BASELINE = "baseline", _("as it was found")
        RESTORE = "restore", _("restored")
        IMPORT = "import", _("imported")
        CONFLICT = "conflict", _("kept from a conflict")

    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, related_name="revisions", db_index=False
    )
    number = models.PositiveIntegerField(_("number"))
    parent = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.SAVE)
    snapshot = models.JSONField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    published_at = models.DateTimeField(
        _("published"), null=True, blank=True, help_text=_("When readers first saw this version.")
    )
    # What readers were told when it was published.
    significant = models.BooleanField(_("significant"), default=True, editable=False)
    public_note = models.CharField(_("note to readers"), max_length=200, blank=True, editable=False)
    label = models.CharField(_("label"), max_length=80, blank=True)
    pinned = models.BooleanField(
        _("pinned"), default=False, help_text=_("A pinned version is never thinned out.")
    )

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["-number"]
        indexes = [
            # The public history asks for the few published versions among all saves.
            models.Index(
                fields=["article", "published_at"],
                condition=models.Q(published_at__isnull=False),
                name="revision_published",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="revision_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.article_id}/{self.number}"


def working_snapshot(article: Article) -> Snapshot:
    """Return the content an editor goes on with: the newest saved, or else what is stored.

    A snapshot from an older schema still opens: unknown keys are ignored, missing keys take
    the present value.
    """
    stored = snapshot_of(article)
    if article.working_revision_id is None:
        return stored
    return stored | known_part(article.working_revision.snapshot)
