"""Authors: the names in bylines, people or desks."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.slugged import Slugged, path_of, slug_constraint


class Author(Slugged):
    """A name in bylines, with the account that writes under it, if there is one."""

    slug_fallback = "penulis"

    name = models.CharField(_("name"), max_length=100)
    is_desk = models.BooleanField(
        _("a desk, not a person"),
        default=False,
        help_text=_("Search engines are told of an organisation then."),
    )
    role = models.CharField(
        _("role"), max_length=100, blank=True, help_text=_("For example: technology reporter.")
    )
    biography = models.TextField(_("biography"), blank=True, max_length=1000)
    email = models.EmailField(
        _("contact address"), blank=True, help_text=_("Shown to readers on the author's page.")
    )
    portrait = models.ForeignKey(
        "articles.Image",
        verbose_name=_("portrait"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="portrayed",
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="author",
        help_text=_("The account that signs in and writes under this name."),
    )

    class Meta:
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        ordering = ["name"]
        constraints = [slug_constraint("author")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The author's page."""
        return path_of("author", self.slug)
