"""What the clock changes is seen on the second, through the store as well."""

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction

from articles import caching, page_shelf, showing, workflow
from articles.models import Article
from tests.articles.desk import NOW
from tests.articles.reading import Reader
from tests.factories import make_article, make_author, make_chief, make_section

pytestmark = pytest.mark.django_db(transaction=True)
SECOND = timedelta(seconds=1)


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def paper(clock):
    """A paper with one piece of long ago, in a section of its own, and one of yesterday."""
    section = make_section("Teknologi")
    long_ago = NOW - timedelta(days=400)
    words = {"standfirst": "Riwayat.", "body": "Dahulu kala."}
    make_article("Lama", slug="lama", **words, published_at=long_ago)
    make_article("Kemarin", slug="kemarin", section=section, published_at=NOW - timedelta(days=1))
    return section


def draft(section, chief, **content) -> Article:
    content = {
        "headline": "Nanti",
        "slug": "nanti",
        "standfirst": "Pengantar.",
        "body": "Isi.",
        "section": section.pk,
        "byline": [make_author().pk],
    } | content
    return workflow.save_draft(Article(), snapshot=content, by=chief)


def test_a_piece_whose_time_comes_before_its_transaction_ends(clock, paper, kept_pages):
    reader, at = Reader(), NOW + SECOND
    assert b"Lambat" not in reader.ask("/").body
    with transaction.atomic():
        make_article("Lambat", slug="lambat", section=paper, published_at=at)
        clock.move_to(at + SECOND)
        # Another worker looks what has come, and does not see it yet.
        page_shelf.store().see_until(caching.microseconds(at + SECOND))
    assert b"Lambat" in reader.ask("/").body
    assert b"Lambat" in reader.ask("/rubrik/teknologi/").body


def test_a_scheduled_piece_appears_on_the_second(clock, paper, kept_pages):
    chief, at = make_chief(), NOW + timedelta(hours=1)
    piece = workflow.publish(draft(paper, chief), by=chief, at=at, override="uji")
    reader = Reader()
    addresses = reader.addresses()
    assert piece.get_absolute_url() not in addresses
    clock.move_to(at - SECOND)
    assert all(reader.is_kept(address) for address in addresses)
    clock.move_to(at)
    for address in ["/", "/rubrik/teknologi/", "/2025/07/kemarin/", "/arsip/2025/07/"]:
        assert reader.ask(address).shown == reader.fresh(address).shown
        assert b"Nanti" in reader.ask(address).body
    assert reader.ask(piece.get_absolute_url()).status == 200
    assert reader.is_kept("/2024/06/lama/"), "what it does not show on stays"


def test_a_scheduled_update_appears_on_the_second(clock, paper, kept_pages):
    chief, at = make_chief(), NOW + timedelta(hours=1)
    reader = Reader()
    reader.addresses()
    piece = Article.objects.get(slug="kemarin")
    piece = workflow.save_draft(piece, snapshot={"headline": "Baru"}, by=chief)
    workflow.publish(piece, by=chief, at=at, override="uji")
    clock.move_to(at - SECOND)
    assert b"Kemarin" in reader.ask("/").body
    assert reader.is_kept("/")
    clock.move_to(at)
    assert b"Baru" in reader.ask("/").body
    assert b"Baru" in reader.ask("/2025/07/kemarin/").body
    assert reader.is_kept("/2024/06/lama/")


def test_a_page_ends_with_what_it_shows(clock, paper, kept_pages, monkeypatch):
    from articles.views import pages

    compose = pages.front_page.compose

    def until_tomorrow():
        showing.until(NOW + timedelta(days=1))
        return compose()

    monkeypatch.setattr(pages.front_page, "compose", until_tomorrow)
    reader = Reader()
    reader.addresses()
    clock.move_to(NOW + timedelta(days=1) - SECOND)
    assert reader.is_kept("/")
    clock.move_to(NOW + timedelta(days=1))
    assert not reader.is_kept("/")
    assert reader.is_kept("/arsip/")


def test_a_quiet_hour_asks_the_database_nothing(
    clock, paper, kept_pages, django_assert_num_queries
):
    reader = Reader()
    reader.addresses()
    with django_assert_num_queries(0):
        reader.ask("/")


def test_the_clock_is_asked_again_while_somebody_changes_something(clock, paper, kept_pages):
    reader = Reader()
    reader.addresses()
    page_shelf.store().hold("t", [])
    assert reader.ask("/").status == 200
    assert reader.is_kept("/")
    clock.shift(timedelta(seconds=2))
    assert not reader.is_kept("/")
    page_shelf.store().release("t")
    reader.ask("/")
    clock.shift(timedelta(days=9))
    assert reader.is_kept("/")
