"""A picture's pixels, upright and in sRGB, and our own encoding of them.

Two formats are kept, because every browser, feed reader and social network shows them: PNG for
pictures with transparency and for drawings and screenshots that came as PNG, JPEG for all the
rest. Readers get lighter formats from what is derived of these.
"""

import logging
import struct
import zlib
from io import BytesIO

from PIL import Image as PillowImage
from PIL import ImageCms

try:  # the optional extra "heic"
    import pi_heif
except ImportError:
    pi_heif = None
else:
    pi_heif.register_heif_opener()

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", *(["HEIF"] if pi_heif else []))
# Twice the widest picture on a page. A JPEG of 40 megapixels and more is then decoded at half
# its size at once, which takes a quarter of the memory and of the time.
LONGEST_SIDE = 3840
JPEG_QUALITY = 88
# An opaque PNG that is heavier than this is a photograph.
HEAVY_PNG = 2 * 1024 * 1024
# Rows of the result that are made at once.
STRIP = 256
# What EXIF says of how the camera was held, and what sets it right.
UPRIGHT = {
    2: PillowImage.Transpose.FLIP_LEFT_RIGHT,
    3: PillowImage.Transpose.ROTATE_180,
    4: PillowImage.Transpose.FLIP_TOP_BOTTOM,
    5: PillowImage.Transpose.TRANSPOSE,
    6: PillowImage.Transpose.ROTATE_270,
    7: PillowImage.Transpose.TRANSVERSE,
    8: PillowImage.Transpose.ROTATE_90,
}
ORIENTATION = 0x0112
# What Pillow raises on files that are broken or made to break it.
BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    EOFError,
    MemoryError,
    RuntimeError,
    AssertionError,
    AttributeError,
    struct.error,
    zlib.error,
)

logger = logging.getLogger(__name__)


def decoded(picture: PillowImage.Image) -> PillowImage.Image:
    """Return the pixels upright, at most LONGEST_SIDE long, in mode L, RGB, RGBA or CMYK.

    The colour profile stays in `info`.
    """
    profile, turn = picture.info.get("icc_profile"), UPRIGHT.get(_orientation(picture))
    width, height = picture.size
    scale = min(1, LONGEST_SIDE / max(width, height))
    target = max(1, round(width * scale)), max(1, round(height * scale))
    picture.draft(None, target)
    picture.load()
    pixels = _plain_pixels(picture, max(1, max(picture.size) // LONGEST_SIDE))
    if pixels.size != target:
        pixels = pixels.resize(target, PillowImage.Resampling.LANCZOS, reducing_gap=2)
    if turn is not None:
        pixels = pixels.transpose(turn)
    pixels.info = {"icc_profile": profile}
    return pixels


def _orientation(picture: PillowImage.Image) -> int:
    try:
        return picture.getexif().get(ORIENTATION, 1)
    except BROKEN:  # unreadable EXIF does not make the picture worse
        return 1


def _plain_pixels(picture: PillowImage.Image, factor: int) -> PillowImage.Image:
    """Return the pixels in a plain mode, `factor` times smaller.

    Strip by strip: changing the mode of 60 megapixels at once takes 240 MB more each time.
    """
    if factor == 1:
        return _plain_mode(picture)
    width, height = picture.size
    whole = None
    for top in range(0, height, STRIP * factor):
        bottom = min(top + STRIP * factor, height)
        strip = picture.crop((0, top, width, bottom))
        strip.info = picture.info
        strip = _plain_mode(strip).reduce(factor)
        if whole is None:
            whole = PillowImage.new(strip.mode, (strip.width, -(-height // factor)))
        whole.paste(strip, (0, top // factor))
    return whole


def _plain_mode(picture: PillowImage.Image) -> PillowImage.Image:
    if picture.mode.startswith("I"):  # 16 bits of grey; convert() would clip them
        return picture.point(lambda value: value * (1 / 256)).convert("L")
    if picture.has_transparency_data:
        return picture if picture.mode == "RGBA" else picture.convert("RGBA")
    if picture.mode in {"L", "RGB", "CMYK"}:
        return picture
    return picture.convert("L" if picture.mode == "1" else "RGB")


def in_srgb(pixels: PillowImage.Image) -> PillowImage.Image:
    """Return the pixels in sRGB, what screens show when nothing else is said."""
    alpha = pixels.getchannel("A") if pixels.mode == "RGBA" else None
    profile = pixels.info.get("icc_profile")
    colours = pixels.convert("RGB") if alpha and profile else pixels
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            srgb = ImageCms.createProfile("sRGB")
            colours = ImageCms.profileToProfile(colours, source, srgb, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError):  # broken, or of another kind of picture
            logger.info("A picture's colour profile could not be used.")
    if colours.mode == "CMYK":
        colours = colours.convert("RGB")
    if alpha and colours.mode == "RGB":
        colours.putalpha(alpha)
    return colours


def encoded(pixels: PillowImage.Image, *, came_as: str | None) -> tuple[bytes, str]:
    """Return the file's bytes and extension. Pixels only: no metadata is handed on."""
    pixels.info = {}
    pixels.getexif().clear()
    output = BytesIO()
    transparent = pixels.mode == "RGBA" and pixels.getchannel("A").getextrema()[0] < 255
    if transparent or came_as == "PNG":
        pixels.save(output, "PNG")
        if transparent or output.tell() <= HEAVY_PNG:
            return output.getvalue(), "png"
        output = BytesIO()
    if pixels.mode == "RGBA":
        pixels = pixels.convert("RGB")
    pixels.save(output, "JPEG", quality=JPEG_QUALITY, progressive=True, optimize=True)
    return output.getvalue(), "jpg"
