"""Roots: judged pairs of words, those that must meet and those that must not."""

import pytest

from articles.search import roots
from tests.judged import words

PAIRS, UNLIKE = words.read("pairs"), words.read("unlike")


@pytest.mark.parametrize("held", [False, True], ids=["worked on", "held out"])
def test_derived_words_meet_their_roots(held):
    """At least 95 of 100, also of those that no rule was made for."""
    pairs = [pair for pair in PAIRS if pair.held == held]
    assert len(pairs) >= 150
    assert words.share(pairs) >= 0.95, [pair for pair in pairs if not pair.meets]


@pytest.mark.parametrize("held", [False, True], ids=["worked on", "held out"])
def test_words_that_only_look_alike_stay_apart(held):
    pairs = [pair for pair in UNLIKE if pair.held == held and pair.kind == words.ALIKE]
    assert len(pairs) >= 40
    assert words.share(pairs) <= 0.05, [pair for pair in pairs if pair.meets]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("menulis", {"menulis", "tulis", "nulis"}),
        ("ujian", {"ujian", "uji"}),
        ("perang", {"perang"}),
        ("sejarahnya", {"sejarahnya", "sejarah"}),
        ("menang", {"menang"}),
        ("bank", {"bank"}),
        ("anak2", {"anak2", "anak"}),
        ("19", {"19"}),
        ("كتاب", {"كتاب"}),
    ],
)
def test_a_word_has_few_roots(word, expected):
    """Each is a row of the index; a root too many is a wrong result."""
    assert roots.forms(word) == expected


def test_what_looks_derived_and_is_not_is_left_whole():
    assert all(roots.forms(word) == {word} for word in roots.WHOLE)
    assert {"sejarah", "bersejarah"} <= roots.forms("bersejarah")
    assert "jarah" not in roots.forms("bersejarah")
