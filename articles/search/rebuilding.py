"""The index made anew or looked over, in batches, while the site runs."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from django.db import connection

from articles.models import Article, SearchEntry
from articles.search.writing import BATCH, compared, count, engine, reindex, same, words_in

# Words are counted in memory and written when there are this many.
MOST_HELD = 50_000


def rebuild(since: datetime | None = None, *, after: int = 0) -> Iterator[int]:
    """Bring entries up to date; yield the last piece's key after each batch.

    since: only pieces saved since then. after: go on from a key that was yielded. Each batch is
    one short transaction, so that editors save in between; what is right already is left alone.
    """
    pieces = Article.objects.order_by("pk")
    if since:
        pieces = pieces.filter(modified_at__gte=since)
    while pks := list(pieces.filter(pk__gt=after).values_list("pk", flat=True)[:BATCH]):
        # After a whole rebuild all words are counted anew.
        reindex(pks, counting=since is not None)
        after = pks[-1]
        yield after


def finish() -> None:
    """After a whole rebuild: bring engine and words in line with the entries."""
    with connection.cursor() as cursor:
        if not engine().check(cursor):
            engine().restore(cursor)
    count_words()


def count_words() -> None:
    """Count the site's words anew.

    What is wrong with the present numbers is added to them, a few at a time: whoever saves
    meanwhile waits for no more than that, and what they add stays. A word of theirs may be counted
    twice or not at all until the next time.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE recounted (word varchar(60) PRIMARY KEY, pieces integer)"
        )
        try:
            with engine().snapshot():
                cursor.execute(
                    "INSERT INTO recounted SELECT word, -pieces FROM articles_searchword"
                )
                _count_entries(cursor)
            _correct_numbers(cursor)
        finally:
            cursor.execute("DROP TABLE recounted")


def _count_entries(cursor) -> None:
    counts: Counter[str] = Counter()
    entries = SearchEntry.objects.filter(is_counted=True).order_by("pk")
    texts = entries.values_list("text", flat=True)
    for text in texts.iterator(chunk_size=BATCH):
        counts.update(words_in(text))
        if len(counts) > MOST_HELD:
            _add(cursor, counts)
            counts.clear()
    _add(cursor, counts)


def _add(cursor, counts: Counter[str]) -> None:
    cursor.executemany(
        "INSERT INTO recounted VALUES (%s, %s) ON CONFLICT (word) DO UPDATE"
        " SET pieces = recounted.pieces + excluded.pieces",
        list(counts.items()),
    )


def _correct_numbers(cursor) -> None:
    last = ""
    while True:
        cursor.execute(
            "SELECT word, pieces FROM recounted WHERE word > %s ORDER BY word LIMIT %s",
            [last, BATCH],
        )
        if not (rows := cursor.fetchall()):
            return
        last = rows[-1][0]
        count(sorted((word, number) for word, number in rows if number))


def check() -> list[str]:
    """Return in words, one line each, where the index is not what the pieces are."""
    return list(differences())


def differences() -> Iterator[str]:
    """Yield each difference between pieces and index. Nothing is changed."""
    after = 0
    pieces = Article.objects.order_by("pk")
    while pks := list(pieces.filter(pk__gt=after).values_list("pk", flat=True)[:BATCH]):
        for stored, fresh in compared(pks):
            if stored is None:
                yield f"{fresh.article_id}: not in the index"
            elif not same(stored, fresh):
                yield f"{fresh.article_id}: the index has other words, or another date"
        after = pks[-1]
    with connection.cursor() as cursor:
        if not engine().check(cursor):
            yield "The engine's index is not what its entries say."
