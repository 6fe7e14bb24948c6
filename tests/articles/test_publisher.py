"""Who publishes the paper: said once, read on its pages, and missed at the desk until then."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from articles import publisher
from articles.models import Publisher, StandingPage
from tests.factories import make_chief, make_editor, make_writer

pytestmark = pytest.mark.django_db

FORM = reverse("admin:articles_publisher_change", args=[1])
SLUGS = ["redaksi", "pedoman-media-siber", "tentang", "kontak"]


def main_of(response) -> str:
    html = response.content.decode()
    return html[html.index("<main") : html.index("</main>")]


def test_every_paper_begins_with_the_pages_the_law_wants(client, loaded):
    foot = client.get("/").content.decode().partition("<footer")[2]
    for slug in SLUGS:
        assert f'href="/{slug}/"' in foot
        response = client.get(f"/{slug}/")
        assert response.status_code == 200
        main = main_of(response)
        assert "[[" not in main
        assert "[isi" not in main
        assert _("not stated yet") in main
    assert "Nomor 1/Peraturan-DP/III/2012" in main_of(client.get("/pedoman-media-siber/"))
    assert 'content="' in client.get("/redaksi/").content.decode()


def test_what_is_stated_once_stands_on_every_page(client, loaded):
    client.force_login(make_chief())
    response = client.post(
        FORM,
        {
            "company": "PT Warta & Kawan",
            "address": "Jalan Merdeka 1, Bandung",
            "responsible": "<b>Sari Dewi</b>",
            "complaints_email": "ralat@example.org",
            "phone": "+62 22 123456",
        },
    )
    assert response.status_code == 302
    masthead, contact = main_of(client.get("/redaksi/")), main_of(client.get("/kontak/"))
    assert "PT Warta &amp; Kawan" in masthead
    assert "&lt;b&gt;Sari Dewi&lt;/b&gt;" in masthead
    assert '<a href="mailto:ralat@example.org">ralat@example.org</a>' in contact
    known = publisher.describe(["redaksi", "kontak"])
    assert (known["company"], known["name"]) == ("PT Warta & Kawan", "Ruang Redaksi")
    assert "founded" not in known
    assert known["pages"] == {
        "masthead": "/redaksi/",
        "corrections_policy": "/kontak/",
        "contact": "/kontak/",
    }


def test_the_desk_reminds_until_all_is_filled_in(client, loaded):
    client.force_login(make_chief())
    reminders = client.get(reverse("admin:index")).context["reminders"]
    assert {reminder.slug for reminder in reminders} == set(SLUGS)
    assert "nama penanggung jawab" in next(r for r in reminders if r.slug == "redaksi").gaps
    fields = [field.name for field in Publisher._meta.fields]
    Publisher.objects.create(**dict.fromkeys(fields, "x") | {"id": 1})
    page = StandingPage.objects.get(slug="tentang")
    page.body = page.body.replace("[[kepemilikan dan sumber pendanaan]]", "milik pembaca")
    page.save()
    StandingPage.objects.get(slug="kontak").delete()
    desk = client.get(reverse("admin:index"))
    [missing] = desk.context["reminders"]
    assert (missing.slug, missing.pk) == ("kontak", None)
    form = f"{reverse('admin:articles_standingpage_add')}?slug=kontak&amp;title="
    assert form in desk.content.decode()


def test_who_writes_it(client):
    client.force_login(make_editor())
    assert client.get(FORM).status_code == 200
    assert client.post(FORM, {"company": "PT X"}).status_code == 403
    client.force_login(make_writer())
    assert client.get(FORM).status_code == 403
    assert "reminders" not in client.get(reverse("admin:index")).context
    client.force_login(make_chief())
    listed = client.get(reverse("admin:articles_publisher_changelist"))
    assert listed["Location"] == FORM
    errors = client.post(FORM, {"phone": "<script>", "founded": "dulu", "email": "x"})
    assert {*errors.context["adminform"].form.errors} == {"phone", "founded", "email"}
    assert client.post(FORM, {"company": "PT X"}).status_code == 302
    assert client.post(FORM, {"company": "PT Y"}).status_code == 302
    assert Publisher.objects.get().company == "PT Y"
    assert client.get(reverse("admin:articles_publisher_change", args=[2])).status_code == 302


def test_there_is_one():
    with pytest.raises(IntegrityError), transaction.atomic():
        Publisher.objects.create(id=2)
    with pytest.raises(ValidationError):
        Publisher(founded="99").full_clean()


def test_gaps_are_marked_in_both_forms_and_other_brackets_are_text():
    known = Publisher(company="PT X")
    text = "[[Nama  perusahaan]] [isi: kota] [[kota]] [[]] [teks](/x/) [[a\nb]]"
    assert publisher.gaps_of(text, known) == ["kota"]
    assert publisher.fill("<p>[satu] [[]]</p>") == "<p>[satu] [[]]</p>"
