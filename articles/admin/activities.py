"""The record of acts, to be read and never written."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from articles.admin.base import GuardedList
from articles.admin.paging import NearbyPaginator, asked_page
from articles.models import Activity, Letter


class ReadOnly(GuardedList):
    """A list that nobody changes here."""

    def has_add_permission(self, request) -> bool:
        """Lines are written by what happens, never by hand."""
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        """What happened stays as it was."""
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        """And stays."""
        return False

    def get_paginator(self, request, queryset, per_page, *args, **kwargs) -> NearbyPaginator:
        """Pages without a count of the whole table."""
        return NearbyPaginator(queryset, per_page, *args, page=asked_page(request), **kwargs)


@admin.register(Activity)
class ActivityAdmin(ReadOnly):
    """Who did what, when, with which piece."""

    list_display = ["at", "act", "piece", "by_name", "note", "versions"]
    list_display_links = None
    list_filter = ["act"]
    date_hierarchy = "at"
    search_fields = ["headline", "by_name", "note"]
    search_help_text = _("Finds words in headlines, names and notes.")

    def lookup_allowed(self, lookup, value, request) -> bool:
        """The filters on the page, and the dates above it."""
        return lookup in {"act__exact", "at__year", "at__month", "at__day"}

    @admin.display(description=_("article"))
    def piece(self, line: Activity) -> str:
        """The piece by the headline it had, leading to what was kept of it."""
        address = reverse("admin:articles_article_versions", args=[line.article_id])
        return format_html('<a href="{}">{}</a>', address, line.headline)

    @admin.display(description=_("versions"))
    def versions(self, line: Activity) -> str:
        """From which version to which."""
        return " → ".join(str(number) for number in (line.from_number, line.to_number) if number)


@admin.register(Letter)
class LetterAdmin(ReadOnly):
    """Mail that went out, and mail that waits for a server."""

    list_display = ["written_at", "to", "subject", "sent_at", "failure"]
    list_display_links = None
    search_fields = ["to", "subject"]
