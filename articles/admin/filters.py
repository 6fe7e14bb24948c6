"""Filters of the article list. None of them reads more rows than it shows."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Byline, Publication, Section, Stage, Tagging
from articles.models.tags import folded
from articles.widgets import suggestions


class StateFilter(admin.SimpleListFilter):
    """By where a piece stands as readers see it."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin) -> list:
        """Offer every state."""
        return Publication.choices

    def queryset(self, request, queryset: QuerySet) -> QuerySet:
        """Narrow to one state; a state that does not exist narrows nothing."""
        now = timezone.now()
        # Looked up first: an engine that sorts as it goes would pass every piece for these few.
        scheduled = Article.objects.filter(published_at__gt=now, withdrawn_at__isnull=True)
        conditions = {
            Publication.DRAFT: Q(published_at__isnull=True),
            Publication.SCHEDULED: Q(pk__in=scheduled.values("pk")),
            Publication.LIVE: Q(published_at__lte=now, withdrawn_at__isnull=True),
            Publication.WITHDRAWN: Q(withdrawn_at__isnull=False),
        }
        return queryset.filter(conditions.get(self.value(), Q()))


class StageFilter(admin.SimpleListFilter):
    """By where the working copy stands at the desk."""

    title = _("stage")
    parameter_name = "stage"

    def lookups(self, request, model_admin) -> list:
        """Offer the stages, and what waits to be published."""
        return [*Stage.choices, ("changed", _("changes not published yet"))]

    def queryset(self, request, queryset: QuerySet) -> QuerySet:
        """Narrow to one stage; one that does not exist narrows nothing. Withdrawn is none."""
        value = self.value()
        if value not in {choice for choice, _name in self.lookup_choices}:
            return queryset
        wanted = Q(has_unpublished_changes=True) if value == "changed" else Q(stage=value)
        return queryset.filter(wanted, withdrawn_at__isnull=True)


class SectionFilter(admin.SimpleListFilter):
    """By section, its parts included."""

    title = _("section")
    parameter_name = "section"

    def lookups(self, request, model_admin) -> list:
        """Offer the sections, parts under their whole."""
        by_parent: dict[int | None, list[Section]] = {}
        for section in Section.objects.all():
            by_parent.setdefault(section.parent_id, []).append(section)
        # How many pieces a section has an engine knows of its key, not of its slug.
        self.keys = {
            section.slug: [one.pk for one in (section, *by_parent.get(section.pk, []))]
            for sections in by_parent.values()
            for section in sections
        }
        return [
            (section.slug, name)
            for top in by_parent.get(None, [])
            for section, name in [
                (top, top.name),
                *((part, f"› {part.name}") for part in by_parent.get(top.pk, [])),
            ]
        ]

    def queryset(self, request, queryset: QuerySet) -> QuerySet:
        """Narrow to a section that exists."""
        keys = self.keys.get(self.value())
        return queryset.filter(section__in=keys) if keys else queryset


class TypedFilter(admin.SimpleListFilter):
    """By a name that is typed, with suggestions, however many names there are."""

    template = "admin/articles/article/typed_filter.html"

    def lookups(self, request, model_admin) -> list:
        """Offer nothing to choose from."""
        return []

    def has_output(self) -> bool:
        """Show the field even so."""
        return True

    def value(self) -> str:
        """Return what was typed, without what no name holds."""
        return (super().value() or "").replace("\0", "").strip()[:100]

    def choices(self, changelist) -> list[dict[str, Any]]:
        """Return the one field, and the other parameters that the form must keep."""
        others = {**changelist.params}
        others.pop(self.parameter_name, None)
        return [
            {
                "name": self.parameter_name,
                "value": self.value(),
                "suggest": suggestions(self.parameter_name),
                "others": others.items(),
                "without": changelist.get_query_string(remove=[self.parameter_name]),
            }
        ]


class AuthorFilter(TypedFilter):
    """By a name in the byline."""

    title = _("author")
    parameter_name = "author"

    def queryset(self, request, queryset: QuerySet) -> QuerySet:
        """Narrow to the pieces whose byline has such a name."""
        if not (name := self.value()):
            return queryset
        bylines = Byline.objects.filter(author__name__icontains=name)
        return queryset.filter(pk__in=bylines.values("article"))


class TagFilter(TypedFilter):
    """By a tag."""

    title = _("tag")
    parameter_name = "tag"

    def queryset(self, request, queryset: QuerySet) -> QuerySet:
        """Narrow to the pieces that carry such a tag."""
        if not (name := folded(self.value())):
            return queryset
        taggings = Tagging.objects.filter(tag__folded_name__contains=name)
        return queryset.filter(pk__in=taggings.values("content_object"))
