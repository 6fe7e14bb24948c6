"""Who publishes the paper: one form, no list."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from articles.admin.together import Together
from articles.models import Publisher
from articles.models.publisher import ONLY


@admin.register(Publisher)
class PublisherAdmin(Together):
    """The facts that standing pages and structured data take from here."""

    def changelist_view(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        """Lead to the one form."""
        if not self.has_view_or_change_permission(request):
            return super().changelist_view(request, extra_context)
        return HttpResponseRedirect(reverse("admin:articles_publisher_change", args=[ONLY]))

    def get_object(self, request, object_id, from_field=None) -> Publisher | None:
        """The row, or an empty one that is to be filled in."""
        if str(object_id) != str(ONLY):
            return None
        return super().get_object(request, object_id, from_field) or Publisher()

    def has_add_permission(self, request) -> bool:
        """There is one, and it is changed."""
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        """A paper has a publisher."""
        return False
