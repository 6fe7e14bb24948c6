"""Which renditions a picture has, and where they lie."""

import pytest

from articles import renditions
from tests.factories import make_image

pytestmark = pytest.mark.django_db


def picture(width=4000, height=3000, **fields):
    """A picture of a size, without a file of that size."""
    image = make_image(size=(8, 6), **fields)
    image.width, image.height = width, height
    return image


def test_widths_end_with_the_pictures_own():
    assert renditions.widths(picture(), "asli") == [320, 480, 640, 960, 1280, 1920]
    assert renditions.widths(picture(1000, 800), "asli") == [320, 480, 640, 960, 1000]
    assert renditions.widths(picture(1, 1), "1x1") == [1]
    assert renditions.widths(picture(30000, 20), "16x9") == [36]


@pytest.mark.parametrize(
    ("shape", "focus", "box"),
    [
        ("asli", (90, 90), (0, 0, 4000, 3000)),
        ("16x9", (50, 50), (0, 375, 4000, 2625)),
        ("16x9", (0, 0), (0, 0, 4000, 2250)),
        ("16x9", (50, 60), (0, 675, 4000, 2925)),
        ("1x1", (100, 50), (1000, 0, 4000, 3000)),
        ("1x1", (40, 0), (100, 0, 3100, 3000)),
    ],
)
def test_a_crop_is_the_largest_about_the_focal_point(shape, focus, box):
    image = picture()
    image.focal_x, image.focal_y = focus
    assert renditions.crop(image, shape) == box


def test_a_rendition_of_a_width_is_at_least_as_wide():
    image = picture()
    assert renditions.of(image, "16x9", 700).width == 960
    assert renditions.of(image, "16x9", 700).height == 540
    assert renditions.of(image, "asli", 9999).height == 1440


def test_what_is_shared_and_what_machines_are_told():
    image = picture()
    social = renditions.social(image)
    assert (social.width, social.height, social.kind) == (1200, 630, "jpg")
    assert [(one.width, one.height) for one in renditions.structured(image)] == [
        (1280, 720),
        (1280, 960),
        (1280, 1280),
    ]
    small = renditions.social(picture(600, 600))
    assert (small.width, small.height) == (600, 315)


def test_names_change_with_what_they_show():
    image = picture()
    before = renditions.of(image, "16x9", 320), renditions.of(image, "asli", 320)
    names = [one.name for one in before]
    image.focal_x = 10
    assert renditions.of(image, "16x9", 320).name != names[0]
    assert renditions.of(image, "asli", 320).name == names[1]
    image.file.name = "gambar/lain.jpg"
    assert renditions.of(image, "asli", 320).name != names[1]


def test_a_name_is_found_only_where_it_is_the_pictures():
    image = picture()
    right = renditions.of(image, "16x9", 640, "avif")
    assert renditions.find(image, right.name) == right
    for wrong in (
        right.name.replace("-640", "-641"),
        right.name.replace("-640", "-1"),
        right.name.replace("16x9", "17x9"),
        right.name.replace("gambar-", "gambit-"),
        right.name.replace(".avif", ".gif"),
        "../" + right.name,
    ):
        assert renditions.find(image, wrong) is None, wrong
    moved = right.name
    image.focal_y = 0
    assert renditions.find(image, moved).name != moved


def test_what_is_made_beforehand_has_all_widths_of_both_kinds_and_each_shape():
    made = renditions.expected(picture())
    assert len(made) == len({one.name for one in made})
    for kind in ("avif", "webp"):
        for shape in ("asli", "16x9"):
            row = [one.width for one in made if (one.kind, one.shape) == (kind, shape)]
            assert row == list(renditions.WIDTHS)
    assert {one.shape for one in made if one.kind == "jpg"} == set(renditions.SHAPES)
