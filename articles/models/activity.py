"""The record of acts: who did what to which piece, when, and why. Append-only."""

from django.conf import settings
from django.db import models
from django.db.models.fields.related_descriptors import ForwardManyToOneDescriptor
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.articles import Article
from articles.models.status import Act


class LinkThatMayEnd(ForwardManyToOneDescriptor):
    """The row a line speaks of, or None once that is gone."""

    def get_object(self, instance):
        """Look it up; the line outlives it."""
        try:
            return super().get_object(instance)
        except self.field.remote_field.model.DoesNotExist:
            return None


class LooseForeignKey(models.ForeignKey):
    """A link without a constraint. Reading it, as a dump of everything does, never fails."""

    forward_related_accessor_class = LinkThatMayEnd

    def deconstruct(self) -> tuple:
        """For the database and its migrations it is a foreign key like any other."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.ForeignKey", args, kwargs


class Activity(models.Model):
    """One act. Neither the admin nor the database lets a line be changed or taken out.

    The links carry no constraint, and names are kept beside them, so that a line outlives
    the piece and the account it speaks of.
    """

    article = LooseForeignKey(
        Article,
        verbose_name=_("article"),
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        null=True,
        related_name="activities",
        db_index=False,
    )
    headline = models.CharField(_("headline"), max_length=200)
    act = models.CharField(_("act"), max_length=12, choices=Act)
    by = LooseForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        null=True,
        related_name="+",
    )
    by_name = models.CharField(_("by"), max_length=150, blank=True)
    at = models.DateTimeField(_("at"), default=timezone.now)
    note = models.TextField(_("note"), blank=True)
    from_number = models.PositiveIntegerField(_("from version"), null=True)
    to_number = models.PositiveIntegerField(_("to version"), null=True)

    class Meta:
        verbose_name = _("act")
        verbose_name_plural = _("record of acts")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["article", "-id"], name="activity_of_article"),
            models.Index(fields=["-at", "-id"], name="activity_by_time"),
            models.Index(fields=["act", "-at", "-id"], name="activity_by_act"),
        ]

    def __str__(self) -> str:
        return f"{self.get_act_display()}: {self.headline}"
