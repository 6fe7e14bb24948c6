"""A picture whose licence has ended is shown to no reader, and named at the desk."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from articles import page_head
from articles.models import PictureUse, Revision
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
    assert page_head.of_article(piece).image is None


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
