"""The tokeniser: what a word is, and what it may be found by."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.search import indexing, queries, snippets, text

LINES = (Path(__file__).parent / "word_pairs.txt").read_text(encoding="utf-8").splitlines()
PAIRS = [
    (root, derived)
    for root, *family in (line.split() for line in LINES if not line.startswith("#"))
    for derived in family
]
UNRELATED = """
    badan banding | menteri mentari | makan makna | pasar pasir | beras besar | kota kotak
    bulan bulat | merah murah | polisi politik | kapal kepala | tani tangan | kepala pelabuhan
    perang terang | sejarah sejahtera | menang menanam | negara negosiasi | gempa gambar
    pantai partai | minyak minat | jaksa jasa | banjir bajak | harimau hari | kereta keras
    lalu laut | peluru pelukis | mentah menteri | desa desak | pulau pulang | garam garuda
""".replace("\n", "|").split("|")
ANY = st.text(st.characters(), max_size=200)


def share(one: str, other: str) -> bool:
    first, second = next(text.words(one)), next(text.words(other))
    return bool(first.forms & second.forms)


def test_derived_words_share_a_form_with_their_roots():
    """At least 95 of 100, over more than 200 pairs."""
    missed = [pair for pair in PAIRS if not share(*pair)]
    assert len(PAIRS) >= 200
    assert len(missed) <= len(PAIRS) * 0.05, missed


def test_unrelated_words_share_none():
    pairs = [line.split() for line in UNRELATED if line.strip()]
    wrong = [pair for pair in pairs for one, other in [pair] if share(one, other)]
    assert len(pairs) > 20
    assert len(wrong) <= len(pairs) * 0.05, wrong


@pytest.mark.parametrize(
    ("written", "parts", "joined"),
    [
        ("COVID-19", ("covid", "19"), "covid19"),
        ("GPT-4", ("gpt", "4"), "gpt4"),
        ("Rp1,5", ("rp1", "5"), "rp1,5"),
        ("Zoë", ("zoe",), "zoe"),
        ("ИЖ", ("иж",), "иж"),
        ("C++", ("c",), "c++"),
    ],
)
def test_names_are_kept_as_they_are_written(written, parts, joined):
    word = next(text.words(written))
    assert (word.parts, word.joined) == (parts, joined)
    assert joined in word.forms or len(parts) == 1


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
