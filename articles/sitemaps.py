"""What crawlers read: the sitemaps, robots.txt and security.txt.

Pieces, tags and authors are cut into files by ranges of keys, so that a file never has more than
10,000 addresses, is read through the primary key's index, and needs no counting or skipping. Dates
of change are those of significant changes.
"""

import calendar
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from xml.sax.saxutils import escape

from django.conf import settings
from django.db.models import (
    Case,
    DateTimeField,
    Exists,
    IntegerField,
    QuerySet,
    Subquery,
    When,
)
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from articles import freshness, listing, showing
from articles.feed_formats import xml_text
from articles.models import Article, Correction, StandingPage
from articles.models.slugged import path_of
from articles.models.status import Genre
from articles.page_head import changed_at
from articles.prepared import Prepared
from articles.views.reading import public_page

# The protocol allows 50,000; smaller files are made and read in less memory.
PER_FILE = 10_000
# The most files of one kind: a hundred million rows.
MAX_FILES = 10_000
NEWS_HOURS, NEWS_LIMIT = 48, 1000
PROTOCOL = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
XML = "application/xml; charset=utf-8"
HEADERS = {"Cache-Control": "public, max-age=0, must-revalidate", "X-Robots-Tag": "noindex"}


@dataclass(frozen=True)
class Line:
    """A path on this site, and when it last changed for its readers."""

    path: str
    changed: datetime | None = None


@dataclass(frozen=True)
class Kind:
    """Pages of one kind: the rows that have one, and the lines of some of these rows."""

    rows: Callable[[datetime | None], QuerySet]
    lines: Callable[[QuerySet], Iterator[Line]]


def _lines_of_pieces(pieces: QuerySet) -> Iterator[Line]:
    for piece in pieces.iterator(chunk_size=1000):
        yield Line(piece.get_absolute_url(), changed_at(piece))


def _lines_of_lists(owners: QuerySet) -> Iterator[Line]:
    dates = freshness.of_lists(owners)
    for owner in owners.iterator(chunk_size=1000):
        yield Line(owner.get_absolute_url(), dates.get(owner.pk))


KINDS = {
    "artikel": Kind(
        lambda now: Article.objects.public(now).only(
            "slug", "published_at", "updated_at", "corrected_at", "replied_at"
        ),
        _lines_of_pieces,
    ),
    "tag": Kind(lambda now: listing.tags_in_use(now).only("slug"), _lines_of_lists),
    "penulis": Kind(lambda now: listing.authors_in_use(now).only("slug"), _lines_of_lists),
}
STANDING = "halaman"


@public_page
def index(request: HttpRequest) -> HttpResponse:
    """All sitemaps that have something in them."""
    full = request.build_absolute_uri
    parts = [(STANDING, 1), *_parts()]
    lines = "".join(
        f"<sitemap><loc>{escape(full(path_of('sitemap_part', *part)))}</loc></sitemap>"
        for part in parts
    )
    return _xml(f'<sitemapindex xmlns="{PROTOCOL}">{lines}</sitemapindex>')


@public_page
def part(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """The addresses of one file."""
    if kind == STANDING and number == 1:
        lines: Iterator[Line] = iter(_standing())
    elif kind in KINDS and 1 <= number <= MAX_FILES:
        lines = _lines_of(kind, number)
    else:
        raise Http404("no such sitemap")
    urls = "".join(_url(line, request) for line in lines)
    if not urls:
        raise Http404("nothing in it")
    return _xml(f'<urlset xmlns="{PROTOCOL}">{urls}</urlset>')


@public_page
def news(request: HttpRequest) -> HttpResponse:
    """The news of the last two days, as news search engines ask for it; nothing paid for."""
    since = timezone.now() - timedelta(hours=NEWS_HOURS)
    pieces = (
        Article.objects.public()
        .filter(published_at__gte=since)
        .exclude(genre=Genre.ADVERTORIAL)
        .latest_first()
        .only("headline", "slug", "published_at", "updated_at", "corrected_at", "replied_at")[
            :NEWS_LIMIT
        ]
    )
    pieces = list(pieces)
    if pieces:
        # A kept page is over when its oldest piece is news no more.
        showing.until(pieces[-1].published_at + timedelta(hours=NEWS_HOURS))
    urls = "".join(_news_url(piece, request) for piece in pieces)
    # The schema wants one address at least.
    urls = urls or _url(Line(reverse("home")), request)
    return _xml(f'<urlset xmlns="{PROTOCOL}" xmlns:news="{NEWS}">{urls}</urlset>')


@public_page
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may read, and where the sitemaps are."""
    full = request.build_absolute_uri
    lines = [
        "User-agent: *",
        f"Disallow: {reverse('admin:index')}",
        "Disallow: /cari/",
        "",
        f"Sitemap: {full(reverse('sitemap'))}",
        f"Sitemap: {full(reverse('sitemap_news'))}",
    ]
    return _plain(lines)


@public_page
def security(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a hole in the site (RFC 9116); nobody is named without the setting."""
    contacts = settings.SECURITY_CONTACT
    if not contacts:
        raise Http404("no contact is set")
    first = timezone.now().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    showing.until(_months_after(first, 1))
    lines = [
        *(f"Contact: {contact}" for contact in contacts),
        f"Expires: {_months_after(first, 6):%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: id, en",
        f"Canonical: {request.build_absolute_uri(request.path)}",
    ]
    return _plain(lines)


def _months_after(first: datetime, months: int) -> datetime:
    """Return the first of a later month, so that it moves by itself, yet not at every request."""
    for _month in range(months):
        first += timedelta(days=calendar.monthrange(first.year, first.month)[1])
    return first


# --- Files -----------------------------------------------------------------------


def _parts() -> list[tuple[str, int]]:
    """Return the files of keys that have something in them, in two queries up to two million
    pieces."""
    lasts = {
        name: Subquery(kind.rows(None).model.objects.order_by("-pk").values("pk")[:1])
        for name, kind in KINDS.items()
    }
    # Any row bears the columns: a select without one is not to be had.
    bearer = Article.objects.order_by()
    last = bearer.values_list(*lasts.values())[:1]
    parts = [
        (name, number)
        for name, pk in zip(KINDS, next(iter(last), ()), strict=False)
        for number in range(1, min(((pk or 0) - 1) // PER_FILE + 1, MAX_FILES) + 1)
    ]
    found = []
    # A database gives so many columns at once.
    for start in range(0, len(parts), 500):
        some = parts[start : start + 500]
        files = {kind: [number for name, number in some if name == kind] for kind in KINDS}
        there = {*next(iter(_there.ask(**files, now=timezone.now())), ())}
        found += [part for part in some if number_of(*part) in there]
    return found


def _files(*, now, **files) -> QuerySet:
    """Say of each file in a column whether it has something in it: its number among all, or 0."""
    columns = []
    for kind, numbers in files.items():
        for one in numbers:
            there = Exists(_in_range(KINDS[kind].rows(now), one))
            columns.append(Case(When(there, then=number_of(kind, one)), default=0))
    return Article.objects.order_by().values_list(*columns)[:1]


def number_of(kind: str, number):
    """Return a file's number among those of all kinds."""
    return number * len(KINDS) + [*KINDS].index(kind)


_there = Prepared(_files, now=DateTimeField(), **{kind: IntegerField() for kind in KINDS})


def _in_range(rows: QuerySet, number: int) -> QuerySet:
    return rows.filter(pk__gt=(number - 1) * PER_FILE, pk__lte=number * PER_FILE)


def _lines_of(name: str, number: int) -> Iterator[Line]:
    kind = KINDS[name]
    return kind.lines(_in_range(kind.rows(None), number).order_by("pk"))


def _standing() -> list[Line]:
    """Return the front page, sections, standing pages and the doors to tags and archive."""
    newest = Article.objects.public().latest_first().values_list("published_at", flat=True).first()
    lines = [Line(reverse("home"), newest)]
    lines += [Line(one.get_absolute_url(), changed) for one, changed in freshness.of_sections()]
    pages = StandingPage.objects.only("slug", "modified_at")
    lines += [Line(one.get_absolute_url(), one.modified_at) for one in pages]
    entry = Correction.objects.public().order_by("-at", "-pk").values_list("at", flat=True).first()
    lines += [Line(reverse("tag_index")), Line(reverse("archive"), newest)]
    lines += [Line(reverse("corrections"), entry)]
    return lines[:PER_FILE]


def _url(line: Line, request: HttpRequest, more: str = "") -> str:
    address = escape(request.build_absolute_uri(line.path))
    changed = f"<lastmod>{_written(line.changed)}</lastmod>" if line.changed else ""
    return f"<url><loc>{address}</loc>{changed}{more}</url>"


def _news_url(piece: Article, request: HttpRequest) -> str:
    more = (
        "<news:news><news:publication>"
        f"<news:name>{escape(xml_text(settings.SITE_NAME))}</news:name>"
        f"<news:language>{get_language()}</news:language></news:publication>"
        f"<news:publication_date>{_written(piece.published_at)}</news:publication_date>"
        f"<news:title>{escape(xml_text(piece.headline))}</news:title></news:news>"
    )
    return _url(Line(piece.get_absolute_url(), changed_at(piece)), request, more)


def _written(moment: datetime) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds")


def _xml(content: str) -> HttpResponse:
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n{content}\n'
    return HttpResponse(text, content_type=XML, headers=HEADERS)


def _plain(lines: list[str]) -> HttpResponse:
    text = "\n".join(lines) + "\n"
    headers = {"Cache-Control": HEADERS["Cache-Control"]}
    return HttpResponse(text, content_type="text/plain; charset=utf-8", headers=headers)
