"""What the library knows of a picture, and whether readers may see it today."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from PIL import Image as PillowImage

from articles import colours
from articles.models import Image
from tests.factories import make_image

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def test_licences_end_with_the_day_in_jakarta(time_machine):
    time_machine.move_to("2026-01-31T16:59:00+00:00", tick=False)  # 23.59 WIB
    free, soon = make_image(), make_image(licence_until=date(2026, 2, 1))
    later = make_image(licence_until=date(2026, 2, 1) + 60 * DAY)
    assert soon.is_showable
    assert set(Image.objects.showable()) == {free, soon, later}
    assert list(Image.objects.licence_ending()) == [soon]
    time_machine.move_to("2026-01-31T17:00:00+00:00", tick=False)
    assert not soon.is_showable
    assert set(Image.objects.showable()) == {free, later}
    assert list(Image.objects.licence_ended()) == [soon]
    assert not Image.objects.licence_ending()


def test_colour_and_size_also_of_raw_rows(loaded):
    for image in Image.objects.all():
        assert image.byte_size == Path(image.file.path).stat().st_size
        assert len(image.dominant_colour) == 7, image
    call_command("loaddata", "mistral", verbosity=0)


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "P", "CMYK", "1", "I;16", "LA"])
@pytest.mark.parametrize("size", [(1, 1), (2000, 3), (300, 200)])
def test_every_kind_of_picture_has_a_colour(mode, size):
    assert colours.dominant(PillowImage.new(mode, size)).startswith("#")


def test_the_colour_that_most_of_it_has():
    picture = PillowImage.new("RGB", (300, 200), (20, 60, 200))
    picture.paste((250, 250, 20), (0, 0, 100, 100))
    colour = colours.dominant(picture)
    assert all(abs(int(colour[i : i + 2], 16) - c) < 16 for i, c in ((1, 20), (3, 60), (5, 200)))


def test_a_focal_point_lies_within():
    for wrong in (101, -1):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_image(focal_x=wrong)


def test_a_damaged_file_does_not_keep_its_row_from_being_saved():
    image = make_image()
    Image.objects.filter(pk=image.pk).update(dominant_colour="")
    image.refresh_from_db()
    whole = Path(image.file.path).read_bytes()
    Path(image.file.path).write_bytes(whole[: len(whole) // 2])
    image.save()
    assert image.dominant_colour == ""
