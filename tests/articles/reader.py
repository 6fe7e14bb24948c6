"""What the tests of the pages for readers share."""

import re
from datetime import timedelta
from html import unescape

from django.utils import timezone

from articles.models import Article

HOUR = timedelta(hours=1)
LEDGER = "/koreksi/"


def read(client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return unescape(response.content.decode())


def main(html: str) -> str:
    return html[html.index("<main") : html.index("</main>")]


def words(html: str) -> str:
    """The words of a page's content, in one line."""
    return " ".join(re.sub(r"<[^>]*>", " ", main(html)).split())


def lists_of(piece: Article) -> list[str]:
    month = timezone.localtime(piece.published_at)
    return [
        "/",
        piece.section.get_absolute_url(),
        *(tag.get_absolute_url() for tag in piece.tags.all()),
        *(author.get_absolute_url() for author in piece.byline),
        f"/arsip/{month:%Y}/{month:%m}/",
    ]
