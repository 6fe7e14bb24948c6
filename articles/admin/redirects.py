"""Old addresses that lead to pieces."""

import re
from urllib.parse import unquote

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.base import NewsroomAdmin
from articles.models import Article, Author, Redirect, Section, StandingPage, Tag

# Pages that are there as long as their row is; every other known address is always taken.
BY_SLUG = {"section": Section, "tag": Tag, "author": Author, "standing_page": StandingPage}


class RedirectForm(forms.ModelForm):
    """An old address and its piece."""

    def clean_old_path(self) -> str:
        """Return the path as requests bring it. Raises ValidationError for what cannot be one."""
        typed = self.cleaned_data["old_path"].strip()
        path = unquote(typed)
        if not path.startswith("/") or path.startswith("//"):
            raise ValidationError(
                _("Write the path only, from the first slash on, without https:// and host.")
            )
        if "?" in typed or "#" in typed:
            raise ValidationError(
                _("Leave out what follows a question mark or a #: it does not make an address.")
            )
        if re.search(r"[\x00-\x1f\x7f\\�]", path):
            raise ValidationError(_("This address has characters that no address has."))
        if something_lives_at(path):
            raise ValidationError(
                _("There is a page at this address now; a redirect from it would never be asked.")
            )
        return path


def something_lives_at(path: str) -> bool:
    """Whether the site answers at this address by itself."""
    if path.startswith(settings.STATIC_URL):
        return True
    try:
        match = resolve(path)
    except Resolver404:
        return False
    if match.url_name == "article":
        piece = Article.objects.public().filter(slug=match.kwargs["slug"]).first()
        return piece is not None and piece.get_absolute_url() == path
    if model := BY_SLUG.get(match.url_name):
        return model.objects.filter(slug=match.kwargs["slug"]).exists()
    # The admin catches every path below it.
    return True


@admin.register(Redirect)
class RedirectAdmin(NewsroomAdmin):
    """Old addresses and where they lead."""

    form = RedirectForm
    fields = ["old_path", "article"]
    autocomplete_fields = ["article"]
    list_display = ["old_path", "article", "created_at"]
    list_select_related = ["article"]
    search_fields = ["old_path", "article__headline"]
    search_help_text = gettext_lazy("Finds parts of old addresses and of headlines.")
    ordering = ["old_path"]

    def get_queryset(self, request):
        """Without the pieces' long columns."""
        return (
            super()
            .get_queryset(request)
            .select_related("article")
            .defer("article__body", "article__body_html", "article__body_text", "article__headings")
        )
