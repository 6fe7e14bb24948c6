"""Lists of pieces: by section, tag, author and time."""

from datetime import date, timedelta
from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles import archive as archives
from articles import caching, listing, page_head, paging, showing, structured_data, subjects
from articles.caching import list_of
from articles.cards import Owner
from articles.listing import Listing
from articles.models import Article, Section
from articles.page_head import Head
from articles.page_index import Key
from articles.views.reading import public_page

TAGS_PER_PAGE = 300
CARDS = listing.Pages(lambda: Article.objects.latest_first().cards(), paging.PER_PAGE)


@public_page
def section(request: HttpRequest, slug: str) -> HttpResponse:
    """A section with all below it."""
    with showing.only():
        found = Section.objects.with_parts(slug)
    if found is None:
        raise Http404("no such section")
    about = found.description or _("News and analysis: %(subject)s.") % {"subject": found}
    return _list(
        request,
        "section",
        listing.of_section(found),
        [list_of("section", one.pk) for one in (found, *found.children.all())],
        title=found.name,
        description=about,
        owner=found,
        way=[(one.name, one.get_absolute_url()) for one in (found.parent, found) if one],
        section=found,
        current_section=(found.parent or found).slug,
    )


@public_page
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    """A subject that runs through the paper; one that no public piece carries has no page."""
    with showing.only():
        found = listing.find_tag(slug)
    if found is None:
        raise Http404("no such tag")
    about = found.description or _("All pieces about %(subject)s.") % {"subject": found}
    return _list(
        request,
        "tag",
        listing.of_tag(found),
        [list_of("tag", found.pk)],
        # A section may bear the same name.
        title=_("Topic: %(name)s") % {"name": found},
        description=about,
        owner=found,
        way=[(_("Tags"), reverse("tag_index")), (found.name, found.get_absolute_url())],
        tag=found,
        # Only the first page says what else there is.
        subject=subjects.around(found) if paging.number_asked(request) == 1 else None,
    )


@public_page
def tag_index(request: HttpRequest) -> HttpResponse:
    """All tags by letter."""
    page = paging.page_of(
        listing.tags_in_use().order_by("folded_name"), request, size=TAGS_PER_PAGE
    )
    description = _("The subjects that run through the paper, from A to Z.")
    head = page_head.of_list(_("Tags"), description, page)
    return render(request, "articles/tag_index.html", {"page": page, "head": head})


@public_page
def author(request: HttpRequest, slug: str) -> HttpResponse:
    """Who writes under a name, and what."""
    with showing.only():
        found = listing.find_author(slug)
    if found is None:
        raise Http404("no such author")
    about = found.biography or _("All pieces by %(name)s.") % {"name": found}
    lists = [list_of("author", found.pk)]
    page = paging.page_of_pieces(listing.of_author(found), request, CARDS, lists)
    head = page_head.of_author(found, about, page)
    return render(request, "articles/author.html", {"author": found, "page": page, "head": head})


@public_page
def archive(request: HttpRequest) -> HttpResponse:
    """All years and months that have pieces."""
    head = Head(
        title=_("Archive"),
        description=_("Everything published, by year and month."),
        address=request.path,
        describe=partial(structured_data.collection, name=_("Archive"), path=request.path),
    )
    with showing.only(Key(caching.ALL)):
        recent, earlier = archives.years_of()
    context = {"years": recent, "earlier": earlier, "head": head, "in_archive": True}
    return render(request, "articles/archive.html", context)


@public_page
def archive_year(request: HttpRequest, year: str) -> HttpResponse:
    """One year: its months, and its pieces by day."""
    return _period(request, int(year), None)


@public_page
def archive_month(request: HttpRequest, year: str, month: str) -> HttpResponse:
    """One month: its calendar, and its pieces by day."""
    return _period(request, int(year), int(month))


@public_page
def archive_day(request: HttpRequest, year: str, month: str, day: str) -> HttpResponse:
    """One day: its pieces, and the calendar of its month."""
    return _period(request, int(year), int(month), int(day))


def _list(
    request: HttpRequest,
    name: str,
    pieces: Listing,
    lists: list[str],
    *,
    title: str,
    description: str,
    owner: Owner | None = None,
    way: page_head.Way = (),
    **context,
) -> HttpResponse:
    """Answer with one page of a list, newest piece first. name: its template's. lists: the keys of
    the lists that it is part of."""
    page = paging.page_of_pieces(pieces, request, CARDS, lists)
    head = page_head.of_list(title, description, page, owner=owner, way=way)
    return render(request, f"articles/{name}.html", {**context, "page": page, "head": head})


def _period(
    request: HttpRequest, year: int, month: int | None, day: int | None = None
) -> HttpResponse:
    """Answer with the archive's page of a year, of one of its months, or of a day."""
    if not 1 < year < 9999:
        raise Http404("no year that a date can be in")
    with showing.only(caching.between(caching.ALL, *archives.bounds(year))):
        days = archives.days_of(year)
    found = archives.year_of(year, days)
    if not found.count or (month and not found.months[month - 1].count):
        raise Http404("nothing published then")
    first_day = date(year, month or 1, 1)
    if day:
        first_day += timedelta(days=day - 1)
        if first_day.month != month or not days[first_day]:
            raise Http404("nothing published that day")
    period = date_format(first_day, "j F Y" if day else "F Y") if month else str(year)
    return _list(
        request,
        "archive_period",
        listing.of_all(*archives.bounds(year, month, day)),
        [],
        title=_("Archive: %(period)s") % {"period": period},
        description=_("Everything published in %(period)s.") % {"period": period},
        period=period,
        year=found,
        month=found.months[month - 1] if month else None,
        weeks=archives.calendar_of(year, month, days) if month else [],
        day=first_day if day else None,
        in_archive=True,
    )
