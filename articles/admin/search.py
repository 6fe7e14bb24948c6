"""Search at the desk: the editors' picks for a query, and what readers looked for in vain."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import ModelForm
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import search
from articles.admin.base import NewsroomAdmin
from articles.models import SearchMiss, SearchPick


class PickForm(ModelForm):
    """A query and the piece that stands first for it."""

    def clean_query(self) -> str:
        """Return the query. Raises ValidationError for one that has no word."""
        query = " ".join(self.cleaned_data["query"].split())
        if search.parse(query).is_empty:
            raise ValidationError(_("Write at least one word to look for."))
        # Unique is what two spellings share.
        self.instance.query = query
        self.instance.fill_folded_query()
        return query

    def _get_validation_exclusions(self) -> set[str]:
        # The model's constraint is asked here, so that a second pick gets words.
        return super()._get_validation_exclusions() - {"folded_query"}


@admin.register(SearchPick)
class SearchPickAdmin(NewsroomAdmin):
    """Picks by query."""

    form = PickForm
    fields = ["query", "article", "position"]
    autocomplete_fields = ["article"]
    list_display = ["query", "article", "position"]
    list_select_related = ["article"]
    search_fields = ["query", "article__headline"]
    search_help_text = gettext_lazy("Finds words in queries and headlines.")


@admin.register(SearchMiss)
class SearchMissAdmin(NewsroomAdmin):
    """What found nothing, the last day first. Written by the site alone."""

    list_display = ["query", "times", "day"]
    search_fields = ["query"]
    search_help_text = gettext_lazy("Finds words in queries.")
    list_display_links = None
    actions = None

    def has_view_permission(self, request, obj=None) -> bool:
        """Whoever may look at pieces may see what readers miss."""
        return request.user.has_perm("articles.view_article")

    def has_module_permission(self, request) -> bool:
        """As for the list itself."""
        return self.has_view_permission(request)

    def has_add_permission(self, request) -> bool:
        """Nobody writes it by hand."""
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        """Nobody rewrites it."""
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        """It goes by itself."""
        return False
