"""The search page, and what is suggested while somebody types."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import paging, search, tag_lookup
from articles.models import Article, ArticleQuerySet, Author, SearchPick, Section, Tag, Tagging
from articles.models.tags import folded
from articles.page_head import Head
from articles.slugs import slug_from
from articles.views.reading import public_page

# What a search finds may be another thing the next second, and is nobody else's business.
KEPT_TO_ITSELF = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}
PERIODS = {
    "hari": (gettext_lazy("Last 24 hours"), timedelta(days=1)),
    "pekan": (gettext_lazy("Last week"), timedelta(weeks=1)),
    "bulan": (gettext_lazy("Last month"), timedelta(days=31)),
    "tahun": (gettext_lazy("Last year"), timedelta(days=366)),
}
POPULAR_TAGS = 12
# Popular is what the newest pieces carry.
RECENT_TAGGINGS = 500
MOST_SUGGESTED = {"pieces": 5, "tags": 3, "authors": 2}


@dataclass
class Request:
    """What the address asks for. Values that name nothing are left out, not refused."""

    query: search.Query
    newest: bool = False
    section: Section | None = None
    tag: Tag | None = None
    author: Author | None = None
    period: str = ""
    page: int = 1
    pieces: ArticleQuerySet = field(default_factory=Article.objects.public)

    @property
    def is_filtered(self) -> bool:
        """Whether only some of the pieces are searched."""
        return any((self.section, self.tag, self.author, self.period))

    def address(self, **changes) -> str:
        """Return the address of the same search with other values; empty ones go."""
        values = {
            "q": self.query.typed,
            "urut": "terbaru" if self.newest else "",
            "rubrik": self.section.slug if self.section else "",
            "tag": self.tag.slug if self.tag else "",
            "penulis": self.author.slug if self.author else "",
            "waktu": self.period,
        } | changes
        given = {name: value for name, value in values.items() if value}
        # Half a character cannot be part of an address.
        path, query = reverse("search"), urlencode(given, errors="replace")
        return f"{path}?{query}" if query else path

    @property
    def without(self) -> list[tuple[str, str]]:
        """Return the filters by tag and author as (name, address without it)."""
        found = [("tag", self.tag), ("penulis", self.author)]
        return [(row.name, self.address(**{name: ""})) for name, row in found if row]


def understood(request: HttpRequest) -> Request:
    """Read the address. Raises Http404 for what is no page number."""
    given = {name: request.GET.get(name, "").replace("\0", "")[:300] for name in request.GET}
    asked = Request(search.parse(given.get("q", "")), newest=given.get("urut") == "terbaru")
    asked.page = paging.number_asked(request)
    asked.section = _row(Section, given.get("rubrik"))
    asked.tag = _row(Tag, given.get("tag"))
    asked.author = _row(Author, given.get("penulis"))
    if asked.section:
        asked.pieces = asked.pieces.in_section(asked.section)
    if asked.tag:
        asked.pieces = asked.pieces.filter(taggings__tag=asked.tag)
    if asked.author:
        asked.pieces = asked.pieces.filter(bylines__author=asked.author)
    if (period := given.get("waktu")) in PERIODS:
        asked.period = period
        since = timezone.now() - PERIODS[period][1]
        asked.pieces = asked.pieces.filter(published_at__gte=since)
    return asked


def _row(model, slug: str | None):
    # Slugs are ASCII; nothing else is asked of the database.
    return model.objects.filter(slug=slug).first() if slug and slug.isascii() else None


@public_page
def results(request: HttpRequest) -> HttpResponse:
    """The search page: a form, and a page of what it finds."""
    asked = understood(request)
    picks = _picks(asked)
    found = _found(asked, picks)
    if asked.page > 1 and not found.keys:
        raise Http404("past the last page")
    picks = picks if asked.page == 1 else []
    empty = not (picks or found.keys or asked.query.is_empty)
    if empty and not asked.is_filtered:
        search.note_miss(asked.query)
    poor = empty or found.is_relaxed
    corrected = search.correction(asked.pieces, asked.query) if poor else ""
    answered = asked
    if empty and corrected and search.is_plain(asked.query.typed, corrected):
        # Nobody has to ask twice for what was plainly meant; the page says what it did.
        answered = replace(asked, query=search.parse(corrected, prefix=False))
        found = _found(answered, [])
    pieces = {piece.pk: piece for piece in _cards(asked.pieces.filter(pk__in=found.keys))}
    shown = picks + [pieces[key] for key in found.keys if key in pieces]
    context = {
        "asked": asked,
        "found": found,
        "hits": [_hit(piece, answered, picked=piece in picks) for piece in shown],
        "empty": empty,
        "corrected": corrected,
        "corrected_address": asked.address(q=corrected),
        "previous": asked.address(hal=asked.page - 1) if asked.page > 1 else "",
        "next": answered.address(hal=asked.page + 1) if found.has_next else "",
        "periods": [(key, words) for key, (words, _length) in PERIODS.items()],
        "popular": popular_tags() if not shown else [],
        "head": _head(asked),
    }
    return _kept(render(request, "articles/search.html", context))


def _found(asked: Request, picks: list[Article]) -> search.Found:
    if asked.newest:
        return search.newest(asked.pieces, asked.query, asked.page)
    # What stands at the top of the first page stands on no other.
    return search.ranked(asked.pieces, asked.query, asked.page, but={piece.pk for piece in picks})


def _head(asked: Request) -> Head:
    return Head(
        title=_title(asked.query),
        description=_("What the paper has written, found by its words."),
        address=asked.address(hal=asked.page if asked.page > 1 else ""),
        is_indexed=False,
    )


def _title(query: search.Query) -> str:
    return _("Search: %(query)s") % {"query": query.typed} if query.typed else _("Search")


def _cards(pieces: ArticleQuerySet) -> ArticleQuerySet:
    return pieces.select_related("section").defer("body", "body_html", "headings")


def _picks(asked: Request) -> list[Article]:
    if asked.query.is_empty or asked.is_filtered or asked.newest:
        return []
    typed = folded(asked.query.typed.encode("utf-8", "replace").decode())
    picks = SearchPick.objects.filter(folded_query=typed, article__in=asked.pieces)
    keys = list(picks.values_list("article", flat=True)[: search.PER_PAGE])
    rows = {piece.pk: piece for piece in _cards(asked.pieces.filter(pk__in=keys))} if keys else {}
    return [rows[key] for key in keys]


def _hit(piece: Article, asked: Request, *, picked: bool) -> dict:
    body = piece.body_text or piece.standfirst
    return {
        "article": piece,
        "headline": search.marked(piece.headline, asked.query),
        "snippet": search.snippet(f"{piece.standfirst} {body}", asked.query),
        "is_picked": picked,
    }


def popular_tags() -> list[Tag]:
    """Return the tags that most of the newest pieces carry."""
    newest = Tagging.objects.order_by("-pk").values("pk")[:RECENT_TAGGINGS]
    counted = (
        Tagging.objects.filter(pk__in=newest, content_object__in=Article.objects.public())
        .order_by()
        .values("tag")
        .annotate(number=Count("pk"))
        .order_by("-number", "tag__folded_name")[:POPULAR_TAGS]
    )
    keys = [row["tag"] for row in counted]
    rows = Tag.objects.in_bulk(keys)
    return [rows[key] for key in keys]


def _kept(response: HttpResponse) -> HttpResponse:
    for header, value in KEPT_TO_ITSELF.items():
        response.headers[header] = value
    return response


@public_page
def suggestions(request: HttpRequest) -> HttpResponse:
    """A few headlines, tags and authors for what has been typed so far, as JSON."""
    typed = request.GET.get("q", "").replace("\0", " ").strip()[:100]
    found = suggested(typed) if len(typed) >= 2 else []
    return _kept(JsonResponse({"suggestions": found}))


def suggested(typed: str) -> list[dict]:
    """Return suggestions as {kind, text, address}: tags and authors first, there are few."""
    public, query = Article.objects.public(), search.parse(typed)
    slug = slug_from(typed, fallback="")
    tags = [one.tag for one in tag_lookup.suggested(typed) if one.pieces]
    authors = Author.objects.none()
    if slug:
        named = Q(slug__startswith=slug) | Q(slug__contains=f"-{slug}")
        authors = Author.objects.filter(
            named, Exists(public.filter(bylines__author=OuterRef("pk")))
        )
    keys = search.in_headlines(public, query, MOST_SUGGESTED["pieces"])
    pieces = {piece.pk: piece for piece in public.filter(pk__in=keys).cards()}
    rows = [
        *((_("Tag"), tag) for tag in tags[: MOST_SUGGESTED["tags"]]),
        *((_("Author"), row) for row in authors.order_by("name")[: MOST_SUGGESTED["authors"]]),
        *((pieces[key].section.name, pieces[key]) for key in keys if key in pieces),
    ]
    return [
        {"kind": str(kind), "text": str(row), "address": row.get_absolute_url()}
        for kind, row in rows
    ]
