"""Every state of a piece in everything that readers and machines are given, as one table."""

import re
from html import unescape

import pytest
from django.utils import timezone

from articles import cards, sitemaps
from articles.models import Article, Correction
from articles.models.status import Entry
from tests.articles.syndication import make_every_state
from tests.factories import make_author, make_section, make_tag

pytestmark = pytest.mark.django_db

PUBLIC = {"live", "advertorial", "unverified"}


@pytest.fixture
def owners():
    return {"section": make_section("Hukum"), "tags": [make_tag("AI")], "authors": [make_author()]}


@pytest.fixture
def states(owners):
    return make_every_state(**owners)


def answer(client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, path
    return unescape(response.content.decode())


def test_lists_feeds_and_sitemaps_have_what_is_public(client, owners, states):
    day = timezone.localdate()
    part = (Article.objects.latest("pk").pk - 1) // sitemaps.PER_FILE + 1
    section, tag, author = owners["section"], owners["tags"][0], owners["authors"][0]
    lists = ["/", *(one.get_absolute_url() for one in (section, tag, author))]
    feeds = [f"{path}{form}" for path in lists for form in ("feed.xml", "feed.json")]
    archive = [f"/arsip/{day:%Y}/", f"/arsip/{day:%Y/%m}/", f"/arsip/{day:%Y/%m/%d}/"]
    pages = [*lists, *archive, f"/arsip/depan/{day:%Y/%m/%d}/", "/cari/?q=keadaan"]
    maps = [f"/sitemap-artikel-{part}.xml"]
    for path in (*pages, *feeds, *maps):
        text = answer(client, path)
        shown = {name for name, piece in states.items() if f"/{piece.slug}/" in text}
        assert shown == PUBLIC, path
        if path not in maps:
            # What is paid for and what is not verified is said wherever it stands.
            assert "Advertorial" in text, path
            assert re.search("(?i)belum (ter|di)verifikasi", text), path
    news = answer(client, "/sitemap-news.xml")
    shown = {name for name, piece in states.items() if f"/{piece.slug}/" in news}
    assert shown == PUBLIC - {"advertorial"}
    found = client.get("/cari/saran/?q=keadaan").json()["suggestions"]
    assert {row["text"] for row in found} <= {states[name].headline for name in PUBLIC}


def test_what_belongs_to_a_piece_is_there_as_long_as_it_is(client, states):
    for name, piece in states.items():
        path = piece.get_absolute_url() or f"/2025/01/{piece.slug}/"
        status = 200 if name in PUBLIC else 410 if name == "withdrawn" else 404
        page = answer(client, path, status)
        answer(client, f"{path}riwayat/", status)
        assert client.get(cards.of(piece).address).status_code == (200 if name in PUBLIC else 404)
        for mark in ("application/ld+json", 'rel="canonical"', "og:title", "max-image-preview"):
            assert (mark in page) == (name in PUBLIC), (name, mark)
        assert ("noindex" in page) == (name not in PUBLIC)
        if name not in {*PUBLIC, "withdrawn"}:
            assert piece.headline not in page


def test_the_ledger_keeps_to_what_readers_may_know(client, states):
    for piece in states.values():
        entry = Correction(article=piece, headline=piece.headline, kind=Entry.RALAT, text="Enam.")
        entry.render()
        entry.save()
    for path in ("/koreksi/", "/koreksi/feed.xml", "/koreksi/feed.json"):
        text = answer(client, path)
        shown = {name for name, piece in states.items() if piece.headline in text}
        assert shown == {*PUBLIC, "withdrawn"}, path
