"""What was typed, given back on a page of its own where it could not be saved."""

from django.contrib import admin
from django.contrib.messages.storage import default_storage
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.db.models import CharField, TextField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import Article, Author, Image, Publisher, Section, StandingPage, Tag

# Texts of the newsroom's forms, by the names they are sent under. No form of accounts is among
# them, so no password is ever shown.
NOTES = {
    "tags": gettext_lazy("tags"),
    "related": gettext_lazy("related pieces"),
    "note": gettext_lazy("note"),
    "reason": gettext_lazy("reason for the withdrawal"),
    "override": gettext_lazy("reason for publishing all the same"),
    "note_text": gettext_lazy("note"),
    "note_quote": gettext_lazy("words of the text it is about"),
}
LABELS = {
    field.name: field.verbose_name
    for model in (Tag, Section, Author, Image, Publisher, StandingPage, Article)
    for field in model._meta.fields
    if isinstance(field, CharField | TextField) and field.editable and not field.choices
} | NOTES
# Texts of which a form has several, by what stands before their numbers: answers to notes, and
# passages that two people changed.
SEVERAL = {"reply_": gettext_lazy("reply"), "text-": gettext_lazy("text")}
# Buttons begin with an underscore: what is sent again is saved, and no act is done by the way.
LEFT_OUT = ("_", "csrfmiddlewaretoken")


def is_typed(request: HttpRequest) -> bool:
    """Whether the request carries text somebody wrote in one of the newsroom's forms."""
    if request.method != "POST" or not request.path_info.startswith(_forms()):
        return False
    return any(value.strip() for name, value in request.POST.items() if label_of(name))


def label_of(name: str) -> str:
    """Return what a text is called that is sent under a name; "" if none is."""
    if name in LABELS:
        return LABELS[name]
    return next((words for start, words in SEVERAL.items() if name.startswith(start)), "")


def is_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that the form was one of this site's pages."""
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def refused(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    """Answer who lost the right to save while writing."""
    words = str(error) or _(
        "Your account may no longer save here. Ask an editor-in-chief for the right, then save "
        "again on this page; or copy your text and send it to a colleague."
    )
    return page(request, words)


def unwritten(request: HttpRequest, error: OperationalError) -> HttpResponse:
    """Answer whose text a full or locked database did not take."""
    unsay(request)
    return page(request, not_written(error), status=503)


def unsay(request: HttpRequest) -> None:
    """Let go of what was to be said of a save that then failed: a disk may be full at the last."""
    request._messages = default_storage(request)


def not_written(error: OperationalError) -> str:
    """Return what is said where a full or locked database took nothing."""
    words = _(
        "The server could not write it down ({error}). What you typed is all here: wait a moment "
        "and save again, or copy it."
    )
    return words.format(error=error)


def gone(request: HttpRequest, error: Http404) -> HttpResponse:
    """Answer who wrote for something that somebody has deleted meanwhile."""
    words = _("What this was written for is not there any more. Copy your text before you leave.")
    return page(request, words, status=404)


def signed_out(request: HttpRequest) -> HttpResponse:
    """Answer who is not signed in any more, or no longer as staff."""
    words = _("You are not signed in any more. Sign in in another tab, then save again here.")
    return page(request, words, sign_in=True)


def grown_old(request: HttpRequest) -> HttpResponse:
    """Answer who signed in or out elsewhere since the form was opened."""
    return page(request, _("The form had grown old. It is fresh now: save again."))


def page(
    request: HttpRequest, words: str, *, sign_in: bool = False, status: int = 403
) -> HttpResponse:
    """Return everything that was typed, in a form that sends it again."""
    sent = [
        (name, label_of(name), value)
        for name, values in request.POST.lists()
        if not name.startswith(LEFT_OUT)
        for value in values
    ]
    context = {
        **admin.site.each_context(request),
        "title": _("Your text is not saved yet"),
        "is_nav_sidebar_enabled": False,
        "words": words,
        "sign_in": sign_in,
        "texts": [(name, capfirst(label), value) for name, label, value in sent if label],
        "rest": [(name, value) for name, label, value in sent if not label],
    }
    return render(request, "admin/kept_text.html", context, status=status)


def _forms() -> str:
    """The address under which the newsroom's own forms lie."""
    return reverse("admin:app_list", args=["articles"])
