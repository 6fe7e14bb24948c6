"""Addresses that readers asked for in vain, and the button that leads them on."""

from urllib.parse import urlencode

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import missing
from articles.admin.base import NewsroomAdmin
from articles.models import MissingAddress


@admin.register(MissingAddress)
class MissingAddressAdmin(NewsroomAdmin):
    """The most asked first. Nothing here is typed: rows come from readers' requests."""

    list_display = ["path", "count", "lead_on", "asked_on"]
    list_display_links = None
    search_fields = ["path"]
    search_help_text = gettext_lazy("Finds parts of addresses.")
    ordering = ["-count", "path"]
    change_list_template = "admin/articles/missingaddress/change_list.html"

    def has_add_permission(self, request) -> bool:
        """Readers add the rows."""
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        """What was counted stays as it was counted."""
        return False

    def changelist_view(self, request, extra_context=None):
        """Show what this process has counted until now, too."""
        missing.write()
        title = {"title": capfirst(self.opts.verbose_name_plural)}
        return super().changelist_view(request, title | (extra_context or {}))

    def get_list_display(self, request) -> list[str]:
        """The button, for who may make redirects."""
        may = request.user.has_perm("articles.add_redirect")
        return [name for name in self.list_display if may or name != "lead_on"]

    @admin.display(description=gettext_lazy("redirect"))
    def lead_on(self, row: MissingAddress) -> str:
        """The button that opens the redirect's form with the address filled in."""
        form = reverse("admin:articles_redirect_add")
        address = f"{form}?{urlencode({'old_path': row.path})}"
        text = _("Make a redirect")
        label = _("Make a redirect from %(path)s") % {"path": row.path}
        return format_html(
            '<a class="button" href="{}" aria-label="{}">{}</a>', address, label, text
        )
