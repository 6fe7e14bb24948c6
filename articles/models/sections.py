"""Sections: the parts of the paper, in a shallow tree."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.slugged import Slugged, path_of, slug_constraint
from articles.prepared import Prepared


class SectionQuerySet(models.QuerySet):
    """Sections."""

    def with_parts(self, slug: str) -> "Section | None":
        """Return the section of this slug with its sub-sections as `children`, in one query."""
        found, children = None, []
        for section in _with_parts.ask(slug=slug):
            if section.slug == slug:
                found = section
            else:
                children.append(section)
        if found is not None:
            # Where Django keeps what was fetched along.
            found._prefetched_objects_cache = {"children": children}
        return found


class Section(Slugged):
    """A part of the paper (rubrik); it may have a parent, and keeps its place among its peers."""

    slug_fallback = "rubrik"

    name = models.CharField(_("name"), max_length=60, unique=True)
    description = models.TextField(
        _("description"),
        blank=True,
        max_length=500,
        help_text=_("What this section is about, shown at the head of its page."),
    )
    parent = models.ForeignKey(
        "self",
        verbose_name=_("part of"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
    )
    picture = models.ForeignKey(
        "articles.Image",
        verbose_name=_("picture"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sections",
        help_text=_("Shown at the head of the section's page."),
    )
    position = models.PositiveSmallIntegerField(
        _("position"), default=0, help_text=_("Lower numbers stand first in the navigation.")
    )
    editors = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("editors"),
        blank=True,
        related_name="edited_sections",
        help_text=_(
            "Who approves and publishes here. Without anyone, every editor may; a sub-section "
            "without editors of its own belongs to those of its main section."
        ),
    )

    objects = SectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["position", "name"]
        constraints = [
            slug_constraint("section"),
            models.CheckConstraint(
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("id")),
                name="section_not_its_own_parent",
                violation_error_message=_("A section cannot be part of itself."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The section's page."""
        return path_of("section", self.slug)

    def clean(self) -> None:
        """Refuse a tree deeper than section and sub-section, and circles with it."""
        if self.parent_id is None:
            return
        if self.parent_id == self.pk or self.parent.parent_id is not None:
            raise ValidationError(
                {"parent": _("Choose a main section; sections go only two levels deep.")}
            )
        if self.pk and self.children.exists():
            raise ValidationError(
                {"parent": _("This section has sections of its own, so it stays a main section.")}
            )


_with_parts = Prepared(
    lambda slug: Section.objects.select_related("parent", "picture").filter(
        models.Q(slug=slug) | models.Q(parent__slug=slug)
    ),
    slug=models.SlugField(),
)
