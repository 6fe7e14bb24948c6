"""The newsroom's front page: what waits at the desk, before Django's list of models."""

from django.contrib.admin import AdminSite

from articles import overview


class NewsroomSite(AdminSite):
    """Django's admin with a desk at its door."""

    index_template = "admin/desk.html"

    def index(self, request, extra_context=None):
        """Show the desk to whoever works on pieces."""
        desk = {}
        if request.user.has_perm("articles.view_article"):
            desk = {
                "piles": overview.piles(request.user),
                "calendar": overview.calendar(),
                "acts": overview.recent_acts(),
                "may_write": request.user.has_perm("articles.add_article"),
            }
        return super().index(request, desk | (extra_context or {}))
