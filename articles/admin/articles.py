"""The list of pieces in the newsroom."""

from collections.abc import Iterator
from datetime import datetime

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Prefetch
from django.http import HttpRequest
from django.urls import path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from articles import search
from articles.admin.bulk_acts import BulkActs
from articles.admin.desk import Desk
from articles.admin.filters import AuthorFilter, SectionFilter, StageFilter, StateFilter, TagFilter
from articles.admin.notes import Notes
from articles.admin.paging import NearbyPaginator, asked_page
from articles.admin.previews import Previews
from articles.admin.related import RelatedPieces
from articles.admin.suggestions import suggest
from articles.admin.tag_proposals import TagProposals
from articles.admin.unsaved import Unsaved
from articles.models import Article, Byline, Publication, Stage


def two_lines(at: datetime | None) -> str | None:
    """Return a date with its time below, in the paper's zone: narrow, and easy to run down."""
    if at is None:
        return None
    local = timezone.localtime(at)
    return format_html(
        '<time datetime="{}">{} <span>{}</span></time>',
        local.isoformat(timespec="minutes"),
        date_format(local, "j M Y"),
        date_format(local, "H.i"),
    )


class Pieces(ChangeList):
    """The rows of a page with all that they show, and without the long columns."""

    def get_queryset(self, request, exclude_parameters=None):
        """Fetch the bylines of a page in one go."""
        bylines = Byline.objects.select_related("author")
        pieces = super().get_queryset(request, exclude_parameters)
        return pieces.cards().prefetch_related(Prefetch("bylines", bylines))

    def get_ordering_field(self, field_name: str) -> str | None:
        """Order by nothing else than what the headings offer."""
        offered = field_name in self.model_admin.sortable_by
        return super().get_ordering_field(field_name) if offered else None


@admin.register(Article)
class ArticleAdmin(BulkActs, Notes, TagProposals, Unsaved, Previews, RelatedPieces, Desk):
    """Every piece, the last saved first."""

    list_display = ["picture", "headline", "section", "state", "published", "names", "saved"]
    list_display_links = ["headline"]
    # By what there is an index for. Of sections there is a filter.
    sortable_by = ["headline", "published", "saved"]
    list_filter = [StateFilter, StageFilter, SectionFilter, AuthorFilter, TagFilter]
    date_hierarchy = "published_at"
    ordering = ["-modified_at", "-id"]
    search_fields = ["headline", "body_text"]
    search_help_text = _(
        "Finds words in headlines, texts, tags and bylines; “quotes” keep words together."
    )

    class Media:
        css = {"all": ["css/admin-list.css"]}

    @admin.display(description=_("picture"))
    def picture(self, piece: Article) -> str:
        """The lead picture, small. Its words are in the headline beside it."""
        if not (piece.lead_image and piece.lead_image.file):
            return mark_safe('<span class="no-picture"></span>')
        return format_html(
            '<img src="{}" alt="" width="72" height="48" loading="lazy" decoding="async">',
            piece.lead_image.file.url,
        )

    @admin.display(description=_("state"))
    def state(self, piece: Article) -> str:
        """Where it stands, as a word."""
        state = piece.publication
        words = [state.label]
        if piece.stage != Stage.DRAFT:
            words.append(piece.get_stage_display())
        if piece.update_due_at:
            words.append(_("update scheduled"))
        elif piece.has_unpublished_changes and state is not Publication.WITHDRAWN:
            words.append(_("changes not published yet"))
        return format_html(
            '<span class="state state-{}">{}</span>{}',
            state.value,
            words[0],
            format_html_join(
                "", '<span class="waiting">{}</span>', ((word,) for word in words[1:])
            ),
        )

    @admin.display(description=_("byline"))
    def names(self, piece: Article) -> str:
        """The names in their order."""
        return ", ".join(author.name for author in piece.byline)

    @admin.display(description=_("published"), ordering="published_at")
    def published(self, piece: Article) -> str | None:
        """The date readers see on it."""
        return two_lines(piece.published_at)

    @admin.display(description=_("last saved"), ordering="modified_at")
    def saved(self, piece: Article) -> str | None:
        """When somebody last saved it."""
        return two_lines(piece.modified_at)

    def get_urls(self) -> list:
        """Add what the desk's fields ask for while somebody types."""
        own = path(
            "suggest/<slug:kind>/",
            self.admin_site.admin_view(self.suggest_view),
            name="articles_article_suggest",
        )
        return [own, *super().get_urls()]

    def suggest_view(self, request: HttpRequest, kind: str):
        """Suggest to whoever may see the pieces."""
        self.may_see_or_refuse(request)
        return suggest(request, kind)

    def get_search_results(self, request, queryset, search_term):
        """Search as readers do, among everything an editor may see."""
        return search.matches(queryset, search_term), False

    def changelist_view(self, request, extra_context=None):
        """Head the list with what it is, and with the years to go to."""
        extra_context = {
            "title": capfirst(self.opts.verbose_name_plural),
            "years": None,
        } | (extra_context or {})
        response = super().changelist_view(request, extra_context)
        cl = getattr(response, "context_data", {}).get("cl") if response else None
        if cl is not None and f"{self.date_hierarchy}__year" not in cl.params:
            response.context_data["years"] = list(self._years(cl))
        return response

    def _years(self, cl: ChangeList) -> Iterator[tuple[int, str]]:
        """Yield each year of the paper with its address in the list."""
        # Two looks into the index; asking each piece for its year takes a second in 100,000.
        dated = Article.objects.filter(published_at__isnull=False, withdrawn_at__isnull=True)
        ends = dated.order_by("published_at", "id"), dated.latest_first()
        found = [end.values_list("published_at", flat=True).first() for end in ends]
        if None in found:
            return
        first, last = (timezone.localtime(at).year for at in found)
        for year in range(first, last + 1):
            yield year, cl.get_query_string({f"{self.date_hierarchy}__year": year})

    def get_changelist(self, request, **kwargs):
        """The list with its bylines."""
        return Pieces

    def lookup_allowed(self, lookup, value, request) -> bool:
        """The filters on the page, and the dates above it."""
        dates = {f"{self.date_hierarchy}__{part}" for part in ("year", "month", "day")}
        return lookup in dates or super().lookup_allowed(lookup, value, request)

    def get_paginator(self, request, queryset, per_page, *args, **kwargs) -> NearbyPaginator:
        """Pages without a count of the whole table."""
        return NearbyPaginator(queryset, per_page, *args, page=asked_page(request), **kwargs)
