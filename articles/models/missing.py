"""Addresses that readers asked for and nothing was at."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MissingAddress(models.Model):
    """How often an address was asked for in vain: about, never by whom."""

    path = models.CharField(_("address"), max_length=200, unique=True)
    count = models.PositiveIntegerField(_("asked for, about"), default=0)
    asked_on = models.DateField(_("last asked for"))

    class Meta:
        verbose_name = _("missing address")
        verbose_name_plural = _("missing addresses")
        ordering = ["-count", "path"]
        default_permissions = ("view", "delete")
        indexes = [models.Index(fields=["-count", "-asked_on"], name="missing_by_count")]

    def __str__(self) -> str:
        return self.path
