"""How heavy a rendition is, and how like the original."""

from io import BytesIO

import pytest
from PIL import Image, ImageDraw, ImageFilter

from articles import lightness

SIZE = (960, 600)


def drawing() -> Image.Image:
    picture = Image.new("RGB", SIZE, "#f2eee5")
    draw = ImageDraw.Draw(picture)
    for place in range(8):
        draw.ellipse((60 * place, 40 * place, 60 * place + 300, 40 * place + 200), "#a3291b")
    return picture


def crowd() -> Image.Image:
    """Fine and coarse at once, as hair and leaves are."""
    grain = Image.effect_noise(SIZE, 90).filter(ImageFilter.GaussianBlur(1.2))
    return Image.merge("RGB", [grain, grain.rotate(180), grain])


def test_a_drawing_bears_more_than_a_crowd():
    assert (lightness.step_of(drawing()), lightness.step_of(crowd())) == (0, 2)
    for kind in ("avif", "webp"):
        sizes = [len(lightness.encoded(crowd(), kind, step)) for step in range(3)]
        assert sizes == sorted(sizes)
        assert sizes[0] < 0.9 * sizes[-1]


def test_what_is_taken_is_like_the_original():
    for picture in (drawing(), crowd()):
        for kind in lightness.RECIPES:
            data = lightness.encoded(picture, kind, lightness.step_of(picture))
            with Image.open(BytesIO(data)) as sent:
                assert lightness.likeness(picture, sent) > 0.9


def test_likeness_is_one_for_the_same_and_falls_with_each_blur():
    picture = crowd()
    values = [
        lightness.likeness(picture, picture.filter(ImageFilter.GaussianBlur(by)))
        for by in (0, 1, 2, 4)
    ]
    assert values[0] == pytest.approx(1)
    assert values == sorted(values, reverse=True)
    assert values[-1] < 0.5


@pytest.mark.parametrize("size", [(1, 1), (3, 900), (900, 3)])
def test_any_size_and_what_shines_through(size):
    for mode in ("RGB", "RGBA"):
        picture = Image.new(mode, size)
        assert lightness.step_of(picture) in range(3)
    with Image.open(BytesIO(lightness.encoded(picture, "jpg", 0))) as plain:
        assert plain.convert("RGB").getpixel((0, 0)) == lightness.PAPER
