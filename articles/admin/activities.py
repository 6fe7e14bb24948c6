"""The record of acts, to be read and never written."""

from calendar import monthrange
from datetime import date

from django.contrib import admin
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
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
    ordering = ["-at", "-id"]
    search_fields = ["headline", "by_name", "note"]
    search_help_text = _("Finds words in headlines, names and notes.")

    def lookup_allowed(self, lookup, value, request) -> bool:
        """The filters on the page, and the dates above it."""
        return lookup in {"act__exact", "at__year", "at__month", "at__day"}

    def changelist_view(self, request, extra_context=None):
        """Lead to years, months and days without reading every line for its date."""
        response = super().changelist_view(request, extra_context)
        cl = getattr(response, "context_data", {}).get("cl") if response else None
        if cl is not None:
            response.context_data["dates"] = _dates(cl)
        return response

    @admin.display(description=_("article"))
    def piece(self, line: Activity) -> str:
        """The piece by the headline it had, leading to what was kept of it."""
        address = reverse("admin:articles_article_versions", args=[line.article_id])
        return format_html('<a href="{}">{}</a>', address, line.headline)

    @admin.display(description=_("versions"))
    def versions(self, line: Activity) -> str:
        """From which version to which."""
        return " → ".join(str(number) for number in (line.from_number, line.to_number) if number)


def _dates(cl) -> list[tuple[str, str]]:
    """Return where the row of dates leads, as (words, address): up, and one step down."""
    ends = [Activity.objects.order_by(order).first() for order in ("at", "-at")]
    if None in ends:
        return []
    first, last = (timezone.localdate(line.at) for line in ends)
    year, month = (_number(cl, part) for part in ("year", "month"))

    def link(words, **parts: int) -> tuple[str, str]:
        lookups = {f"at__{part}": number for part, number in parts.items()}
        return str(words), cl.get_query_string(lookups, ["at__"])

    if not year:
        return [link(number, year=number) for number in range(first.year, last.year + 1)]
    if not month:
        months = [date(year, number, 1) for number in range(1, 13)]
        found = [
            link(date_format(at, "F Y"), year=year, month=at.month)
            for at in months
            if (first.year, first.month) <= (at.year, at.month) <= (last.year, last.month)
        ]
        return [link(_("All dates")), *found]
    days = [date(year, month, number + 1) for number in range(monthrange(year, month)[1])]
    return [
        link(year, year=year),
        *(
            link(date_format(day, "j F"), year=year, month=month, day=day.day)
            for day in days
            if first <= day <= last
        ),
    ]


def _number(cl, part: str) -> int:
    """Return a part of the date that the address names; the list has checked it already."""
    value = cl.params.get(f"at__{part}")
    return int(value[0] if isinstance(value, list) else value or 0)


@admin.register(Letter)
class LetterAdmin(ReadOnly):
    """Mail that went out, and mail that waits for a server."""

    list_display = ["written_at", "to", "subject", "sent_at", "failure"]
    list_display_links = None
    search_fields = ["to", "subject"]
