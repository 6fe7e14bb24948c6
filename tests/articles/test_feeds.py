"""Feeds: valid, complete, stable, and bounded."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from articles.feeds import ENTRIES, MAX_PAGES
from articles.models import Article, Correction
from articles.models.status import Entry
from tests.articles.syndication import (
    ATOM,
    checked_atom,
    checked_json_feed,
    make_every_state,
    make_hostile_pieces,
)
from tests.factories import make_article, make_author, make_section, make_tag

pytestmark = pytest.mark.django_db


def both(client, path: str = "/"):
    """The two forms of a feed, each held against its rules."""
    xml, json = client.get(f"{path}feed.xml"), client.get(f"{path}feed.json")
    assert xml["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert json["Content-Type"] == "application/feed+json; charset=utf-8"
    return checked_atom(xml.content), checked_json_feed(json.content)


def titles(root) -> list[str]:
    return [title.text for title in root.findall(f"{ATOM}entry/{ATOM}title")]


def ledger_entry(article: Article, **fields) -> Correction:
    entry = Correction(article=article, headline=article.headline, **fields)
    entry.render()
    entry.save()
    return entry


def test_an_empty_site_has_valid_feeds(client):
    for path in ("/", "/koreksi/"):
        root, feed = both(client, path)
        assert titles(root) == feed["items"] == []
        response = client.get(f"{path}feed.xml")
        assert response["ETag"] == client.get(f"{path}feed.xml")["ETag"]


def test_awkward_pieces_stand_in_every_feed_as_they_are(client):
    pieces = make_hostile_pieces()
    first = pieces[0]
    section, author, tag = first.section, first.byline[0], first.tags.first()
    for path in ("/", *(one.get_absolute_url() for one in (section, author, tag))):
        root, feed = both(client, path)
        assert titles(root) == [item["title"] for item in feed["items"]]
    root, feed = both(client)
    assert set(titles(root)) == {piece.headline for piece in pieces}
    item = next(item for item in feed["items"] if item["title"] == first.headline)
    assert len(item["authors"]) == 12
    assert item["authors"][0]["url"] == f"http://testserver{author.get_absolute_url()}"
    assert item["tags"][0] == section.name
    assert len(item["tags"]) == 31
    longest = next(item for item in feed["items"] if item["title"] == "Panjang")
    assert longest["content_html"].count("kata") == 15_000
    arabic = next(item for item in feed["items"] if item["title"].startswith("العربية"))
    assert arabic["content_html"].startswith('<p dir="rtl">العربية')


def test_texts_are_whole_and_their_addresses_full(client):
    make_hostile_pieces()
    _root, feed = both(client)
    for item in feed["items"]:
        # Code is no address.
        html = item["content_html"].replace('&lt;a href="/tag/" class="b"&gt;', "<!-- code -->")
        addresses = re.findall(r'(?:href|src)="([^"]*)"', html)
        assert all(one.startswith(("http://testserver/", "https://")) for one in addresses)
        if "Panjang" not in item["title"]:
            assert f"{item['url']}#bagian-bagian" in addresses
            assert f"{item['url']}#catatan-1" in addresses
            assert "<!-- code -->" in html
            assert html.count("<figure>") >= 3
    pictured = [item for item in feed["items"] if "image" in item]
    lead = re.compile("http://testserver/media/turunan/.*/16x9-[0-9]+.jpg")
    assert all(lead.fullmatch(item["image"]) for item in pictured)
    assert len(pictured) == 3


def test_only_what_is_public_is_there_and_labels_go_with_it(client):
    make_every_state()
    root, feed = both(client)
    shown = {"Keadaan live", "Advertorial: Keadaan advertorial", "Keadaan unverified"}
    assert set(titles(root)) == shown
    texts = {item["title"]: item["content_html"] for item in feed["items"]}
    assert texts["Advertorial: Keadaan advertorial"].startswith("<p><strong>Advertorial")
    assert "Menunggu polisi." in texts["Keadaan unverified"]
    assert "<strong>" not in texts["Keadaan live"]


def test_an_id_outlives_the_address_and_the_date_moves_by_significant_change_alone(client):
    piece = make_article("Judul", published_at=timezone.now() - timedelta(days=40))
    _root, before = both(client)
    Article.objects.filter(pk=piece.pk).update(slug="lain", headline="Lain")
    _root, after = both(client)
    old, new = before["items"][0], after["items"][0]
    assert (old["id"], old["date_modified"]) == (new["id"], new["date_modified"])
    assert old["url"] != new["url"]
    Article.objects.filter(pk=piece.pk).update(updated_at=timezone.now())
    _root, later = both(client)
    assert later["items"][0]["date_modified"] > new["date_modified"]


def test_whoever_has_it_is_told_so_until_something_changes(client):
    piece = make_article()
    first = client.get("/feed.xml")
    tag, date = first["ETag"], first["Last-Modified"]
    for headers in ({"if-none-match": tag}, {"if-modified-since": date}):
        answer = client.get("/feed.xml", headers=headers)
        assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", tag)
    # A piece that goes leaves an older newest entry behind.
    later = timezone.now() + timedelta(seconds=5)
    Article.objects.filter(pk=piece.pk).update(
        withdrawn_at=later, withdrawal_reason="Salah.", modified_at=later
    )
    for headers in ({"if-none-match": tag}, {"if-modified-since": date}):
        assert client.get("/feed.xml", headers=headers).status_code == 200


def test_a_feed_is_cut_into_pages_that_lead_to_each_other(client):
    section = make_section()
    for number in range(ENTRIES + 1):
        make_article(section=section, published_at=timezone.now() - timedelta(hours=number))
    root, feed = both(client)
    assert len(feed["items"]) == ENTRIES
    assert feed["next_url"] == "http://testserver/feed.json?hal=2"
    second = checked_atom(client.get("/feed.xml?hal=2").content)
    links = {link.get("rel"): link.get("href") for link in second.findall(f"{ATOM}link")}
    assert links["previous"] == links["first"] == "http://testserver/feed.xml"
    assert "next" not in links
    assert root.find(f"{ATOM}id").text == second.find(f"{ATOM}id").text
    for number in (3, MAX_PAGES + 1, 0, "x"):
        assert client.get(f"/feed.xml?hal={number}").status_code == 404


def test_the_ledger_has_a_feed(client):
    states = make_every_state()
    ledger_entry(states["live"], kind=Entry.RALAT, text="Bukan **lima**, melainkan enam.")
    ledger_entry(states["live"], kind=Entry.HAK_JAWAB, text="Kami keberatan.", party="PT Anu")
    ledger_entry(states["draft"], kind=Entry.RALAT, text="Belum terbit.")
    root, feed = both(client, "/koreksi/")
    assert len(titles(root)) == len({item["url"] for item in feed["items"]}) == 2
    assert feed["items"][0]["authors"] == [{"name": "PT Anu"}]
    assert "<strong>lima</strong>" in feed["items"][1]["content_html"]


def test_words_that_a_withdrawal_keeps_back_are_in_no_feed(client):
    piece = make_article()
    ledger_entry(piece, kind=Entry.HAK_JAWAB, text="Nama korban.", party="Keluarga korban")
    now = timezone.now()
    Article.objects.filter(pk=piece.pk).update(withdrawn_at=now, withdrawal_reason="Anak.")
    both(client, "/koreksi/")
    for form in ("feed.xml", "feed.json"):
        content = client.get(f"/koreksi/{form}").content.decode()
        assert "korban" not in content
        assert f"koreksi/{piece.corrections.get().pk}" in content


def test_whoever_read_an_entry_learns_what_became_of_it(client):
    piece, now = make_article(published_at=timezone.now() - timedelta(days=2)), timezone.now()
    first = ledger_entry(piece, kind=Entry.RALAT, text="Lima.", at=now - timedelta(hours=2))
    ledger_entry(
        piece, kind=Entry.KOREKSI, text="Enam.", at=now - timedelta(hours=1), supersedes=first
    )
    old = both(client, "/koreksi/")[1]["items"][1]
    assert "Digantikan oleh: Koreksi" in old["content_html"]
    assert old["date_modified"] > old["date_published"]
    Article.objects.filter(pk=piece.pk).update(withdrawn_at=now, withdrawal_reason="Anak.")
    hidden = both(client, "/koreksi/")[1]["items"]
    assert {item["date_modified"] for item in hidden} == {now.isoformat(timespec="seconds")}


def test_pages_name_their_feeds(client):
    tag, author = make_tag("AI"), make_author()
    piece = make_article(tags=[tag], authors=[author])
    ledger = client.get("/koreksi/").content.decode()
    assert 'title="Catatan koreksi | Ruang Redaksi (Atom)"' in ledger
    assert '<a href="/koreksi/feed.xml"' in ledger
    for one in (piece.section, tag, author):
        html = client.get(one.get_absolute_url()).content.decode()
        assert f'<a href="{one.get_absolute_url()}feed.xml"' in html
        assert '<a href="/feed.xml"' in html, "at the foot"
        for form in ("feed.xml", "feed.json"):
            address = f"http://testserver{one.get_absolute_url()}{form}"
            assert f'href="{address}"' in html
            assert client.get(address).status_code == 200
    assert 'type="application/atom+xml" href="http://testserver/feed.xml"' in (
        client.get("/").content.decode()
    )


@pytest.mark.parametrize("path", ["/tag/tiada/", "/rubrik/tiada/", "/penulis/tiada/"])
def test_what_is_not_there_has_no_feed(client, path):
    make_tag("tiada")
    assert client.get(f"{path}feed.xml").status_code == 404
    assert client.post("/feed.xml").status_code == 405


def test_a_feed_costs_as_much_for_three_pieces_as_for_all_it_holds(
    client, django_assert_max_num_queries
):
    section, authors = make_section(), [make_author(), make_author()]
    for _number in range(ENTRIES + 2):
        make_article(section=section, authors=authors, tags=["AI", "Cip"])
    for path in ("/", section.get_absolute_url(), authors[0].get_absolute_url(), "/tag/ai/"):
        # The page's keys and rows, bylines, tags, the last change, what is due; the channel.
        with django_assert_max_num_queries(9):
            client.get(f"{path}feed.xml")
