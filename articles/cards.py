"""The picture that stands for a piece where it is shared: 1200 x 630, cropped or typeset.

Its address carries a digest of all that stands on it, so it may be kept for ever, and a page can
name it before it is made. It is made when somebody first asks for it, never for a page.
"""

import hashlib
import unicodedata
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from PIL import Image as PillowImage
from PIL import ImageDraw, ImageFont, ImageOps

from articles.models import Article, Image

# Raise it whenever the same piece gives another card.
RECIPE = 1
WIDTH, HEIGHT = 1200, 630
MARGIN, FOOT = 80, 120
PAPER, INK, QUIET, ACCENT = "#fcfaf6", "#1d1b19", "#5f5a53", "#9c2f1f"
SIZES = range(84, 39, -4)
LEADING = 1.2
FONTS = Path(__file__).parent / "fonts"
SERIF, SANS = "DejaVuSerif-Bold.ttf", "DejaVuSans-Bold.ttf"
# No font has it: what is drawn for it is drawn for everything that is missing.
NOWHERE = "\U0010fffe"


@dataclass(frozen=True, kw_only=True)
class Card:
    """What stands on a card. key: the piece's, or 0 for the paper's own."""

    key: int = 0
    headline: str = ""
    section: str = ""
    image: Image | None = None

    @property
    def digest(self) -> str:
        """One word that changes with what stands on it."""
        parts = [str(RECIPE), self.headline, self.section, settings.SITE_NAME]
        if self.image:
            parts += [self.image.file.name, str(self.image.focal_x), str(self.image.focal_y)]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:20]

    @property
    def name(self) -> str:
        """Where it lies in the storage."""
        return f"kartu/{self.key}-{self.digest}.jpg"

    @property
    def address(self) -> str:
        """Its path on this site."""
        return reverse("card", args=[self.key, self.digest])

    @property
    def words(self) -> str:
        """What it shows, for who cannot see it."""
        return (self.image.alt if self.image else "") or self.headline or settings.SITE_NAME


def of(piece: Article | None) -> Card:
    """Return a piece's card; the paper's own for no piece."""
    if piece is None:
        return Card()
    image = piece.lead_image
    if image and not (image.file and image.is_showable):
        image = None
    section = piece.section.name if piece.section else ""
    return Card(key=piece.pk, headline=piece.headline, section=section, image=image)


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
    headline = card.headline or settings.SITE_NAME
    lines, font = _set_in(headline, WIDTH - 2 * MARGIN, HEIGHT - top - FOOT)
    for line in lines:
        _draw_line(draw, line, top, font, INK)
        top += round(font.size * LEADING)
    if card.headline:
        draw.line((MARGIN, HEIGHT - FOOT + 20, WIDTH - MARGIN, HEIGHT - FOOT + 20), fill=QUIET)
        _write(draw, settings.SITE_NAME, top=HEIGHT - FOOT + 42, size=34, colour=INK)
    return sheet


def _write(draw: ImageDraw.ImageDraw, text: str, *, top: int, size: int, colour: str) -> None:
    """Write what fits into one line."""
    text, font = _in_font(text, size)
    if lines := _broken(text, font, WIDTH - 2 * MARGIN):
        _draw_line(draw, lines[0] if len(lines) == 1 else f"{lines[0]}…", top, font, colour)


def _draw_line(draw: ImageDraw.ImageDraw, line: str, top: int, font, colour: str) -> None:
    if _is_leftward(line):
        draw.text((WIDTH - MARGIN, top), line, font=font, fill=colour, anchor="ra")
    else:
        draw.text((MARGIN, top), line, font=font, fill=colour)


def _set_in(text: str, width: int, height: int) -> tuple[list[str], ImageFont.FreeTypeFont]:
    """Return the lines of the largest type that fits; the smallest is cut where it must be."""
    for size in SIZES:
        known, font = _in_font(text, size)
        lines = _broken(known, font, width)
        room = int(height / (size * LEADING))
        if len(lines) <= room:
            return lines, font
    return [*lines[: room - 1], f"{lines[room - 1].rstrip()}…"], font


def _broken(text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """Break a text into lines, at spaces, and within words that are wider than a line."""
    lines, line = [], ""
    for word in text.split():
        joined = f"{line} {word}".strip()
        if font.getlength(joined) <= width:
            line = joined
            continue
        lines += [line] if line else []
        line = word
        while font.getlength(line) > width:
            fits = next(n for n in range(len(line) - 1, 0, -1) if font.getlength(line[:n]) <= width)
            lines, line = [*lines, line[:fits]], line[fits:]
    return [*lines, line] if line else lines


def _in_font(text: str, size: int) -> tuple[str, ImageFont.FreeTypeFont]:
    """Return the text without what no font here can draw, and the font that draws most of it."""
    text = unicodedata.normalize("NFC", text)
    kept = {name: "".join(sign for sign in text if _has(name, sign)) for name in (SERIF, SANS)}
    name = SERIF if len(kept[SERIF]) >= len(kept[SANS]) else SANS
    return " ".join(kept[name].split()), _font(name, size)


@cache
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / name, size)


def _has(name: str, sign: str) -> bool:
    """Whether a font can draw a sign; signs that control others count, where they are harmless."""
    if sign.isspace():
        return True
    if unicodedata.category(sign) in {"Cc", "Cn", "Co", "Cs", "Cf"}:
        return sign == "\u200c"  # Persian parts letters with it
    return _drawn(name, sign) != _drawn(name, NOWHERE)


@cache
def _blank(name: str) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / name, 24, layout_engine=ImageFont.Layout.BASIC)


def _drawn(name: str, sign: str) -> bytes:
    mask = _blank(name).getmask(sign)
    return bytes(mask) + bytes(str(mask.size), "ascii")


def _is_leftward(text: str) -> bool:
    """Whether a text runs from right to left, by its first letter."""
    kinds = (unicodedata.bidirectional(sign) for sign in text)
    return next((kind in {"R", "AL"} for kind in kinds if kind in {"L", "R", "AL"}), False)
