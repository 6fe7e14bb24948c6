"""What Section, Author, Tag and Article share: an address of their own."""

from functools import lru_cache

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.slugs import MAX_LENGTH, numbered, slug_from


@lru_cache(maxsize=4096)
def path_of(view: str, *parts: str) -> str:
    """Return the address of a view. Remembered: a page of a list names a hundred of them."""
    return reverse(view, args=parts)


class Slugged(models.Model):
    """A row with a unique, never empty slug made from its name."""

    slug_source = "name"
    slug_fallback = "laman"

    slug = models.SlugField(
        _("slug"),
        max_length=MAX_LENGTH,
        unique=True,
        blank=True,
        help_text=_("The last part of the address. Left empty, it is made from the words above."),
        error_messages={"unique": _("This address is taken; choose another slug.")},
    )

    class Meta:
        abstract = True

    def fill_slug(self) -> None:
        """Give the row a free slug if it has none; one that is there is never changed."""
        if self.slug:
            return
        wanted = slug_from(getattr(self, self.slug_source), fallback=self.slug_fallback)
        others = type(self)._default_manager.exclude(pk=self.pk)
        # A long slug is cut to make room for its number.
        kept = wanted[: MAX_LENGTH - len("-9999999")]
        beginning = f"{wanted}-" if kept == wanted else kept
        # Only neighbours in the index are read, however many rows there are.
        taken = others.filter(Q(slug=wanted) | Q(slug__startswith=beginning))
        self.slug = numbered(wanted, set(taken.values_list("slug", flat=True)))


def slug_constraint(model: str) -> models.CheckConstraint:
    """The database's own word that no row goes without an address."""
    return models.CheckConstraint(
        condition=~Q(slug=""),
        name=f"{model}_slug_not_empty",
        violation_error_message=_("The slug must not be empty."),
    )
