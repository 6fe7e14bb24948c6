"""Saving, by how many versions there are; the compare page, by how long the text is."""

import random

from django.db import transaction
from django.urls import reverse

from articles import workflow
from articles.models import Article, Revision, working_snapshot
from tests.benchmarks._newsroom import best_of, opener, staff_of, throwaway_database
from tests.benchmarks.bench_diffs import SIZES, edited, text_of
from tests.factories import make_section

VERSIONS = (10, 1_000)


def make_piece(body: str, section, by) -> Article:
    content = {"headline": "Judul", "body": body, "section": section.pk}
    return workflow.save_draft(Article(), snapshot=content, by=by)


def piece_with(versions: int, section, by) -> Article:
    """A piece with as many versions, the newest of which is its working copy."""
    piece = make_piece("Isi. " * 700, section, by)
    snapshot = working_snapshot(piece)
    rows = [
        Revision(article=piece, number=number, snapshot=snapshot, by=by)
        for number in range(2, versions + 1)
    ]
    piece.working_revision = Revision.objects.bulk_create(rows, batch_size=200)[-1]
    piece.save(update_fields=["working_revision"])
    return piece


def saver(piece: Article, by):
    """A job that saves the piece changed, and takes it back, so that the count stays."""
    words = iter(range(10**6))

    def job() -> None:
        with transaction.atomic():
            workflow.save_draft(piece, snapshot={"kicker": f"Ke-{next(words)}"}, by=by)
            transaction.set_rollback(True)

    return job


def address_of(name: str, piece: Article) -> str:
    return reverse(f"admin:articles_article_{name}", args=[piece.pk])


def print_saves(section, chief) -> None:
    pieces = [piece_with(versions, section, chief) for versions in VERSIONS]
    jobs = [saver(piece, chief) for piece in pieces]
    jobs += [opener(chief, address_of("change", piece)) for piece in pieces]
    jobs += [opener(chief, address_of("versions", piece)) for piece in pieces]
    times = [1000 * time for time in best_of(jobs)]
    print(f"{'A: 10':>9} {'B: 1,000':>9} {'B/A':>6}  earlier versions, ms")
    for place, name in enumerate(["save", "editor", "list of versions (100 a page)"]):
        small, large = times[2 * place : 2 * place + 2]
        print(f"{small:>9.1f} {large:>9.1f} {large / small:>6.2f}  {name}")


def print_comparisons(section, chief) -> None:
    chosen = random.Random(2025)  # noqa: S311 - the same texts each time
    pieces = []
    for size in SIZES:
        text = text_of(size, chosen)
        piece = make_piece(text, section, chief)
        change = {"body": edited(text, chosen)}
        pieces.append(workflow.save_draft(piece, snapshot=change, by=chief))
    for view in ("", "?view=inline"):
        times = best_of([opener(chief, address_of("compare", piece) + view) for piece in pieces])
        print(f"{'words':>9} {'ms':>9} {'us/word':>9} {'ratio':>6}  compare page {view}")
        for size, time in zip(SIZES, times, strict=True):
            ratio = time / size / (times[0] / SIZES[0])
            print(f"{size:>9} {time * 1000:>9.1f} {time / size * 1e6:>9.2f} {ratio:>6.2f}")


def main() -> None:
    with throwaway_database():
        section = make_section("Teknologi")
        chief = staff_of(section)["chief"]
        print_saves(section, chief)
        print_comparisons(section, chief)
