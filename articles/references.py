"""Stable references in stored HTML, resolved when the text is shown.

The stored HTML keeps `artikel:slug` and `gambar:12`, so that a piece that moves or a picture
that is replaced is right everywhere at the next request. One query, and none for a text without
references.
"""

import re
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import unquote

from django.conf import settings
from django.db.models import BigAutoField, DateField, DateTimeField, Q, QuerySet, SlugField, Value
from django.utils import timezone
from django.utils.html import escape, strip_tags
from django.utils.safestring import SafeString, mark_safe

from articles import picturing, renditions, showing
from articles.directions import way_of
from articles.models import Article, Image
from articles.page_index import Key
from articles.prepared import Prepared

ARTICLE = re.compile(r'<a\b[^>]*?href="artikel:([^"#?]*)[^"]*"[^>]*>(.*?)</a>', re.DOTALL)
PICTURE = re.compile(r'<img\b[^>]*?src="gambar:(\d{1,18})(?::([\w-]*))?"[^>]*>')
# A figure with one picture, which may lead somewhere, and its caption; the picture's own groups
# are the third and fourth.
FIGURE = re.compile(
    rf"<figure>\s*(<a\b[^>]*>)?\s*({PICTURE.pattern})\s*(?:</a>)?\s*"
    r"(?:<figcaption>(.*?)</figcaption>)?\s*</figure>",
    re.DOTALL,
)
# A still that leads elsewhere: the link around it, the picture, the words below, the caption.
EMBED = re.compile(
    rf'(<figure class="embed">\s*<a\b[^>]*>)\s*({PICTURE.pattern})(.*?</a>)\s*'
    r"(?:<figcaption>(.*?)</figcaption>)?\s*</figure>",
    re.DOTALL,
)
# What the renderer makes of pictures written together: figures, and no other division.
GALLERY = re.compile(r'(<div class="gallery"[^>]*>)(.*?)</div>', re.DOTALL)
NAMED = re.compile(r"\bgambar:(\d{1,18})", re.ASCII | re.IGNORECASE)
ADDRESS = re.compile(rf"{settings.MEDIA_URL}([^\s\"'<>()\\]+)")
PLAIN = re.compile(rf'<img\b[^>]*?src="{settings.MEDIA_URL}([^"]+)"')
OUTSIDE = re.compile(r'(<a\b[^>]*\brel="external noopener)(?=")')
ALT = re.compile(r'\balt="([^"]*)"')


@dataclass
class Targets:
    """What a text refers to: pieces by slug, pictures by primary key."""

    articles: dict[str, Article] = field(default_factory=dict)
    images: dict[int, Image] = field(default_factory=dict)


def slugs_in(html: str) -> set[str]:
    """Return the slugs of the pieces a text links to."""
    return {unquote(match[1]) for match in ARTICLE.finditer(html)}


def images_in(html: str) -> set[int]:
    """Return the primary keys of the pictures a text shows."""
    return {int(match[1]) for match in PICTURE.finditer(html)}


def pictures_in(html: str) -> list[tuple[int, str]]:
    """Return each use of a picture as its primary key and the words given there, if any."""
    return [(int(match[1]), alt_in(match[0])) for match in PICTURE.finditer(html)]


def pictures_named(body: str) -> set[int]:
    """Return the keys of the pictures that a Markdown text names."""
    return {int(key) for key in NAMED.findall(body)}


def pictures_addressed(body: str) -> list[int]:
    """Return the keys of the library's pictures whose plain addresses stand in a Markdown text."""
    return _pictures_at(ADDRESS.findall(body))


def pictures_by_address(html: str) -> list[int]:
    """Return the keys of the library's pictures that a text shows by a plain address."""
    return _pictures_at(PLAIN.findall(html))


def _pictures_at(addresses: list[str]) -> list[int]:
    names = set(addresses)
    made = {found[0] for name in names if (found := renditions.named(name))}
    if not names:
        return []
    known = Image.objects.filter(Q(file__in=names) | Q(pk__in=made))
    return sorted(known.values_list("pk", flat=True))


def widths_in(html: str) -> set[str]:
    """Return the words behind the pictures' numbers that say how wide they stand."""
    return {match[2].lower() for match in PICTURE.finditer(html) if match[2]}


def find_targets(html: str, known: dict[str, Article] | None = None) -> Targets:
    """Fetch what a text refers to; only pieces that readers may see.

    known: the linked pieces by slug, where they were fetched already.
    """
    linked, keys = slugs_in(html), images_in(html)
    showing.also(*(Key(f"row:{Image._meta.db_table}:{key}") for key in keys))
    showing.also(*(Key(f"slug:{slug}") for slug in linked))
    targets, slugs = Targets(known or {}), set() if known is not None else linked
    if not slugs and not keys:
        return targets
    given = {"slugs": sorted(slugs), "keys": sorted(keys)}
    with showing.only():
        rows = _both.ask(**given, now=timezone.now(), today=timezone.localdate())
    for is_image, *values in rows:
        row = dict(zip(COLUMNS, values, strict=True))
        if is_image:
            targets.images[row["id"]] = Image.from_db(None, COLUMNS, values)
            continue
        # As from_db() takes them: in the order of the model.
        own = [row["id"], row["title"], row["created_at"]]
        piece = Article.from_db(None, ["id", "slug", "published_at"], own)
        targets.articles[piece.slug] = piece
    return targets


COLUMNS = [field.attname for field in Image._meta.concrete_fields]
# The columns of a piece, where they lie in a row; nothing lies in the others.
PLACES = {"id": "id", "title": "slug", "created_at": "published_at"}


def _rows(*, slugs, keys, now, today) -> QuerySet:
    """Pictures and pieces out of one query: a piece fills the columns of a picture."""
    nobody = Image()
    empty = {
        f"no_{field.attname}": Value(getattr(nobody, field.attname), output_field=field)
        for field in Image._meta.concrete_fields
        if field.attname not in PLACES
    }
    pieces = Article.objects.public(now).filter(slug__in=slugs).order_by()
    pieces = pieces.annotate(is_image=Value(False), **empty)
    columns = [PLACES.get(name, f"no_{name}") for name in COLUMNS]
    images = Image.objects.showable(today).filter(pk__in=keys).order_by()
    images = images.annotate(is_image=Value(True)).values_list("is_image", *COLUMNS)
    pieces = pieces.values_list("is_image", *columns)
    if not slugs or not keys:
        return images if keys else pieces
    return images.union(pieces, all=True)


_both = Prepared(
    _rows, slugs=SlugField(), keys=BigAutoField(), now=DateTimeField(), today=DateField()
)


def expand(html: str, targets: Targets | None = None) -> SafeString:
    """Return stored HTML with every reference resolved.

    html: output of the renderer, sanitised already. A link to a piece that readers may not
    see, or that is not there, becomes its words; a missing picture becomes nothing, and so does
    one whose licence has ended. A picture that stands alone is credited, with the library's
    caption unless the text has one.
    """
    targets = targets or find_targets(html)

    def link(match: re.Match) -> str:
        piece = targets.articles.get(unquote(match[1]))
        if piece is None:
            return match[2]
        return f'<a href="{escape(piece.get_absolute_url())}">{match[2]}</a>'

    def gallery(match: re.Match) -> str:
        figures = _set_pictures(match[2], targets, "gallery")
        return f"{match[1]}{figures}</div>" if figures.strip() else ""

    html = GALLERY.sub(gallery, ARTICLE.sub(link, html))
    # Safe: the renderer sanitised `html`, and what is put in is escaped here.
    return mark_safe(_set_pictures(html, targets))  # noqa: S308


def _set_pictures(html: str, targets: Targets, place: str = "") -> str:
    """Put each picture in its place: the one its use names, or `place` for all."""

    def picture(match: re.Match) -> str:
        image = targets.images.get(int(match[1]))
        return picture_html(image, alt_in(match[0]), place or "text") if image else ""

    def figure(match: re.Match) -> str:
        link, tag, key, width, caption = match.groups("")
        image = targets.images.get(int(key))
        if image is None:
            return ""
        where = place or picturing.WIDTH_WORDS.get(width.lower(), "text")
        return figure_html(image, alt_in(tag), caption, where, link=link)

    def embed(match: re.Match) -> str:
        image, start, rest = targets.images.get(int(match[3])), match[1], match[5]
        if image is None:
            return f"{start}{alt_in(match[2])}{rest}</figure>"
        shown = picture_html(image, alt_in(match[2]), "text")
        return f"{start}{shown}{rest}{_below(image, match[6] or '')}</figure>"

    return PICTURE.sub(picture, FIGURE.sub(figure, EMBED.sub(embed, html)))


def sponsored(html: SafeString) -> SafeString:
    """Return expanded HTML whose outside links say that somebody paid for them.

    The stored HTML stays as it is: it is the piece that is paid for, as long as it says so.
    """
    # Safe: a fixed word is put into sanitised HTML.
    return mark_safe(OUTSIDE.sub(r"\1 sponsored", html))  # noqa: S308


def alt_in(tag: str) -> str:
    """Return the alternative text that stands in an <img> tag, still escaped."""
    found = ALT.search(tag)
    return found[1] if found else ""


def picture_html(image: Image, alt: str, place: str) -> str:
    """Return one picture.

    alt: the words of this use, escaped already; the library's words where there are none.
    """
    # Safe: what was escaped when it was stored is not escaped again.
    return picturing.picture(image, place, alt=mark_safe(alt) if alt else None)  # noqa: S308


def figure_html(image: Image, alt: str, caption: str, place: str, *, link: str = "") -> str:
    """Return a picture with its caption and credit.

    caption: sanitised HTML of this use; the library's words where there is none. link: the tag
    that opens a link around the picture, if there is one.
    """
    names = {"text": "", "gallery": picturing.aspect(image)}.get(place, place)
    start = f'<figure class="{names}">' if names else "<figure>"
    shown = picture_html(image, alt, place)
    shown = f"{link}{shown}</a>" if link else shown
    return f"{start}{shown}{_below(image, caption)}</figure>"


def _below(image: Image, caption: str) -> str:
    """Return caption and credit of a picture, where there are any."""
    words = caption or escape(image.caption)
    credit = f'<span class="credit">{escape(image.credit)}</span>' if image.credit else ""
    below = " ".join(filter(None, [words, credit]))
    way = ' dir="rtl"' if way_of(unescape(strip_tags(words))) == "rtl" else ""
    return f"<figcaption{way}>{below}</figcaption>" if below else ""
