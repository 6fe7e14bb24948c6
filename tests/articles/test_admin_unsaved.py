"""The desk's script and the server: typed text kept, offered, taken up; who else is here."""

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from articles import keeping, presence, workflow
from articles.models import Article, Presence, Revision, UnsavedText, working_snapshot
from tests.articles.desk import ADD, desk_of, typed
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def keep_of(piece) -> str:
    return reverse("admin:articles_article_keep", args=[piece.pk])


def pulse_of(piece) -> str:
    return reverse("admin:articles_article_pulse", args=[piece.pk])


@pytest.fixture
def writer(people) -> Client:
    client = Client()
    client.force_login(people["writer"])
    return client


@pytest.fixture
def editor(people) -> Client:
    client = Client()
    client.force_login(people["editor"])
    return client


def content(piece, **fields) -> dict:
    form = {name: "" if value is None else value for name, value in working_snapshot(piece).items()}
    form |= {"tags": "AI", "related": "", "publish_at": "", "reason": "", "base": "1"}
    return form | fields


def test_what_is_typed_is_kept_offered_compared_and_taken_up(piece, people, writer):
    sent = content(piece, body="Ketikan\0 setengah jadi", headline="", desk_page="tab-1")
    answer = writer.post(keep_of(piece), sent).json()
    assert "WIB" in answer["kept"]
    assert piece.revisions.count() == 1
    [text] = keeping.offered(piece, people["writer"])
    assert text.fields["body"] == ["Ketikan setengah jadi"]

    desk = writer.get(desk_of(piece)).content.decode()
    page = reverse("admin:articles_article_unsaved", args=[text.pk])
    assert page in desk
    compared = writer.get(page).content.decode()
    assert "setengah" in compared

    taken = writer.get(f"{desk_of(piece)}?unsaved={text.pk}")
    form = taken.context["adminform"].form
    assert form["body"].value() == "Ketikan setengah jadi"
    assert form["headline"].value() == ""
    assert taken.context["base"] == 1
    saved = content(piece, body="Ketikan jadi.", taken=text.pk, desk_page="tab-2")
    assert writer.post(desk_of(piece), saved).status_code == 302
    assert working_snapshot(Article.objects.get(pk=piece.pk))["body"] == "Ketikan jadi."
    assert not UnsavedText.objects.exists()


def test_taking_up_merges_with_what_others_saved_meanwhile(piece, people, writer):
    workflow.save_draft(piece, snapshot={"body": "Satu.\n\nDua."}, by=people["writer"])
    writer.post(keep_of(piece), content(piece, body="Satu.\n\nDua saya.", base="2", desk_page="t"))
    workflow.save_draft(piece, snapshot={"body": "Satu mereka.\n\nDua."}, by=people["editor"])
    [text] = keeping.offered(piece, people["writer"])
    page = writer.get(f"{desk_of(piece)}?unsaved={text.pk}")
    assert page.context["base"] == 2
    saved = content(piece, body="Satu.\n\nDua saya.", base="2", taken=text.pk, desk_page="u")
    writer.post(desk_of(piece), saved)
    body = working_snapshot(Article.objects.get(pk=piece.pk))["body"]
    assert body == "Satu mereka.\n\nDua saya."


def test_a_conflict_or_a_refused_act_leaves_nothing_unsaved(piece, people, writer):
    writer.post(keep_of(piece), content(piece, body="Saya.", desk_page="t"))
    workflow.save_draft(piece, snapshot={"body": "Mereka."}, by=people["editor"])
    answer = writer.post(desk_of(piece), content(piece, body="Saya.", desk_page="t"))
    assert "/merge/" in answer["Location"]
    assert not UnsavedText.objects.exists()


def test_what_cannot_be_saved_stays_kept(piece, people, writer):
    writer.post(keep_of(piece), content(piece, body="Saya.", desk_page="t"))
    answer = writer.post(desk_of(piece), content(piece, headline="", desk_page="t"))
    assert answer.status_code == 200
    assert 'name="desk_page" value="t"' in answer.content.decode()
    assert UnsavedText.objects.count() == 1


def test_a_new_piece_is_kept_and_taken_up(people, writer):
    sent = typed(headline="Belum pernah disimpan", desk_page="t")
    writer.post(reverse("admin:articles_article_keep_new"), sent)
    [text] = keeping.offered(None, people["writer"])
    page = reverse("admin:articles_article_unsaved", args=[text.pk])
    assert "Belum pernah disimpan" in writer.get(ADD).content.decode()
    assert writer.get(page).status_code == 200
    form = writer.get(f"{ADD}?unsaved={text.pk}").context["adminform"].form
    assert form["headline"].value() == "Belum pernah disimpan"
    assert writer.post(ADD, sent | {"taken": text.pk}).status_code == 302
    assert not UnsavedText.objects.exists()


def test_unsaved_texts_are_their_writers_alone(piece, people, writer, editor):
    writer.post(keep_of(piece), content(piece, body="Rahasia saya.", desk_page="t"))
    text = UnsavedText.objects.get()
    page = reverse("admin:articles_article_unsaved", args=[text.pk])
    discard = reverse("admin:articles_article_discard", args=[text.pk])
    assert editor.get(page).status_code == 404
    assert editor.post(discard).status_code == 404
    for address in (desk_of(piece), f"{desk_of(piece)}?unsaved={text.pk}"):
        assert "Rahasia saya." not in editor.get(address).content.decode()
    assert UnsavedText.objects.exists()


def test_what_is_thrown_away_stays_among_the_versions(piece, people, writer):
    writer.post(keep_of(piece), content(piece, body="Tidak jadi.", desk_page="t"))
    [text] = keeping.offered(piece, people["writer"])
    discard = reverse("admin:articles_article_discard", args=[text.pk])
    assert writer.get(discard).status_code == 405
    assert writer.post(discard).status_code == 302
    assert not UnsavedText.objects.exists()
    newest = piece.revisions.first()
    assert (newest.kind, newest.snapshot["body"]) == (Revision.Kind.AUTOSAVE, "Tidak jadi.")
    assert working_snapshot(Article.objects.get(pk=piece.pk))["body"] == "Isi pertama."


def test_what_is_thrown_away_of_a_loaded_piece_stays_too(people):
    chief = Client()
    chief.force_login(people["chief"])
    loaded = make_article(body="Seperti dimuat.")
    chief.post(keep_of(loaded), content(loaded, body="Tidak jadi.", desk_page="t", base="0"))
    [text] = keeping.offered(loaded, people["chief"])
    chief.post(reverse("admin:articles_article_discard", args=[text.pk]))
    kinds = {row.kind: row.snapshot["body"] for row in loaded.revisions.all()}
    assert kinds == {"baseline": "Seperti dimuat.", "autosave": "Tidak jadi."}
    loaded.refresh_from_db()
    assert working_snapshot(loaded)["body"] == "Seperti dimuat."


def test_the_page_after_a_save_names_what_was_saved_once(piece, writer):
    writer.post(desk_of(piece), content(piece, body="Baru.", desk_page="tab-7"))
    assert 'data-saved="tab-7"' in writer.get(desk_of(piece)).content.decode()
    assert 'data-saved=""' in writer.get(desk_of(piece)).content.decode()
    writer.post(desk_of(piece), content(piece, body="Lagi.", desk_page="t\0", base="2"))
    assert 'data-saved=""' in writer.get(desk_of(piece)).content.decode()


def test_nothing_left_to_save_is_let_go(piece, people, writer):
    writer.post(keep_of(piece), content(piece, body="Ketikan.", desk_page="t"))
    answer = writer.post(keep_of(piece), content(piece, desk_page="t", unchanged="1"))
    assert answer.json()["kept"] == ""
    assert not UnsavedText.objects.exists()
    # A browser's store knows nothing of a save that went through.
    writer.post(keep_of(piece), content(piece, slug=piece.slug, desk_page="t", late="1"))
    assert not UnsavedText.objects.exists()
    writer.post(keep_of(piece), content(piece, body="Lain.", desk_page="t", late="1"))
    assert UnsavedText.objects.count() == 1


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"desk_page": ""},
        {"desk_page": "x" * 41},
        {"desk_page": "t\0"},
        {"desk_page": "<b>"},
        {"desk_page": "t", "base": "-9"},
        {"desk_page": "t", "base": "9" * 30},
        {"desk_page": "t", "byline": ["x", "9" * 30], "section": "abc", "lead_image": "'"},
        {"desk_page": "t", "body": "x" * 1_000_001},
    ],
)
def test_odd_requests_get_words(piece, writer, sent):
    answer = writer.post(keep_of(piece), sent)
    assert answer.status_code == 200
    assert answer.json().keys() & {"kept", "refused"}
    for text in UnsavedText.objects.all():
        page = reverse("admin:articles_article_unsaved", args=[text.pk])
        assert writer.get(page).status_code == 200
        assert writer.get(f"{desk_of(piece)}?unsaved={text.pk}").status_code == 200
    for key in ("0", "abc", "9" * 30, ""):
        assert writer.get(f"{desk_of(piece)}?unsaved={key}").status_code == 200


def test_a_full_disk_is_said_and_stops_no_news(piece, people, writer, monkeypatch):
    def full(*args, **kwargs):
        raise OperationalError("database or disk is full")

    workflow.save_draft(piece, snapshot={"body": "Baru."}, by=people["editor"])
    monkeypatch.setattr(keeping, "keep", full)
    monkeypatch.setattr(presence, "enter", full)
    answer = writer.post(keep_of(piece), content(piece, desk_page="t")).json()
    assert "disk is full" in answer["refused"]
    assert answer["again"]
    [line] = writer.post(pulse_of(piece), {"base": "1", "state": "draft"}).json()["lines"]
    assert "versi 2" in line


def test_strangers_keep_nothing(piece, people):
    rightless = Client()
    rightless.force_login(people["rightless"])
    sent = content(piece, desk_page="t")
    assert rightless.post(keep_of(piece), sent).status_code == 403
    assert rightless.post(pulse_of(piece)).status_code == 403
    assert Client().post(keep_of(piece), sent).status_code == 403
    assert Client().get(pulse_of(piece)).status_code == 302
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(people["writer"])
    assert strict.post(keep_of(piece), sent).status_code == 403
    assert not UnsavedText.objects.exists()
    assert not Presence.objects.exists()


def test_the_pulse_says_who_is_here_and_what_became_of_it(piece, people, writer, editor):
    first = editor.post(pulse_of(piece), {"base": "1", "state": "draft"}).json()
    assert first["lines"] == []
    assert first["account"] == str(people["editor"].pk)
    [line] = writer.post(pulse_of(piece), {"base": "1", "state": "draft"}).json()["lines"]
    assert "redaktur" in line
    workflow.save_draft(piece, snapshot={"body": "Baru."}, by=people["editor"])
    workflow.publish(Article.objects.get(pk=piece.pk), by=people["chief"])
    lines = writer.post(pulse_of(piece), {"base": "1", "state": "draft"}).json()["lines"]
    assert len(lines) == 3
    assert "versi 2" in lines[1]
    workflow.withdraw(Article.objects.get(pk=piece.pk), by=people["chief"], reason="Salah.")
    assert "dicabut" in writer.post(pulse_of(piece), {"state": "live"}).json()["lines"][-1]
    draft = make_article(published_at=None)
    address = pulse_of(draft)
    draft.delete()
    [gone] = writer.post(address, {"base": "1", "state": "draft"}).json()["lines"]
    assert "dihapus" in gone


def test_asking_leaves_no_trace(piece, writer):
    answer = writer.get(pulse_of(piece))
    assert answer.json()["token"]
    assert "no-store" in answer["Cache-Control"]
    assert not Presence.objects.exists()


def test_the_pulse_costs_the_same_however_many_versions(
    piece, people, writer, django_assert_max_num_queries
):
    for number in range(2, 40):
        workflow.save_draft(piece, snapshot={"body": f"Isi {number}."}, by=people["writer"])
    writer.post(pulse_of(piece), {"base": "1"})
    with django_assert_max_num_queries(9):
        writer.post(pulse_of(piece), {"base": "1"})
