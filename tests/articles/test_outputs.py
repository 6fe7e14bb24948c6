"""Every state of a piece in everything that readers and machines are given, as one table."""

import json
import re
from html import unescape
from urllib.parse import urlencode

import html5lib
import pytest
from django.urls import reverse
from django.utils import timezone

from articles import cards, sitemaps
from articles.models import Article, Correction
from articles.models.status import Entry
from tests.articles.syndication import make_every_state, make_hostile_pieces
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


def headlines_on(client, path: str) -> set[str]:
    """The headlines of a page as a browser has them, with their spaces made one."""
    page = html5lib.parse(client.get(path).content.decode(), namespaceHTMLElements=False)
    found = [*page.iter("h1"), *page.iter("h2"), *page.iter("h3"), *page.iter("th")]
    return {in_one_line("".join(one.itertext())) for one in found}


def in_one_line(text: str) -> str:
    return " ".join(text.split())


def test_awkward_pieces_stand_whole_in_every_list(client, admin_client):
    pieces = make_hostile_pieces()
    first = pieces[0]
    day = timezone.localtime(first.published_at)
    wanted = {in_one_line(piece.headline) for piece in pieces}
    for path in (
        "/",
        first.section.get_absolute_url(),
        f"/arsip/{day:%Y/%m}/",
        f"/arsip/depan/{timezone.localdate():%Y/%m/%d}/",
    ):
        assert wanted <= headlines_on(client, path), path
    assert wanted <= headlines_on(admin_client, reverse("admin:articles_article_changelist"))
    for piece in pieces:
        line = in_one_line(piece.headline)
        assert line in headlines_on(client, piece.get_absolute_url())
        words = urlencode({"q": " ".join(re.findall(r"[\w\u200d]{4,}", piece.headline)[:3])})
        assert line in headlines_on(client, f"/cari/?{words}"), words


def test_all_names_and_words_of_a_piece_are_in_every_output_of_it(client):
    first, *_others, long = make_hostile_pieces()
    page = answer(client, first.get_absolute_url())
    thing = next(one for one in described(page) if one["@type"] == "NewsArticle")
    item = next(one for one in feed(client) if one["title"] == first.headline)
    names, tags = [one.name for one in first.byline], [one.name for one in first.tags.all()]
    assert (len(names), len(tags)) == (12, 30)
    assert [one["name"] for one in thing["author"]] == names
    assert [one["name"] for one in item["authors"]] == names
    assert set(tags) <= set(thing["keywords"]) & set(item["tags"])
    assert all(name in page for name in names + tags)
    page = answer(client, long.get_absolute_url())
    thing = next(one for one in described(page) if one["@type"] == "NewsArticle")
    item = next(one for one in feed(client) if one["title"] == long.headline)
    assert thing["wordCount"] == item["content_html"].count("kata") == page.count("kata ") == 15_000


def described(page: str) -> list[dict]:
    script = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    return json.loads(script[1])["@graph"]


def feed(client) -> list[dict]:
    return client.get("/feed.json").json()["items"]


def test_the_ledger_keeps_to_what_readers_may_know(client, states):
    for piece in states.values():
        entry = Correction(article=piece, headline=piece.headline, kind=Entry.RALAT, text="Enam.")
        entry.render()
        entry.save()
    for path in ("/koreksi/", "/koreksi/feed.xml", "/koreksi/feed.json"):
        text = answer(client, path)
        shown = {name for name, piece in states.items() if piece.headline in text}
        assert shown == {*PUBLIC, "withdrawn"}, path
