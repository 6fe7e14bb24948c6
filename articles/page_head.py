"""What a page says of itself to browsers, search engines and those who share it."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from django.conf import settings
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from articles import cards, ledger, reading_on, rendering, renditions, structured_data
from articles.cards import Card, Owner
from articles.models import Article, Author, Correction, Image
from articles.paging import Page
from articles.structured_data import Paper, Shot, Thing

# Names and paths from the front page to a page.
Way = Iterable[tuple[str, str]]

# So much HTML has more words than a description.
ENOUGH = 1000


@dataclass(frozen=True, kw_only=True)
class Head:
    """The contents of <head>. A page without an address is not meant to be found, nor shared."""

    title: str
    description: str = ""
    address: str = ""
    previous: str = ""
    next: str = ""
    article: Article | None = None
    # The section, tag or author whose page it is.
    owner: Owner | None = None
    # When it last changed for its readers, of a piece that ever did.
    modified: datetime | None = None
    # Whether search engines may keep it; what they may not can be shared all the same.
    is_indexed: bool = True
    # The page whose feed this one belongs to.
    feed: str = "/"
    # Whether it is about the paper, so that all of its publisher's facts belong there.
    tells_publisher: bool = False
    # Returns what the page is, for machines.
    describe: Callable[[Paper], list[Thing]] | None = None

    @property
    def shared_title(self) -> str:
        """The title for whoever shares the page; of what is paid for nothing else may be shown."""
        if self.article and self.article.is_advertorial:
            return f"{self.article.get_genre_display()}: {self.title}"
        return self.title

    @property
    def card(self) -> Card:
        """The picture for whoever shares the page."""
        return cards.of_list(self.owner) if self.owner else cards.of(self.article)

    @property
    def feed_title(self) -> str:
        """The feed's name, as the feed itself has it."""
        whose = self.owner or (_("ledger of corrections").capitalize() if self.feed != "/" else "")
        return f"{whose} | {settings.SITE_NAME}" if whose else settings.SITE_NAME


def of_list(
    title: str,
    description: str,
    page: Page,
    *,
    owner: Owner | None = None,
    feed: str = "/",
    way: Way = (),
) -> Head:
    """Return the head of one page of a list; each has a title and a description of its own."""
    name = title
    if page.number > 1:
        title = _("%(title)s, page %(number)s") % {"title": title, "number": page.number}
        about = {"number": page.number, "description": description}
        description = _("Page %(number)s: %(description)s") % about
    describe = partial(
        structured_data.collection,
        name=name,
        path=page.address,
        description=description,
        pieces=[one for one in page.items if isinstance(one, Article)],
        way=way,
    )
    return Head(
        title=title,
        description=description,
        address=page.address,
        previous=page.previous,
        next=page.next,
        owner=owner,
        feed=owner.get_absolute_url() if owner else feed,
        describe=describe,
    )


def of_author(author: Author, description: str, page: Page) -> Head:
    """Return the head of one page of what an author wrote."""
    head = of_list(author.name, description, page, owner=author)
    describe = partial(
        structured_data.profile, author=author, shots=shots_of(author.portrait), pieces=page.items
    )
    return replace(head, describe=describe)


def of_article(
    article: Article, entries: Collection[Correction] = (), related: Iterable[Article] = ()
) -> Head:
    """Return the head of a piece: what its editor wrote for it, or headline and standfirst.

    entries: what the ledger says of it; related: the pieces beside it.
    """
    description = article.search_description or article.standfirst or _beginning(article)
    reason = article.unverified_reason
    changed = changed_at(article)
    superseded = {entry.supersedes_id for entry in entries}
    return Head(
        title=article.search_title or article.headline,
        description=description,
        address=article.get_absolute_url(),
        article=article,
        modified=changed if changed > article.published_at else None,
        describe=partial(
            structured_data.article,
            piece=article,
            changed=changed,
            description=description,
            shots=shots_of(article.lead_image),
            corrections=[
                entry
                for entry in entries
                if entry.kind in ledger.CORRECTING and entry.pk not in superseded
            ],
            status=_("Not verified yet: %(reason)s") % {"reason": reason} if reason else "",
            related=related,
        ),
    )


def _beginning(article: Article) -> str:
    """Return the first words of a text, as long as search engines show.

    From the HTML, which the page has at hand anyway; the plain text would be fetched for this.
    """
    html = reading_on.without_marks(article.current_html())
    end = html.find("</p>", ENOUGH)
    text = rendering.plain_text(html if end < 0 else html[:end])
    return Truncator(" ".join(text.split())).chars(155)


def shots_of(image: Image | None) -> list[Shot]:
    """Return a picture in the shapes that machines ask for; none that readers may not see."""
    if image is None or not image.is_showable or not renditions.can_be_made(image):
        return []
    words = {"caption": image.caption, "credit": image.credit}
    return [
        Shot(path=one.address, width=one.width, height=one.height, **words)
        for one in renditions.structured(image)
    ]


def changed_at(article: Article) -> datetime:
    """Return when a public piece last changed for its readers: an update, a correction, a reply."""
    moments = (
        article.published_at,
        article.updated_at,
        article.corrected_at,
        article.replied_at,
    )
    return max(moment for moment in moments if moment)
