"""What is derived of each picture for readers: shapes, widths and formats, each at its address.

An address is made of the picture's own file name, which nobody can guess, of the recipe and, where
the picture is cropped, of its focal point. So what lies at an address never changes: a picture that
is replaced or given another focal point has other addresses at the next page. Nothing here reads
a file or asks the database; a page can name every address before any of them is made, because the
media address makes at first need what is missing (`articles.darkroom`).

For pages: `articles.picturing`. For whoever shares a piece or describes it to machines:

    social(image)      -> Rendition   JPEG of 1200 x 630, or as much of it as the picture has
    structured(image)  -> [Rendition] JPEGs of 16:9, 4:3 and 1:1, at most 1280 pixels wide
    rendition.address, .width, .height      a path on this site and true pixels
"""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.conf import settings

from articles.models import Image

# Raise it whenever the same picture gives another result: everything is then made anew.
RECIPE = 2
FOLDER = "turunan"

# Width to height; the first keeps what the picture has.
SHAPES = {"asli": None, "16x9": (16, 9), "4x3": (4, 3), "1x1": (1, 1), "sosial": (1200, 630)}
WHOLE, SOCIAL = "asli", "sosial"
WIDTHS = (320, 480, 640, 960, 1280, 1920)
SOCIAL_WIDTH = 1200
# Those that readers' browsers choose from, the lightest first; then what every program shows.
MODERN = {"avif": "image/avif", "webp": "image/webp"}
PLAIN = "jpg"
# The width of the plain file: for programs that choose nothing.
PLAIN_WIDTH = 960
STRUCTURED_WIDTH = 1280

NAME = re.compile(
    rf"{FOLDER}/(?P<key>[1-9][0-9]{{0,17}})-(?P<token>[\w-]+)/[\w-]+/"
    rf"(?P<shape>{'|'.join(SHAPES)})-(?P<width>[1-9][0-9]{{0,3}})\.(?P<kind>avif|webp|jpg)",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Rendition:
    """One file derived of a picture. Width and height in pixels; kind is its extension."""

    image: Image
    shape: str
    width: int
    height: int
    kind: str = PLAIN

    @property
    def name(self) -> str:
        """Where it lies in the storage."""
        state_now = state(self.image, self.shape)
        return f"{folder(self.image)}/{state_now}/{self.shape}-{self.width}.{self.kind}"

    @property
    def address(self) -> str:
        """Its path on this site."""
        return settings.MEDIA_URL + self.name


def folder(image: Image) -> str:
    """Return where a picture's renditions lie in the storage."""
    return f"{FOLDER}/{image.pk}-{token(image)}"


def folders(image: Image) -> list[str]:
    """Return where they lie, and where those of its former files do. One query."""
    formers = image.former_files.values_list("name", flat=True)
    return [folder(image), *(f"{FOLDER}/{image.pk}-{token_of(name)}" for name in formers)]


def token(image: Image) -> str:
    """Return the picture's file name as one word, extension included."""
    return token_of(image.file.name)


def token_of(name: str) -> str:
    """Return a file's name as one word, without its folder."""
    return re.sub(r"[^\w-]", "-", PurePosixPath(name).name, flags=re.ASCII)


def state(image: Image, shape: str = SOCIAL) -> str:
    """Return what its renditions of a shape depend on besides the file, as one word."""
    return str(RECIPE) if shape == WHOLE else f"{RECIPE}-{image.focal_x}-{image.focal_y}"


def crop(image: Image, shape: str) -> tuple[int, int, int, int]:
    """Return the largest part of a shape, as near its middle to the focal point as can be.

    Pixels: left, top, right, bottom.
    """
    width, height = image.width, image.height
    ratio = SHAPES[shape]
    if ratio is None:
        return 0, 0, width, height
    across, down = ratio
    part_width = max(1, min(width, round(height * across / down)))
    part_height = max(1, min(height, round(width * down / across)))
    left = _start(width, part_width, image.focal_x)
    top = _start(height, part_height, image.focal_y)
    return left, top, left + part_width, top + part_height


def _start(whole: int, part: int, focus: int) -> int:
    """Where a part of a side begins. focus: per cent of the side."""
    return min(max(0, round(whole * focus / 100 - part / 2)), whole - part)


def widths(image: Image, shape: str) -> list[int]:
    """Return the widths there are, the smallest first. None is wider than the picture's own."""
    left, _top, right, _bottom = crop(image, shape)
    largest = min(right - left, SOCIAL_WIDTH if shape == SOCIAL else WIDTHS[-1])
    if shape == SOCIAL:
        return [largest]
    return [*(width for width in WIDTHS if width < largest), largest]


def of(image: Image, shape: str, width: int, kind: str = PLAIN) -> Rendition:
    """Return the rendition of the smallest width that has `width` pixels, or of the largest."""
    there = widths(image, shape)
    chosen = next((one for one in there if one >= width), there[-1])
    return Rendition(image, shape, chosen, height(image, shape, chosen), kind)


def height(image: Image, shape: str, width: int) -> int:
    """Return how high a rendition of a width is."""
    if ratio := SHAPES[shape]:
        return max(1, round(width * ratio[1] / ratio[0]))
    return max(1, round(width * image.height / image.width))


def row(image: Image, shape: str, kind: str) -> list[Rendition]:
    """Return the renditions of one shape and kind, the smallest first."""
    return [of(image, shape, width, kind) for width in widths(image, shape)]


def social(image: Image) -> Rendition:
    """Return the picture for those who share a piece: JPEG, 1200 x 630 where it is large enough."""
    return of(image, SOCIAL, SOCIAL_WIDTH)


def structured(image: Image) -> list[Rendition]:
    """Return the picture for search engines: JPEGs of 16:9, 4:3 and 1:1."""
    return [of(image, shape, STRUCTURED_WIDTH) for shape in ("16x9", "4x3", "1x1")]


def expected(image: Image) -> list[Rendition]:
    """Return what is made of a picture beforehand: all that pages and machines ask for.

    The smallest come first: phones wait for them. What else has an address is made when somebody
    asks for it.
    """
    wide = [one for shape in (WHOLE, "16x9") for kind in MODERN for one in row(image, shape, kind)]
    small = [of(image, shape, 320, kind) for shape in ("4x3", "1x1") for kind in MODERN]
    plain = [of(image, shape, PLAIN_WIDTH) for shape in (WHOLE, "16x9")]
    plain += [of(image, "1x1", 320), *structured(image), social(image)]
    return sorted(dict.fromkeys(wide + small + plain), key=lambda one: one.width)


def can_be_made(image: Image) -> bool:
    """Whether there is a file, measured."""
    return bool(image.pk and image.file and image.width and image.height)


def named(name: str) -> tuple[int, str, int, str] | None:
    """Return what an address asks for: the picture's key, shape, width and kind."""
    found = NAME.fullmatch(name)
    return found and (int(found["key"]), found["shape"], int(found["width"]), found["kind"])


def find(image: Image, name: str) -> Rendition | None:
    """Return what the picture has at a name, or has there now that its focal point has moved.

    None unless the name carries the picture's own file name, and a width that it has: nobody
    learns a picture's address who does not know one already.
    """
    asked = NAME.fullmatch(name)
    if asked is None or asked["token"] != token(image) or not can_be_made(image):
        return None
    shape, width = asked["shape"], int(asked["width"])
    if width not in widths(image, shape):
        return None
    return of(image, shape, width, asked["kind"])
