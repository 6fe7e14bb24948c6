"""Sections, in the order of the paper's navigation."""

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _

from articles import waiting
from articles.admin.base import (
    MOST_USES,
    SluggedForm,
    in_words,
    leave_only,
    link_to,
    number_of,
    shortened,
)
from articles.admin.together import Together
from articles.models import Article, Section
from articles.permissions import holders_of

MAX_POSITION = 999


@admin.register(Section)
class SectionAdmin(Together):
    """The tree: each main section with its parts below it."""

    form = SluggedForm
    fields = ["name", "slug", "parent", "position", "description", "picture", "editors"]
    prepopulated_fields = {"slug": ["name"]}
    autocomplete_fields = ["picture"]
    list_display = ["in_the_tree", "position", "pieces", "description"]
    list_select_related = ["parent"]
    list_per_page = 200
    search_fields = ["name", "parent__name", "description"]
    sortable_by = []

    def get_ordering(self, request) -> list:
        """Parts follow the section they belong to."""
        return [
            Coalesce("parent__position", "position"),
            Coalesce("parent__name", "name"),
            Case(When(parent=None, then=Value(0)), default=Value(1)),
            "position",
            "name",
        ]

    def get_queryset(self, request):
        """Count beside each row."""
        number = number_of(Article, "section")
        return super().get_queryset(request).annotate(number_of_pieces=number)

    @admin.display(description=_("name"))
    def in_the_tree(self, section: Section) -> str:
        """The name, set below its parent's."""
        return f"— {section.name}" if section.parent_id else section.name

    @admin.display(description=_("pieces"), ordering=F("number_of_pieces"))
    def pieces(self, section: Section) -> int | str:
        """How many pieces stand in it, its parts not counted."""
        return in_words(section.number_of_pieces)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Refuse positions the column cannot hold, on every database alike."""
        if db_field.name == "position":
            kwargs["max_value"] = MAX_POSITION
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Offer main sections only: the tree has two levels."""
        if db_field.name == "parent":
            kwargs["queryset"] = Section.objects.filter(parent=None)
            kwargs["empty_label"] = _("none: a main section")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        """Offer who may publish, and who is chosen already."""
        if db_field.name == "editors":
            kwargs["queryset"] = _who_may_edit()
            kwargs["widget"] = CheckboxSelectMultiple()
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_readonly_fields(self, request, obj=None) -> list[str]:
        """Editors do not hand sections out among themselves; who oversees them does.

        A part without editors of its own is its main section's, so that decides as well.
        """
        return leave_only(request, ["editors", "parent"], "articles.oversee_article")

    def get_form(self, request, obj=None, change=False, **kwargs):
        """A section is not offered as a part of itself."""
        form = super().get_form(request, obj, change=change, **kwargs)
        if obj is not None and "parent" in form.base_fields:
            parent = form.base_fields["parent"]
            parent.queryset = parent.queryset.exclude(pk=obj.pk)
        return form

    def uses_of(self, rows) -> list[str]:
        """The sections' own parts and pieces, and the pieces that are to move there."""
        parts = Section.objects.filter(parent__in=rows)[: MOST_USES + 1]
        pieces = Article.objects.filter(section__in=rows).only("headline")[: MOST_USES + 1]
        to_come = waiting.pieces_naming("section", [row.pk for row in rows])
        found = dict.fromkeys([*parts, *pieces, *to_come[: MOST_USES + 1]])
        return shortened([link_to(row) for row in found])


def _who_may_edit() -> QuerySet:
    """Return the accounts with the right to publish, and those chosen already."""
    able = Q(is_staff=True, is_active=True) & holders_of("publish_article")
    accounts = get_user_model().objects.filter(able | Q(edited_sections__isnull=False))
    return accounts.distinct().order_by("username")
