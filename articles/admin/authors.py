"""Authors: the names in bylines, people and desks."""

from django.contrib import admin
from django.db.models import F
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
from articles.models import Article, Author, Byline


@admin.register(Author)
class AuthorAdmin(Together):
    """Authors by name."""

    form = SluggedForm
    fields = ["name", "is_desk", "slug", "role", "biography", "email", "portrait", "user"]
    prepopulated_fields = {"slug": ["name"]}
    autocomplete_fields = ["portrait", "user"]
    list_display = ["name", "role", "pieces", "user"]
    list_select_related = ["user"]
    search_fields = ["name", "role"]
    search_help_text = _("Finds words in names and roles.")
    ordering = ["name"]

    def get_queryset(self, request):
        """Count beside each row, so that only the rows of a page are counted."""
        number = number_of(Byline, "author")
        return super().get_queryset(request).annotate(number_of_pieces=number)

    @admin.display(description=_("pieces"), ordering=F("number_of_pieces"))
    def pieces(self, author: Author) -> int | str:
        """How many bylines have the name."""
        return in_words(author.number_of_pieces)

    def get_readonly_fields(self, request, obj=None) -> list[str]:
        """Who may not see the accounts does not choose among them either."""
        return leave_only(request, ["user"], "auth.view_user")

    def uses_of(self, rows) -> list[str]:
        """The pieces that have the names in their bylines, or are to have them."""
        pieces = Article.objects.filter(bylines__author__in=rows).distinct().only("headline")
        to_come = waiting.pieces_naming("byline", [row.pk for row in rows])
        found = dict.fromkeys([*pieces[: MOST_USES + 1], *to_come[: MOST_USES + 1]])
        return shortened([link_to(piece) for piece in found])
