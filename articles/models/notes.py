"""Notes between editors on a piece, on one of its fields, or on a passage of its text."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.articles import Article


class Note(models.Model):
    """What one editor wrote to the others, never to readers; or a reply to it, one level deep."""

    TEXT_MOST = 4000
    QUOTE_MOST = 1000
    CONTEXT_MOST = 40

    article = models.ForeignKey(
        Article, verbose_name=_("article"), on_delete=models.CASCADE, related_name="notes"
    )
    field = models.CharField(
        _("field"), max_length=30, blank=True, help_text=_("Empty: the whole piece.")
    )
    quote = models.CharField(_("quoted words"), max_length=QUOTE_MOST, blank=True)
    # Where the quote stood, and between what: several passages may have the same words.
    position = models.PositiveIntegerField(_("position"), default=0)
    before = models.CharField(_("before the quote"), max_length=CONTEXT_MOST, blank=True)
    after = models.CharField(_("after the quote"), max_length=CONTEXT_MOST, blank=True)
    text = models.CharField(_("text"), max_length=TEXT_MOST)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )
    by_name = models.CharField(_("by"), max_length=150)
    at = models.DateTimeField(_("at"), default=timezone.now)
    reply_to = models.ForeignKey(
        "self",
        verbose_name=_("reply to"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="replies",
    )
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("resolved by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["article"],
                condition=Q(reply_to__isnull=True, resolved_at__isnull=True),
                name="note_open",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(quote="") | Q(field="body"), name="note_quote_on_body"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="note_says_something"),
            # What a note is about, and whether it is settled, stands with the note itself.
            models.CheckConstraint(
                condition=Q(reply_to__isnull=True)
                | Q(field="", quote="", resolved_at__isnull=True),
                name="note_reply_is_plain",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.by_name}: {self.text[:60]}"
