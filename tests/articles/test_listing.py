"""Long lists: what the database keeps for them is right after any kind of writing, at any depth."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from articles import archive, listing
from articles.models import (
    Article,
    Author,
    Byline,
    ListedDay,
    Section,
    Tag,
    Tagging,
    bookkeeping,
)
from articles.models.listed import ALL, MONTHS, YEARS, name_of
from tests.factories import make_article, make_author, make_section, make_tag

pytestmark = pytest.mark.django_db


def assert_kept_right() -> None:
    """What is kept is what counting and looking finds."""
    counts, moments = Counter(), {}
    for piece in Article.objects.all():
        moments[piece.pk] = None if piece.withdrawn_at else piece.published_at
        if moment := moments[piece.pk]:
            day = timezone.localdate(moment)
            month = day.replace(day=1)
            owners = [piece.section, *piece.tags.all(), *piece.authors.all()]
            year = day.replace(month=1, day=1)
            counts.update([(ALL, day), (MONTHS, month), (YEARS, year)])
            counts.update((name_of(owner), month) for owner in owners)
    kept = {(one.name, one.day): one.pieces for one in ListedDay.objects.filter(pieces__gt=0)}
    assert kept == counts
    assert not ListedDay.objects.filter(pieces__lt=0).exists()
    for row in (*Tagging.objects.all(), *Byline.objects.all()):
        piece = getattr(row, "content_object_id", None) or row.article_id
        assert row.listed_at == moments[piece]


def test_it_is_right_after_whatever_writes_pieces():
    now, sections = timezone.now(), [make_section(), make_section()]
    tags, author = [make_tag(), make_tag()], make_author()
    for days in range(3):
        make_article(
            section=sections[0], tags=tags, authors=[author], published_at=now - timedelta(days)
        )
    draft = make_article(section=sections[1], tags=tags, authors=[author], published_at=None)
    assert_kept_right()
    made = Article.objects.bulk_create(
        Article(headline=f"n {n}", slug=f"n-{n}", section=sections[n % 2], published_at=now)
        for n in range(6)
    )
    Tagging.objects.bulk_create(Tagging(tag=tags[0], content_object=one) for one in made)
    # What somebody says of the date beside a piece counts for nothing.
    Byline.objects.create(article=made[0], author=author, listed_at=now - timedelta(99))
    assert_kept_right()

    draft.published_at = now + timedelta(days=1)
    draft.save()
    assert_kept_right()
    Article.objects.filter(slug__in=["n-1", "n-2"]).update(
        withdrawn_at=now, withdrawal_reason="Salah."
    )
    assert_kept_right()
    Article.objects.filter(slug="n-1").update(withdrawn_at=None, withdrawal_reason="")
    Article.objects.filter(slug="n-3").update(section=sections[0])
    with connection.cursor() as cursor:
        earlier = connection.ops.adapt_datetimefield_value(now - timedelta(days=40))
        sql = "UPDATE articles_article SET published_at = %s WHERE slug = 'n-4'"
        cursor.execute(sql, [earlier])
    Tagging.objects.filter(content_object=made[5]).update(content_object=draft, tag=make_tag())
    assert_kept_right()
    Article.objects.filter(slug="n-5").delete()
    assert_kept_right()


def test_all_is_counted_anew_where_a_table_was_remade():
    """It lost its triggers."""
    piece = make_article(section=make_section(), tags=[make_tag()])
    bookkeeping.let_go(connection)
    Article.objects.filter(pk=piece.pk).update(published_at=timezone.now() - timedelta(days=3))
    make_article(section=piece.section, tags=[make_tag()], authors=[make_author()])
    with pytest.raises(AssertionError):
        assert_kept_right()
    bookkeeping.keep(connection)
    assert_kept_right()


@pytest.fixture
def paper() -> dict[str, list[str]]:
    """Pieces over some months in a section with two below it, two more still to come today and
    tomorrow; what each list holds, newest first."""
    now = timezone.now()
    main, author, tag = make_section("Utama"), make_author("Ratna"), make_tag("topik")
    parts = [main, make_section("Satu", parent=main), make_section("Dua", parent=main)]
    other = make_section("Lain")
    pieces = Article.objects.bulk_create(
        Article(
            headline=f"n {n}",
            slug=f"n-{n}",
            section=other if n % 5 == 4 else parts[n % 3],
            published_at=now + timedelta(hours=10 - 19 * n),
        )
        for n in range(90)
    )
    Tagging.objects.bulk_create(Tagging(tag=tag, content_object=one) for one in pieces)
    Byline.objects.bulk_create(Byline(author=author, article=one) for one in pieces)
    public = [one for one in pieces if one.published_at <= now]
    return {
        "all": public,
        "section": [one for one in public if one.section != other],
        "tag": public,
        "author": public,
    }


def test_a_list_is_the_same_however_deep_it_is_entered(paper, monkeypatch):
    monkeypatch.setattr(listing, "SKIPPED", 3)
    lists = {
        "all": listing.of_all(),
        "section": listing.of_section(Section.objects.with_parts("utama")),
        "tag": listing.of_tag(Tag.objects.get(name="topik")),
        "author": listing.of_author(Author.objects.get(name="Ratna")),
    }
    pages = listing.Pages(Article.objects.latest_first, 5)
    for name, found in lists.items():
        wanted = paper[name]
        last = -(-len(wanted) // 5)
        for number in (1, 2, 4, last - 1, last):
            shown, has_next = pages.of(found, number)
            assert shown == wanted[5 * number - 5 : 5 * number], (name, number)
            assert has_next == (number < last)
        assert pages.of(found, last + 1) == ([], False)


def test_a_time_of_the_archive_is_entered_within_its_days(paper, monkeypatch):
    monkeypatch.setattr(listing, "SKIPPED", 3)
    newest = timezone.localdate(paper["all"][0].published_at)
    year, before = newest.year, newest - timedelta(days=40)
    for day in (newest, before):
        since, until = archive.bounds(day.year, day.month)
        wanted = [p.pk for p in paper["all"] if since <= p.published_at < until]
        found = listing.of_all(since, until)
        pages = listing.Pages(Article.objects.latest_first, 4)
        for number in (1, 2, -(-len(wanted) // 4)):
            shown, _has_next = pages.of(found, number)
            assert [piece.pk for piece in shown] == wanted[4 * number - 4 : 4 * number]
    # What is still to come is counted, and not shown as counted.
    days = archive.days_of(year)
    public = Counter(timezone.localdate(piece.published_at) for piece in paper["all"])
    assert days == {day: count for day, count in public.items() if day.year == year}
    for shown in (10, 0):
        monkeypatch.setattr(archive, "BY_MONTH", shown)
        recent, earlier = archive.years_of()
        assert bool(recent) == bool(shown)
        assert bool(earlier) != bool(shown)
        assert sum(one.count for one in (*recent, *earlier)) == len(paper["all"])
