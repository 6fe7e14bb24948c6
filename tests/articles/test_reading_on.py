"""“Baca juga” within a text."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles import relating
from articles.models import Article
from tests.factories import make_article, make_section

pytestmark = pytest.mark.django_db


@pytest.fixture
def section():
    return make_section("Teknologi")


def asides(client, piece: Article) -> list[str]:
    text = client.get(piece.get_absolute_url()).content.decode()
    return [part.partition("</aside>")[0] for part in text.split('<aside class="read-on">')[1:]]


def test_each_mark_is_filled_once_and_its_piece_is_not_repeated_below(client, section):
    at = timezone.now() - timedelta(days=1)
    named = make_article("Yang <dinamai>", section=section, published_at=at)
    others = [make_article(f"Lain {n}", section=section, published_at=at) for n in range(3)]
    body = f"Satu.\n\n[baca juga]\n\nDua.\n\n[Baca juga](artikel:{named.slug})\n\nTiga."
    piece = make_article("Ini", section=section, body=body)
    relating.compare(piece.pk)
    first, second = asides(client, piece)
    assert "Lain" in first
    assert "Yang &lt;dinamai&gt;" in second
    text = client.get(piece.get_absolute_url()).content.decode()
    below = text.partition('aria-labelledby="related"')[2].partition("</section>")[0]
    (inside,) = (one for one in others if one.headline in first)
    shown = {one.headline for one in others if one.get_absolute_url() in below}
    assert shown == {one.headline for one in others} - {inside.headline}
    assert "[baca juga]" not in client.get("/feed.xml").content.decode()


def test_a_piece_named_twice_stands_once_and_one_that_is_linked_is_not_related(client, section):
    at = timezone.now() - timedelta(days=1)
    named, linked = (make_article(name, section=section, published_at=at) for name in ("A", "B"))
    mark = f"[baca juga](artikel:{named.slug})"
    piece = make_article(
        "Ini", section=section, body=f"{mark}\n\n[x](artikel:{linked.slug})\n\n{mark}"
    )
    assert len(asides(client, piece)) == 1
    text = client.get(piece.get_absolute_url()).content.decode()
    below = text.partition('aria-labelledby="related"')[2].partition("</section>")[0]
    assert linked.get_absolute_url() not in below


def test_where_there_is_nothing_to_read_nothing_stands(client, section):
    piece = make_article(section=section, body="Satu.\n\n[baca juga]\n\n[baca juga](artikel:tiada)")
    text = client.get(piece.get_absolute_url()).content.decode()
    assert asides(client, piece) == []
    assert "baca juga" not in text.partition('<div class="prose">')[2].partition("</div>")[0]
