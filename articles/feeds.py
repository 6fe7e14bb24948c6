"""Feeds: the paper, its sections, tags, authors and its ledger, in full text.

An entry's id is made of its row's key and of the site's host (`SITE_URL`), so it stays when the
headline, the slug or the month change. Entries are dated anew by significant changes alone.
"""

import hashlib
import mimetypes
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.templatetags.static import static
from django.utils.cache import get_conditional_response
from django.utils.html import format_html
from django.utils.http import http_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles import (
    caching,
    gathering,
    ledger,
    listing,
    page_head,
    page_shelf,
    paging,
    reading_on,
    references,
    renditions,
    showing,
)
from articles.caching import list_of
from articles.directions import way_of
from articles.feed_formats import (
    Entry,
    Feed,
    Person,
    Picture,
    atom,
    for_strangers,
    json_feed,
    latest,
)
from articles.listing import Listing
from articles.models import Article, Author, Correction, Image, Section, Tag
from articles.models.status import Genre
from articles.page_index import Key
from articles.templatetags.newspaper import dateline, moment
from articles.views.reading import public_page

ENTRIES = 30
# A feed is for news; whoever wants the archive reads the sitemap.
MAX_PAGES = 20
# The date of a feed without entries.
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
FORMATS = {
    "feed.xml": (atom, "application/atom+xml; charset=utf-8"),
    "feed.json": (json_feed, "application/feed+json; charset=utf-8"),
}
HEADERS = {"Cache-Control": "public, max-age=0, must-revalidate", "X-Robots-Tag": "noindex"}


@dataclass(frozen=True, kw_only=True)
class Channel:
    """What a feed follows: the name, the page, and how a page of its rows is read."""

    title: str
    description: str
    path: str
    page: Callable[[HttpRequest], paging.Page]
    entries: Callable[[list, HttpRequest], list[Entry]]


@public_page
def site(request: HttpRequest, form: str) -> HttpResponse:
    """Everything that is published."""
    about = _("The latest news and analysis from %(name)s.") % {"name": settings.SITE_NAME}
    pieces = listing.of_all(), [caching.ALL]
    return _answer(request, form, _pieces(settings.SITE_NAME, about, "/", *pieces))


@public_page
def section(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """A section with all below it."""
    # Others may become parts of it.
    with showing.only(Key(f"table:{Section._meta.db_table}")):
        found = Section.objects.with_parts(slug)
    if found is None:
        raise Http404("no such section")
    lists = [list_of("section", one.pk) for one in (found, *found.children.all())]
    return _answer(request, form, _pieces_of(found, listing.of_section(found), lists))


@public_page
def tag(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """A tag; one that no public piece carries has no feed, as it has no page."""
    with showing.only():
        found = listing.find_tag(slug)
    if found is None:
        raise Http404("no such tag")
    return _answer(
        request, form, _pieces_of(found, listing.of_tag(found), [list_of("tag", found.pk)])
    )


@public_page
def author(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """What is published under a name."""
    with showing.only():
        found = listing.find_author(slug)
    if found is None:
        raise Http404("no such author")
    lists = [list_of("author", found.pk)]
    return _answer(request, form, _pieces_of(found, listing.of_author(found), lists))


@public_page
def corrections(request: HttpRequest, form: str) -> HttpResponse:
    """The ledger of corrections."""
    entries = Correction.objects.public().select_related("article", "superseded_by")
    channel = Channel(
        title=f"{_('ledger of corrections').capitalize()} | {settings.SITE_NAME}",
        description=_("Corrections, right of reply and withdrawals, each with its date."),
        path="/koreksi/",
        page=partial(paging.page_of, entries.order_by("-at", "-id"), size=ENTRIES),
        entries=_entries_of_ledger,
    )
    return _answer(request, form, channel)


def _pieces_of(found: Section | Tag | Author, pieces: Listing, lists: list[str]) -> Channel:
    title = f"{found} | {settings.SITE_NAME}"
    about = getattr(found, "description", "") or getattr(found, "biography", "")
    return _pieces(title, about, found.get_absolute_url(), pieces, lists)


def _pieces(title: str, description: str, path: str, pieces: Listing, lists: list[str]) -> Channel:
    """Return the channel of a list of pieces. lists: its keys (see `paging.page_of_pieces`)."""
    return Channel(
        title=title,
        description=description,
        path=path,
        page=partial(paging.page_of_pieces, pieces, pages=WHOLE, lists=lists),
        entries=_entries_of_pieces,
    )


def _whole() -> QuerySet:
    rows = Article.objects.select_related("section", "lead_image").defer("body_text", "headings")
    return gathering.with_names(rows.latest_first())


WHOLE = listing.Pages(_whole, ENTRIES)


def _answer(request: HttpRequest, form: str, channel: Channel) -> HttpResponse:
    """Write one page of a feed, or say that it is as it was."""
    if paging.number_asked(request) > MAX_PAGES:
        raise Http404("past the last page")
    page = channel.page(request)
    entries = channel.entries(page.items, request)
    full = request.build_absolute_uri
    feed = Feed(
        id=permanent_id(f"langganan{channel.path}"),
        address=full(page.address),
        home=full(channel.path),
        title=channel.title,
        description=channel.description,
        paper=settings.SITE_NAME,
        language=get_language(),
        updated=latest((entry.updated for entry in entries), BEGINNING),
        icon=full(static("img/favicon.svg")),
        previous=full(page.previous) if page.previous else "",
        next=full(page.next) if page.next and page.number < MAX_PAGES else "",
        first=full(page.path),
        entries=entries,
    )
    write, kind = FORMATS[form]
    content = write(feed)
    return conditional(request, HttpResponse(content, content_type=kind, headers=HEADERS), entries)


def conditional(request: HttpRequest, response: HttpResponse, entries: list) -> HttpResponse:
    """Give an answer its validators, and send 304 to whoever has it already.

    Whatever was saved last may have left the list, so that is its date, not its newest entry's.
    """
    digest = hashlib.sha256(response.content).hexdigest()[:32]
    response["ETag"] = f'"{digest}"'
    if page_shelf.are_kept():
        return response  # the store dates it and answers with 304, also where it was just filled
    newest = Article.objects.order_by("-modified_at", "-id").values_list("modified_at", flat=True)
    changed = latest([newest.first(), *(entry.updated for entry in entries)], BEGINNING)
    seconds = int(changed.timestamp())
    response["Last-Modified"] = http_date(seconds)
    answer = get_conditional_response(request, response["ETag"], seconds, response)
    for header, value in HEADERS.items():
        answer.headers.setdefault(header, value)
    return answer


def permanent_id(name: str, year: int = 2025) -> str:
    """Return a tag: URI (RFC 4151) of something on this site."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"tag:{host.replace(':', '.')},{year}:{name}"


# --- Entries ---------------------------------------------------------------------


def _entries_of_pieces(pieces: list[Article], request: HttpRequest) -> list[Entry]:
    """Return the entries of pieces; what their texts refer to is fetched for all at once."""
    gathering.unfold(pieces)
    texts = [piece.current_html() for piece in pieces]
    targets = references.find_targets("".join(texts))
    return [
        _entry_of_piece(piece, references.expand(reading_on.without_marks(html), targets), request)
        for piece, html in zip(pieces, texts, strict=True)
    ]


def _entry_of_piece(piece: Article, html: str, request: HttpRequest) -> Entry:
    full = request.build_absolute_uri
    address = full(piece.get_absolute_url())
    genre = "" if piece.genre == Genre.NEWS else piece.get_genre_display()
    image = piece.lead_image
    image = image if image and image.is_showable and image.file else None
    lead = references.figure_html(image, "", "", "text") if image else ""
    way = ' dir="rtl"' if way_of(piece.standfirst) == "rtl" else ""
    standfirst = format_html(f"<p{way}>{{}}</p>", piece.standfirst) if piece.standfirst else ""
    html = references.sponsored(html) if piece.is_advertorial else html
    text = labels_of(piece) + standfirst + lead + html
    names = [piece.section.name, genre, *(one.name for one in piece.tags.all())]
    return Entry(
        id=permanent_id(f"artikel/{piece.pk}"),
        address=address,
        # Paid for: a reader's list of headlines shows nothing else of it.
        title=f"{genre}: {piece.headline}" if piece.genre == Genre.ADVERTORIAL else piece.headline,
        summary=piece.standfirst,
        html=for_strangers(text, base=full("/").rstrip("/"), address=address),
        published=piece.published_at,
        updated=page_head.changed_at(piece),
        authors=[
            Person(name=one.name, address=full(one.get_absolute_url())) for one in piece.byline
        ],
        categories=list(dict.fromkeys(filter(None, names))),
        picture=image and _picture(image, full),
    )


def labels_of(piece: Article) -> str:
    """Return as HTML what readers must be told before the text."""
    labels = ""
    if piece.genre != Genre.NEWS:
        labels += format_html("<p><strong>{}</strong></p>", piece.get_genre_display())
    if piece.unverified_reason:
        words = _("Not verified yet: %(reason)s") % {"reason": piece.unverified_reason}
        labels += format_html("<p><strong>{}</strong></p>", words)
    if piece.corrected_at:
        words = _("Corrected on %(day)s.") % {"day": dateline(piece.corrected_at)}
        labels += format_html('<p><a href="{}riwayat/">{}</a></p>', piece.get_absolute_url(), words)
    if piece.replied_at:
        words = _("Right of reply of %(day)s.") % {"day": dateline(piece.replied_at)}
        labels += format_html('<p><a href="{}riwayat/">{}</a></p>', piece.get_absolute_url(), words)
    return labels


def _picture(image: Image, full: Callable[[str], str]) -> Picture:
    """Return the picture light enough to be fetched unasked; the original where it must be."""
    if renditions.can_be_made(image):
        wide, *_others = renditions.structured(image)
        return Picture(address=full(wide.address), kind="image/jpeg", words=image.alt)
    kind = mimetypes.guess_type(image.file.name)[0] or "image/jpeg"
    return Picture(address=full(image.file.url), kind=kind, words=image.alt)


def _entries_of_ledger(rows: list[Correction], request: HttpRequest) -> list[Entry]:
    """Return the entries of the ledger; of words kept back, that they are."""
    full = request.build_absolute_uri
    entries = []
    for line in ledger.lines_of(rows):
        row, address = line.entry, full(line.entry.get_absolute_url())
        updated, html = row.at, line.html
        if line.hidden:
            words = _("The words of this entry were withdrawn with the piece.")
            updated, html = row.article.withdrawn_at, format_html("<p>{}</p>", words)
        if other := line.superseded_by:
            named = {"kind": other.get_kind_display(), "at": moment(other.at)}
            words = _("Superseded by: %(kind)s, %(at)s") % named
            link = format_html('<p><a href="{}">{}</a></p>', other.get_absolute_url(), words)
            updated, html = max(updated, other.at), link + html
        entries.append(
            Entry(
                id=permanent_id(f"koreksi/{row.pk}"),
                address=address,
                title=str(row),
                html=for_strangers(html, base=full("/").rstrip("/"), address=address),
                published=row.at,
                # Whoever read it is to learn what became of it.
                updated=updated,
                authors=[Person(name=row.party)] if row.party and not line.hidden else [],
                categories=[row.get_kind_display()],
            )
        )
    return entries
