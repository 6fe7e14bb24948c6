"""What tags are found by, and pairs of tags that may be one subject."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from articles.models.tags import Tag


class TagKey(models.Model):
    """One key of a tag's name, present or former, as `tag_keys` makes them. Made anew at any time.

    uses: how many pieces carry the tag, in binary digits; it orders, and is never shown.
    """

    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="keys", db_index=False)
    key = models.CharField(max_length=80)
    uses = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("key of a tag")
        verbose_name_plural = _("keys of tags")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["tag", "key"], name="tag_key_once")]
        indexes = [models.Index(fields=["key", "uses", "tag"], name="tag_by_key")]

    def __str__(self) -> str:
        return self.key


class Likeness(models.IntegerChoices):
    """Why two tags may be one subject, the surest reason first; names before company."""

    WRITTEN = 1, _("The same but for case, accents, spaces or hyphens")
    PLURAL = 2, _("One is the other's plural")
    OLD_SPELLING = 3, _("Old and new spelling")
    KNOWN = 4, _("Two names of the same thing")
    ACRONYM = 5, _("One may be short for the other")
    SLIP = 6, _("A letter or two apart")
    ROOT = 7, _("Of the same roots")
    SPELT_OUT = 8, _("Texts give one in brackets behind the other")
    TOGETHER = 9, _("Neither stands on a piece without the other")


class TagPair(models.Model):
    """Two tags that may be one subject, and whether somebody has said that they are not."""

    first = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="+", db_index=False)
    second = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="+")
    likeness = models.PositiveSmallIntegerField(_("likeness"), choices=Likeness)
    told_apart_at = models.DateTimeField(_("told apart"), null=True, blank=True)
    told_apart_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("pair of similar tags")
        verbose_name_plural = _("pairs of similar tags")
        # Who may change tags decides.
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="tag_pair_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="tag_pair_in_order"),
        ]
        indexes = [
            models.Index(fields=["told_apart_at", "likeness", "id"], name="tag_pair_by_likeness")
        ]

    def __str__(self) -> str:
        return f"{self.first_id}, {self.second_id}"
