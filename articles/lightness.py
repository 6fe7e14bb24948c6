"""Pixels -> a file that looks like the original, and is as light as that can be (pure).

A drawing bears more compression than a photograph of a crowd before anybody sees it. So a picture
is tried small, and the first of three qualities is taken whose likeness to the original suffices.
"""

from io import BytesIO

from PIL import Image, ImageMath

# The quality of each kind, the lightest first. The last is taken where none is like enough.
QUALITIES = ({"avif": 45, "webp": 52}, {"avif": 50, "webp": 60}, {"avif": 56, "webp": 68})
# Of a picture this wide, which is what a phone shows. From 0.95 on the eye sees no difference.
TRIED_WIDTH, LIKE_ENOUGH = 480, 0.96
RECIPES = {
    "avif": {"format": "AVIF", "max_threads": 1},
    "webp": {"format": "WEBP", "method": 4},
    "jpg": {"format": "JPEG", "quality": 78, "progressive": True, "optimize": True},
}
# AVIF's own measure of haste, 0 to 10. The widths that most screens fetch are worth the time; a
# wider file would take a small server seconds.
CAREFUL, HASTY, CAREFUL_TO = 6, 8, 960
PAPER = (255, 255, 255)
# SSIM: its blocks' side in pixels, and its two constants for eight bits.
BLOCK, C1, C2 = 8, (0.01 * 255) ** 2, (0.03 * 255) ** 2


def encoded(pixels: Image.Image, kind: str, step: int) -> bytes:
    """Return a file's bytes. kind: a key of RECIPES; step: which of QUALITIES.

    pixels: in mode RGB or RGBA; what is transparent lies on white paper in a JPEG.
    """
    recipe = dict(RECIPES[kind])
    if kind in QUALITIES[step]:
        recipe["quality"] = QUALITIES[step][kind]
    if kind == "avif":
        recipe["speed"] = CAREFUL if pixels.width <= CAREFUL_TO else HASTY
    output = BytesIO()
    (on_paper(pixels) if kind == "jpg" else pixels).save(output, **recipe)
    return output.getvalue()


def step_of(pixels: Image.Image) -> int:
    """Return which of QUALITIES a picture bears, whatever its width."""
    width = min(pixels.width, TRIED_WIDTH)
    size = width, max(1, round(pixels.height * width / pixels.width))
    small = on_paper(pixels.resize(size, Image.Resampling.LANCZOS))
    last = len(QUALITIES) - 1
    for step in range(last):
        with Image.open(BytesIO(encoded(small, "avif", step))) as tried:
            if likeness(small, tried) >= LIKE_ENOUGH:
                return step
    return last


def on_paper(pixels: Image.Image) -> Image.Image:
    """Return a picture without transparency."""
    if pixels.mode != "RGBA":
        return pixels
    paper = Image.new("RGB", pixels.size, PAPER)
    paper.paste(pixels, mask=pixels.getchannel("A"))
    return paper


def likeness(one: Image.Image, other: Image.Image) -> float:
    """Return the mean SSIM of two pictures' brightness: 1 is the same.

    As Wang, Bovik, Sheikh and Simoncelli defined it (2004), but block by block.
    """
    a, b = (image.convert("L").convert("F") for image in (one, other))
    size = max(1, a.width // BLOCK), max(1, a.height // BLOCK)

    def means(product) -> list[float]:
        values = ImageMath.lambda_eval(product, a=a, b=b)
        return values.resize(size, Image.Resampling.BOX).get_flattened_data()

    products = (
        lambda of: of["a"] * 1.0,
        lambda of: of["b"] * 1.0,
        lambda of: of["a"] * of["a"],
        lambda of: of["b"] * of["b"],
        lambda of: of["a"] * of["b"],
    )
    total = 0.0
    for mean_a, mean_b, aa, bb, ab in zip(*map(means, products), strict=True):
        both = mean_a * mean_b
        squares = mean_a * mean_a + mean_b * mean_b
        total += ((2 * both + C1) * (2 * (ab - both) + C2)) / (
            (squares + C1) * (aa + bb - squares + C2)
        )
    return total / (size[0] * size[1])
