"""What only a waiting text names is not deleted from under it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from articles import workflow
from articles.models import Author, Image, Section
from tests.factories import make_author, make_image, make_section

pytestmark = pytest.mark.django_db

ROWS = {
    "section": (Section, lambda row: {"section": row.pk}),
    "byline": (Author, lambda row: {"byline": [row.pk]}),
    "lead_image": (Image, lambda row: {"lead_image": row.pk}),
    "picture in the text": (Image, lambda row: {"body": f"![Alt](gambar:{row.pk})"}),
}
MAKE = {Section: make_section, Author: make_author, Image: make_image}


def deleted(client, row) -> bool:
    """Whether the admin deletes the row."""
    address = reverse(f"admin:articles_{row._meta.model_name}_delete", args=[row.pk])
    client.post(address, {"post": "yes"})
    return not type(row).objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("kind", ROWS)
@pytest.mark.parametrize("replaced", [False, True], ids=["working copy", "scheduled update"])
def test_what_a_waiting_text_names_stays(admin_client, piece, people, kind, replaced):
    model, naming = ROWS[kind]
    chief, row, other = people["chief"], MAKE[model](), MAKE[model]()
    workflow.publish(piece, by=chief)
    workflow.save_draft(piece, snapshot=naming(row), by=chief)
    if replaced:
        workflow.publish(piece, by=chief, at=timezone.now() + timedelta(hours=1))
        workflow.save_draft(piece, snapshot=naming(other), by=chief)
    assert not deleted(admin_client, row)
    workflow.publish(piece, by=chief, at=timezone.now() + timedelta(hours=2))
    workflow.publish(piece, by=chief)
    if replaced:
        assert deleted(admin_client, row)
        assert not deleted(admin_client, other)


def test_the_explanation_names_the_piece(admin_client, piece, people):
    author = make_author("Penulis Baru")
    workflow.publish(piece, by=people["chief"])
    workflow.save_draft(piece, snapshot={"byline": [author.pk]}, by=people["chief"])
    address = reverse("admin:articles_author_delete", args=[author.pk])
    assert "Judul" in admin_client.get(address).content.decode()
