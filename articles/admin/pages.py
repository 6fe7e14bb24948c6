"""Standing pages: masthead, guideline, about."""

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from markdownx.fields import MarkdownxFormField

from articles import rendering
from articles.admin.together import Together
from articles.models import StandingPage
from articles.widgets import MarkdownEditor


class PageForm(forms.ModelForm):
    """A standing page's words."""

    body = MarkdownxFormField(
        label=gettext_lazy("text"),
        required=False,
        strip=False,
        widget=MarkdownEditor(),
        help_text=gettext_lazy(
            "A fact of the publisher is written as [[penanggung jawab]] or [[alamat kantor]] and "
            "filled in by itself; any other [[gap]] reads “not stated yet”."
        ),
    )

    def clean_slug(self) -> str:
        """Return the slug. Raises ValidationError for an address that is another page's."""
        slug = self.cleaned_data["slug"]
        try:
            taken = resolve(f"/{slug}/").url_name != "standing_page"
        except Resolver404:
            taken = True
        if taken or f"/{slug}/" == settings.STATIC_URL:
            raise ValidationError(_("The site needs this address itself; choose another slug."))
        return slug

    def clean_body(self) -> str:
        """Return the Markdown. Raises ValidationError for text the renderer refuses."""
        body = self.cleaned_data["body"]
        try:
            rendering.render(body)
        except rendering.TextRefused as refused:
            raise ValidationError(str(refused)) from refused
        return body


@admin.register(StandingPage)
class StandingPageAdmin(Together):
    """The pages, by title."""

    form = PageForm
    fields = ["title", "slug", "body"]
    list_display = ["title", "address", "modified_at"]
    search_fields = ["title", "slug"]
    ordering = ["title"]

    @admin.display(description=gettext_lazy("address"), ordering="slug")
    def address(self, page: StandingPage) -> str:
        """Where readers find it."""
        return page.get_absolute_url()

    def get_readonly_fields(self, request, obj=None) -> list[str]:
        """The address stays: others link to it, and the site's footer too."""
        return ["slug"] if obj else []

    def get_prepopulated_fields(self, request, obj=None) -> dict[str, list[str]]:
        """A new page's address is made from its title."""
        return {} if obj else {"slug": ["title"]}

    def save_model(self, request, obj, form, change) -> None:
        """Note when."""
        obj.modified_at = timezone.now()
        super().save_model(request, obj, form, change)
