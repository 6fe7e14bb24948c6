"""How a picture stands on a page: one <picture> for all of them, light and without a jump.

The browser chooses among AVIF and WebP files by `sizes`; programs that know neither get a JPEG.
Width and height keep the place, the picture's own colour fills it. No style stands in the page,
so the content security policy needs no exception: a colour is three classes of css/pictures.css.
"""

from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from articles import renditions, standing_type
from articles.models import Image


@dataclass(frozen=True, slots=True)
class Place:
    """Where a picture stands: its shape, how wide it is there, and whether it is seen at once.

    sizes: as in HTML, for the style sheets' own measures. Phones with three points to the pixel
    are told two thirds of it: nobody sees more than two, and it halves what they fetch.
    """

    sizes: str
    shape: str = renditions.WHOLE
    first: bool = False


# 92vw, as far as the eye can follow a sharp screen.
NARROW = "(min-resolution: 2.5dppx) 62vw, 92vw"
PLACES = {
    "lead": Place(f"(min-width: 66em) 60rem, {NARROW}", first=True),
    "front": Place(
        f"(min-width: 80em) 49rem, (min-width: 64em) 63vw, (min-width: 48em) 59vw, {NARROW}",
        shape="16x9",
        first=True,
    ),
    "dossier": Place(
        f"(min-width: 80em) 43rem, (min-width: 56em) 54vw, {NARROW}", "16x9", first=True
    ),
    "teaser": Place(
        f"(min-width: 80em) 33rem, (min-width: 64em) 42vw, (min-width: 48em) 48vw, {NARROW}", "16x9"
    ),
    # On narrower windows the style sheet leaves it out, and nothing is fetched.
    "second": Place("(min-width: 80em) 22rem, 28vw", "16x9"),
    "section": Place(f"(min-width: 48em) 14rem, {NARROW}", "16x9", first=True),
    "portrait": Place("6rem", "1x1", first=True),
    "text": Place(f"(min-width: 46em) 42rem, {NARROW}"),
    "wide": Place(f"(min-width: 66em) 60rem, {NARROW}"),
    "full": Place("(max-width: 48em) and (min-resolution: 2.5dppx) 67vw, 100vw"),
    "gallery": Place("(min-width: 66em) 30rem, (min-width: 48em) 46vw, 78vw"),
}
# What an editor writes behind a picture's number, and the place it means.
WIDTH_WORDS = {"lebar": "wide", "penuh": "full"}
# How much wider than high a picture of a gallery may be, in tenths: css/pictures.css knows these.
NARROWEST, WIDEST = 5, 30


def picture(image: Image, place: str, *, alt: str | None = None) -> SafeString:
    """Return the HTML of a picture for a place of PLACES.

    alt: the words of this use; None takes the library's.
    """
    words = words_of(image) if alt is None else alt
    if not renditions.can_be_made(image):
        address = image.file.url if image.file else ""
        return format_html('<img src="{}" alt="{}">', address, words) if address else SafeString()
    shown = (place, words, isinstance(words, SafeString))
    return standing_type.once("picture", [image], shown, lambda: _picture(image, place, words))


def _picture(image: Image, place: str, words: str) -> SafeString:
    where = PLACES[place]
    sources = format_html_join(
        "",
        '<source type="{}" srcset="{}" sizes="{}">',
        (
            (kind, srcset(image, where.shape, extension), where.sizes)
            for extension, kind in renditions.MODERN.items()
        ),
    )
    largest = renditions.row(image, where.shape, renditions.PLAIN)[-1]
    return format_html(
        '<picture>{}<img src="{}" alt="{}" width="{}" height="{}" class="{}" {}></picture>',
        sources,
        renditions.of(image, where.shape, renditions.PLAIN_WIDTH).address,
        words,
        largest.width,
        largest.height,
        tone(image),
        FIRST if where.first else LATER,
    )


FIRST = SafeString('fetchpriority="high"')
LATER = SafeString('loading="lazy" decoding="async"')


def thumbnail(image: Image) -> str:
    """Return the address of a picture's small form for the desk; "" where it has no file."""
    if renditions.can_be_made(image):
        return renditions.of(image, "4x3", 320, "webp").address
    return image.file.url if image.file else ""


def srcset(image: Image, shape: str, kind: str) -> str:
    """Return the files of one kind with their widths, for a browser to choose from."""
    row = renditions.row(image, shape, kind)
    return ", ".join(f"{one.address} {one.width}w" for one in row)


def words_of(image: Image) -> str:
    """Return what is said of a picture to who cannot see it; nothing of an ornament."""
    return "" if image.decorative else image.alt


def tone(image: Image) -> str:
    """Return the classes of the colour that fills a picture's place until it is there.

    Twelve of the colour's bits: nobody sees the others in so short a moment. A PNG may be
    transparent, and would keep the colour behind it: its place has the paper's own tint.
    """
    colour = image.dominant_colour.removeprefix("#").lower()
    if len(colour) != 6 or image.file.name.endswith(".png"):
        return "tint"
    return f"tone r{colour[0]} g{colour[2]} b{colour[4]}"


def aspect(image: Image) -> str:
    """Return the class of a picture's width to its height, in tenths."""
    tenths = round(image.width / max(image.height, 1) * 10)
    return f"aspect-{min(max(tenths, NARROWEST), WIDEST)}"
