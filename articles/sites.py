"""The newsroom's front page: what waits at the desk, before Django's list of models."""

import logging
from functools import wraps

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import Http404

from articles import cdn, kept_text, overview, publisher, search

logger = logging.getLogger(__name__)

# Queries without result shown on the desk.
MOST_MISSES = 8


class NewsroomSite(AdminSite):
    """Django's admin with a desk at its door."""

    index_template = "admin/desk.html"

    def admin_view(self, view, cacheable=False):
        """Guard a page as Django does, but give back what was typed where it may not be saved."""
        guarded = super().admin_view(view, cacheable)

        @wraps(guarded)
        def kept(request, *args, **kwargs):
            if not kept_text.is_typed(request):
                return guarded(request, *args, **kwargs)
            if not self.has_permission(request):
                return kept_text.signed_out(request)
            try:
                return guarded(request, *args, **kwargs)
            except PermissionDenied as error:
                return kept_text.refused(request, error)
            except OperationalError as error:
                logger.exception("A save failed")
                return kept_text.unwritten(request, error)
            except Http404 as error:
                return kept_text.gone(request, error)

        return kept

    def index(self, request, extra_context=None):
        """Show the desk to whoever works on pieces."""
        desk = {}
        if request.user.has_perm("articles.view_article"):
            piles, calendar = overview.piles(request.user), overview.calendar()
            desk = {
                "piles": piles,
                "empty_piles": [pile for pile in piles if not pile.pieces],
                "calendar": calendar,
                "scheduled": sum(len(day.entries) for day in calendar),
                "licences": overview.licences(),
                "acts": overview.recent_acts(),
                "misses": search.most_wanted(MOST_MISSES),
                "may_write": request.user.has_perm("articles.add_article"),
            }
        if request.user.has_perm("articles.change_standingpage"):
            desk["reminders"] = publisher.reminders()
            desk["network_failure"] = cdn.failing()
        return super().index(request, desk | (extra_context or {}))
