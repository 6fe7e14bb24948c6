"""The one colour that stands for a picture until it is there."""

from PIL import Image

# Enough to tell a sky from a meadow, and made in a moment.
SAMPLE = (48, 48)
COLOURS = 6


def dominant(picture: Image.Image) -> str:
    """Return the colour that most of a picture has, as CSS writes it: #rrggbb.

    picture: any that Pillow can decode; a JPEG that nothing was read of yet is decoded small.
    A transparent one is seen on white paper.
    """
    picture.draft("RGB", SAMPLE)
    if picture.mode not in {"L", "LA", "RGB", "RGBA", "CMYK"}:
        picture = picture.convert(_plain(picture))
    small = picture.reduce(max(1, min(picture.size) // SAMPLE[0]))
    if small.has_transparency_data:
        seen = small.convert("RGBA")
        small = Image.new("RGB", seen.size, "white")
        small.paste(seen, mask=seen.getchannel("A"))
    few = small.convert("RGB").resize(SAMPLE).quantize(COLOURS, Image.Quantize.FASTOCTREE)
    _count, most = max(few.getcolors())
    red, green, blue = few.getpalette()[most * 3 : most * 3 + 3]
    return f"#{red:02x}{green:02x}{blue:02x}"


def _plain(picture: Image.Image) -> str:
    if picture.has_transparency_data:
        return "RGBA"
    return "RGB" if picture.mode == "P" else "L"
