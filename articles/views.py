"""What readers see. Every page starts from the public pieces; errors are for people."""

from collections.abc import Callable
from datetime import date
from functools import wraps

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from articles import archive as archives
from articles import (
    front_page,
    kept_text,
    page_head,
    paging,
    previewing,
    references,
    related,
    rendering,
    sharing,
)
from articles.models import (
    Article,
    ArticleQuerySet,
    Author,
    Publication,
    Section,
    StandingPage,
    Tag,
)
from articles.models.snapshots import Snapshot
from articles.page_head import Head

TAGS_PER_PAGE = 300
# A table of contents helps from here on.
LONG_WORDS, LONG_HEADINGS = 600, 4
STYLESHEETS = ("tokens", "base", "layout")
# What is not public stays out of indexes, caches and other sites' logs.
KEPT_TO_ITSELF = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}


def public_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a page be read and nothing else; no form leads here, so no token is asked for."""

    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.method in {"GET", "HEAD"}:
            return view(request, *args, **kwargs)
        head = Head(title=_("This page can only be read"))
        response = render(request, "405.html", {"head": head}, status=405)
        response.headers["Allow"] = "GET, HEAD"
        return response

    return answer


@public_page
def home(request: HttpRequest) -> HttpResponse:
    """The front page."""
    head = Head(
        title=settings.SITE_NAME,
        description=_("The latest news and analysis from %(name)s.") % {"name": settings.SITE_NAME},
        address=request.path,
    )
    context = {"front": front_page.compose(), "head": head, "at_home": True}
    return render(request, "articles/home.html", context)


@public_page
def article(request: HttpRequest, year: str, month: str, slug: str) -> HttpResponse:
    """One piece. Its slug finds it; under another month the reader is led to its true address."""
    piece = get_object_or_404(
        Article.objects.select_related("section__parent", "lead_image").prefetch_related(
            front_page.BYLINES, "tags"
        ),
        slug=slug,
    )
    if piece.publication is Publication.WITHDRAWN and piece.published_at <= timezone.now():
        head = Head(title=piece.headline)
        return render(
            request, "articles/withdrawn.html", {"article": piece, "head": head}, status=410
        )
    if not piece.is_public:
        raise Http404("not public")
    if piece.get_absolute_url() != request.path:
        query = request.META.get("QUERY_STRING", "")
        address = piece.get_absolute_url()
        return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)
    return render(request, "articles/article.html", page_of(piece))


def page_of(piece: Article, picks: list[int] | None = None) -> dict:
    """Return what the article's template shows of a piece, stored or standing in for one.

    picks: the related pieces chosen for it, where others than the stored ones.
    """
    html = piece.current_html()
    around = related.around(piece, linking_to=references.slugs_in(html), picks=picks)
    section = piece.section and (piece.section.parent or piece.section)
    return {
        "article": piece,
        "body": references.expand(html, references.find_targets(html, around.linked)),
        "around": around,
        "with_contents": piece.word_count >= LONG_WORDS and len(piece.headings) >= LONG_HEADINGS,
        "current_section": section.slug if section else "",
        "head": page_head.of_article(piece),
    }


def preview_of(article: Article, snapshot: Snapshot) -> dict:
    """Return what the article's template shows of a piece as a snapshot would be published.

    Its head has no address: a preview is not to be found, and tells no other site what it is.
    """
    piece = previewing.piece_from(article, snapshot)
    head = Head(title=piece.search_title or piece.headline)
    return page_of(piece, previewing.picks_of(piece)) | {"head": head}


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


@public_page
def section(request: HttpRequest, slug: str) -> HttpResponse:
    """A section with all below it."""
    found = get_object_or_404(
        Section.objects.select_related("parent").prefetch_related("children"), slug=slug
    )
    about = found.description or _("News and analysis: %(subject)s.") % {"subject": found}
    pieces = Article.objects.public().in_section(found)
    return _list(
        request,
        "section",
        pieces,
        title=found.name,
        description=about,
        section=found,
        current_section=(found.parent or found).slug,
    )


@public_page
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    """A subject that runs through the paper; one that no public piece carries has no page."""
    found = get_object_or_404(_tags_in_use(), slug=slug)
    about = found.description or _("All pieces about %(subject)s.") % {"subject": found}
    pieces = Article.objects.public().filter(taggings__tag=found)
    return _list(request, "tag", pieces, title=found.name, description=about, tag=found)


@public_page
def tag_index(request: HttpRequest) -> HttpResponse:
    """All tags by letter."""
    page = paging.page_of(_tags_in_use().order_by("folded_name"), request, size=TAGS_PER_PAGE)
    description = _("The subjects that run through the paper, from A to Z.")
    head = page_head.of_list(_("Tags"), description, page)
    return render(request, "articles/tag_index.html", {"page": page, "head": head})


@public_page
def author(request: HttpRequest, slug: str) -> HttpResponse:
    """Who writes under a name, and what."""
    found = get_object_or_404(Author.objects.select_related("portrait"), slug=slug)
    about = found.biography or _("All pieces by %(name)s.") % {"name": found}
    pieces = Article.objects.public().filter(bylines__author=found)
    return _list(request, "author", pieces, title=found.name, description=about, author=found)


@public_page
def archive(request: HttpRequest) -> HttpResponse:
    """All years and months that have pieces."""
    head = Head(
        title=_("Archive"),
        description=_("Everything published, by year and month."),
        address=request.path,
    )
    years = archives.years_of(Article.objects.public())
    return render(
        request, "articles/archive.html", {"years": years, "head": head, "in_archive": True}
    )


@public_page
def archive_year(request: HttpRequest, year: str) -> HttpResponse:
    """One year: its months, and its pieces by day."""
    return _period(request, int(year), None)


@public_page
def archive_month(request: HttpRequest, year: str, month: str) -> HttpResponse:
    """One month: its pieces by day."""
    return _period(request, int(year), int(month))


@public_page
def standing_page(request: HttpRequest, slug: str) -> HttpResponse:
    """A page that belongs to the paper and not to a day."""
    found = get_object_or_404(StandingPage, slug=slug)
    html = found.current_html()
    beginning = Truncator(rendering.plain_text(html)).chars(160)
    head = Head(title=found.title, description=beginning, address=request.path)
    context = {"page": found, "body": references.expand(html), "head": head}
    return render(request, "articles/standing_page.html", context)


def _list(
    request: HttpRequest,
    name: str,
    pieces: ArticleQuerySet,
    *,
    title: str,
    description: str,
    **context,
) -> HttpResponse:
    """Answer with one page of a list, newest piece first. name: its template's."""
    page = paging.page_of(pieces.latest_first().cards(), request)
    head = page_head.of_list(title, description, page)
    return render(request, f"articles/{name}.html", {**context, "page": page, "head": head})


def _period(request: HttpRequest, year: int, month: int | None) -> HttpResponse:
    """Answer with the archive's page of a year or of one of its months."""
    if not 1 < year < 9999:
        raise Http404("no year that a date can be in")
    public = Article.objects.public()
    years = archives.years_of(archives.between(public, year))
    if not years or (month and not years[0].months[month - 1].count):
        raise Http404("nothing published then")
    first_day = date(year, month or 1, 1)
    period = date_format(first_day, "F Y") if month else str(year)
    return _list(
        request,
        "archive_period",
        archives.between(public, year, month),
        title=_("Archive: %(period)s") % {"period": period},
        description=_("Everything published in %(period)s.") % {"period": period},
        period=period,
        year=years[0],
        month=first_day if month else None,
        in_archive=True,
    )


def _tags_in_use() -> QuerySet[Tag]:
    """The tags that readers can know of."""
    return Tag.objects.filter(Exists(Article.objects.public().filter(taggings__tag=OuterRef("pk"))))


# --- Errors --------------------------------------------------------------------


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: nothing to read at this address."""
    return render(request, "404.html", {"head": Head(title=_("Page not found"))}, status=404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: not for this reader."""
    return render(request, "403.html", {"head": Head(title=_("No access"))}, status=403)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form without a valid token. reason: Django's, for the log, which has it."""
    if kept_text.is_typed(request) and kept_text.is_from_here(request):
        return kept_text.grown_old(request)
    head = Head(title=_("The form could not be sent"))
    return render(request, "403_form.html", {"head": head}, status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: a request that makes no sense. Its host may be wrong, so no full address is made."""
    return _plain("400.html", 400)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault. Asks nothing of the database or the request, either may be the cause."""
    return _plain("500.html", 500)


def _plain(template: str, status: int) -> HttpResponse:
    context = {"site_name": settings.SITE_NAME, "language": settings.LANGUAGE_CODE}
    try:
        context["stylesheets"] = [static(f"css/{name}.css") for name in STYLESHEETS]
    except ValueError:  # no manifest: static files were never collected
        context["stylesheets"] = []
    return HttpResponse(render_to_string(template, context), status=status)
