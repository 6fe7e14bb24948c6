"""Prints how good words, search and related pieces are: `python -m tests.judged`.

With `-v` also each miss of the sets that may be worked on; those held out are only counted.
"""

import os
import sys

import django

# What the rules were made with, and what somebody wrote who did not know them.
FOLDERS = ("", "unseen/")


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from tests.benchmarks._newsroom import throwaway_database
    from tests.judged import archive

    for folder in FOLDERS:
        print_words(folder)
        with throwaway_database():
            pieces = archive.load(f"{folder}pieces")
            print_searches(pieces, folder)
            print_choices(pieces, folder)
        print()


def is_talkative() -> bool:
    return "-v" in sys.argv


def print_words(folder: str) -> None:
    from tests.judged import words

    print(f"{'words that meet':<34}{'worked on':>16}{'held out':>16}")
    for title, pairs in (
        ("a root and what is made from it", words.read(f"{folder}pairs")),
        *(
            (
                f"that only look it: {kind}",
                [p for p in words.read(f"{folder}unlike") if p.kind == kind],
            )
            for kind in (words.ALIKE, words.AMBIGUOUS)
        ),
    ):
        print(f"{title:<34}", end="")
        for held in (False, True):
            some = [pair for pair in pairs if pair.held == held]
            share = f"{100 * words.share(some):.1f} % of {len(some)}" if some else "-"
            print(f"{share:>16}", end="")
        print()


def print_searches(pieces: dict, folder: str) -> None:
    from tests.judged import finding

    asked = finding.read(f"{folder}queries")
    print_table("nDCG@10", asked, pieces, finding.each, finding.SEARCHES)


def print_choices(pieces: dict, folder: str) -> None:
    from tests.judged import belonging, finding

    asked = finding.read(f"{folder}related")
    print_table("precision@4", asked, pieces, belonging.each, belonging.CHOICES)


def print_table(title: str, asked: list, pieces: dict, each, ways: dict) -> None:
    from django.db import transaction

    numbers = [sum(one.held == held for one in asked) for held in (False, True)]
    print(f"\n{title:<34}{f'worked on ({numbers[0]})':>16}{f'held out ({numbers[1]})':>16}")
    first = None
    for name, way in ways.items():
        with transaction.atomic():
            values = each(pieces, asked, way)
        print(f"{name:<34}", end="")
        for held in (False, True):
            some = [value for one, value in zip(asked, values, strict=True) if one.held == held]
            print(f"{sum(some) / len(some):>16.3f}" if some else f"{'-':>16}", end="")
        print()
        first = first or values
    if is_talkative():
        for one, value in zip(asked, first, strict=True):
            if not one.held and value < 0.95:
                print(f"    {value:.2f}  {one.typed}")


if __name__ == "__main__":
    main()
