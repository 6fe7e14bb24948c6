"""The record that readers can look into: the ledger, and the history of each piece."""

from collections.abc import Callable
from functools import partial, wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from articles import history as histories
from articles import ledger, page_head, paging, rendering, structured_data
from articles.models import Article, Correction, Publication
from articles.models.corrections import CorrectionQuerySet
from articles.page_head import Head
from articles.templatetags.newspaper import moment
from articles.views import pieces
from articles.views.reading import public_page


@public_page
def corrections(request: HttpRequest) -> HttpResponse:
    """The ledger of all pieces, newest entry first."""
    newest_first = ("-at", "-pk")
    among = Correction.objects.public_by_exclusion().order_by(*newest_first)
    page = paging.page_of(_entries().order_by(*newest_first), request, among=among)
    description = _("What we corrected, clarified, answered to and withdrew, and when.")
    head = page_head.of_list(_("Corrections"), description, page, feed=reverse("corrections"))
    days = ledger.by_day(ledger.lines_of(page.items))
    return render(request, "articles/corrections.html", {"page": page, "days": days, "head": head})


@public_page
def correction(request: HttpRequest, number: int) -> HttpResponse:
    """One entry of the ledger, whole."""
    entry = get_object_or_404(_entries(), pk=number)
    (line,) = ledger.lines_of([entry])
    beginning = Truncator(rendering.plain_text(entry.text_html)).chars(160)
    # A piece may have several entries of one kind.
    title = f"{entry}, {moment(entry.at)}"
    head = Head(
        title=title,
        description="" if line.hidden else beginning,
        # What is kept back is not to be found either.
        address="" if line.hidden else request.path,
        feed=reverse("corrections"),
        describe=partial(
            structured_data.page, name=title, path=request.path, description=beginning
        ),
    )
    context = {"line": line, "change": histories.change_of(entry), "head": head}
    return render(request, "articles/correction.html", context)


def _of_piece(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a page below a piece's address be where, and as open, as the piece is."""

    @public_page
    @wraps(view)
    def answer(request: HttpRequest, year: str, month: str, slug: str, **numbers) -> HttpResponse:
        piece = get_object_or_404(
            Article.objects.select_related("section__parent").defer(*LONG_COLUMNS), slug=slug
        )
        if piece.publication is Publication.WITHDRAWN and piece.published_at <= timezone.now():
            return pieces.withdrawn(request, piece)
        if not piece.is_public:
            raise Http404("not public")
        # For every other address `addresses` knows where it leads.
        if not request.path.startswith(piece.get_absolute_url()):
            raise Http404("not here")
        return view(request, piece, **numbers)

    return answer


@_of_piece
def history(request: HttpRequest, piece: Article) -> HttpResponse:
    """The versions of a piece that readers saw, with the entries of the ledger in their places."""
    versions = histories.versions_of(piece)
    lines = ledger.lines_of(list(_entries().filter(article=piece)))
    named = {"headline": piece.headline}
    title = _("History: %(headline)s") % named
    description = (
        _("The published versions of “%(headline)s”, and what changed between them.") % named
    )
    head = Head(
        title=title,
        description=description,
        address=request.path,
        describe=partial(
            structured_data.page, name=title, path=request.path, description=description
        ),
    )
    context = {
        "article": piece,
        "versions": versions,
        "steps": histories.steps_of(versions, lines),
        "head": head,
    }
    return render(request, "articles/history.html", context)


@_of_piece
def comparison(request: HttpRequest, piece: Article, old: int, new: int) -> HttpResponse:
    """What changed between two published versions, by word."""
    versions = histories.versions_of(piece)
    if not 1 <= old < new <= len(versions):
        raise Http404("no two versions")
    before, after = versions[old - 1], versions[new - 1]
    named = {"old": old, "new": new, "headline": piece.headline}
    description = _("What changed between versions %(old)s and %(new)s of “%(headline)s”.")
    head = Head(
        title=_("Versions %(old)s and %(new)s: %(headline)s") % named,
        description=description % named,
        address=request.path,
        article=piece,
        # The versions themselves are not to be found twice.
        is_indexed=False,
    )
    context = {
        "article": piece,
        "old": before,
        "new": after,
        "last": versions[-1],
        "following": new + 1,
        "difference": histories.difference(before, after),
        "head": head,
    }
    return render(request, "articles/comparison.html", context)


LONG_COLUMNS = ("body", "body_html", "body_text", "headings")


def _entries() -> CorrectionQuerySet:
    """The public entries with the pieces they belong to and the entries they supersede."""
    return (
        Correction.objects.public()
        .select_related("article", "supersedes", "superseded_by")
        .defer(
            *(f"article__{column}" for column in LONG_COLUMNS),
            *(
                f"{entry}__{column}"
                for entry in ("supersedes", "superseded_by")
                for column in ("text", "text_html")
            ),
        )
    )
