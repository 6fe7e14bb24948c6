"""The addresses of the notes: rights, forged posts, hostile text, and nothing for readers."""

import json
import re

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse
from django.utils import translation

from articles import annotating, correcting, sharing, workflow
from articles.correcting import Draft
from articles.models import Note, StandingPage
from tests.articles.desk import desk_of
from tests.articles.test_views import JULY
from tests.factories import make_article, make_author

pytestmark = pytest.mark.django_db
MARKER = "catatan-hanya-untuk-meja-redaksi"
HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)> {{ 7*7 }} javascript:'


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def desk(people):
    """A function that signs somebody in; the desk in English."""

    def sign_in(who: str, **options) -> Client:
        client = Client(headers={"accept-language": "en"}, **options)
        client.force_login(people[who])
        return client

    return sign_in


@pytest.fixture
def live_piece(section):
    """A piece that readers see, with everything that leads to it."""
    return make_article(
        "Judul",
        body="Isi pertama.",
        section=section,
        authors=[make_author("Ratna")],
        tags=["AI"],
        published_at=JULY,
    )


@pytest.fixture
def note(piece, people) -> Note:
    """The editor's note on a passage."""
    words = {"field": "body", "quote": "Isi pertama", "text": "Sumbernya?"}
    return annotating.add(piece, by=people["editor"], **words).note


def page_of(piece) -> str:
    return reverse("admin:articles_article_notes", args=[piece.pk])


def address(act: str, note: Note, piece=None) -> str:
    piece = piece or note.article
    return reverse(f"admin:articles_article_note_{act}", args=[piece.pk, note.pk])


class TestWithoutScript:
    """Ordinary forms, answered by the page of all notes."""

    def test_a_note_its_reply_and_its_end(self, piece, desk):
        client = desk("editor")
        typed = {"note_text": "Sumbernya?", "note_field": "body", "note_quote": "Isi pertama"}
        response = client.post(page_of(piece), typed, follow=True)
        note = Note.objects.get()
        assert response.redirect_chain == [(f"{page_of(piece)}#note-{note.pk}", 302)]
        html = response.content.decode()
        assert "Sumbernya?" in html
        assert "Isi pertama" in html

        client = desk("writer")
        response = client.post(address("reply", note), {f"reply_{note.pk}": "Ada."}, follow=True)
        assert "Ada." in response.content.decode()
        client.post(address("resolve", note))
        note.refresh_from_db()
        assert note.resolved_by.username == "penulis"
        client.post(address("reopen", note))
        note.refresh_from_db()
        assert note.resolved_at is None

    def test_what_is_refused_comes_back_with_what_was_typed(self, piece, note, desk):
        typed = {"note_text": "Halo <b>", "note_field": "headline", "note_quote": "Judul & lain"}
        response = desk("editor").post(page_of(piece), typed)
        html = response.content.decode()
        assert response.status_code == 200
        for words in ("Halo &lt;b&gt;", "Judul &amp; lain", 'value="headline" selected'):
            assert words in html
        long = "panjang " * 1000
        response = desk("editor").post(address("reply", note), {f"reply_{note.pk}": long})
        assert long in response.content.decode()
        assert Note.objects.count() == 1

    def test_the_form_stands_outside_of_the_desks(self, piece, note, desk):
        html = desk("editor").get(desk_of(piece)).content.decode()
        inside = html[
            html.index('id="article_form"') : html.index("</form>", html.index("<textarea"))
        ]
        assert "data-notes" in inside
        assert 'id="notes-form"' not in inside
        assert "data-refused" not in inside
        assert 'class="errornote"' not in inside
        panel = inside[
            inside.index("data-notes") : inside.index("</section>", inside.index("data-notes"))
        ]
        controls = re.findall(r"<(?:textarea|select|input|button)[^>]*>", panel)
        assert len(controls) > 5
        # Whatever is no button of the script belongs to the notes' own form.
        loose = [one for one in controls if 'form="notes-form"' not in one]
        assert all('type="button"' in one for one in loose)
        # What was not saved there stays in its tab.
        assert re.search(r'id="notes-form" target="_blank"', html)

    def test_everything_stands_on_its_page_in_pages(self, piece, people, desk):
        for number in range(60):
            annotating.add(piece, by=people["editor"], text=f"Catatan nomor {number}.")
        client = desk("writer")
        first = client.get(page_of(piece)).content.decode()
        second = client.get(f"{page_of(piece)}?hal=2").content.decode()
        assert "Catatan nomor 59." in first
        assert "Catatan nomor 9." in second
        for query in ("hal=0", "hal=x", "hal=99", "hal=%00", "hal=1&hal=2"):
            assert client.get(f"{page_of(piece)}?{query}").status_code == 404


class TestWithScript:
    """The same acts, answered by the panel alone."""

    def test_the_panel_is_placed_in_the_text_as_typed(self, piece, note, desk):
        typed = {"panel": "1", "note_text": "Ini juga.", "body": "Baru sekali.\r\n\r\nIsi pertama."}
        response = desk("editor").post(page_of(piece), typed)
        html = response.content.decode()
        assert response.status_code == 200
        assert html.lstrip().startswith("<section")
        assert f'data-changed="note-{Note.objects.latest("pk").pk}"' in html
        assert 'data-start="14"' in html
        assert "no-store" in response["Cache-Control"]
        gone = desk("editor").post(address("resolve", note), {"panel": "1", "body": "Kosong."})
        assert "detached" in gone.content.decode()

    def test_what_is_refused_says_so(self, piece, desk):
        response = desk("editor").post(page_of(piece), {"panel": "1", "note_text": " "})
        assert response.status_code == 422
        assert "data-refused" in response.content.decode()

    def test_where_a_passage_stands(self, piece, note, desk):
        client = desk("writer")
        place = client.post(address("place", note), {"body": "🗞 Judul.\r\nIsi  pertama."}).json()
        assert place == {"start": 9, "end": 21}
        assert client.post(address("place", note), {"body": "Lain."}).json() == {}
        assert client.post(address("place", note)).json() == {}

    def test_whom_letters_reach_is_said(self, piece, desk):
        typed = {"panel": "1", "note_text": "@penulis @entah lihat"}
        html = desk("editor").post(page_of(piece), typed).content.decode()
        assert "A letter goes to @penulis." in html
        assert "No letter goes to @entah" in html


class TestRights:
    """Every address asks who is there."""

    @pytest.mark.parametrize("who", ["anonymous", "rightless", "nobody"])
    def test_strangers_see_and_do_nothing(self, piece, note, desk, who):
        client = Client() if who == "nobody" else desk(who)
        for act in ("reply", "resolve", "reopen", "place"):
            typed = {f"reply_{note.pk}": "Halo", "body": "Isi pertama"}
            assert client.post(address(act, note), typed).status_code in {302, 403}
        for response in (
            client.get(page_of(piece)),
            client.post(page_of(piece), {"note_text": "a"}),
        ):
            assert response.status_code in {302, 403}
            assert "Sumbernya" not in response.content.decode()
        note.refresh_from_db()
        assert (Note.objects.count(), note.resolved_at) == (1, None)

    def test_who_may_only_look_may_note(self, piece, note, desk, people):
        html = desk("other writer").get(desk_of(piece)).content.decode()
        assert "Sumbernya?" in html
        assert address("reply", note) in html
        assert address("resolve", note) not in html
        assert desk("other writer").post(page_of(piece), {"note_text": "Halo"}).status_code == 302
        response = desk("other writer").post(address("resolve", note))
        assert response.status_code == 200
        note.refresh_from_db()
        assert note.resolved_at is None

    def test_forged_posts(self, piece, note, desk):
        client = desk("editor", enforce_csrf_checks=True)
        for target in (page_of(piece), address("resolve", note), address("reply", note)):
            typed = {"note_text": "a", f"reply_{note.pk}": "a"}
            assert client.post(target, typed).status_code == 403
        for act in ("reply", "resolve", "reopen", "place"):
            assert desk("editor").get(address(act, note)).status_code == 405

    def test_a_note_of_another_piece(self, piece, note, desk):
        other = make_article()
        for act in ("reply", "resolve", "reopen", "place"):
            forged = address(act, note, other)
            response = desk("chief").post(forged, {f"reply_{note.pk}": "a", "body": "Isi pertama"})
            assert response.status_code == 404
        note.refresh_from_db()
        assert (Note.objects.count(), note.resolved_at) == (1, None)

    @pytest.mark.parametrize("key", [0, 10**18, 10**19, 10**60])
    def test_keys_that_are_none(self, piece, note, desk, key):
        client, base = desk("chief"), page_of(piece)
        for act in ("reply", "resolve", "reopen", "place"):
            assert client.post(f"{base}{key}/{act}/").status_code == 404
        assert client.get(f"/admin/articles/article/{key}/notes/").status_code == 404


@pytest.mark.parametrize(
    "text",
    [
        HOSTILE,
        "a\0b",
        "\0",
        "x" * 10_000,
        "x" * 3_999,
        "سطر أول\u202e ثان",
        "ꦥꦤꦼꦭꦶꦠꦶ 👩🏽‍🚀 🗞️",
        "\ud7ff\ufffe\ufffd",
        "%00%FF\r\n\r\nSet-Cookie: a=b",
    ],
    ids=["hostile", "nul", "only nul", "long", "fits", "arabic", "javanese", "odd", "header"],
)
@pytest.mark.parametrize("panel", [{}, {"panel": "1"}], ids=["page", "panel"])
def test_any_text_anywhere(piece, note, desk, text, panel):
    client = desk("editor")
    for typed in (
        {"note_text": text},
        {"note_text": "a", "note_field": text},
        {"note_text": "a", "note_field": "body", "note_quote": text, "note_position": text},
        {"note_text": "a", "note_field": "body", "note_quote": "Isi", "body": text},
    ):
        response = client.post(page_of(piece), typed | panel, follow=True)
        assert response.status_code in {200, 422}
        assert "<script>alert" not in response.content.decode()
        assert "<img src=x" not in response.content.decode()
    reply = {f"reply_{note.pk}": text} | panel
    assert client.post(address("reply", note), reply, follow=True).status_code in {200, 422}
    assert client.post(address("place", note), {"body": text}).status_code == 200
    for page in (desk_of(piece), page_of(piece)):
        html = client.get(page).content.decode()
        assert "<script>alert" not in html
        assert "<img src=x" not in html


def test_bytes_that_are_no_text(piece, note, desk):
    form = "application/x-www-form-urlencoded"
    response = desk("editor").post(
        page_of(piece), b"note_text=\xff\xfe%ED%A0%80", content_type=form
    )
    assert response.status_code == 302
    assert desk("editor").get(page_of(piece)).status_code == 200


def test_the_desk_costs_the_same_however_many_notes(piece, note, people, desk):
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(desk_of(piece)).status_code == 200
        return len(caught)

    client = desk("editor")
    annotating.reply(note, by=people["writer"], text="Ada.")
    annotating.resolve(annotating.add(piece, by=people["chief"], text="a").note, by=people["chief"])
    before = queries()
    for number in range(70):
        one = annotating.add(piece, by=people["chief"], text=f"{number}").note
        annotating.reply(one, by=people["writer"], text="Ya.")
        if number % 3 == 0:
            annotating.resolve(one, by=people["chief"])
    assert queries() == before


# --- Readers --------------------------------------------------------------------

# What leads to each public address. A new one is added here, so that it is looked through.
ARGUMENTS = {
    "home": [()],
    "article": [("2025", "07", "judul")],
    "search": [()],
    "search_suggestions": [()],
    "section": [("teknologi",)],
    "tag_index": [()],
    "tag": [("ai",)],
    "author": [("ratna",)],
    "archive": [()],
    "archive_year": [("2025",)],
    "archive_month": [("2025", "07")],
    "archive_day": [("2025", "07", "12")],
    "front_of_day": [("2025", "07", "12")],
    "feed": [("feed.xml",), ("feed.json",)],
    "section_feed": [("teknologi", "feed.xml"), ("teknologi", "feed.json")],
    "tag_feed": [("ai", "feed.xml"), ("ai", "feed.json")],
    "author_feed": [("ratna", "feed.xml"), ("ratna", "feed.json")],
    "corrections_feed": [("feed.xml",), ("feed.json",)],
    "sitemap": [()],
    "sitemap_news": [()],
    "corrections": [()],
    "history": [("2025", "07", "judul")],
    "standing_page": [("tentang",)],
}


def public_names() -> set[str]:
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    without_text = {"media", "healthz", "readyz", "robots", "security", "sitemap_part"}
    without_text |= {"card", "list_card"}
    return names - without_text - {"markdownx_markdownify", "markdownx_upload"}


def test_readers_find_no_note_anywhere(live_piece, people, client):
    for field in annotating.FIELDS:
        note = annotating.add(live_piece, by=people["chief"], text=MARKER, field=field).note
        annotating.reply(note, by=people["chief"], text=MARKER)
    words = {"field": "body", "quote": "Isi pertama", "text": MARKER}
    annotating.resolve(
        annotating.add(live_piece, by=people["chief"], **words).note, by=people["chief"]
    )
    StandingPage.objects.create(slug="tentang", title="Tentang", body="Kami.")

    changed = workflow.save_draft(live_piece, snapshot={"kicker": "Kini"}, by=people["chief"])
    workflow.publish(changed, by=people["chief"])
    entry = correcting.correct(changed, by=people["chief"], draft=Draft("ralat", "Keliru."))
    waiting = workflow.save_draft(changed, snapshot={"kicker": "Baru"}, by=people["chief"])
    _link, token = sharing.share(waiting, by=people["chief"])
    addresses = ARGUMENTS | {
        "shared_preview": [(token,)],
        "correction": [(entry.pk,)],
        "comparison": [("2025", "07", "judul", 1, 2)],
    }
    assert public_names() == set(addresses)
    for name, chances in addresses.items():
        for arguments in chances:
            response = client.get(reverse(name, args=arguments))
            assert response.status_code == 200, name
            assert MARKER not in response.content.decode()
            assert MARKER not in str(response.headers)
    # Nor do those who are signed in, on the readers' pages.
    client.force_login(people["chief"])
    assert MARKER not in client.get(live_piece.get_absolute_url()).content.decode()
    workflow.withdraw(live_piece, by=people["chief"], reason="Keliru.")
    assert MARKER not in client.get(live_piece.get_absolute_url()).content.decode()


def test_a_dump_has_them_and_loads(note, people, tmp_path):
    annotating.reply(note, by=people["writer"], text=MARKER)
    file = tmp_path / "notes.json"
    call_command("dumpdata", "articles.note", output=str(file), verbosity=0)
    assert MARKER in file.read_text()
    assert len(json.loads(file.read_text())) == 2
    Note.objects.all().delete()
    call_command("loaddata", str(file), verbosity=0)
    assert Note.objects.get(pk=note.pk).replies.get().text == MARKER
