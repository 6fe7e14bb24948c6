"""What crawlers read: valid, whole, cut into files, and cheap."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from articles import freshness, sitemaps
from articles.models import Article, Author, Tag
from tests.articles.syndication import (
    HOSTILE,
    checked_sitemap,
    make_every_state,
    make_hostile_pieces,
)
from tests.factories import make_article, make_author, make_section, make_tag

pytestmark = pytest.mark.django_db

NS = {"s": sitemaps.PROTOCOL, "n": sitemaps.NEWS}


def addresses(root) -> list[str]:
    return [loc.text.removeprefix("http://testserver") for loc in root.findall(".//s:loc", NS)]


def files(client) -> list[str]:
    response = client.get("/sitemap.xml")
    assert response["Content-Type"] == "application/xml; charset=utf-8"
    return addresses(checked_sitemap(response.content, "siteindex.xsd"))


def everything(client) -> list[str]:
    """Every address in every file, each file held against the schema."""
    found = []
    for path in files(client):
        found += addresses(checked_sitemap(client.get(path).content))
    assert len(found) == len(set(found))
    return found


def test_an_empty_site_has_valid_sitemaps(client):
    assert files(client) == ["/sitemap-halaman-1.xml"]
    assert everything(client) == ["/", "/tag/", "/arsip/", "/koreksi/"]
    assert addresses(checked_sitemap(client.get("/sitemap-news.xml").content)) == ["/"]


def test_all_that_is_public_is_there_once_and_leads_somewhere(client, loaded):
    states = make_every_state()
    tag, author = make_tag("sunyi"), make_author()
    found = everything(client)
    assert states["advertorial"].get_absolute_url() in found
    for state in ("draft", "scheduled", "withdrawn"):
        assert not any(states[state].slug in address for address in found)
    assert tag.get_absolute_url() not in found
    assert author.get_absolute_url() not in found
    assert {client.get(address).status_code for address in found} == {200}
    public = {piece.get_absolute_url() for piece in Article.objects.public()}
    assert public <= set(found)


def test_the_date_is_that_of_the_last_significant_change(client):
    piece = make_article(published_at=timezone.now() - timedelta(days=9))
    Article.objects.filter(pk=piece.pk).update(corrected_at=timezone.now() - timedelta(days=2))
    number = (piece.pk - 1) // sitemaps.PER_FILE + 1
    root = checked_sitemap(client.get(f"/sitemap-artikel-{number}.xml").content)
    day = timezone.localdate() - timedelta(days=2)
    assert root.find(".//s:lastmod", NS).text.startswith(str(day))


def dates(client, *owners) -> list[datetime | None]:
    """The dates that the sitemaps give for these."""
    found = {}
    for path in files(client):
        for url in checked_sitemap(client.get(path).content):
            moment = url.findtext("s:lastmod", namespaces=NS)
            address = url.findtext("s:loc", namespaces=NS).removeprefix("http://testserver")
            found[address] = moment and datetime.fromisoformat(moment)
    return [found[one.get_absolute_url()] for one in owners]


def test_lists_are_dated_by_what_changed_in_them(client, monkeypatch):
    day = timezone.now().replace(microsecond=0) - timedelta(days=20)
    parent, tag, author = make_section(), make_tag("AI"), make_author()
    child, empty = make_section(parent=parent), make_section()
    among = {"section": child, "tags": [tag], "authors": [author]}
    lists = (parent, child, tag, author)
    # Older pieces that were imported after it.
    piece, *_imported = (
        make_article(published_at=day - timedelta(days=number), **among) for number in range(4)
    )
    monkeypatch.setattr(freshness, "HEAD", 2)
    assert dates(client, *lists, empty) == [day, day, day, day, None]
    for column, days in (("updated_at", 2), ("corrected_at", 5)):
        moved = day + timedelta(days=days)
        Article.objects.filter(pk=piece.pk).update(**{column: moved})
        assert dates(client, *lists) == [moved] * 4
    Article.objects.filter(pk=piece.pk).update(headline="Kecil", modified_at=timezone.now())
    make_article(published_at=timezone.now() + timedelta(hours=1), **among)
    assert dates(client, *lists) == [moved] * 4


def test_files_are_cut_and_none_is_empty(client, monkeypatch):
    monkeypatch.setattr(sitemaps, "PER_FILE", 4)
    section = make_section()
    pieces = [make_article(section=section) for _number in range(14)]
    gone = pieces[2:10]
    Article.objects.filter(pk__in=[one.pk for one in gone]).delete()
    parts = [path for path in files(client) if "artikel" in path]
    for path in parts:
        assert 1 <= len(addresses(checked_sitemap(client.get(path).content))) <= 4
    assert sum("/20" in address for address in everything(client)) == 6
    for path in ("artikel-0", "artikel-999999", "apa-1", "halaman-2", "tag-1"):
        assert client.get(f"/sitemap-{path}.xml").status_code == 404


def test_news_of_two_days_and_nothing_paid_for(client):
    states = make_every_state()
    old = make_article("Lama", published_at=timezone.now() - timedelta(hours=49))
    root = checked_sitemap(client.get("/sitemap-news.xml").content)
    titles = {title.text for title in root.findall(".//n:title", NS)}
    assert titles == {"Keadaan live", "Keadaan unverified"}
    assert old.headline not in titles
    assert states["advertorial"].headline not in titles
    assert {one.text for one in root.findall(".//n:language", NS)} == {"id"}


def test_awkward_headlines_and_a_thousand_news_at_most(client, monkeypatch):
    make_hostile_pieces()
    root = checked_sitemap(client.get("/sitemap-news.xml").content)
    titles = {title.text for title in root.findall(".//n:title", NS)}
    assert {headline.strip()[:200] for headline in HOSTILE} <= titles
    monkeypatch.setattr(sitemaps, "NEWS_LIMIT", 3)
    root = checked_sitemap(client.get("/sitemap-news.xml").content)
    assert len(root.findall(".//n:news", NS)) == 3


def part_of(model) -> int:
    return (model.objects.latest("pk").pk - 1) // sitemaps.PER_FILE + 1


def test_the_price_does_not_follow_the_archive(client, django_assert_max_num_queries):
    section, author = make_section(), make_author()
    for _number in range(12):
        make_article(section=section, authors=[author], tags=["AI"])
    for path, most in (
        ("/sitemap.xml", 8),
        ("/sitemap-news.xml", 3),
        ("/sitemap-halaman-1.xml", 7),
        (f"/sitemap-tag-{part_of(Tag)}.xml", 6),
        (f"/sitemap-penulis-{part_of(Author)}.xml", 6),
    ):
        with django_assert_max_num_queries(most):
            assert client.get(path).status_code == 200


def test_robots_are_led_to_the_sitemaps(client):
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    lines = response.content.decode().splitlines()
    assert lines[0] == "User-agent: *"
    assert "Disallow: /admin/" in lines
    assert "Sitemap: http://testserver/sitemap.xml" in lines
    assert "Sitemap: http://testserver/sitemap-news.xml" in lines


def test_a_contact_for_holes_stands_there_when_it_is_set(client, settings):
    assert client.get("/.well-known/security.txt").status_code == 404
    settings.SECURITY_CONTACT = ["mailto:aman@example.org"]
    fields = dict(
        line.split(": ", 1)
        for line in client.get("/.well-known/security.txt").content.decode().splitlines()
    )
    assert fields["Contact"] == "mailto:aman@example.org"
    expires = timezone.datetime.fromisoformat(fields["Expires"])
    assert timedelta(days=140) < expires - timezone.now() < timedelta(days=366)
