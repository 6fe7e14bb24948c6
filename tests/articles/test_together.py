"""Two people in one form: what either saved is there, or is shown before it goes."""

import re

import pytest
from django.urls import reverse

from articles.models import Author, Image, Section, StandingPage, Tag
from tests.factories import make_author, make_editor, make_image, make_section

pytestmark = pytest.mark.django_db


def form_of(client, row) -> tuple[str, dict]:
    """The address of a row's form, and what a browser sends of it when nothing was typed."""
    address = reverse(f"admin:articles_{row._meta.model_name}_change", args=[row.pk])
    response = client.get(address)
    form = response.context["adminform"].form
    fields = {name: form[name].value() for name in form.fields}
    # As browsers do: line ends of two characters, nothing for a box without its mark.
    sent = {
        form.add_prefix(name): value.replace("\n", "\r\n") if isinstance(value, str) else value
        for name, value in fields.items()
        if value is not None and value is not False
    }
    opened = re.search(r'name="opened_on" value="([^"]*)"', response.content.decode())[1]
    return address, sent | {"opened_on": opened}


ROWS = {
    "title": lambda: StandingPage.objects.create(title="Uji", slug="uji", body="Satu.\n\nDua."),
    "description": lambda: Tag.objects.create(name="Laut", description="Air."),
    "biography": lambda: make_author("Sari", biography="Lahir."),
    "caption": lambda: make_image(alt="Kapal", caption="Lama"),
}
OTHER = {"title": "body", "description": "name", "biography": "role", "caption": "credit"}


@pytest.mark.parametrize("field", ROWS)
def test_what_each_changed_is_there(admin_client, field):
    row, other = ROWS[field](), OTHER[field]
    address, sent = form_of(admin_client, row)
    admin_client.post(address, sent | {other: "Dari Ani"})
    response = admin_client.post(address, sent | {field: "Dari Budi"}, follow=True)
    row.refresh_from_db()
    assert (getattr(row, other), getattr(row, field)) == ("Dari Ani", "Dari Budi")
    levels = [message.level_tag for message in response.context["messages"]]
    assert "warning" in levels


@pytest.mark.parametrize("field", ROWS)
def test_what_both_changed_is_shown_before_it_goes(admin_client, field):
    row = ROWS[field]()
    address, sent = form_of(admin_client, row)
    admin_client.post(address, sent | {field: "Dari <b>Ani"})
    page = admin_client.post(address, sent | {field: "Dari Budi"})
    row.refresh_from_db()
    assert getattr(row, field) == "Dari <b>Ani"
    shown = page.content.decode()
    assert "<blockquote>Dari &lt;b&gt;Ani</blockquote>" in shown
    assert "Dari Budi" in shown
    opened = re.search(r'name="opened_on" value="([^"]*)"', shown)[1]
    # Who has seen it may decide; but not who has not seen what came after.
    admin_client.post(address, sent | {field: "Dari Citra", "opened_on": opened})
    row.refresh_from_db()
    assert getattr(row, field) == "Dari Citra"
    admin_client.post(address, sent | {field: "Dari Budi", "opened_on": opened})
    row.refresh_from_db()
    assert getattr(row, field) == "Dari Citra"


def test_rows_that_are_chosen_and_the_same_from_both(admin_client):
    one, two = make_editor(username="satu"), make_editor(username="dua")
    section, picture = make_section("Bahari", description="Laut."), make_image()
    section.editors.set([one, two])
    address, sent = form_of(admin_client, section)
    sent["editors"] = [one.pk, two.pk]
    changes = {"picture": picture.pk, "editors": [one.pk], "description": "Sama."}
    admin_client.post(address, sent | changes)
    admin_client.post(address, sent | {"description": "Sama.", "position": 7})
    section = Section.objects.get(pk=section.pk)
    assert (section.picture, [*section.editors.all()]) == (picture, [one])
    assert (section.description, section.position) == ("Sama.", 7)


def test_what_both_left_alone_does_not_contradict(admin_client):
    """A picture is described by one and called decorative by the other."""
    image = make_image(alt="")
    address, sent = form_of(admin_client, image)
    admin_client.post(address, sent | {"alt": "Kapal"})
    page = admin_client.post(address, sent | {"decorative": "on"})
    assert page.status_code == 200
    image = Image.objects.get(pk=image.pk)
    assert (image.alt, image.decorative) == ("Kapal", False)


@pytest.mark.parametrize("forged", ["", "biography", "biography:x:y :: \0 id:1", "x" * 5000])
def test_a_form_that_does_not_say_what_it_was_opened_on(admin_client, forged):
    author = make_author("Sari")
    address, sent = form_of(admin_client, author)
    response = admin_client.post(address, sent | {"biography": "Baru.", "opened_on": forged})
    assert response.status_code in (200, 302)
    assert Author.objects.count() == 1
