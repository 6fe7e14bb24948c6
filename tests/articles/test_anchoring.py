"""Quoted words, found again in a text that has changed."""

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from articles.anchoring import CONTEXT, HIDDEN, Place, Text

PIECE = """Joelle Pineau memimpin laboratorium FAIR sejak 2023.

Ia mundur pada Mei 2025. “Saatnya memberi ruang,” tulisnya di LinkedIn.

Tiga bulan kemudian ia pindah ke Cohere, perusahaan asal Toronto."""

LETTERS = "ab \n“\"'’—-\u00a0\u200b\u00adش🗞ꦗé"
NO_WORDS = re.compile(rf"[\s{HIDDEN}]")
texts = st.text(st.sampled_from(LETTERS), max_size=80) | st.text(max_size=80)


def around(text: str, start: int, end: int) -> dict:
    """What is kept of a passage."""
    before, after = text[max(start - CONTEXT, 0) : start], text[end : end + CONTEXT]
    return {"near": start, "before": before, "after": after}


def found(quote: str, text: str, **around) -> str | None:
    """The words that stand for a quote now."""
    place = Text(text).find(quote, **around)
    return place and text[place.start : place.end]


def kept(quote: str, text: str = PIECE) -> dict:
    """A quote as it was kept from a text."""
    start = text.index(quote)
    return {"quote": quote} | around(text, start, start + len(quote))


@pytest.mark.parametrize(
    ("quote", "now"),
    [
        ("Ia mundur", "Ia mundur"),
        ("Mei\r\n2025", "Mei 2025"),
        ("Mei\u00a02025", "Mei 2025"),
        ("  Mei  2025 ", "Mei 2025"),
        ('"Saatnya memberi ruang,"', "“Saatnya memberi ruang,”"),
        ("LinkedIn. Tiga bulan", "LinkedIn.\n\nTiga bulan"),
        ("Co\u00adhe\u200bre", "Cohere"),
    ],
)
def test_the_way_of_writing_makes_no_difference(quote, now):
    place = Text(PIECE).find(quote)
    assert place.exact
    assert PIECE[place.start : place.end] == now


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Ia mundur", "Tambahan. Ia mundur"),
        (PIECE[:54], ""),
        ("Mei 2025.", "Mei\n2025."),
        ("“Saatnya", '"Saatnya'),
        ("Cohere", "Mistral"),
    ],
)
def test_it_moves_with_the_text(old, new):
    text = PIECE.replace(old, new)
    assert text != PIECE
    words = found(text=text, **kept("“Saatnya memberi ruang,” tulisnya"))
    assert words in {"“Saatnya memberi ruang,” tulisnya", '"Saatnya memberi ruang,” tulisnya'}


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ("tiga bulan kemudian dia pindah ke Cohere", "tiga bulan kemudian dia pindah ke Cohere"),
        ("Tiga bulan kemudian, pindahlah ia ke Cohere", "Tiga bulan kemudian, pindahlah ia"),
        ("Tiga bulan kemudian pada Agustus ia pindah ke Cohere", None),
        ("Empat bulan kemudian ia pindah ke Cohere", "bulan kemudian ia pindah ke Cohere"),
    ],
)
def test_small_changes_are_forgiven(now, words):
    quote = "Tiga bulan kemudian ia pindah ke Cohere"
    text = PIECE.replace(quote, now)
    place = Text(text).find(**kept(quote))
    assert not place.exact
    assert (words or now) in text[place.start : place.end]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "Sama sekali lain.",
        PIECE.replace("Tiga bulan kemudian ia pindah ke Cohere, ", ""),
        PIECE.replace("Tiga bulan kemudian ia pindah ke Cohere", "Sejak itu tak terdengar kabar"),
    ],
)
def test_what_is_gone_is_not_found(text):
    assert found(text=text, **kept("Tiga bulan kemudian ia pindah ke Cohere")) is None


def test_a_word_is_not_found_within_another():
    text = "Paris dan Mei."
    assert found(text="Pelarisan dan Meinung.", **kept("Mei", text)) is None
    assert found(text="Parisan dan Mei.", **kept("Paris", text)) is None
    # Who notes on a part of a word means a part.
    assert found(text="Keparis dan Mei.", **kept("aris", text)) == "aris"


def test_of_several_the_surroundings_tell_which():
    text = "Meta diam. Lalu Meta bicara. Kemudian Meta pergi."
    second = text.index("Meta bicara")
    moved = f"{'Meta muncul lagi. ' * 5}{text}"
    place = Text(moved).find("Meta", **around(text, second, second + 4))
    assert moved[place.start :].startswith("Meta bicara")


def test_of_equal_ones_the_nearest_to_the_old_place():
    text = "satu " * 50
    for start in (0, 100, 245):
        assert Text(text).find("satu", near=start).start == start
    assert Text(text).find("satu", near=10_000).start == 245


@pytest.mark.parametrize(
    "text",
    [
        "أعلن الباحثون أنهم غادروا ميتا. وانتقلوا إلى ميسترال في باريس.",
        "ꦥꦫꦥꦤꦼꦭꦶꦠꦶꦏꦺꦴꦤ꧀ꦠꦸꦂ꧈ꦱꦶꦗꦶꦭꦤ꧀ꦱꦶꦗꦶ꧉ꦥꦶꦤ꧀ꦢꦃꦲꦶꦁꦥꦫꦶꦱ꧀",
        "👩🏽‍🚀 pindah 🗞️ ke Paris 👨‍👩‍👧 bersama 🇮🇩 timnya",
        "每个研究员都离开了公司。他们去了巴黎。",
    ],
)
def test_any_script(text):
    start, end = len(text) // 4, len(text) * 3 // 4
    quote = text[start:end].strip()
    start = text.index(quote)
    end = start + len(quote)
    marks = around(text, start, end)
    longer = f"Sisipan.\n\n{text}"
    place = Text(longer).find(quote, **marks)
    shift = longer.index(text)
    assert place == Place(start + shift, end + shift)
    changed = f"{text[: end - 1]}X{text[end:]}"
    assert Text(changed).find(quote, **marks) is not None


@given(texts, st.data())
def test_every_passage_is_found_where_it_is(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    while start < end and NO_WORDS.match(text[start]):
        start += 1
    while start < end and NO_WORDS.match(text[end - 1]):
        end -= 1
    assume(start < end)
    assert Text(text).find(text[start:end], **around(text, start, end)) == Place(start, end)


@given(texts, texts, texts, texts, st.integers(-5, 10**7))
def test_nothing_brings_it_to_fall(quote, text, before, after, near):
    place = Text(text).find(quote, near=near, before=before, after=after)
    assert place is None or 0 <= place.start < place.end <= len(text)


@given(st.lists(st.sampled_from(["satu", "dua", "tiga", "Meta"]), min_size=1), texts, texts)
def test_a_quote_outlives_what_comes_before_and_after(words, before, after):
    quote = " ".join(words)
    text = f"{before} {quote} {after}"
    place = Text(text).find(quote, near=0)
    assert place.exact
    assert " ".join(text[place.start : place.end].split()) == quote


@pytest.mark.parametrize("part", ["a", "a b ", "satu dua ", "ab" * 20 + " ", "ꦏ", "“ "])
def test_hostile_repetition_is_bounded(part):
    """Two hundred thousand letters that all look alike; the time limit is the suite's own."""
    text = (part * 200_000)[:200_000]
    looked_in = Text(text)
    for quote in (part * 1000)[:999] + "z", "z" + (part * 1000)[:999], (part * 1000)[:500] * 2:
        for near in (0, 100_000, 200_000):
            looked_in.find(quote, near=near, before="z" * 40, after="y" * 40)
    assert looked_in.find("tidak ada di sini sama sekali") is None
