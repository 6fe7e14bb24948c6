"""The ledger: corrections, right of reply and withdrawals, public, dated and never rewritten."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import rendering
from articles.models.activity import LooseForeignKey
from articles.models.articles import Article
from articles.models.status import Entry, Ground

# A right of reply of three thousand words fits.
LONGEST_TEXT = 40_000


class CorrectionQuerySet(models.QuerySet):
    """Entries of the ledger, by what readers may see of them."""

    def public(self, at: datetime | None = None) -> Self:
        """Those whose time has come, of pieces that readers have seen."""
        now = at or timezone.now()
        return self.filter(at__lte=now, article__published_at__lte=now)

    def public_by_exclusion(self, at: datetime | None = None) -> Self:
        """The same, for skipping many: the few pieces that readers have not seen are looked up
        once, and not the piece of each entry."""
        now = at or timezone.now()
        unseen = Article.objects.filter(Q(published_at__isnull=True) | Q(published_at__gt=now))
        return self.filter(at__lte=now).exclude(article__in=unseen.order_by().values("pk"))


class Correction(models.Model):
    """One entry. A mistake in it is superseded by another entry; both stay."""

    # Readers saw the piece, so it can be withdrawn and never be deleted.
    article = models.ForeignKey(
        Article,
        verbose_name=_("article"),
        on_delete=models.PROTECT,
        related_name="corrections",
        db_index=False,
    )
    headline = models.CharField(_("headline"), max_length=200)
    kind = models.CharField(_("kind"), max_length=12, choices=Entry)
    text = models.TextField(_("text"), max_length=LONGEST_TEXT)
    text_html = models.TextField(editable=False, blank=True)
    party = models.CharField(
        _("replying party"),
        max_length=150,
        blank=True,
        help_text=_("Who replies, as readers are to know them."),
    )
    ground = models.CharField(_("ground"), max_length=12, choices=Ground, blank=True)
    above = models.BooleanField(
        _("above the text"), default=False, help_text=_("Else it stands below the text.")
    )
    supersedes = models.OneToOneField(
        "self",
        verbose_name=_("supersedes"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="superseded_by",
    )
    at = models.DateTimeField(_("at"), default=timezone.now)
    by = LooseForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        null=True,
        related_name="+",
    )
    by_name = models.CharField(_("by"), max_length=150, blank=True)
    from_number = models.PositiveIntegerField(_("from version"), null=True)
    to_number = models.PositiveIntegerField(_("to version"), null=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of the ledger")
        verbose_name_plural = _("ledger of corrections")
        ordering = ["-at", "-id"]
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="correction_has_text"),
            models.CheckConstraint(
                condition=~Q(kind=Entry.HAK_JAWAB) | ~Q(party=""), name="correction_reply_has_party"
            ),
        ]
        indexes = [
            models.Index(fields=["-at", "-id"], name="correction_by_time"),
            models.Index(fields=["article", "-at", "-id"], name="correction_of_article"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.headline}"

    def get_absolute_url(self) -> str:
        """The entry's own page."""
        return reverse("correction", args=[self.pk])

    def render(self) -> None:
        """Derive HTML from the text. Raises rendering.TextRefused."""
        self.text_html = rendering.render(self.text).html
