"""Old addresses that lead to pieces, sections, tags, authors and pages."""

import re
from urllib.parse import unquote

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import addresses
from articles.addresses import ROWS, tidied
from articles.admin.base import NewsroomAdmin, link_to
from articles.models import Article, MissingAddress, Redirect
from articles.models.redirects import TARGETS


class RedirectForm(forms.ModelForm):
    """An old address and the row it leads to."""

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
        # Readers may write it in any case.
        return path.lower()

    def clean(self) -> dict:
        """Raises ValidationError where no place to lead to is chosen, or several are."""
        data = super().clean()
        chosen = [name for name in TARGETS if data.get(name)]
        if len(chosen) != 1 and not self.errors:
            problem = _("Choose one place for the address to lead to.")
            self.add_error(chosen[-1] if chosen else "article", problem)
        return data


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
    if model := ROWS.get(match.url_name):
        return model.objects.filter(slug=match.kwargs["slug"]).exists()
    # The admin catches every path below it.
    return True


@admin.register(Redirect)
class RedirectAdmin(NewsroomAdmin):
    """Old addresses and where they lead."""

    form = RedirectForm
    fields = ["old_path", *TARGETS]
    autocomplete_fields = [*TARGETS]
    list_display = ["old_path", "leads_to", "created_at"]
    search_fields = ["old_path", "article__headline"]
    search_help_text = gettext_lazy("Finds parts of old addresses and of headlines.")
    ordering = ["old_path"]

    def get_queryset(self, request):
        """With what the list says of each."""
        return super().get_queryset(request).with_targets()

    @admin.display(description=gettext_lazy("leads to"))
    def leads_to(self, redirect: Redirect) -> str:
        """The row, as a link to its page in the admin."""
        return link_to(redirect.target)

    def get_changeform_initial_data(self, request) -> dict:
        """Suggest the piece that stands nearest to the address that is to be led on."""
        initial = super().get_changeform_initial_data(request)
        if initial.get("old_path") and not initial.keys() & TARGETS.keys():
            initial["article"] = next(iter(addresses.near(initial["old_path"])), None)
        return initial

    def save_model(self, request, obj, form, change) -> None:
        """Take the address from the list of those that lead nowhere."""
        super().save_model(request, obj, form, change)
        MissingAddress.objects.filter(path__in={obj.old_path, tidied(obj.old_path)}).delete()
