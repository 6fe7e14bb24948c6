"""A piece as readers would see it: what is typed, before any save, and links for others to see."""

import re

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from articles import sharing
from articles.admin.base import is_key
from articles.admin.versions import Versions
from articles.models import Act, Article, Revision, working_snapshot
from articles.models.snapshots import Snapshot
from articles.permissions import Standing
from articles.views.pieces import preview_of
from articles.workflow import Refused

# Of a piece's versions and links, the newest so many are named.
MOST_VERSIONS, MOST_LINKS = 50, 100
# What the form says about saving means nothing here.
ABOUT_SAVING = ("version", "base")
TO_A_PLACE_IN_THE_PAGE = re.compile(r'(<a\b[^>]*?) href="#')


def days_in_words(days: int) -> str:
    """Return a number of days in words."""
    return ngettext("{days} day", "{days} days", days).format(days=days)


class ShareForm(forms.Form):
    """What a new link is to show, and for how long."""

    number = forms.TypedChoiceField(
        label=gettext_lazy("Version"),
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose one of this piece's versions.")},
    )
    days = forms.TypedChoiceField(
        label=gettext_lazy("Opens for"),
        coerce=int,
        initial=sharing.DEFAULT_DAYS,
        error_messages={"invalid_choice": gettext_lazy("Choose 1, 7 or 30 days.")},
    )

    def __init__(self, *args, piece: Article, **kwargs) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        kept = piece.revisions.exclude(kind=Revision.Kind.AUTOSAVE)
        numbers = list(kept.values_list("number", flat=True)[:MOST_VERSIONS])
        asked = str(self.data.get("number") or self.initial.get("number") or "")
        if is_key(asked) and piece.revisions.filter(number=min(int(asked), 2**31 - 1)).exists():
            numbers = sorted({*numbers, int(asked)}, reverse=True)
        self.fields["number"].choices = [
            ("", _("always the newest")),
            *((number, _("only version {number}").format(number=number)) for number in numbers),
        ]
        self.fields["days"].choices = [(days, days_in_words(days)) for days in sharing.DAYS]


class Previews(Versions):
    """The part of the article's admin that shows a piece before it is published."""

    def get_urls(self) -> list:
        """Add the preview of a piece, stored or new, and its shared previews."""
        pages = [
            ("preview/", require_POST(self.new_preview_view), "preview_new"),
            ("<int:pk>/preview/", self.preview_view, "preview"),
            ("<int:pk>/preview/links/", self.links_view, "links"),
            ("<int:pk>/preview/links/<int:link>/revoke/", require_POST(self.revoke_view), "revoke"),
        ]
        own = [
            path(address, self.admin_site.admin_view(view), name=f"articles_article_{name}")
            for address, view, name in pages
        ]
        return [*own, *super().get_urls()]

    # --- What is typed -----------------------------------------------------------

    def new_preview_view(self, request: HttpRequest) -> HttpResponse:
        """Show what was typed of a piece that was never saved."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        return self._show_typed(request, Article())

    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what was typed of a piece, or, asked without a form, what was saved of it."""
        piece = self._piece(request, pk)
        if request.method == "POST":
            if not self.has_change_permission(request, piece):
                raise PermissionDenied
            return self._show_typed(request, piece)
        number = request.GET.get("number", "")
        if number and not is_key(number):
            raise Http404(_("There is no such version."))
        revision = self._version(piece, number)
        snapshot = revision.snapshot if revision else working_snapshot(piece)
        context = {"page": self._page(request, piece, snapshot), "revision": revision}
        return self._show(request, piece, "preview", _("Preview"), context)

    def _show_typed(self, request: HttpRequest, piece: Article) -> HttpResponse:
        """Show a form that was sent, without keeping any of it."""
        typed = request.POST.copy()
        for name in ABOUT_SAVING:
            typed.pop(name, None)
        # The form writes what it finds valid on its instance, so it gets one of its own.
        instance = self.get_object(request, str(piece.pk)) if piece.pk else Article()
        form = self.get_form(request, piece if piece.pk else None, change=bool(piece.pk))(
            typed, instance=instance
        )
        context = {"typed": True}
        if form.is_valid():
            context["page"] = self._page(request, piece, form.snapshot())
        else:
            context["errors"] = errors_in_words(form)
        return self._show(request, piece, "preview", _("Preview"), context)

    @staticmethod
    def _page(request: HttpRequest, piece: Article, snapshot: Snapshot) -> str:
        """Return the public page, in the paper's language, as the inside of a frame.

        It travels within the page around it, so that nothing is stored, and no address of the
        site need ever allow a frame.
        """
        with translation.override(settings.LANGUAGE_CODE):
            context = preview_of(piece, snapshot)
            page = render_to_string("articles/framed.html", context, request)
        # Such a page takes its address from the one around it; places in it have to be named so.
        return TO_A_PLACE_IN_THE_PAGE.sub(r'\1 target="_self" href="about:srcdoc#', page)

    # --- Links -------------------------------------------------------------------

    def links_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """List the links that were given out, and make another."""
        piece = self._piece(request, pk)
        form = ShareForm(
            request.POST if request.method == "POST" else None,
            piece=piece,
            initial={"number": request.GET.get("number", "")},
        )
        context = {"form": form, "why_not": Standing(piece, request.user).why_not(Act.SAVE)}
        if form.is_bound and form.is_valid():
            try:
                link, token = sharing.share(piece, by=request.user, **form.cleaned_data)
            except Refused as refused:
                form.add_error(None, refused.reason)
            else:
                # Shown in this one answer, and known to nobody afterwards.
                address = reverse("shared_preview", args=[token])
                context |= {"made": link, "address": request.build_absolute_uri(address)}
        found = piece.preview_links.select_related("revision", "made_by")[:MOST_LINKS]
        open_ones = set(piece.preview_links.open().values_list("pk", flat=True))
        context["links"] = [(link, link.pk in open_ones) for link in found]
        return self._show(request, piece, "links", _("Shared previews"), context)

    def revoke_view(self, request: HttpRequest, pk: int, link: int) -> HttpResponse:
        """Take a link back."""
        piece = self._piece(request, pk)
        found = piece.preview_links.filter(pk=link).first() if is_key(link) else None
        if found is None:
            raise Http404(_("There is no such link."))
        try:
            sharing.revoke(found, by=request.user)
        except Refused as refused:
            self.message_user(request, refused.reason, messages.ERROR)
        else:
            text = _("The link is revoked. Whoever has it finds nothing there any more.")
            self.message_user(request, text, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:articles_article_links", args=[pk]))


def errors_in_words(form: forms.Form) -> list[str]:
    """Return what keeps a form from being shown, each with the name of its field."""
    named = []
    for name, errors in form.errors.items():
        label = "" if name == NON_FIELD_ERRORS else f"{capfirst(form.fields[name].label)}: "
        named += [f"{label}{error}" for error in errors]
    return named
