"""Tags: suggestions, proposals, a tag's page, merging and renaming, by how many tags there are.

SIZES=1000,50000 chooses how many; PIECES how many pieces carry the widely used one.
"""

import os
import random
from collections.abc import Callable
from time import perf_counter

from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from articles import renewing, subjects, tag_lookup, tag_pairs, tag_proposals
from articles.models import Article, Renewal, Tag, Tagging, TagKey
from articles.models.tags import folded
from articles.tag_merging import merge
from tests.benchmarks._newsroom import best_of, throwaway_database
from tests.benchmarks._words import SYLLABLES
from tests.factories import make_section

SIZES = [int(size) for size in os.environ.get("SIZES", "1000,10000").split(",")]
PIECES = int(os.environ.get("PIECES", "2000"))
ROUNDS = 5


def add_tags(number: int, chosen: random.Random) -> list[Tag]:
    """Add tags of one to three words, which they share as names of tags do (Zipf)."""
    words = [
        "".join(chosen.choices(SYLLABLES, k=chosen.choice((2, 2, 3)))).capitalize()
        for _word in range(max(200, number // 3))
    ]
    weights = [1 / (rank + 5) for rank in range(len(words))]
    names: dict[str, str] = {}
    while len(names) < number:
        name = " ".join(chosen.choices(words, weights, k=chosen.choice((1, 2, 2, 3))))
        names[folded(name)] = name
    rows = [Tag(name=n, slug=f"tag-{i}", folded_name=k) for i, (k, n) in enumerate(names.items())]
    return Tag.objects.bulk_create(rows, batch_size=500)


def add_pieces(tags: list[Tag], chosen: random.Random) -> None:
    """Add pieces that all carry the first tag, and four others each, some often."""
    section, now = make_section("Umum"), timezone.now()
    text = " ".join(tag.name for tag in chosen.choices(tags, k=120))
    rows = [
        Article(
            headline=f"Judul {i}",
            slug=f"judul-{i}",
            section=section,
            body_text=text,
            published_at=now,
            first_published_at=now,
            created_at=now,
            modified_at=now,
        )
        for i in range(PIECES)
    ]
    pieces = Article.objects.bulk_create(rows, batch_size=500)
    weights = [1 / (rank + 1) for rank in range(len(tags))]
    Tagging.objects.bulk_create(
        (
            Tagging(tag=tag, content_object=piece)
            for piece in pieces
            for tag in {tags[0], *chosen.choices(tags, weights, k=4)}
        ),
        batch_size=1000,
    )


def timed(name: str, job: Callable[[], object]) -> None:
    """Print how long something takes that is done once."""
    start = perf_counter()
    job()
    print(f"{1000 * (perf_counter() - start):>9.0f} ms  {name}")


def print_size(size: int) -> None:
    with throwaway_database():
        chosen = random.Random(size)  # noqa: S311 - the same each time
        tags = add_tags(size, chosen)
        add_pieces(tags, chosen)
        load = os.getloadavg()[0]
        print(f"{size:,} tags, {PIECES:,} pieces carry the first; load average {load:.1f}")
        timed("keys of all tags", tag_lookup.write_missing)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        print(f"{TagKey.objects.count() / size:>9.1f}     keys a tag")
        print_lookups(tags, chosen)
        timed("similar tags: a second's worth", lambda: print(tag_pairs.compare_waiting()))
        print_changes(tags)


def print_lookups(tags: list[Tag], chosen: random.Random) -> None:
    body = " ".join(tag.name for tag in chosen.choices(tags, k=150)) + " kata" * 700
    keys = list(Tag.objects.values_list("pk", flat=True)[: tag_lookup.MOST])
    index = TagKey.objects.filter(key__gte="bba", key__lt="bbazz").order_by("-uses")
    client, page = Client(), tags[0].get_absolute_url()
    jobs = {
        "suggestions, two letters": lambda: tag_lookup.suggested(tags[0].name[:2]),
        "suggestions, four letters": lambda: tag_lookup.suggested(tags[5].name[:4]),
        "suggestions, two words": lambda: tag_lookup.suggested(
            f"{tags[3].name} {tags[7].name[:3]}"
        ),
        "suggestions, none": lambda: tag_lookup.suggested("zzqx"),
        "  rows by key and one index query": lambda: (
            list(Tag.objects.filter(pk__in=keys)),
            list(index.values_list("tag")[: tag_lookup.MOST]),
        ),
        "proposals, a text of 1,000 words": lambda: tag_proposals.proposed("Judul", "", body),
        "what goes with the first tag": lambda: subjects.around(tags[0]),
        "its page": lambda: client.get(page),
    }
    times = dict(zip(jobs, best_of(list(jobs.values()), ROUNDS), strict=True))
    for name, seconds in times.items():
        print(f"{1000 * seconds:>9.2f} ms  {name}")
    least = times["  rows by key and one index query"]
    for name, seconds in times.items():
        if name.startswith("suggestions"):
            print(f"{seconds / least:>9.2f}     {name} / rows by key and one index query")


def print_changes(tags: list[Tag]) -> None:
    """What an editor waits for who renames, or merges away, a widely used tag."""
    wide = Tag.objects.get(pk=tags[0].pk)

    def rename() -> None:
        wide.name = "Nama yang lain sama sekali"
        with transaction.atomic():
            wide.save()

    with transaction.atomic():
        # What follows the commit is `renewing`'s, and is measured by itself.
        timed(f"renaming a tag of {PIECES:,} pieces", rename)
        timed(f"merging a tag of {PIECES:,} pieces into another", lambda: merge(tags[1], [wide]))
        timed("deleting that one", Tag.objects.get(pk=tags[1].pk).delete)
        connection.run_on_commit.clear()
    Renewal.objects.filter(what=renewing.KIN).delete()
    waiting = renewing.number_waiting()
    timed("five seconds of what follows", lambda: renewing.work_off(5))
    print(f"{(waiting - renewing.number_waiting()) / 5:>9.0f}     pieces a second")


def main() -> None:
    for size in SIZES:
        print_size(size)
