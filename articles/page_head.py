"""What a page says of itself to browsers, search engines and those who share it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from articles.models import Article, Image
from articles.paging import Page


@dataclass(frozen=True, kw_only=True)
class Head:
    """The contents of <head>. A page without an address is not meant to be found."""

    title: str
    description: str = ""
    address: str = ""
    previous: str = ""
    next: str = ""
    image: Image | None = None
    article: Article | None = None
    # The page whose feed this one belongs to.
    feed: str = "/"


def of_list(title: str, description: str, page: Page, *, feed: str = "/") -> Head:
    """Return the head of one page of a list; each page has a title of its own."""
    if page.number > 1:
        title = _("%(title)s, page %(number)s") % {"title": title, "number": page.number}
    return Head(
        title=title,
        description=description,
        address=page.address,
        previous=page.previous,
        next=page.next,
        feed=feed,
    )


def of_article(article: Article) -> Head:
    """Return the head of a piece: what its editor wrote for it, or headline and standfirst."""
    return Head(
        title=article.search_title or article.headline,
        description=article.search_description or article.standfirst,
        address=article.get_absolute_url(),
        image=article.lead_image,
        article=article,
    )


def changed_at(article: Article) -> datetime:
    """Return when a public piece last changed for its readers: a correction, an update."""
    moments = (article.published_at, article.updated_at, article.corrected_at)
    return max(moment for moment in moments if moment)
