"""Roots: judged pairs of words, those that must meet and those that must not."""

import sys
from concurrent.futures import ThreadPoolExecutor

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


def test_words_of_somebody_who_did_not_know_the_rules():
    """News' own words, other spellings among them, and words that only look alike."""
    pairs, unlike = words.read("unseen/pairs"), words.read("unseen/unlike")
    assert len(pairs) >= 1300
    assert words.share(pairs) >= 0.975, [pair for pair in pairs if not pair.meets]
    assert len(unlike) >= 400
    assert words.share(unlike) <= 0.05, [pair for pair in unlike if pair.meets]


@pytest.mark.parametrize(
    ("asked", "text"),
    [("sukarno", "soekarno"), ("Soekarnoputri", "sukarnoputri"), ("ramadannya", "ramadhan")],
)
def test_a_query_finds_what_is_written_otherwise(asked, text):
    assert text in roots.also_written(asked.lower())
    # It is the query that is widened: the index has a text's own words.
    assert text not in roots.forms(asked.lower())


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
        ("sebuah", {"sebuah"}),
        ("tetapi", {"tetapi"}),
        ("wisatawan", {"wisatawan", "wisata"}),
        ("diklik", {"diklik", "klik"}),
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


def test_threads_do_not_cut_each_others_words():
    """Each request has a thread of its own, and what one of them cut wrong would be kept."""
    asked = [pair.other for pair in PAIRS]
    expected = [roots.stem(word) for word in asked]
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as pool:
            found = list(pool.map(lambda _turn: [roots.stem(word) for word in asked], range(4)))
    finally:
        sys.setswitchinterval(before)
    assert found == [expected] * 4
