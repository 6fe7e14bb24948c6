"""Related pieces: shown beside a piece, and compared anew when one is published.

SIZES=1000,20000 chooses how many pieces there are. ROUNDS is how often each job is done, in turns.
"""

import os
import random
from collections.abc import Callable, Iterable
from statistics import median
from time import perf_counter
from unittest import mock

from django.db import connection

from articles import kinship, related, relating, search, workflow
from articles.models import Article, Kin, RelatedPick
from tests.benchmarks._newsroom import throwaway_database
from tests.benchmarks._words import Archive, make_archive
from tests.factories import make_chief

SIZES = [int(size) for size in os.environ.get("SIZES", "1000,20000").split(",")]
ROUNDS = int(os.environ.get("ROUNDS", "40"))
# Of so many pieces the kin are found; a page shows those of one.
COMPARED = 12


def medians(jobs: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Milliseconds for each job: the median of rounds in which each has its turn."""
    taken: dict[str, list[float]] = {name: [] for name in jobs}
    for number in range(ROUNDS + 2):
        for name, job in jobs.items():
            start = perf_counter()
            job()
            # The first rounds warm up.
            if number > 1:
                taken[name].append(1000 * (perf_counter() - start))
    return {name: median(times) for name, times in taken.items()}


def print_size(size: int) -> None:
    with throwaway_database():
        archive = make_archive(size)
        for _key in search.rebuild():
            pass
        search.finish()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        keys = list(Article.objects.order_by("pk").values_list("pk", flat=True))
        some = keys[size // 3 :: size // (2 * COMPARED)][:COMPARED]
        print(f"{size:,} pieces, load {os.getloadavg()[0]:.1f}")
        print_shown(some[0])
        print_compared(some)
        print_published(archive)


def print_shown(key: int) -> None:
    """What a page asks for, beside the least that it could ask for."""
    relating.compare(key)
    piece = Article.objects.prefetch_related("tags").select_related("section").get(pk=key)
    others = Kin.objects.filter(article=key).values_list("other", flat=True)
    RelatedPick.objects.create(article=piece, target_id=others[1])
    found = related.around(piece)
    shown = [one.article.pk for one in found.related]
    shown += [one.pk for one in (found.previous, found.next) if one]
    least = "  rows by key and one index query"
    times = medians(
        {
            "related pieces of a page": lambda: related.around(piece),
            least: lambda: (
                list(Article.objects.cards().filter(pk__in=shown)),
                list(Kin.objects.filter(article=key).values_list("other", "rank")),
            ),
        }
    )
    show(times)
    print(f"{times['related pieces of a page'] / times[least]:>9.2f}     related /{least[1:]}")


def print_compared(keys: list[int]) -> None:
    """Finding the kin of one piece, and bringing its rows up to date."""
    ahead = iter(keys * (ROUNDS + 2))
    pieces = iter(list(Article.objects.select_related("section").filter(pk__in=keys)) * ROUNDS * 2)
    show(
        medians(
            {
                "finding the kin of one piece": lambda: kinship.kin(next(pieces)),
                "comparing one piece, rows included": lambda: relating.compare(next(ahead)),
            }
        )
    )


def print_published(archive: Archive) -> None:
    """All of publishing, of which the comparison of the piece and of those most like it."""
    chief, chosen = make_chief(), random.Random(7)  # noqa: S311 - the same each time
    parts: list[float] = []

    def clocked(pks: Iterable[int]) -> None:
        start = perf_counter()
        refresh(pks)
        parts.append(1000 * (perf_counter() - start))

    def publish() -> None:
        content = {"headline": archive.text(chosen, 8), "body": archive.text(chosen, 300)}
        content |= {"section": archive.section.pk, "tags": [archive.tag.name]}
        piece = workflow.save_draft(Article(), snapshot=content, by=chief)
        workflow.publish(piece, by=chief, override="Uji.")

    refresh = relating.refresh
    with mock.patch.object(relating, "refresh", clocked):
        times = medians({"a piece saved, then published": publish})
    whole, part = *times.values(), median(parts)
    show(times | {"  of which the comparisons": part})
    print(f"{part / whole:>9.2f}     comparisons / saved and published")


def show(times: dict[str, float]) -> None:
    for name, milliseconds in times.items():
        print(f"{milliseconds:>9.2f} ms  {name}")


def main() -> None:
    for size in SIZES:
        print_size(size)
