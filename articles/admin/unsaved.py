"""What is typed and not saved yet, and who else is here: asked for by the desk's own script."""

import re
from contextlib import suppress

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.urls import path, reverse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from articles import keeping, kept_text, presence, workflow
from articles.admin.base import is_key
from articles.admin.versions import Versions
from articles.comparison import compare_snapshots
from articles.forms import ArticleForm
from articles.models import Article, Publication, Revision, UnsavedText, working_snapshot
from articles.models.snapshots import Snapshot
from articles.templatetags.newspaper import written

PAGE_NAME = re.compile(r"[\w-]+", re.ASCII)


class Unsaved(Versions):
    """The part of the article's admin that keeps what is typed until it is saved."""

    def get_urls(self) -> list:
        """Add what the desk's script asks for, and the page of a text that was not saved."""
        pages = [
            ("keep/", require_POST(self.keep_view), "keep_new"),
            ("<int:pk>/keep/", require_POST(self.keep_view), "keep"),
            ("pulse/", never_cache(self.pulse_view), "pulse_new"),
            ("<int:pk>/pulse/", never_cache(self.pulse_view), "pulse"),
            ("unsaved/<int:key>/", self.unsaved_view, "unsaved"),
            ("unsaved/<int:key>/discard/", require_POST(self.discard_view), "discard"),
        ]
        own = [
            path(address, self.admin_site.admin_view(view), name=f"articles_article_{name}")
            for address, view, name in pages
        ]
        return [*own, *super().get_urls()]

    # --- At the desk -------------------------------------------------------------

    def get_form(self, request, obj=None, change=False, **kwargs):
        """Open the form on a text that is taken up again."""
        form = super().get_form(request, obj, change=change, **kwargs)
        form.taken = self._taken(request, obj)
        return form

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """Offer what was typed here before and not saved."""
        form = context["adminform"].form
        taken = getattr(form, "taken", None)
        sent = request.POST if request.method == "POST" else {}
        context |= {
            "unsaved": [] if taken or sent else keeping.offered(obj, request.user)[:10],
            "taken": taken,
            "desk_page": page_in(sent),
            # Told once, so that the browser lets go of what it kept for the page that was saved.
            "saved_page": "" if sent else request.session.pop("saved_page", ""),
            "refused_before": bool(sent),
            "most_bytes": settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
            "too_long": too_long(),
        }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_model(self, request, obj, form, change) -> None:
        """Save, and in the same transaction let go of what is saved now."""
        super().save_model(request, obj, form, change)
        self._forget(request)

    def keep_apart(self, request: HttpRequest, conflict) -> HttpResponse:
        """What conflicts is kept as a version, and nothing is left unsaved."""
        response = super().keep_apart(request, conflict)
        self._forget(request)
        return response

    # --- What the script asks for ------------------------------------------------

    def keep_view(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        """Keep what was typed for its writer alone, whatever they may do with the piece."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        page = page_in(request.POST)
        if not page:
            return JsonResponse({"refused": _("The page sent no name for itself. Load it again.")})
        piece = self._piece_if_there(request, pk)
        fields = fields_of(request.POST)
        answer = {"account": str(request.user.pk), "kept": ""}
        late = "late" in request.POST and self._says_what_is_saved(request, piece, fields)
        if "unchanged" in request.POST or late:
            keeping.forget(request.user, page=page)
            return JsonResponse(answer)
        base = ArticleForm.base_in(request.POST)
        try:
            text = keeping.keep(piece, by=request.user, page=page, base=max(base, 0), fields=fields)
        except keeping.TooLong:
            return JsonResponse({"refused": too_long()})
        except OperationalError as error:
            return JsonResponse({"refused": kept_text.not_written(error), "again": True})
        answer["kept"] = _("Kept at {time}, not saved yet.").format(time=clock(text.kept_at))
        return JsonResponse(answer)

    def pulse_view(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        """Say who else is here and what became of the piece. A post also notes that they are."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        lines = []
        if pk is not None:
            piece = self._piece_if_there(request, pk)
            if piece and request.method == "POST":
                # On a full disk it still matters what became of the piece.
                with suppress(OperationalError):
                    presence.enter(piece, request.user)
            base = max(ArticleForm.base_in(request.POST), 0)
            found = presence.news(piece, request.user, base=base)
            lines = list(in_words(found, request.user, before=request.POST.get("state", "")))
        answer = {"account": str(request.user.pk), "token": get_token(request), "lines": lines}
        return JsonResponse(answer)

    # --- The page of an unsaved text ----------------------------------------------

    def unsaved_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Compare what was typed with what is saved."""
        text = self._text(request, key)
        piece = text.article
        saved = working_snapshot(piece) if piece else working_snapshot(Article())
        changes = compare_snapshots(saved, self._snapshot(request, piece, text.fields))
        context = {"text": text, "changes": changes, "columns": True, "desk": desk_of(piece)}
        shown = piece or Article(headline=text.fields.get("headline", [""])[0])
        return self._show(request, shown, "unsaved", _("Not saved"), context | {"original": piece})

    def discard_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Throw a text away. Of a piece it stays as an automatic version, which thins out."""
        text = self._text(request, key)
        piece = text.article
        if piece:
            snapshot = self._snapshot(request, piece, text.fields)
            if snapshot != working_snapshot(piece):
                self._keep_as_version(request, text, snapshot)
        keeping.forget(request.user, key=text.pk)
        self.message_user(request, _("What was not saved is thrown away."), messages.SUCCESS)
        return HttpResponseRedirect(desk_of(piece))

    @staticmethod
    def _keep_as_version(request: HttpRequest, text: UnsavedText, snapshot: Snapshot) -> None:
        kept = {"snapshot": snapshot, "by": request.user, "base": text.base}
        try:
            workflow.keep_apart(text.article, **kept, kind=Revision.Kind.AUTOSAVE)
        except workflow.Refused:
            # Whoever may not write in the piece leaves nothing in it either.
            return

    # --- Finding -------------------------------------------------------------------

    def _piece_if_there(self, request: HttpRequest, pk: int | None) -> Article | None:
        return self.get_object(request, str(pk)) if pk is not None and is_key(pk) else None

    def _text(self, request: HttpRequest, key: int) -> UnsavedText:
        texts = UnsavedText.objects.filter(user=request.user).select_related("article")
        found = texts.filter(pk=key).first() if is_key(key) else None
        if found is None:
            raise Http404(_("There is no such text; it is saved or thrown away."))
        return found

    def _taken(self, request: HttpRequest, obj: Article | None) -> UnsavedText | None:
        """Return the text that the desk is asked to open on, if it is this person's and piece's."""
        key = request.GET.get("unsaved", "")
        if request.method != "GET" or not is_key(key):
            return None
        return keeping.offered(obj, request.user).filter(pk=key).first()

    def _forget(self, request: HttpRequest) -> None:
        taken = request.POST.get("taken", "")
        page = page_in(request.POST)
        keeping.forget(request.user, page=page, key=int(taken) if is_key(taken) else None)
        if page:
            request.session["saved_page"] = page

    def _snapshot(self, request: HttpRequest, piece: Article | None, fields) -> Snapshot:
        """Return what was typed as the snapshot it would be saved as, as far as it can be."""
        instance = self._piece_if_there(request, piece.pk) if piece else Article()
        form = super().get_form(request, piece, change=piece is not None)
        return form(MultiValueDict(fields), instance=instance).typed_snapshot()

    def _says_what_is_saved(self, request: HttpRequest, piece: Article | None, fields) -> bool:
        """Whether a text that comes late, from a browser's store, was saved in the meantime."""
        return piece is not None and self._snapshot(request, piece, fields) == working_snapshot(
            piece
        )


def too_long() -> str:
    """Return what is said of a text that is more than a request may carry."""
    return _(
        "This is more than {most} MB, too long to be sent: it is neither saved nor kept. Take some "
        "of it out, or copy it into a file before you leave this page."
    ).format(most=settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024**2)


def page_in(sent) -> str:
    """Return the name that a page of the desk gave itself; nothing for what is none."""
    page = sent.get("desk_page", "")
    is_name = PAGE_NAME.fullmatch(page) and len(page) <= keeping.MAX_PAGE_NAME
    return page if is_name else ""


def fields_of(sent) -> keeping.Fields:
    """Return the values of the article's form as they were typed."""
    # PostgreSQL keeps no NUL in JSON.
    return {
        name: [value.replace("\0", "") for value in sent.getlist(name)]
        for name in ArticleForm.base_fields
        if name in sent
    }


def desk_of(piece: Article | None) -> str:
    """Return the address of a piece's desk, or of a new one's."""
    if piece is None:
        return reverse("admin:articles_article_add")
    return reverse("admin:articles_article_change", args=[piece.pk])


def clock(at) -> str:
    """Return the time of day to the second, its zone named."""
    return written(at, "H.i.s")


def in_words(found: presence.News, user, *, before: str):
    """Yield what somebody at the desk should know, a sentence each.

    before: the state of the piece that their page shows.
    """
    names = [other.get_full_name() or other.get_username() for other in found.others]
    if len(names) == 1:
        yield _("{name} has this piece open as well.").format(name=names[0])
    elif names:
        yield _("{names} have this piece open as well.").format(names=", ".join(names))
    if saved := found.saved:
        words = {"number": saved.number, "time": clock(saved.made_at)}
        if saved.by_id == user.pk:
            text = _("You saved version {number} elsewhere at {time}. Saving here merges both.")
        else:
            words["name"] = saved.by.get_username() if saved.by else _("Somebody")
            if saved.by and saved.by.get_full_name():
                words["name"] = saved.by.get_full_name()
            text = _("{name} saved version {number} at {time}. Saving merges their text and yours.")
        yield text.format(**words)
    if found.state is None:
        yield _("The piece was deleted. What you typed is all here; saving makes a new one of it.")
    elif before in Publication.values and before != found.state:
        yield _("It is now: {state}.").format(state=found.state.label)
