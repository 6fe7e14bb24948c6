"""Search, by how many pieces there are. SIZES=1000,50000 chooses; the default is quick."""

import os
import random
import tracemalloc
from collections.abc import Callable
from datetime import timedelta
from itertools import accumulate
from time import perf_counter

from django.db import connection
from django.utils import timezone

from articles import search, workflow
from articles.models import Article
from articles.search.finding import asked_of_index
from articles.search.writing import engine
from articles.views.searching import suggested
from tests.benchmarks._newsroom import best_of, throwaway_database
from tests.factories import make_chief, make_section

SIZES = [int(size) for size in os.environ.get("SIZES", "1000,10000").split(",")]
WORDS, BODY_WORDS, ROUNDS = 30_000, 300, 5
SYLLABLES = [c + v + e for c in "bcdghjklmnprst" for v in "aiueo" for e in ("", "n", "r", "k")]
# By rank: in most pieces, in many, in few.
COMMON, SECOND, RARER = 3, 40, (2_000, 3_000, 4_000)


def vocabulary(chosen: random.Random) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < WORDS:
        found["".join(chosen.choices(SYLLABLES, k=chosen.choice((2, 2, 3))))] = None
    return list(found)


def add_pieces(number: int, words: list[str], section, chosen: random.Random) -> None:
    """Add published pieces whose words are as frequent as words are (Zipf)."""
    weights = list(accumulate(1 / (rank + 2) for rank in range(len(words))))
    now, start = timezone.now(), Article.objects.count()
    for first in range(start, start + number, 500):
        rows = []
        for place in range(first, min(first + 500, start + number)):
            body = " ".join(chosen.choices(words, cum_weights=weights, k=BODY_WORDS))
            head = " ".join(chosen.choices(words, cum_weights=weights, k=8))
            at = now - timedelta(minutes=place + 1)
            rows.append(
                Article(
                    headline=head,
                    slug=f"tulisan-{place}",
                    section=section,
                    body_text=body,
                    published_at=at,
                    first_published_at=at,
                    created_at=at,
                    modified_at=at,
                )
            )
        Article.objects.bulk_create(rows)


def bare(typed: str, tail: str) -> Callable[[], object]:
    """The same index asked by SQL alone, without looking at what is public."""
    spoken, query = engine(), search.parse(typed)
    # Of the engine's own fixed words; what is looked for is a parameter.
    where = f"{spoken.SOURCE} WHERE {spoken.CONDITION} {tail}"
    statement = f"SELECT articles_searchentry.id FROM {where}"  # noqa: S608

    def job():
        with connection.cursor() as cursor:
            cursor.execute(statement, [asked_of_index(query)] * statement.count("%s"))
            return cursor.fetchall()

    return job


def print_size(size: int, words: list[str]) -> None:
    with throwaway_database():
        chosen, section = random.Random(size), make_section("Umum")  # noqa: S311 - same each time
        add_pieces(size, words, section, chosen)
        start = perf_counter()
        tracemalloc.start()
        for _key in search.rebuild():
            pass
        search.finish()
        took, peak = perf_counter() - start, tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        print(
            f"{size:,} pieces: rebuild {took:.1f} s ({1e6 * took / size:.0f} us a piece, traced),"
            f" peak {peak / 1e6:.0f} MB; index {index_bytes() / size / 1000:.1f} kB a piece"
        )
        print_queries(words)
        print_save(section, chosen, words)


def index_bytes() -> int:
    """Bytes of the entries and of what the engine builds over them."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_total_relation_size('articles_searchentry')")
            return cursor.fetchone()[0]
        cursor.execute("SELECT sum(length(block)) FROM articles_searchindex_data")
        words = cursor.fetchone()[0]
        cursor.execute("SELECT sum(length(text)) FROM articles_searchentry")
        return words + cursor.fetchone()[0]


def print_queries(words: list[str]) -> None:
    public = Article.objects.public()
    one, two = words[COMMON], f"{words[COMMON]} {words[SECOND]}"
    three = " ".join(words[rank] for rank in RARER)
    text = Article.objects.values_list("body_text", flat=True).first().split()
    slip = words[SECOND][:-2] + words[SECOND][-1] + words[SECOND][-2]
    rank = (
        "ORDER BY bm25(articles_searchindex) LIMIT 20"
        if connection.vendor == "sqlite"
        else "ORDER BY ts_rank(vector, %s::tsquery) DESC LIMIT 20"
    )
    asked = {
        "newest, a common word": lambda: search.newest(public, search.parse(one)),
        "  bare SQL, LIMIT 20": bare(one, f"ORDER BY {engine().KEY} DESC LIMIT 20"),
        "ranked, a common word": lambda: search.ranked(public, search.parse(one)),
        "  engine ranks all": bare(one, rank),
        "ranked, two words": lambda: search.ranked(public, search.parse(two)),
        "ranked, three rarer": lambda: search.ranked(public, search.parse(three)),
        "ranked, a phrase": lambda: search.ranked(public, search.parse(f'"{text[0]} {text[1]}"')),
        "ranked, a beginning": lambda: search.ranked(public, search.parse(words[SECOND][:4])),
        "misspelt": lambda: search.correction(public, search.parse(slip)),
        "suggestions": lambda: suggested(words[SECOND][:5]),
        "  20 rows by key": lambda: list(Article.objects.cards()[:20]),
    }
    times = [1000 * time for time in best_of(list(asked.values()), ROUNDS)]
    named = dict(zip(asked, times, strict=True))
    for name, time in named.items():
        print(f"{time:>9.2f} ms  {name}")
    pairs = [
        ("newest, a common word", "  bare SQL, LIMIT 20"),
        ("ranked, a common word", "  engine ranks all"),
    ]
    for one, other in pairs:
        print(f"{named[one] / named[other]:>9.2f}     {one} / {other.strip()}")


def print_save(section, chosen: random.Random, words: list[str]) -> None:
    """An editor's save of a draft with another text, and the index's part of it."""
    chief = make_chief()
    content = {"headline": "Judul", "body": "Isi.", "section": section.pk, "tags": ["satu", "dua"]}
    piece = workflow.save_draft(Article(), snapshot=content, by=chief)

    def text() -> str:
        return "\n\n".join(" ".join(chosen.choices(words, k=60)) for _part in range(10))

    def save() -> None:
        workflow.save_draft(piece, snapshot={"body": text()}, by=chief)

    def index() -> None:
        Article.objects.filter(pk=piece.pk).update(body_text=text())
        search.reindex([piece.pk])

    whole, part = best_of([save, index], 20)
    print(f"{1000 * whole:>9.2f} ms  a draft saved, of which the index {1000 * part:.2f} ms")
    print(f"{part / whole:>9.2f}     index write / whole save")


def main() -> None:
    words = vocabulary(random.Random(2026))  # noqa: S311 - the same words each time
    for size in SIZES:
        print_size(size, words)
