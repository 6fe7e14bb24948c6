"""How good search and related pieces are, over judged ones: floors that no change may fall below.

`python -m tests.judged` prints the whole tables.
"""

import pytest

from tests.judged import archive, belonging, finding

pytestmark = pytest.mark.django_db


def mean(values: list[float], asked: list[finding.Asked], held: bool) -> float:
    some = [value for value, one in zip(values, asked, strict=True) if one.held == held]
    return sum(some) / len(some)


def test_what_is_found_and_what_stands_beside_it_is_worth_reading():
    pieces = archive.load()
    queries, beside = finding.read("queries"), finding.read("related")
    assert sum(len(one.grades) for one in queries) >= 200
    known = set(pieces)
    assert all({*one.grades} <= known for one in (*queries, *beside))
    found = {
        way: finding.each(pieces, queries, way)
        for way in (finding.best_first, finding.newest_first, finding.raw_words)
    }
    chosen = {
        way: belonging.each(pieces, beside, way)
        for way in (belonging.the_site, belonging.by_tags_in_common)
    }
    for held in (False, True):
        best, newest, raw = (mean(values, queries, held) for values in found.values())
        assert best >= 0.88
        assert best >= newest
        assert best >= raw + 0.1
        ours, tags = (mean(values, beside, held) for values in chosen.values())
        assert ours >= 0.8
        assert ours >= tags + 0.3


def test_so_is_what_somebody_judged_who_did_not_know_the_code():
    pieces = archive.load("unseen/pieces")
    queries, beside = finding.read("unseen/queries"), finding.read("unseen/related")
    best = finding.each(pieces, queries, finding.best_first)
    assert mean(best, queries, held=True) >= 0.95
    assert mean(belonging.each(pieces, beside, belonging.the_site), beside, held=True) >= 0.9
