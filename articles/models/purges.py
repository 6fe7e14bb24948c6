"""Purges: what a content delivery network is still to be told of."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Purge(models.Model):
    """Tags of pages that changed; no tag at all stands for every page. Gone once it was heard."""

    tags = models.JSONField(default=list)
    asked_at = models.DateTimeField(default=timezone.now)
    try_at = models.DateTimeField(default=timezone.now, db_index=True)
    failure = models.TextField(_("what went wrong"), blank=True)

    class Meta:
        verbose_name = _("purge")
        verbose_name_plural = _("purges")
        default_permissions = ()
        ordering = ["id"]

    def __str__(self) -> str:
        return " ".join(self.tags) or "*"
