"""The tokeniser: what a word is, and how it is spelt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.search import indexing, queries, snippets, text

ANY = st.text(st.characters(), max_size=200)


@pytest.mark.parametrize(
    ("written", "parts", "joined"),
    [
        ("COVID-19", ("covid", "19"), "covid19"),
        ("GPT-4", ("gpt", "4"), "gpt4"),
        ("Rp1,5", ("rp1", "5"), "rp1,5"),
        ("1-0", ("1", "0"), "1-0"),
        ("Zoë", ("zoe",), "zoe"),
        ("ИЖ", ("иж",), "иж"),
        ("C++", ("c",), "c++"),
    ],
)
def test_names_are_kept_as_they_are_written(written, parts, joined):
    word = next(text.words(written))
    assert (word.parts, word.joined) == (parts, joined)
    assert joined in word.forms or len(parts) == 1


def test_a_word_said_again_is_found_by_its_root():
    for written, root in (
        ("undang-undang", "undang"),
        ("berjam-jam", "jam"),
        ("menakut-nakuti", "takut"),
        ("memilah-milahnya", "pilah"),
    ):
        word = next(text.words(written))
        assert word.is_repeated
        assert root in word.shared & word.forms
    assert not next(text.words("19-19")).is_repeated


def test_an_amount_is_found_however_it_is_written():
    (amount,) = text.words("Rp17.000")
    assert {"rp17.000", "17.000", "17000"} <= amount.forms
    assert next(text.words("17.000")).spellings == {"17.000", "17000"}
    assert "15" not in next(text.words("Rp1,5")).forms


@given(ANY)
def test_words_lie_in_the_text_one_after_the_other(anything):
    last = 0
    for word in text.words(anything):
        assert last <= word.start < word.end <= len(anything)
        assert word.parts
        assert word.forms
        last = word.end


@given(ANY)
def test_an_entry_is_letters_and_digits_whatever_the_text(anything):
    entry = indexing.entry_text(anything, anything, [anything], anything)
    assert all(token.isascii() and token.isalnum() for token in entry.split(" "))


@given(st.text(st.characters(), min_size=1, max_size=20), st.text(max_size=5))
def test_no_two_words_are_spelt_alike_and_beginnings_stay(word, more):
    assert text.encoded(word + more).startswith(text.encoded(word))
    assert (text.encoded(word) == text.encoded(more)) == (word == more)


@given(ANY)
def test_a_query_is_understood_in_bounds(anything):
    query = queries.parse(anything)
    assert len(query.clauses) <= queries.MOST_CLAUSES
    assert "".join(part.text for part in snippets.marked(anything, query)) == anything


@given(ANY)
def test_a_text_is_found_by_each_of_its_words(anything):
    for word in text.words(anything):
        assert {*word.parts, word.joined} & word.forms


def test_case_accents_and_ligatures_say_nothing():
    same = {text.folded(written) for written in ("CAFÉ", "café", "Cafe", "ｃａｆｅ", "cafe\u0301")}
    assert same == {"cafe"}
