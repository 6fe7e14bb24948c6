"""The search page as readers ask for it."""

import json
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import search
from articles.models import SearchMiss, SearchPick
from tests.articles.test_search import HOSTILE
from tests.articles.test_views import text_of
from tests.factories import make_article, make_author, make_chief, make_section, make_tag

# PostgreSQL refuses some strings and then the transaction; the answers must come before that.
pytestmark = pytest.mark.django_db(transaction=True)


def test_odd_words_get_an_answer_and_never_an_error(client):
    make_article("Mistral", body="a b c yang")
    for typed in HOSTILE:
        asked = quote(typed.encode("utf-8", "surrogatepass"))
        for address in (f"/cari/?q={asked}", f"/cari/?urut=terbaru&q={asked}"):
            response = client.get(address)
            assert (response.status_code, response["Cache-Control"]) == (200, "no-store"), typed
        response = client.get(f"/cari/saran/?q={asked}")
        assert (response.status_code, type(json.loads(response.content))) == (200, dict)
        for name in ("rubrik", "tag", "penulis", "waktu", "urut"):
            assert client.get(f"/cari/?q=mistral&{name}={asked}").status_code == 200, typed
    for page in ("0", "-1", "x", "9999", "1e3", "%00"):
        assert client.get(f"/cari/?q=mistral&hal={page}").status_code == 404


def test_filters_order_and_pages(client):
    now, author, tag = timezone.now(), make_author("Ratna"), make_tag("Padi")
    top = make_section("Ekonomi")
    below = make_section("Pangan", parent=top)
    old = make_article(
        "Panen raya", section=below, authors=[author], published_at=now - timedelta(days=40)
    )
    new = make_article("Kabar desa", section=top, tags=[tag], body="Panen.")
    make_article("Panen lain")

    def found(address):
        response = client.get(f"/cari/?q=panen&{address}")
        return [hit["article"] for hit in response.context["hits"]]

    assert found("rubrik=ekonomi") == [old, new]
    assert found("rubrik=ekonomi&urut=terbaru") == [new, old]
    assert found("penulis=ratna") == [old]
    assert found("tag=padi") == [new]
    assert old not in found("waktu=bulan")
    for number in range(45):
        make_article(f"Panen {number}", published_at=now - timedelta(hours=number))
    for order in ("", "&urut=terbaru"):
        pages = [found(f"hal={number}{order}") for number in (1, 2, 3)]
        assert [len(page) for page in pages] == [20, 20, 8]
        assert len({piece.pk for page in pages for piece in page}) == 48


def test_a_result_is_marked_in_its_own_words(client):
    make_article("Kapal <Nusantara>", body=f"{'kata ' * 200} Menulis & <b>tulisannya</b> indah.")
    html = text_of(client.get("/cari/?q=tulis"))
    assert "<mark>Menulis</mark> &amp; <mark>tulisannya</mark> indah." in html
    assert "Kapal &lt;Nusantara&gt;" in html


def test_editors_picks_come_first_for_their_query_alone(client):
    first, pick = make_article("Banjir banjir"), make_article("Panduan warga")
    hidden = make_article("Naskah", published_at=None)
    for piece in (pick, hidden):
        SearchPick.objects.create(query=" BANJIR ", article=piece)

    def found(typed):
        return [hit["article"] for hit in client.get(f"/cari/?q={typed}").context["hits"]]

    assert found("Banjir") == [pick, first]
    for number in range(25):
        make_article(f"Banjir {number}", published_at=timezone.now() + timedelta(seconds=-number))
    SearchPick.objects.create(query="banjir", article=first)
    pages = [found("banjir"), found("banjir&hal=2")]
    assert pages[0][:2] == [pick, first]
    assert len({*pages[0], *pages[1]}) == len(pages[0] + pages[1]) == 27
    assert found("panduan") == [pick]


def test_what_found_nothing_is_counted_without_saying_who_asked(client):
    for typed in ("Kudanil  Jawa", "kudanil jawa", "budi@contoh.id", "081234567890", "x", "&&"):
        client.get(f"/cari/?q={quote(typed)}")
    client.get("/cari/?q=gajah&waktu=hari")
    assert [*SearchMiss.objects.values_list("query", "times")] == [("kudanil jawa", 2)]
    client.force_login(make_chief())
    assert "kudanil jawa" in text_of(client.get("/admin/"))
    assert "kudanil jawa" in text_of(client.get("/admin/articles/searchmiss/"))


def test_a_flood_of_misses_stays_bounded(monkeypatch):
    monkeypatch.setattr("articles.search.misses.MOST_A_DAY", 3)
    for word in ("satu", "dua", "tiga", "empat", "lima", "satu"):
        search.note_miss(search.parse(word))
    assert SearchMiss.objects.count() == 3
    assert SearchMiss.objects.get(query="satu").times == 2


def test_nothing_found_gets_help_and_the_word_that_was_meant(client):
    make_article("Pertamina menjual kapal", tags=["Energi"])
    html = text_of(client.get("/cari/?q=pertamnia"))
    assert _("Did you mean") in html
    assert 'href="/cari/?q=pertamina"' in html
    # What was meant stands there at once, marked, and the page says that it is not what was typed.
    assert "<mark>Pertamina</mark> menjual kapal" in html
    assert _("Nothing found for “%(query)s”. These are the results for “%(corrected)s”.") % {
        "query": "pertamnia",
        "corrected": "pertamina",
    } in " ".join(html.split())
    assert 'name="robots" content="noindex"' in html
    # Who looks for another word, which is near by chance, is asked and not answered.
    html = text_of(client.get("/cari/?q=tapal"))
    assert 'href="/cari/?q=kapal"' in html
    assert "<mark>" not in html
    assert 'href="/tag/energi/"' in html


def test_suggestions_are_public_and_of_each_kind(client):
    make_article("Mistral naik", tags=["Mistral AI"], authors=[make_author("Mista Putri")])
    make_article("Mistral rahasia", tags=["Mistral gelap"], published_at=None)
    found = client.get("/cari/saran/?q=mist").json()["suggestions"]
    assert [entry["text"] for entry in found] == ["Mistral AI", "Mista Putri", "Mistral naik"]
    assert all(client.get(entry["address"]).status_code == 200 for entry in found)


def test_the_desk_finds_drafts_by_their_roots(client):
    make_article("Menulis naskah", published_at=None)
    make_article("Lain")
    client.force_login(make_chief())
    html = text_of(client.get("/admin/articles/article/?q=tulisan"))
    assert "Menulis naskah" in html
    assert ">Lain<" not in html


def test_a_search_costs_the_same_for_few_and_many(client):
    client.get("/cari/?q=panen")  # what is read once a process
    counts = []
    for number in (3, 60):
        for _number in range(number):
            make_article("Panen raya", section=make_section())
        with CaptureQueriesContext(connection) as queries:
            client.get("/cari/?q=panen")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 8
