"""The ledger of corrections, to be read; entries are written at the desk of their piece."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from articles.admin.activities import ReadOnly
from articles.models import Correction


@admin.register(Correction)
class CorrectionAdmin(ReadOnly):
    """What was corrected, when, in which piece, and what took whose place."""

    list_display = ["at", "kind", "piece", "beginning", "party", "successor", "by_name"]
    list_display_links = None
    list_filter = ["kind"]
    list_select_related = ["superseded_by"]
    ordering = ["-at", "-id"]
    search_fields = ["headline", "text", "party"]
    search_help_text = _("Finds words in headlines, entries and names.")

    def lookup_allowed(self, lookup, value, request) -> bool:
        """The filters on the page."""
        return lookup == "kind__exact"

    @admin.display(description=_("article"))
    def piece(self, entry: Correction) -> str:
        """The piece by the headline it had, leading to its desk."""
        address = reverse("admin:articles_article_change", args=[entry.article_id])
        return format_html('<a href="{}">{}</a>', address, entry.headline)

    @admin.display(description=_("text"))
    def beginning(self, entry: Correction) -> str:
        """Its first words, leading to the page readers see."""
        words = Truncator(entry.text).chars(140)
        return format_html('<a href="{}">{}</a>', entry.get_absolute_url(), words)

    @admin.display(description=_("superseded"))
    def successor(self, entry: Correction) -> str:
        """When another entry took its place."""
        later = getattr(entry, "superseded_by", None)
        return later.get_kind_display() if later else ""
