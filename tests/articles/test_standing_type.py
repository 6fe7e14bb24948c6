"""What is set once: not again for the same rows, and never older than they are."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.template import Context, Template
from django.utils import timezone, translation
from django.utils.safestring import SafeString

from articles import standing_type
from articles.models import Article
from articles.picturing import picture
from tests.factories import make_article, make_image, make_section

pytestmark = pytest.mark.django_db
TEASER = Template("{% load newspaper %}{% teaser piece standfirst=True picture=True reason=why %}")


@pytest.fixture(autouse=True)
def nothing_set():
    standing_type._kept.clear()


def shown(**context) -> str:
    piece = Article.objects.cards().get()
    return TEASER.render(Context({"piece": piece, "why": "", **context}))


def test_a_teaser_shows_its_rows_as_they_are_now():
    image, section = make_image(alt="Kapal"), make_section("Laut")
    make_article("Judul", section=section, lead_image=image, published_at=timezone.now())
    before = shown()
    assert shown() == before
    assert len(standing_type._kept) == 2  # the teaser and its picture
    changes = [
        (Article, {"headline": "Judul & lain"}, "Judul &amp; lain"),
        (Article, {"standfirst": "Pengantar."}, "Pengantar."),
        (Article, {"corrected_at": timezone.now()}, "mark"),
        (Article, {"replied_at": timezone.now()}, "Hak jawab"),
        (Article, {"slug": "judul-lain"}, "/judul-lain/"),
        (type(section), {"name": "Samudra"}, "Samudra"),
        (type(image), {"alt": "Perahu"}, "Perahu"),
        (type(image), {"focal_x": 10}, "-10-50/"),
    ]
    for model, fields, words in changes:
        assert words not in before
        model.objects.update(**fields)
        before = shown()
        assert words in before
    assert "Sebab" in shown(why="Sebab")
    assert "Sebab" not in shown()


def test_a_picture_whose_licence_ends_with_the_day_goes_with_it():
    image = make_image(alt="Kapal", licence_until=date(2026, 3, 2))
    with time_machine.travel(datetime(2026, 3, 1, 12, tzinfo=timezone.get_default_timezone())):
        make_article("Judul", lead_image=image, published_at=timezone.now() - timedelta(days=1))
        assert "Kapal" in shown()
    with time_machine.travel(datetime(2026, 3, 2, 12, tzinfo=timezone.get_default_timezone())):
        assert "Kapal" not in shown()


def test_words_are_escaped_or_not_as_they_were_given():
    image = make_image()
    assert "a &amp; b" in picture(image, "text", alt="a & b")
    assert 'alt="a & b"' in picture(image, "text", alt=SafeString("a & b"))


def test_each_language_has_its_own():
    section = make_section()
    made = [
        standing_type.once("test", [section], (), lambda: SafeString(translation.get_language()))
        for language in ("id", "en", "id")
        for _ in [translation.activate(language)]
    ]
    assert made == ["id", "en", "id"]


def test_it_takes_no_more_room_than_it_may(monkeypatch):
    monkeypatch.setattr(standing_type, "MOST", 3)
    for number in range(10):
        standing_type.once("test", [], number, lambda: SafeString("x"))
        assert len(standing_type._kept) <= 3
