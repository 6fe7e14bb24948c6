"""Who lost the right, the session or the form's token while writing loses no word."""

import re

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from articles.models import Article, Tag
from tests.articles.desk import ADD, desk_of, typed
from tests.factories import make_article, make_user, make_writer

pytestmark = pytest.mark.django_db

SENT = typed(body="Panjang <sekali>.", tags="AI, Paris", note="Untuk meja.", lead_image="7")
HERE = {"Origin": "http://testserver"}


@pytest.fixture
def writer(db) -> User:
    return make_writer(username="penulis")


@pytest.fixture
def client(writer) -> Client:
    client = Client(headers=HERE)
    client.force_login(writer)
    return client


def assert_kept(response, *words: str) -> None:
    page = response.content.decode()
    assert response.status_code == 403
    for text in ("Judul baru", "Panjang &lt;sekali&gt;.", "AI, Paris", "Untuk meja.", *words):
        assert text in page
    # To the letter: not even the template's own white space gets into the text.
    assert ">&#10;Panjang &lt;sekali&gt;.</textarea>" in page
    assert 'name="lead_image" value="7"' in page
    # The act is left out: what is sent again is only saved.
    assert 'name="_publish"' not in page
    assert not Article.objects.filter(headline="Judul baru").exists()


@pytest.mark.parametrize("is_new", [True, False])
def test_a_role_removed_while_the_form_was_open(client, writer, is_new):
    address = ADD if is_new else desk_of(make_article("Asal", published_at=None))
    writer.groups.clear()
    assert_kept(client.post(address, SENT | {"_publish": ""}))


@pytest.mark.parametrize("change", [{"is_staff": False}, {"is_active": False}])
def test_an_account_closed_while_the_form_was_open(client, change):
    User.objects.update(**change)
    assert_kept(client.post(ADD, SENT), reverse("admin:login"))


def test_signed_out_in_another_tab_and_in_again(writer):
    client = Client(headers=HERE, enforce_csrf_checks=True)
    client.force_login(writer)

    def token(page) -> str:
        return re.search(r'csrfmiddlewaretoken" value="(\w+)"', page.content.decode())[1]

    opened = token(client.get(ADD))
    client.cookies.pop("newsroom_session")
    assert_kept(client.post(ADD, SENT | {"csrfmiddlewaretoken": opened}))
    client.force_login(writer)
    client.cookies.pop("newsroom_csrf")  # signing in makes it anew
    fresh = client.post(ADD, SENT | {"csrfmiddlewaretoken": opened})
    assert_kept(fresh)
    again = SENT | {"csrfmiddlewaretoken": token(fresh), "lead_image": ""}
    assert client.post(ADD, again).status_code == 302
    assert Article.objects.get().body == "Panjang <sekali>."


def test_what_another_site_sends_is_not_shown(writer):
    client = Client(headers={"Origin": "https://lain.example"}, enforce_csrf_checks=True)
    client.force_login(writer)
    page = client.post(ADD, SENT)
    assert page.status_code == 403
    assert "Panjang" not in page.content.decode()


def test_a_piece_deleted_meanwhile_by_whoever_may_not_add(client, writer):
    article = make_article("Asal", published_at=None)
    address = desk_of(article)
    writer.groups.clear()
    article.delete()
    assert_kept(client.post(address, SENT))


def test_without_text_a_refusal_is_as_always(client, writer):
    writer.groups.clear()
    assert "kept-" not in client.post(ADD, {"_save": ""}).content.decode()


def test_no_password_is_ever_given_back(client):
    sent = {"username": "x", "password1": "rahasia-betul", "email": "a@b.c", "_save": ""}
    page = client.post(reverse("admin:auth_user_add"), sent)
    assert page.status_code == 403
    assert "rahasia" not in page.content.decode()


@pytest.mark.parametrize("model", ["tag", "section", "author", "standingpage"])
def test_the_other_forms_keep_their_texts_too(model):
    client = Client(headers=HERE)
    client.force_login(make_user())
    sent = {"name": "Nama panjang", "title": "Nama panjang", "description": "Uraian."}
    page = client.post(reverse(f"admin:articles_{model}_add"), sent)
    assert page.status_code == 403
    assert "Nama panjang" in page.content.decode()


def test_notes_and_what_settles_a_conflict_are_given_back_too(client):
    notes = reverse("admin:articles_article_notes", args=[1])
    reply = reverse("admin:articles_article_note_reply", args=[1, 7])
    merge = reverse("admin:articles_article_merge", args=[1, 3])
    for address, name in ((notes, "note_text"), (reply, "reply_7"), (merge, "text-2")):
        sent = {name: "Kata <panjang>.", "choice-2": "edit"}
        # The piece was deleted meanwhile; then the session ends.
        gone, out = client.post(address, sent), Client(headers=HERE).post(address, sent)
        assert (gone.status_code, out.status_code) == (404, 403)
        for page in (gone.content.decode(), out.content.decode()):
            assert f'name="{name}" rows="2">&#10;Kata &lt;panjang&gt;.</textarea>' in page
            assert 'name="choice-2" value="edit"' in page


def test_a_full_disk_and_a_row_deleted_meanwhile_give_any_form_back(admin_client, monkeypatch):
    def full(*args, **kwargs):
        raise OperationalError("database or disk is full")

    sent = {"name": "Nama", "slug": "nama", "description": "Uraian panjang."}
    gone = admin_client.post(reverse("admin:articles_tag_change", args=[99]), sent)
    monkeypatch.setattr(Tag, "save", full)
    page = admin_client.post(reverse("admin:articles_tag_add"), sent)
    assert (gone.status_code, page.status_code) == (404, 503)
    assert "database or disk is full" in page.content.decode()
    for response in (gone, page):
        assert ">&#10;Uraian panjang.</textarea>" in response.content.decode()
