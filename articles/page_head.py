"""What a page says of itself to browsers, search engines and those who share it."""

from dataclasses import dataclass

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


def of_list(title: str, description: str, page: Page) -> Head:
    """Return the head of one page of a list; each page has a title of its own."""
    if page.number > 1:
        title = _("%(title)s, page %(number)s") % {"title": title, "number": page.number}
    return Head(
        title=title,
        description=description,
        address=page.address,
        previous=page.previous,
        next=page.next,
    )


def of_article(article: Article) -> Head:
    """Return the head of a piece: what its editor wrote for it, or headline and standfirst."""
    return Head(
        title=article.search_title or article.headline,
        description=article.search_description or article.standfirst,
        address=article.get_absolute_url(),
        image=article.lead_image if article.lead_image and article.lead_image.is_showable else None,
        article=article,
    )
