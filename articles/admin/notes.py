"""Notes at the desk: read beside the text, written and settled by forms of their own."""

from collections.abc import Iterable

from django.contrib import messages
from django.db.models import F, Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles import annotating
from articles.admin.base import is_key
from articles.admin.versions import Versions
from articles.anchoring import Text
from articles.forms import unix_lines
from articles.models import Article, Note
from articles.paging import page_of
from articles.permissions import Standing
from articles.workflow import Refused

# Beside the text; all of them are on their own page.
MOST_BESIDE = PER_PAGE = 50
PANEL = "admin/articles/article/_notes.html"


class Notes(Versions):
    """The part of the article's admin where editors talk about a piece."""

    def get_urls(self) -> list:
        """Add the page of a piece's notes and what is done there."""
        pages = [
            ("", self.notes_view, "notes"),
            ("<int:note>/reply/", require_POST(self.reply_view), "note_reply"),
            ("<int:note>/resolve/", require_POST(self.resolve_view), "note_resolve"),
            ("<int:note>/reopen/", require_POST(self.reopen_view), "note_reopen"),
            ("<int:note>/place/", require_POST(self.place_view), "note_place"),
        ]
        own = [
            path(
                f"<int:pk>/notes/{address}",
                self.admin_site.admin_view(view),
                name=f"articles_article_{name}",
            )
            for address, view, name in pages
        ]
        return [*own, *super().get_urls()]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """Put the notes beside the text."""
        if obj is not None and obj.pk:
            context |= self._beside(request, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    # --- The pages -------------------------------------------------------------

    def notes_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """List all notes, open ones first, or take a new one."""
        piece = self._piece(request, pk)
        if request.method == "POST":
            return self._act(request, piece, _add)
        return self._all(request, piece)

    def reply_view(self, request: HttpRequest, pk: int, note: int) -> HttpResponse:
        """Answer a note."""
        piece = self._piece(request, pk)
        return self._act(request, piece, _reply, self._note(piece, note))

    def resolve_view(self, request: HttpRequest, pk: int, note: int) -> HttpResponse:
        """Settle a note."""
        piece = self._piece(request, pk)
        return self._act(request, piece, _resolve, self._note(piece, note))

    def reopen_view(self, request: HttpRequest, pk: int, note: int) -> HttpResponse:
        """Take up a settled note again."""
        piece = self._piece(request, pk)
        return self._act(request, piece, _reopen, self._note(piece, note))

    def place_view(self, request: HttpRequest, pk: int, note: int) -> HttpResponse:
        """Say where a note's passage stands in the text as it was typed so far."""
        note = self._note(self._piece(request, pk), note)
        around = {"near": note.position, "before": note.before, "after": note.after}
        place = Text(_typed_body(request) or "").find(note.quote, **around)
        return JsonResponse({"start": place.start, "end": place.end} if place else {})

    def _note(self, piece: Article, key: int) -> Note:
        """Return a note of this piece; a reply stands for the note it answers."""
        found = piece.notes.select_related("reply_to").filter(pk=key) if is_key(key) else []
        for note in found:
            return note.reply_to or note
        raise Http404(_("This piece has no such note."))

    def _act(self, request, piece: Article, act, note: Note | None = None) -> HttpResponse:
        """Do `act` and show the notes again; what is refused comes back with what was typed."""
        in_panel = "panel" in request.POST
        try:
            note, said = act(request, piece, note)
        except Refused as refused:
            context = {"note_refused": refused.reason, "typed": request.POST, "typed_on": note}
            context["reply_typed"] = request.POST.get(f"reply_{note.pk}") if note else ""
            if in_panel:
                return self._panel(request, piece, context, status=422)
            return self._all(request, piece, context)
        if in_panel:
            return self._panel(request, piece, {"said": said, "changed": note})
        for words in said:
            self.message_user(request, words, messages.SUCCESS)
        page = reverse("admin:articles_article_notes", args=[piece.pk])
        return HttpResponseRedirect(f"{page}#note-{note.pk}")

    def _panel(self, request, piece: Article, context: dict, status: int = 200) -> HttpResponse:
        """Answer the desk's script with the notes alone, placed in the text it sent."""
        context |= self._beside(request, piece, _typed_body(request))
        response = TemplateResponse(request, PANEL, context, status=status)
        response["Cache-Control"] = "no-store"
        return response

    def _all(self, request, piece: Article, context: dict | None = None) -> HttpResponse:
        page = page_of(_open_first(piece), request, size=PER_PAGE)
        notes = self._for(request, piece, page.items)
        context = {"notes": notes, "page": page, "fields": annotating.FIELDS} | (context or {})
        return self._show(request, piece, "notes", _("Notes"), context)

    def _beside(self, request, piece: Article, body: str | None = None) -> dict:
        """Return what the panel beside the text shows, placed in `body` or the working copy."""
        notes = self._for(request, piece, _open_first(piece)[:MOST_BESIDE], body)
        return {"notes": notes, "fields": annotating.FIELDS, "piece": piece, "beside": True}

    def _for(self, request, piece: Article, notes: Iterable[Note], body: str | None = None) -> dict:
        """Return the notes as the templates show them: open, resolved, and those one may settle."""
        standing, notes = Standing(piece, request.user), list(notes)
        mine = {one.pk for one in notes if annotating.why_not_settle(one, standing) is None}
        placed = []
        if notes:
            text = annotating.body_of(piece) if body is None else body
            placed = annotating.placed(notes, text)
        return {
            "open": [one for one in placed if one.note.resolved_at is None],
            "resolved": [one for one in placed if one.note.resolved_at is not None],
            "mine": mine,
        }


def _open_first(piece: Article) -> QuerySet[Note]:
    """Return the notes with their replies: the open ones, newest first, then the last resolved."""
    notes = piece.notes.filter(reply_to=None).select_related("resolved_by")
    notes = notes.prefetch_related(Prefetch("replies", Note.objects.order_by("id")))
    return notes.order_by(F("resolved_at").desc(nulls_first=True), "-id")


def _typed_body(request: HttpRequest) -> str | None:
    """Return the text as it stands in the editor, if the script sent it."""
    body = request.POST.get("body")
    return None if body is None else unix_lines(body)


def _add(request: HttpRequest, piece: Article, _note) -> tuple[Note, list[str]]:
    position = request.POST.get("note_position", "")
    noted = annotating.add(
        piece,
        by=request.user,
        text=request.POST.get("note_text", ""),
        field=request.POST.get("note_field", ""),
        quote=request.POST.get("note_quote", ""),
        position=int(position) if is_key(position) else 0,
        body=_typed_body(request),
    )
    return noted.note, [_("The note is kept."), *_about_letters(noted)]


def _reply(request: HttpRequest, piece: Article, note: Note) -> tuple[Note, list[str]]:
    text = request.POST.get(f"reply_{note.pk}", "")
    noted = annotating.reply(note, by=request.user, text=text)
    return note, [_("The reply is kept."), *_about_letters(noted)]


def _resolve(request: HttpRequest, piece: Article, note: Note) -> tuple[Note, list[str]]:
    return annotating.resolve(note, by=request.user), [_("The note is resolved.")]


def _reopen(request: HttpRequest, piece: Article, note: Note) -> tuple[Note, list[str]]:
    return annotating.reopen(note, by=request.user), [_("The note is open again.")]


def _about_letters(noted: annotating.Noted) -> list[str]:
    said = []
    if noted.told:
        text = _("A letter goes to {names}.")
        said.append(text.format(names=", ".join(f"@{name}" for name in noted.told)))
    if noted.untold:
        text = _(
            "No letter goes to {names}: nobody at the desk has that name and an e-mail address."
        )
        said.append(text.format(names=", ".join(f"@{name}" for name in noted.untold)))
    return said
