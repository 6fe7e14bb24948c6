from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article, RelatedPick
from articles.related import around
from tests.factories import make_article, make_section, make_tag

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def section():
    return make_section("Teknologi")


def headlines(found) -> list[str]:
    return [entry.article.headline for entry in found.related]


def test_picks_come_first_in_their_order_then_shared_tags_then_the_section(section):
    now = timezone.now()
    ai, meta = make_tag("AI"), make_tag("Meta")
    piece = make_article("Ini", section=section, tags=[ai, meta])
    tagged = make_article("Bertag", tags=[ai, meta], published_at=now - 9 * DAY)
    same = make_article("Serubrik", section=section, published_at=now - 8 * DAY)
    second = make_article("Pilihan kedua", published_at=now - 7 * DAY)
    first = make_article("Pilihan pertama", published_at=now - 6 * DAY)
    RelatedPick.objects.create(article=piece, target=second, position=1)
    RelatedPick.objects.create(article=piece, target=first, position=0)
    found = around(piece)
    assert [entry.article for entry in found.related] == [first, second, tagged, same]
    assert all(entry.reason for entry in found.related)
    assert "AI" in found.related[2].reason
    assert "Meta" in found.related[2].reason
    assert "Teknologi" in found.related[3].reason


def test_a_rare_tag_weighs_more_than_a_common_one(section):
    common, rare = make_tag("umum"), make_tag("langka")
    piece = make_article(tags=[common, rare])
    for _number in range(5):
        make_article(tags=[common])
    kin = make_article("Kerabat", tags=[rare], published_at=timezone.now() - 30 * DAY)
    assert around(piece).related[0].article == kin


def test_what_readers_may_not_see_is_never_related(section):
    now = timezone.now()
    tag = make_tag("AI")
    piece = make_article(section=section, tags=[tag])
    hidden = [
        make_article(section=section, tags=[tag], published_at=None),
        make_article(section=section, tags=[tag], published_at=now + DAY),
        make_article(section=section, tags=[tag], withdrawn_at=now, withdrawal_reason="Keliru."),
    ]
    for position, article in enumerate(hidden):
        RelatedPick.objects.create(article=piece, target=article, position=position)
    found = around(piece)
    assert (found.previous, found.next, found.related) == (None, None, [])


def test_neighbours_are_the_nearest_in_the_section(section):
    now = timezone.now()
    pieces = [make_article(section=section, published_at=now - n * DAY) for n in range(5)]
    make_article(published_at=now - 2 * DAY)
    found = around(pieces[2])
    assert (found.previous, found.next) == (pieces[3], pieces[1])
    assert around(pieces[0]).next is None
    assert around(pieces[4]).previous is None


def test_neighbours_of_the_same_second_keep_one_order(section):
    now = timezone.now()
    pieces = [make_article(section=section, published_at=now) for _number in range(3)]
    assert around(pieces[1]).previous == pieces[0]
    assert around(pieces[1]).next == pieces[2]


@pytest.mark.parametrize("how_many", [3, 60])
def test_the_work_does_not_grow_with_the_archive(section, how_many):
    tag = make_tag("AI")
    for _number in range(how_many):
        make_article(section=section, tags=[tag])
    piece = Article.objects.prefetch_related("tags").latest_first()[how_many // 2]
    with CaptureQueriesContext(
        connection,
    ) as queries:
        found = around(piece)
        headlines(found)
    assert len(queries) == 2
