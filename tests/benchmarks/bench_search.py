"""Search, by how many pieces there are. SIZES=1000,50000,200000 chooses; the default is quick.

Bare SQL is what somebody would write who knows the index: the public pieces, their keys alone.
"""

import os
import random
import statistics
import subprocess
import sys
from collections.abc import Callable
from time import perf_counter
from unittest.mock import patch

from django.db import connection
from django.test import Client

from articles import search, workflow
from articles.models import Article, Author, Tag
from articles.search import postgres, writing
from articles.search.finding import asked_of_index
from articles.search.indexing import ANYWHERE, HEADLINE
from articles.search.writing import engine
from articles.views.searching import suggested
from tests.benchmarks._newsroom import best_of, throwaway_database
from tests.benchmarks._words import Archive, make_archive
from tests.factories import make_chief
from tests.newsroom.processes import ROOT

SIZES = [int(size) for size in os.environ.get("SIZES", "1000,10000").split(",")]
ROUNDS = int(os.environ.get("ROUNDS", "7"))
# By rank: in most pieces, in many, in few; and such that hardly a piece has all of them.
COMMON, SECOND, RARER, RAREST = 3, 40, (200, 300, 400), (2_000, 3_000, 4_000)
BARE, BARE_RANKED = "bare SQL, LIMIT 20", "the engine ranks all"
REBUILD = """
import resource, time, django; django.setup()
from articles import search
def peak(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
start, before = time.perf_counter(), peak()
for _key in search.rebuild(): pass
search.finish()
print(time.perf_counter() - start, before, peak())
"""


def main() -> None:
    found: dict[int, dict[str, tuple[float, int]]] = {}
    for size in SIZES:
        with throwaway_database():
            start = perf_counter()
            archive = make_archive(size)
            print(f"{size:,} pieces, written in {perf_counter() - start:.0f} s")
            print_rebuild(size)
            found[size] = print_queries(archive)
            print_suggestions(archive)
            print_tag_page(archive)
            print_save(archive)
            print(f"load average {os.getloadavg()[0]:.1f}", flush=True)
    print_growth(found)


# --- The rebuild, as a command does it: a process of its own -----------------------


def print_rebuild(size: int) -> None:
    took, before, peak = map(float, in_a_process(REBUILD).split())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    # Of the archive before.
    postgres._statistics.cache_clear()
    print(f"{took:>9.1f} s   rebuild, {1e6 * took / size:.0f} us a piece")
    print(f"{peak - before:>9.0f} MB  more memory at its peak than at its start ({before:.0f} MB)")
    print(f"{index_bytes() / size / 1000:>9.1f} kB  of index a piece", flush=True)


def in_a_process(code: str) -> str:
    """Run code on the present database and return what it prints."""
    values = connection.settings_dict
    address = f"sqlite:///{values['NAME']}"
    if connection.vendor == "postgresql":
        given = connection.get_connection_params()
        address = f"postgres://{given['user']}@/{given['dbname']}?host={given['host']}"
    variables = os.environ | {
        "DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
    }
    connection.close()
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=variables,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stdout


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


# --- Queries -----------------------------------------------------------------------


def asked(archive: Archive) -> dict[str, str]:
    """Return by name what is typed."""
    words = archive.words
    second = words[SECOND]
    return {
        "a common word": words[COMMON],
        "two words": f"{words[COMMON]} {second}",
        "three rarer": " ".join(words[rank] for rank in RARER),
        "three no piece has": " ".join(words[rank] for rank in RAREST),
        "a phrase": f'"{words[COMMON]} {second}"',
        "a beginning": second[:4],
        "misspelt": second[:-2] + second[-1] + second[-2],
    }


def print_queries(archive: Archive) -> dict[str, tuple[float, int]]:
    """Print each search beside bare SQL; return milliseconds and matches by name."""
    typed, public = asked(archive), Article.objects.public()
    jobs: dict[tuple[str, str], Callable[[], object]] = {}
    for name, text in typed.items():
        for order, find in (("newest", search.newest), ("ranked", search.ranked)):
            jobs[name, order] = searching(find, text, corrected=name == "misspelt")
        jobs[name, BARE] = bare(text)
        jobs[name, BARE_RANKED] = bare(text, is_ranked=True)
    times = dict(zip(jobs, (1000 * s for s in best_of(list(jobs.values()), ROUNDS)), strict=True))
    print(f"{'ms':22}{'matches':>9}{'newest':>9}{'bare':>9}{'x':>7}{'ranked':>9}{'all':>9}{'x':>7}")
    found = {}
    for name, text in typed.items():
        number = search.matches(public, text).count()
        newest, ranked, least, most = (
            times[name, kind] for kind in ("newest", "ranked", BARE, BARE_RANKED)
        )
        print(
            f"{name:22}{number:>9,}{newest:>9.2f}{least:>9.2f}{newest / least:>7.2f}"
            f"{ranked:>9.2f}{most:>9.2f}{ranked / most:>7.2f}"
        )
        found |= {f"{name}, newest": (newest, number), f"{name}, ranked": (ranked, number)}
    return found


def searching(find: Callable, typed: str, *, corrected: bool) -> Callable[[], object]:
    """A search as the page does it; of a misspelt word with its correction."""

    def job() -> None:
        public, query = Article.objects.public(), search.parse(typed)
        find(public, query)
        if corrected and not search.correction(public, query):
            raise RuntimeError("nothing was meant")

    return job


def bare(typed: str, *, is_ranked: bool = False, place: str = ANYWHERE) -> Callable[[], object]:
    """The public pieces of the same index by SQL alone: the newest, or the best of all."""
    spoken = engine()
    order = f"{spoken.KEY} DESC"
    if is_ranked:
        order = (
            "bm25(articles_searchindex)"
            if connection.vendor == "sqlite"
            else "ts_rank(vector, %s::tsquery) DESC"
        )
    statement = (
        f"SELECT articles_searchentry.article_id FROM {spoken.SOURCE}"  # noqa: S608 - fixed words
        " JOIN articles_article ON articles_article.id = articles_searchentry.article_id"
        f" WHERE {spoken.CONDITION} AND articles_article.withdrawn_at IS NULL"
        f" AND articles_article.published_at <= CURRENT_TIMESTAMP ORDER BY {order} LIMIT 20"
    )
    wanted = asked_of_index(search.parse(typed), place)

    def job():
        with connection.cursor() as cursor:
            cursor.execute(statement, [wanted] * statement.count("%s"))
            return cursor.fetchall()

    return job


def print_growth(found: dict[int, dict[str, tuple[float, int]]]) -> None:
    """Print how much more the largest archive costs than the smallest, beside its matches."""
    few, many = min(found), max(found)
    print(f"from {few:,} to {many:,} pieces: time x, matches x")
    for name, (most, last) in found[many].items():
        least, first = found[few][name]
        print(f"{name:28}{most / least:>9.1f}{last / first if first else 0:>9.1f}")


# --- Suggestions, a tag's page, a save ---------------------------------------------


def print_suggestions(archive: Archive) -> None:
    """What is suggested, beside its rows by their keys and one query of the index."""
    typed = archive.words[SECOND][:4]
    shown = suggested(typed)
    pieces = search.in_headlines(Article.objects.public(), search.parse(typed), 5)
    tags = [row["text"] for row in shown]
    tags = list(Tag.objects.filter(name__in=tags).values_list("pk", flat=True))
    names = [row["text"] for row in shown]
    authors = list(Author.objects.filter(name__in=names).values_list("pk", flat=True))
    index = bare(typed, place=HEADLINE)

    def by_key() -> None:
        index()
        list(Article.objects.filter(pk__in=pieces).cards())
        list(Tag.objects.filter(pk__in=tags))
        list(Author.objects.filter(pk__in=authors))

    whole, part = (1000 * s for s in best_of([lambda: suggested(typed), by_key], 4 * ROUNDS))
    print(
        f"{whole:>9.2f} ms  {len(shown)} suggestions ({len(tags)} tags, {len(authors)} authors,"
        f" {len(pieces)} pieces); their rows by key and one index query {part:.2f} ms"
    )
    print(f"{whole / part:>9.2f}     suggestions / rows and index query")


def print_tag_page(archive: Archive) -> None:
    client, address = Client(), archive.tag.get_absolute_url()
    (page,) = best_of([lambda: client.get(address)], ROUNDS)
    print(f"{1000 * page:>9.2f} ms  page of a tag that half of all carry")


def print_save(archive: Archive) -> None:
    """An editor's saves of a draft and of a published piece, and the index's part of each."""
    chief, chosen = make_chief(), random.Random(7)  # noqa: S311 - the same each time
    section = archive.section.pk
    content = {"headline": "Judul", "body": "Isi.", "section": section, "tags": ["satu", "dua"]}
    piece = workflow.save_draft(Article(), snapshot=content, by=chief)
    parts = [archive.text(chosen, 60) for _part in range(10)]

    def write(some: int) -> None:
        for _part in range(some):
            parts[chosen.randrange(10)] = archive.text(chosen, 60)
        workflow.save_draft(piece, snapshot={"body": "\n\n".join(parts)}, by=chief)

    def publish() -> None:
        write(1)
        workflow.publish(piece, by=chief, override="Uji.")

    print_shares("a draft saved, one of ten paragraphs anew", lambda: write(1))
    print_shares("a draft saved, every paragraph anew", lambda: write(10))
    print_shares("an update saved and published, one paragraph anew", publish)


def print_shares(name: str, save: Callable[[], None]) -> None:
    """Print how long a save takes, and how much of it goes into entries and into counts."""
    wholes, parts, inside = [], [], []

    def timed(do: Callable) -> Callable:
        def job(*given, **named):
            start = perf_counter()
            try:
                return do(*given, **named)
            finally:
                inside.append(perf_counter() - start)

        return job

    with (
        patch.object(search, "reindex", timed(search.reindex)),
        patch.object(writing, "count", timed(writing.count)),
    ):
        for _time in range(20):
            inside.clear()
            start = perf_counter()
            save()
            wholes.append(perf_counter() - start)
            parts.append(sum(inside))
    whole, part = (1000 * statistics.median(times) for times in (wholes, parts))
    print(f"{whole:>9.2f} ms  {name}; the index's part {part:.2f} ms, written {len(inside)} x")
    print(f"{part / whole:>9.2f}     index write / whole save")
