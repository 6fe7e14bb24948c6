"""Arrangements of the front page: each save a whole new one."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.activity import LooseForeignKey


class Arrangement(models.Model):
    """What editors put where on the front page, from `made_at` until the next one.

    Append-only, by the database's own word: so the front page of any day can be shown, and who
    arranged it. `slots` is as `articles.slots` writes it; pieces are named by key without a
    constraint, since a line outlives what it speaks of.
    """

    number = models.PositiveIntegerField(_("number"), unique=True)
    slots = models.JSONField(default=dict)
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    by = LooseForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        null=True,
        related_name="+",
    )
    by_name = models.CharField(_("by"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("arrangement of the front page")
        verbose_name_plural = _("arrangements of the front page")
        ordering = ["-number"]
        get_latest_by = "number"
        default_permissions = ("view", "add")
        indexes = [models.Index(fields=["-made_at", "-number"], name="arrangement_by_time")]

    def __str__(self) -> str:
        return str(self.number)
