"""The index made anew or looked over, in batches, while the site runs."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from django.db import connection, transaction

from articles.models import Article, SearchEntry, SearchWord
from articles.search.writing import BATCH, count, engine, entries_of, reindex, words_in

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
        reindex(pks)
        after = pks[-1]
        yield after


def finish() -> None:
    """After a whole rebuild: bring engine and words in line with the entries."""
    with connection.cursor() as cursor:
        if not engine().check(cursor):
            engine().restore(cursor)
    count_words()


def count_words() -> None:
    """Count the site's words anew."""
    with transaction.atomic():
        SearchWord.objects.all()._raw_delete(connection.alias)
        counts: Counter[str] = Counter()
        texts = SearchEntry.objects.order_by("pk").values_list("text", flat=True)
        for text in texts.iterator(chunk_size=BATCH):
            counts.update(words_in(text))
            if len(counts) > MOST_HELD:
                count(sorted(counts.items()))
                counts.clear()
        count(sorted(counts.items()))


def check() -> list[str]:
    """Return in words, one line each, where the index is not what the pieces are."""
    return list(differences())


def differences() -> Iterator[str]:
    """Yield each difference between pieces and index. Nothing is changed."""
    after = 0
    pieces = Article.objects.order_by("pk")
    while pks := list(pieces.filter(pk__gt=after).values_list("pk", flat=True)[:BATCH]):
        entries = SearchEntry.objects.filter(article__in=pks)
        stored = {entry.article_id: (entry.pk, entry.text) for entry in entries}
        for key, pk, text in entries_of(pks):
            if pk not in stored:
                yield f"{pk}: not in the index"
            elif stored[pk] != (key, text):
                yield f"{pk}: the index has other words, or another date"
        after = pks[-1]
    with connection.cursor() as cursor:
        if not engine().check(cursor):
            yield "The engine's index is not what its entries say."
