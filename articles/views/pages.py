"""The front page, now and as it was, and the standing pages."""

from datetime import date, datetime, time, timedelta
from functools import partial

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from articles import front_page, publisher, references, rendering, showing, structured_data
from articles.models import Article, StandingPage
from articles.page_head import Head
from articles.views.reading import public_page


@public_page
def home(request: HttpRequest) -> HttpResponse:
    """The front page."""
    head = Head(
        title=settings.SITE_NAME,
        description=_("The latest news and analysis from %(name)s.") % {"name": settings.SITE_NAME},
        address=request.path,
        tells_publisher=True,
        describe=structured_data.site,
    )
    context = {"front": front_page.compose(), "head": head, "at_home": True}
    return render(request, "articles/home.html", context)


@public_page
def front_of_day(request: HttpRequest, year: str, month: str, day: str) -> HttpResponse:
    """The front page as it stood at the end of a day; today's, as it stands.

    Pieces withdrawn since are left out, so this is made anew for each reader and never stored.
    """
    found = _day(year, month, day)
    today = timezone.localdate()
    if found is None or found > today:
        raise Http404("no day that has been")
    front = front_page.compose(at=min(_end_of(found), timezone.now()))
    if front.lead is None:
        raise Http404("nothing published until then")
    before = found - timedelta(days=1)
    shown = any(piece.published_at <= _end_of(before) for piece in front.pieces)
    has_before = shown or Article.objects.public(_end_of(before)).exists()
    written = date_format(found, "l, j F Y")
    title = _("The front page of %(day)s") % {"day": written}
    description = _("The front page as it stood at the end of %(day)s.") % {"day": written}
    head = Head(
        title=title,
        description=description,
        address=request.path,
        describe=partial(
            structured_data.collection, name=title, path=request.path, description=description
        ),
    )
    context = {
        "front": front,
        "head": head,
        "day": found,
        "before": before if has_before else None,
        "after": found + timedelta(days=1) if found < today else None,
        "in_archive": True,
    }
    response = render(request, "articles/front_of_day.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


def _end_of(day: date) -> datetime:
    """Return the last moment of a day by the paper's clock."""
    return datetime.combine(day, time.max, tzinfo=timezone.get_default_timezone())


def _day(year: str, month: str, day: str) -> date | None:
    """Return the day of an address, if there is one that dates around it can be written of."""
    if not 1 < int(year) < 9999:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


@public_page
def standing_page(request: HttpRequest, slug: str) -> HttpResponse:
    """A page that belongs to the paper and not to a day."""
    with showing.only():
        found = get_object_or_404(StandingPage, slug=slug)
    html = publisher.fill(found.current_html())
    beginning = Truncator(rendering.plain_text(html)).chars(160)
    head = Head(
        title=found.title,
        description=beginning,
        address=request.path,
        tells_publisher=True,
        describe=partial(
            structured_data.page, name=found.title, path=request.path, description=beginning
        ),
    )
    context = {"page": found, "body": references.expand(html), "head": head}
    return render(request, "articles/standing_page.html", context)
