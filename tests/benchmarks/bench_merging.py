"""Merging two edits of one piece: the time a word, by length; and texts made to be slow.

Read the figures as those of bench_diffs.
"""

import random

from articles.diffs import compare
from articles.merging import merge
from tests.benchmarks.bench_diffs import SIZES, edits_of, print_growth, print_hostile, timed


def merge_bodies(base: str, mine: str, theirs: str):
    return merge({"body": base}, {"body": mine}, {"body": theirs})


def main() -> None:
    chosen = random.Random(2025)  # noqa: S311 - the same texts each time
    work = [edits_of(size, chosen, 2) for size in SIZES]
    print_growth([lambda edits=edits: [merge_bodies(*edit) for edit in edits] for edits in work])
    base, mine, theirs = work[-1][0]
    result = merge_bodies(base, mine, theirs)
    one, other = timed([lambda: compare(base, mine), lambda: merge_bodies(base, mine, theirs)])
    print(
        f"20,000 words: {len(result.changes)} changes, {len(result.conflicts)} conflicts,"
        f" {other / one:.2f} times as long as the comparison of base and mine"
    )
    print_hostile(lambda old, new: merge_bodies(old, new, f"{new}\n\nakhir"))
