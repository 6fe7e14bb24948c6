"""One piece: as readers find it, and as those see it who were given a preview."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import DateTimeField, QuerySet, SlugField
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import (
    gathering,
    history,
    ledger,
    page_head,
    previewing,
    reading_on,
    references,
    related,
    sharing,
    showing,
)
from articles.models import Article, Correction, Entry, Publication
from articles.models.snapshots import Snapshot
from articles.page_head import Head
from articles.prepared import Prepared
from articles.views.reading import public_page

# A table of contents helps from here on.
LONG_WORDS, LONG_HEADINGS = 600, 4
# What is not public stays out of indexes, caches and other sites' logs.
KEPT_TO_ITSELF = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}


def _by_slug(*, slug: str, now: datetime) -> QuerySet[Article]:
    pieces = Article.objects.select_related("section__parent", "lead_image")
    # Only where the stored HTML is an older renderer's is the text itself read.
    pieces = pieces.defer("body", "body_text")
    return history.with_record(gathering.with_names(pieces), now).filter(slug=slug)


_with_all = Prepared(_by_slug, slug=SlugField(), now=DateTimeField())


@public_page
def article(request: HttpRequest, year: str, month: str, slug: str) -> HttpResponse:
    """One piece at its own address; for every other `addresses` knows where it leads."""
    with showing.only():
        found = _with_all.ask(slug=slug, now=timezone.now())
        gathering.unfold(found)
    if not found:
        raise Http404("no such piece")
    piece = found[0]
    if piece.get_absolute_url() != request.path:
        raise Http404("not here")
    if piece.publication is Publication.WITHDRAWN and piece.published_at <= timezone.now():
        return withdrawn(request, piece)
    if not piece.is_public:
        raise Http404("not public")
    with showing.only():
        entries = list(ledger.entries_of(piece)) if piece.has_entries else []
    context = page_of(piece, entries=entries)
    context["with_history"] = piece.has_earlier or bool(entries)
    return render(request, "articles/article.html", context)


def withdrawn(request: HttpRequest, piece: Article) -> HttpResponse:
    """410: what became of a piece that readers could read, when, and why."""
    head = Head(title=_("Withdrawn: %(headline)s") % {"headline": piece.headline})
    entries = piece.corrections.public().select_related("superseded_by")
    entry = entries.filter(kind=Entry.PENCABUTAN, at=piece.withdrawn_at).first()
    [line] = ledger.lines_of([entry]) if entry else [None]
    context = {"article": piece, "line": line, "head": head}
    return render(request, "articles/withdrawn.html", context, status=410)


def page_of(
    piece: Article, picks: list[int] | None = None, *, entries: Sequence[Correction] = ()
) -> dict:
    """Return what the article's template shows of a piece, stored or standing in for one.

    picks: the related pieces chosen for it, where others than the stored ones. entries: those
    of the ledger that stand beside it, oldest first.
    """
    html = piece.current_html()
    # What the text and the entries refer to is fetched at once.
    texts = html + ledger.html_of(entries)
    around = related.around(
        piece,
        reading_on.number_wanted(html),
        linking_to=references.slugs_in(texts),
        picks=picks,
    )
    targets = references.find_targets(texts, around.linked)
    html, around = reading_on.fill(html, around)
    body = references.expand(html, targets)
    section = piece.section and (piece.section.parent or piece.section)
    return {
        "article": piece,
        "body": references.sponsored(body) if piece.is_advertorial else body,
        "record": ledger.beside(entries, targets),
        "around": around,
        "with_contents": piece.word_count >= LONG_WORDS and len(piece.headings) >= LONG_HEADINGS,
        "current_section": section.slug if section else "",
        "head": page_head.of_article(piece, entries, [one.article for one in around.related]),
    }


def preview_of(article: Article, snapshot: Snapshot) -> dict:
    """Return what the article's template shows of a piece as a snapshot would be published.

    Its head has no address: a preview is not to be found, and tells no other site what it is.
    """
    piece = previewing.piece_from(article, snapshot)
    head = Head(title=piece.search_title or piece.headline)
    entries = ledger.entries_of(article) if article.is_public else []
    context = page_of(piece, previewing.picks_of(piece), entries=entries)
    return context | {"head": head, "with_history": bool(entries or piece.updated_at)}


@public_page
def shared_preview(request: HttpRequest, token: str) -> HttpResponse:
    """A piece as it would be published, for whoever was given the address."""
    link = sharing.find(token)
    if link is None:
        raise Http404("no such preview")
    if sharing.is_published(link):
        response = HttpResponseRedirect(link.article.get_absolute_url())
    else:
        context = preview_of(link.article, sharing.content_of(link)) | {"link": link}
        response = render(request, "articles/shared_preview.html", context)
        if request.method == "GET":
            sharing.count_open(link)
    for header, value in KEPT_TO_ITSELF.items():
        response.headers[header] = value
    return response
