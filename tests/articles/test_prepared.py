"""Queries that are built once: the same rows as from the queryset, whatever the values."""

from threading import Thread

import pytest
from django.db import connection
from django.db.models import DateTimeField, SlugField
from django.utils import timezone

from articles.models import Article
from articles.prepared import ANYWHERE, Prepared
from tests.factories import make_article, make_section

pytestmark = pytest.mark.django_db


@pytest.fixture
def built() -> list:
    """What the query was built of, each time it was."""
    return []


@pytest.fixture
def pieces(built) -> Prepared:
    def build(*, slugs, now):
        built.append(slugs)
        found = Article.objects.public(now).select_related("section").filter(slug__in=slugs)
        return found.order_by("slug")

    return Prepared(build, slugs=SlugField(), now=DateTimeField())


def test_it_gives_what_the_queryset_gives(pieces, built, django_assert_num_queries):
    section = make_section("Ilmu")
    names = [f"tulisan-{letter}" for letter in "abcdefg"]
    for name in names:
        make_article(slug=name, section=section, published_at=timezone.now())
    now = timezone.now()
    for number in (7, 5, 8):
        with django_assert_num_queries(1):
            found = pieces.ask(slugs=names[:number], now=now)
            assert [piece.slug for piece in found] == names[:number]
            assert {piece.section.name for piece in found} == {"Ilmu"}
    # Seven, five and eight have room in eight.
    assert len(built) == 1
    assert [piece.slug for piece in pieces.ask(slugs=[names[2]], now=now)] == [names[2]]
    assert pieces.ask(slugs=["tidak-ada"], now=now) == []
    assert pieces.ask(slugs=names, now=now - timezone.timedelta(days=1)) == []
    assert len(built) == 2


def test_a_slice_begins_where_it_is_told():
    for letter in "abcdefg":
        make_article(slug=f"tulisan-{letter}", headline="100% benar")
    two = slice(ANYWHERE, ANYWHERE + 2)
    some = Prepared(
        lambda kept, slug: (
            Article.objects.filter(
                # What is a sign of its own to the driver stays one.
                headline__contains="0% b",
                pk__in=Article.objects.order_by("slug")[:kept].values("pk"),
            )
            .exclude(slug=slug)
            .order_by("slug")
            .values_list("slug", flat=True)[two]
        ),
        slug=SlugField(),
    )
    slugs = [f"tulisan-{letter}" for letter in "acdefg"]
    for start in (0, 1, 4, 5):
        found = some.ask(ANYWHERE + 9, slug="tulisan-b", start=start)
        assert found == slugs[start : start + 2]
    assert some.ask(3, slug="tulisan-b", start=1) == ["tulisan-c"]


def test_values_are_data(pieces):
    make_article(slug="tulisan", published_at=timezone.now())
    for word in ("' OR 1=1 --", '" OR ""="', "%s", "%", "\\", "tulisan' --", "😀"):
        assert pieces.ask(slugs=[word], now=timezone.now()) == []


def test_rows_alone(django_assert_num_queries):
    make_article(slug="tulisan", headline="Judul")
    rows = Prepared(
        lambda slug: Article.objects.filter(slug=slug).values_list("headline", "pk"),
        slug=SlugField(),
    )
    assert rows.ask(slug="tulisan") == [("Judul", Article.objects.get().pk)]


@pytest.mark.django_db(transaction=True)
def test_other_threads_ask_on_connections_of_their_own(pieces):
    make_article(slug="tulisan", published_at=timezone.now())
    found = []

    def ask() -> None:
        found.append(len(pieces.ask(slugs=["tulisan"], now=timezone.now())))
        connection.close()

    for _ in range(2):
        thread = Thread(target=ask)
        thread.start()
        thread.join()
    assert found == [1, 1]
    assert len(pieces.ask(slugs=["tulisan"], now=timezone.now())) == 1
