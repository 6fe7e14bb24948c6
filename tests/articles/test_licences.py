"""A picture whose licence has ended is shown to no reader, and named at the desk."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from articles import darkroom, page_head, renditions, withholding
from articles.models import FormerFile, PictureUse, Revision
from tests.factories import make_article, make_author, make_image

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def tomorrow():
    return timezone.localdate() + DAY


def test_it_leaves_every_public_page_on_the_day(client, tomorrow, time_machine):
    lead, inside = (make_image(licence_until=tomorrow, caption="Takarir") for _ in range(2))
    author = make_author("Siti", portrait=make_image(licence_until=tomorrow))
    body = f"Awal.\n\n![Isi](gambar:{inside.pk})\n\nAkhir."
    piece = make_article(lead_image=lead, body=body, authors=[author])
    section = piece.section
    section.picture = make_image(licence_until=tomorrow)
    section.save()
    pages = ["/", piece.get_absolute_url(), section.get_absolute_url(), author.get_absolute_url()]
    for page in pages:
        assert "/media/" in client.get(page).content.decode(), page
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0) + DAY
    time_machine.move_to(midnight)
    for page in pages:
        html = client.get(page).content.decode()
        assert "/media/" not in html, page
        assert "Takarir" not in html
    assert page_head.shots_of(piece.lead_image) == []


def look(client, address: str):
    """Ask for a file, to its end."""
    response = client.get(address, follow=True)
    assert b"".join(response)
    return response


def test_its_files_are_for_the_desk_alone_from_that_day(
    client, admin_client, tomorrow, time_machine, media_folder
):
    image = make_image(size=(700, 500), licence_until=tomorrow)
    assert [job.failure for job in darkroom.work_off()] == [""]
    small, former = renditions.of(image, "4x3", 320, "webp"), "gambar/lama.png"
    FormerFile.objects.create(image=image, name=former)
    (media_folder / former).write_bytes(b"lama")
    addresses = [image.file.url, small.address, f"/media/{former}"]
    for address in addresses:
        assert look(client, address).status_code == 200
    time_machine.move_to(timezone.now() + DAY)
    for gone in (False, True):
        # What a web server in front would send without asking.
        assert (media_folder / small.name).exists() is not gone
        for address in addresses:
            refusal = look(client, address)
            assert (refusal.status_code, refusal["Cache-Control"]) == (410, "no-store"), address
            seen = look(admin_client, address)
            assert seen.status_code == 200, address
            assert "private" in seen["Cache-Control"]
        assert withholding.put_away() == (0 if gone else 1)
        darkroom.note(image)
        assert [*darkroom.work_off()] == []

    image.licence_until = None
    image.save()
    assert [job.failure for job in darkroom.work_off()] == [""]
    assert (media_folder / small.name).exists()
    assert look(client, image.file.url).status_code == 200


def test_a_share_picture_has_one_address_which_asks(client, media_folder):
    """Its file shows a lead picture whose licence may have ended."""
    piece = make_article(lead_image=make_image(size=(1200, 700)))
    address = page_head.of_article(piece).card.address
    assert look(client, address).status_code == 200
    (file,) = (media_folder / "kartu").iterdir()
    assert client.get(f"/media/kartu/{file.name}").status_code == 404


def test_the_desk_names_what_ended_and_what_will(admin_client, tomorrow):
    make_image("Sudah", licence_until=tomorrow - DAY)
    make_image("Segera", licence_until=tomorrow)
    make_image("Nanti", licence_until=tomorrow + 90 * DAY)
    licences = admin_client.get(reverse("admin:index")).context["licences"]
    assert [str(image) for image in licences.ended] == ["Sudah"]
    assert [str(image) for image in licences.ending] == ["Segera"]


def test_every_version_counts_as_a_use():
    lead, inside, waiting = make_image(), make_image(), make_image()
    piece = make_article(lead_image=lead, body=f"![x](gambar:{inside.pk})")
    snapshot = {"body": f"![x](gambar:{waiting.pk}) ![y](gambar:99999)", "lead_image": None}
    for _twice in range(2):
        Revision.objects.create(
            article=piece, number=Revision.objects.count() + 1, snapshot=snapshot, kind="save"
        )
    uses = set(PictureUse.objects.values_list("image", flat=True))
    assert uses == {lead.pk, inside.pk, waiting.pk, 99999}
