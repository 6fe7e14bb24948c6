"""The picture that stands for a page where it is shared: 1200 x 630, cropped or typeset.

Pieces have one, and so have sections, tags and authors; all other pages share the paper's own.
Its address carries a digest of all that stands on it, so it may be kept for ever, and a page can
name it before it is made. It is made when somebody first asks for it, never for a page.
"""

import hashlib
import logging
from dataclasses import dataclass
from io import BytesIO

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image as PillowImage
from PIL import ImageDraw, ImageOps

from articles import lettering
from articles.lettering import Type
from articles.models import Article, Author, Image, Section, Tag
from articles.models.slugged import path_of

# Raise it whenever the same piece gives another card.
RECIPE = 2
WIDTH, HEIGHT = 1200, 630
MARGIN, FOOT = 80, 120
PAPER, INK, QUIET, ACCENT = "#fcfaf6", "#1d1b19", "#5f5a53", "#9c2f1f"
SIZES = range(84, 39, -4)
KINDS = {"rubrik": Section, "tag": Tag, "penulis": Author}
Owner = Section | Tag | Author
# Of a headline's letters, this share is enough to be read.
ENOUGH = 0.8
logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Card:
    """What stands on a card. kind: "" for a piece's, or one of KINDS; key: the row's, or 0 for the
    paper's own."""

    kind: str = ""
    key: int = 0
    headline: str = ""
    section: str = ""
    image: Image | None = None

    @property
    def digest(self) -> str:
        """One word that changes with what stands on it."""
        parts = [str(RECIPE), self.kind, self.headline, self.section, settings.SITE_NAME]
        parts += [str(face) for face in settings.CARD_FONTS]
        if self.image:
            parts += [self.image.file.name, str(self.image.focal_x), str(self.image.focal_y)]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:20]

    @property
    def name(self) -> str:
        """Where it lies in the storage."""
        return f"kartu/{self.kind}{self.key}-{self.digest}.jpg"

    @property
    def address(self) -> str:
        """Its path on this site."""
        if self.kind:
            return path_of("list_card", self.kind, str(self.key), self.digest)
        return path_of("card", str(self.key), self.digest)

    @property
    def words(self) -> str:
        """What it shows, for who cannot see it."""
        return (self.image.alt if self.image else "") or self.headline or settings.SITE_NAME


def of(piece: Article | None) -> Card:
    """Return a piece's card; the paper's own for no piece."""
    if piece is None:
        return Card()
    above = piece.section.name if piece.section else ""
    if piece.is_advertorial:
        above = piece.get_genre_display()
    image = _shown(piece.lead_image)
    return Card(key=piece.pk, headline=piece.headline, section=above, image=image)


def of_list(owner: Owner) -> Card:
    """Return the card of a section, a tag or an author: the name, or the section's picture."""
    kind = next(kind for kind, model in KINDS.items() if isinstance(owner, model))
    words = {"rubrik": _("Section"), "tag": _("Tag"), "penulis": _("Author")}[kind]
    image = _shown(getattr(owner, "picture", None))
    above = getattr(owner, "role", "") or words
    return Card(kind=kind, key=owner.pk, headline=owner.name, section=above, image=image)


def _shown(image: Image | None) -> Image | None:
    return image if image and image.file and image.is_showable else None


def make(card: Card) -> bytes:
    """Return a card as JPEG. A picture that cannot be read is no reason to have none."""
    picture = None
    if card.image:
        try:
            picture = _cropped(card.image)
        except OSError:  # also what is no picture: Pillow's own error is one
            picture = None
    content = BytesIO()
    (picture or _typeset(card)).save(content, "JPEG", quality=86, optimize=True)
    return content.getvalue()


def _cropped(image: Image) -> PillowImage.Image:
    with image.file.open("rb") as file, PillowImage.open(file) as opened:
        # An original may be large: JPEGs are read at a fraction of their size.
        opened.draft("RGB", (WIDTH * 2, HEIGHT * 2))
        focus = (image.focal_x / 100, image.focal_y / 100)
        return ImageOps.fit(_on_paper(opened), (WIDTH, HEIGHT), centering=focus)


def _on_paper(picture: PillowImage.Image) -> PillowImage.Image:
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    layer = picture.convert("RGBA")
    sheet = PillowImage.new("RGB", layer.size, PAPER)
    sheet.paste(layer, mask=layer)
    return sheet


# --- Typesetting -----------------------------------------------------------------


def _typeset(card: Card) -> PillowImage.Image:
    sheet = PillowImage.new("RGB", (WIDTH, HEIGHT), PAPER)
    draw = ImageDraw.Draw(sheet)
    draw.rectangle((0, 0, WIDTH, 14), fill=ACCENT)
    _write(draw, card.section, top=MARGIN, size=32, colour=ACCENT)
    top = MARGIN + 68
    headline, type_ = _readable(card.headline)
    lines, size = type_.fitted(headline, SIZES, WIDTH - 2 * MARGIN, HEIGHT - top - FOOT)
    for line in lines:
        type_.draw(draw, line, (MARGIN, WIDTH - MARGIN, top), size, INK)
        top += round(size * lettering.LEADING)
    if card.headline:
        draw.line((MARGIN, HEIGHT - FOOT + 20, WIDTH - MARGIN, HEIGHT - FOOT + 20), fill=QUIET)
        _write(draw, settings.SITE_NAME, top=HEIGHT - FOOT + 42, size=34, colour=INK)
    return sheet


def _readable(headline: str) -> tuple[str, Type]:
    """Return the headline and its type; the paper's name where too little of it can be drawn."""
    type_ = Type(headline, settings.CARD_FONTS)
    if type_.share(headline) < ENOUGH:
        if headline:
            logger.warning("No font has the letters of %r: see CARD_FONTS in the README.", headline)
        headline = settings.SITE_NAME
        type_ = Type(headline, settings.CARD_FONTS)
    return type_.known(headline), type_


def _write(draw: ImageDraw.ImageDraw, text: str, *, top: int, size: int, colour: str) -> None:
    """Write what fits into one line."""
    type_ = Type(text, settings.CARD_FONTS)
    if lines := type_.lines(type_.known(text), size, WIDTH - 2 * MARGIN):
        line = lines[0] if len(lines) == 1 else f"{lines[0]}…"
        type_.draw(draw, line, (MARGIN, WIDTH - MARGIN, top), size, colour)
