"""A piece's versions: what was kept, what changed between two, and taking one up again."""

from itertools import groupby

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from articles import workflow
from articles.admin.base import NewsroomAdmin, is_key
from articles.comparison import compare_snapshots
from articles.models import Act, Activity, Article, Revision
from articles.paging import page_of
from articles.permissions import Standing

MOST_ACTS = 100


class Versions(NewsroomAdmin):
    """The part of the article's admin that looks back."""

    def get_urls(self) -> list:
        """Add the pages of a piece's versions."""
        pages = [
            ("versions/", self.versions_view, "versions"),
            ("versions/compare/", self.compare_view, "compare"),
            ("versions/<int:number>/restore/", require_POST(self.restore_view), "restore"),
            ("versions/<int:number>/mark/", require_POST(self.mark_view), "mark"),
        ]
        own = [
            path(
                f"<int:pk>/{address}",
                self.admin_site.admin_view(view),
                name=f"articles_article_{name}",
            )
            for address, view, name in pages
        ]
        return [*own, *super().get_urls()]

    def history_view(self, request, object_id, extra_context=None) -> HttpResponse:
        """Lead from Django's history to ours, which knows more."""
        if not is_key(object_id):
            raise Http404
        return HttpResponseRedirect(reverse("admin:articles_article_versions", args=[object_id]))

    def versions_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """List the versions, newest first, autosaves folded, with the record of acts beside."""
        piece = self._piece(request, pk)
        found = piece.revisions.select_related("by").defer("snapshot")
        page = page_of(found.order_by("-number"), request, size=100)
        acts = Activity.objects.filter(article_id=piece.pk)[:MOST_ACTS]
        context = {
            "page": page,
            "runs": _runs(page.items),
            "acts": acts,
            "why_not_restore": Standing(piece, request.user).why_not(Act.RESTORE),
        }
        return self._show(request, piece, "versions", _("Versions"), context)

    def compare_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Compare two versions; of one alone what changed with it, of none what waits."""
        piece = self._piece(request, pk)
        old, new = self._asked(piece, request)
        changes = compare_snapshots(old.snapshot, new.snapshot)
        context = {
            "old": old,
            "new": new,
            "changes": changes,
            "columns": request.GET.get("view") != "inline",
            "why_not_restore": Standing(piece, request.user).why_not(Act.RESTORE),
        }
        return self._show(request, piece, "compare", _("What changed"), context)

    def restore_view(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        """Take the content of a version up again and open it at the desk."""
        piece = self._piece(request, pk)
        try:
            restored = workflow.restore(piece, number=number, by=request.user)
        except workflow.Refused as refused:
            return self._back_to_versions(request, pk, refused.reason, messages.ERROR)
        if restored.working_revision_id == piece.working_revision_id:
            text = _("The working copy says the same as version {number} already.")
        else:
            text = _("Version {number} is the working copy again, as a new version.")
        self.message_user(request, text.format(number=number), messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[pk]))

    def mark_view(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        """Label and pin a version, or take both away."""
        piece = self._piece(request, pk)
        self._version(piece, str(number))
        # Whoever may take a version up again may say which of them matters.
        if reason := Standing(piece, request.user).why_not(Act.RESTORE):
            return self._back_to_versions(request, pk, reason, messages.ERROR)
        label = " ".join(request.POST.get("label", "").replace("\0", "").split())
        longest = Revision._meta.get_field("label").max_length
        if len(label) > longest:
            text = ngettext(
                "A label has at most {longest} character.",
                "A label has at most {longest} characters.",
                longest,
            )
            return self._back_to_versions(request, pk, text.format(longest=longest), messages.ERROR)
        marked = piece.revisions.filter(number=number)
        marked.update(label=label, pinned="pinned" in request.POST)
        text = _("Label and pin of version {number} are kept.")
        return self._back_to_versions(request, pk, text.format(number=number), messages.SUCCESS)

    def _back_to_versions(self, request, pk: int, words, level: int) -> HttpResponse:
        self.message_user(request, words, level)
        return HttpResponseRedirect(reverse("admin:articles_article_versions", args=[pk]))

    def _piece(self, request: HttpRequest, pk: int) -> Article:
        """Return the piece, to whoever may see pieces."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        piece = self.get_object(request, str(pk)) if is_key(pk) else None
        if piece is None:
            raise Http404(_("There is no such piece."))
        return piece

    def _asked(self, piece: Article, request: HttpRequest) -> tuple[Revision, Revision]:
        """Return the two versions that were asked for, the older first."""
        numbers = [request.GET.get(name, "") for name in ("from", "to")]
        if not all(number == "" or is_key(number) for number in numbers):
            raise Http404(_("There is no such version."))
        old, new = (self._version(piece, number) for number in numbers)
        asked, new = new, new or piece.working_revision or piece.revisions.first()
        if new is None:
            raise Http404(_("This piece has no versions yet."))
        if old is None:
            live = piece.live_revision
            # Not its number less one: versions between may have been thinned out.
            before = piece.revisions.filter(number__lt=new.number).first() or new
            old = live if live and live != new and not asked else before
        return (old, new) if old.number <= new.number else (new, old)

    def _version(self, piece: Article, number: str) -> Revision | None:
        if not number:
            return None
        found = piece.revisions.filter(number=min(int(number), 2**31 - 1)).first()
        if found is None:
            raise Http404(_("This piece has no version %(number)s.") % {"number": number})
        return found

    def _show(self, request, piece: Article, name: str, title: str, context: dict):
        context |= {
            **self.admin_site.each_context(request),
            "is_nav_sidebar_enabled": False,
            "opts": self.opts,
            "original": piece,
            "piece": piece,
            "title": title,
            "subtitle": str(piece),
        }
        template = f"admin/articles/article/{name}.html"
        return TemplateResponse(request, template, context)


def _runs(revisions) -> list[tuple[bool, list[Revision]]]:
    """Return the versions in runs: (True, autosaves that fold away) or (False, others)."""

    def folds(revision: Revision) -> bool:
        special = revision.published_at or revision.pinned or revision.label
        return revision.kind == Revision.Kind.AUTOSAVE and not special

    return [(fold, list(run)) for fold, run in groupby(revisions, key=folds)]
