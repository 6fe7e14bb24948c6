"""“Baca juga” within a text: where the editor puts the mark, a related piece stands.

The mark is a paragraph of its own, `[baca juga]`; `[baca juga](artikel:slug)` names the piece. It
stays in the stored HTML and is filled when the page is made, so it never leads to what readers
may not see.
"""

import re
from dataclasses import replace

from django.utils.html import format_html
from django.utils.translation import gettext as _

from articles.models import Article
from articles.related import HOW_MANY, Around

MARK = re.compile(
    r'<p>(?:\[baca juga\]|<a href="artikel:([\w-]+)[^"]*">baca juga</a>)</p>', re.IGNORECASE
)


def number_wanted(html: str) -> int:
    """Return how many related pieces a text and the list below it can show."""
    return HOW_MANY + sum(not match[1] for match in MARK.finditer(html))


def fill(html: str, around: Around) -> tuple[str, Around]:
    """Return the stored HTML with its marks filled, and what is left to show below it.

    Each piece stands once in the text; a mark for which there is none becomes nothing.
    """
    left = list(around.related)
    named = {slug for slug in MARK.findall(html) if slug}
    # What the editor names elsewhere in the text fills no other mark.
    spoken_for = {piece.pk for slug, piece in around.linked.items() if slug in named}
    placed: set[int] = set()

    def put(match: re.Match) -> str:
        if match[1]:
            piece = around.linked.get(match[1])
        else:
            free = (one.article for one in left if one.article.pk not in spoken_for | placed)
            piece = next(free, None)
        if piece is None or piece.pk in placed:
            return ""
        placed.add(piece.pk)
        return _line(piece)

    html = MARK.sub(put, html)
    below = [one for one in left if one.article.pk not in placed]
    return html, replace(around, related=(below or left)[:HOW_MANY])


def without_marks(html: str) -> str:
    """Return the HTML for where nothing stands beside a text, such as a feed."""
    return MARK.sub(lambda match: match[0] if match[1] else "", html)


def _line(piece: Article) -> str:
    return format_html(
        '<aside class="read-on"><p><small>{}</small> <a href="{}" dir="auto">{}</a></p></aside>',
        _("Read also"),
        piece.get_absolute_url(),
        piece.headline,
    )
