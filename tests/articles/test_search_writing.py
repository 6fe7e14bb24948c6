"""The index while everybody writes and reads at the same time."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection, transaction

from articles import search, workflow
from articles.models import Article, Tag
from articles.tag_merging import merge
from tests.factories import make_article, make_chief, make_section, make_tag

pytestmark = pytest.mark.django_db(transaction=True)

READERS, PIECES, TURNS = 20, 8, 2


@pytest.fixture
def pieces() -> list[Article]:
    section, tag = make_section("Umum"), make_tag("Sungai")
    return [
        make_article(f"Banjir {n}", section=section, tags=[tag] if n % 2 else [])
        for n in range(PIECES)
    ]


@pytest.fixture(autouse=True)
def small_batches(monkeypatch) -> None:
    """Many short transactions, as in a large archive."""
    monkeypatch.setattr("articles.search.rebuilding.BATCH", 3)


def at_once(*jobs: Callable[[], object]) -> None:
    """Do all jobs in threads, which begin together; the first error is raised."""
    go = Event()

    def run(job: Callable[[], object]) -> None:
        connection.ensure_connection()
        go.wait(20)
        try:
            job()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        waiting = [pool.submit(run, job) for job in jobs]
        time.sleep(0.05)  # the threads' connections; later ones only begin later
        go.set()
        for one in waiting:
            one.result(60)


def rebuild() -> None:
    for _turn in range(TURNS):
        for _key in search.rebuild():
            pass
        search.finish()


def test_readers_editors_and_a_rebuild_do_not_disturb_each_other(pieces):
    keys, chief = [piece.pk for piece in reversed(pieces)], make_chief()
    public, query = Article.objects.public, search.parse("banjir")

    def read() -> None:
        for _turn in range(TURNS):
            assert search.newest(public(), query).keys == keys
            assert sorted(search.ranked(public(), query).keys) == sorted(keys)
            assert set(search.matches(public(), "banjir").values_list("pk", flat=True)) == {*keys}

    def edit(piece: Article) -> None:
        for turn in range(TURNS):
            body = f"Hulu {piece.pk} tinggi air {turn}."
            saved = workflow.save_draft(piece, snapshot={"body": body}, by=chief)
            workflow.publish(saved, by=chief, override="Uji.")
            last = search.parse(f'"hulu {piece.pk} tinggi air {turn}"')
            assert search.newest(public(), last).keys == [piece.pk]

    editors = [lambda piece=piece: edit(piece) for piece in pieces[:3]]
    at_once(rebuild, *editors, *[read] * READERS)
    assert search.check() == []
    # A word of a piece that is saved while words are counted may count twice until the next time.
    search.count_words()
    assert search.frequencies(["banjir", "hulu"]) == {"banjir": PIECES, "hulu": 3}


def test_bulk_changes_in_any_order_wait_for_each_other_and_never_crosswise(pieces):
    """On PostgreSQL that would be a deadlock, and an error for one of the two."""
    tag, other, chief = Tag.objects.get(), make_tag("Kali"), make_chief()
    keys = [piece.pk for piece in pieces]

    def rename() -> None:
        for turn in range(TURNS):
            with transaction.atomic():
                row = Tag.objects.get(pk=tag.pk)
                row.name = f"Bengawan {turn}"
                row.save()

    def tag_each(order: list[Article], *names: str) -> None:
        for piece in order:
            tags = [*names] or [*Tag.objects.values_list("name", flat=True)]
            content = {"tags": tags, "body": f"{tags}"}
            saved = workflow.save_draft(piece, snapshot=content, by=chief)
            workflow.publish(saved, by=chief, override="Uji.")

    at_once(
        rename,
        rebuild,
        lambda: tag_each(pieces[:4]),
        lambda: tag_each(pieces[:3:-1]),
        lambda: search.reindex(keys),
        lambda: search.reindex(keys[::-1]),
    )
    at_once(
        lambda: merge(tag, [other]),
        lambda: tag_each(pieces, "Kali"),
        lambda: search.reindex(keys[::-1]),
    )
    assert search.check() == []
