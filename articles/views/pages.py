"""The front page and the standing pages."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from articles import front_page, references, rendering, showing
from articles.models import StandingPage
from articles.page_head import Head
from articles.views.reading import public_page


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
def standing_page(request: HttpRequest, slug: str) -> HttpResponse:
    """A page that belongs to the paper and not to a day."""
    with showing.only():
        found = get_object_or_404(StandingPage, slug=slug)
    html = found.current_html()
    beginning = Truncator(rendering.plain_text(html)).chars(160)
    head = Head(title=found.title, description=beginning, address=request.path)
    context = {"page": found, "body": references.expand(html), "head": head}
    return render(request, "articles/standing_page.html", context)
