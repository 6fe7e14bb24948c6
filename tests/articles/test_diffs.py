import random
import sys
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.diffs import (
    Fold,
    ListChange,
    Span,
    compare,
    compare_lists,
    compare_words,
    folded,
)
from articles.segmentation import split

FIRST = "Para peneliti dari Meta pindah ke Mistral di Paris pada hari Senin."
SECOND = "Kantor baru itu menempati gedung tua di tepi sungai sejak awal bulan."
THIRD = "Menteri mengatakan bahwa aturan akan terbit sebelum akhir tahun ini."
FOURTH = "Pengamat menilai langkah tersebut terlambat tetapi tetap perlu diambil."

# Texts made of few words and marks, so that equal, moved and rewritten passages are common.
lines = st.lists(
    st.sampled_from(
        [
            "satu",
            "dua",
            "tiga",
            "empat",
            "-",
            "#",
            "*",
            "|",
            "1.",
            "1.234",
            "[^a]:",
            "a\xa0b",
            "\u200f",
            "!",
            "é",
        ]
    ),
    max_size=9,
).map(" ".join)
ends = st.sampled_from(["\n", "\r\n", "\r", "\n\n", " \n\n", "\n \t\n\n"])
texts = st.lists(st.tuples(lines | st.just(FIRST) | st.just(SECOND), ends), max_size=12).map(
    lambda parts: "".join(line + end for line, end in parts)
)
anything = texts | st.text(max_size=60)


def kinds(old: str, new: str) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in compare(old, new)]


def body(*passages: str) -> str:
    return "\n\n".join(passages)


# --- bodies


@given(anything, anything)
def test_both_texts_can_be_rebuilt(old, new):
    blocks = compare(old, new)
    assert [block.old for block in blocks if block.old] == split(old)
    assert [block.new for block in blocks if block.new] == split(new)
    for block in blocks:
        if block.kind == "changed":
            assert "".join(span.text for span in block.old_spans) == block.old.key
            assert "".join(span.text for span in block.new_spans) == block.new.key
        assert (block.old is None) == (block.kind in {"added", "moved_to"})
        assert (block.new is None) == (block.kind in {"removed", "moved_from"})


@given(anything)
def test_equal_texts_have_no_changes(text):
    assert {block.kind for block in compare(text, text)} <= {"same"}


@given(anything, anything)
def test_backwards_the_comparison_is_the_same(old, new):
    mirror = {"added": "removed", "moved_from": "moved_to"}
    mirror |= {there: here for here, there in mirror.items()}

    def facts(blocks):
        return {
            (block.kind, block.old, block.new, tuple(block.old_spans), tuple(block.new_spans))
            for block in blocks
        }

    def turned(spans):
        return tuple(Span(mirror.get(span.kind, span.kind), span.text) for span in spans)

    assert facts(compare(old, new)) == {
        (mirror.get(kind, kind), then, now, turned(new_spans), turned(old_spans))
        for kind, now, then, old_spans, new_spans in facts(compare(new, old))
    }


@given(anything, anything)
def test_a_move_has_two_ends(old, new):
    blocks = compare(old, new)
    left = sorted(block.move for block in blocks if block.kind == "moved_from")
    came = sorted(block.move for block in blocks if block.kind == "moved_to")
    assert left == came
    assert set(left) == set(range(1, len(set(left)) + 1))


def test_a_changed_sentence_shows_its_changed_words_only():
    new = FIRST.replace("Meta", "Google").replace("Senin", "Selasa")
    (block,) = compare(FIRST, new)
    assert block.kind == "changed"
    assert [span.text for span in block.spans if span.kind == "removed"] == ["Meta", "Senin"]
    assert [span.text for span in block.spans if span.kind == "added"] == ["Google", "Selasa"]


def test_unlike_passages_are_replaced_whole():
    assert kinds(body(FIRST, SECOND), body(FIRST, THIRD)) == [
        ("same", FIRST),
        ("removed", SECOND),
        ("added", THIRD),
    ]


def test_rewritten_passages_find_their_partners_among_new_ones():
    rewritten = SECOND.replace("tua", "kuno")
    assert kinds(body(SECOND), body(THIRD, rewritten, FOURTH)) == [
        ("added", THIRD),
        ("changed", rewritten),
        ("added", FOURTH),
    ]


def test_alike_passages_are_paired_by_place():
    """No word is in one of them alone: a table whose figures all changed."""
    old, new = "| laba | 1 |\n| laba | 2 |", "| laba | 8 |\n| laba | 9 |"
    assert [kind for kind, _ in kinds(old, new)] == ["changed", "changed"]


def test_a_passage_that_moved_is_shown_as_moved():
    assert kinds(body(FIRST, SECOND, THIRD, FOURTH), body(SECOND, THIRD, FIRST, FOURTH)) == [
        ("moved_from", FIRST),
        ("same", SECOND),
        ("same", THIRD),
        ("moved_to", FIRST),
        ("same", FOURTH),
    ]


def test_a_heading_moves_with_its_text_and_a_second_move_is_another():
    old = body("## Satu", FIRST, SECOND, THIRD, "Tengah saja.", "Tengah lagi.", FOURTH)
    new = body(FOURTH, SECOND, THIRD, "Tengah saja.", "Tengah lagi.", "## Satu", FIRST)
    moved = [(block.kind, block.move, block.text) for block in compare(old, new) if block.move]
    assert moved == [
        ("moved_from", 1, "## Satu"),
        ("moved_from", 1, FIRST),
        ("moved_to", 2, FOURTH),
        ("moved_from", 2, FOURTH),
        ("moved_to", 1, "## Satu"),
        ("moved_to", 1, FIRST),
    ]


def test_a_moved_passage_shows_what_was_changed_on_the_way():
    rewritten = FIRST.replace("Meta", "Google")
    blocks = compare(body(FIRST, SECOND, THIRD), body(SECOND, THIRD, rewritten))
    assert [block.kind for block in blocks] == ["moved_from", "same", "same", "moved_to"]
    assert Span("removed", "Meta") in blocks[0].old_spans
    assert Span("added", "Google") in blocks[-1].new_spans


def test_a_few_words_elsewhere_are_no_move():
    old, new = body("Baca juga.", FIRST, SECOND), body(FIRST, SECOND, "Baca juga.")
    assert {block.move for block in compare(old, new)} == {0}


def test_a_rewritten_passage_keeps_its_place_when_another_jumps_over_it():
    rewritten = FIRST.replace("Meta", "Google")
    assert kinds(body(FIRST, "- satu", SECOND), body(SECOND, rewritten, "- satu")) == [
        ("moved_to", SECOND),
        ("changed", rewritten),
        ("same", "- satu"),
        ("moved_from", SECOND),
    ]


def test_spaces_at_line_ends_and_blank_lines_are_no_change():
    old = f"{FIRST}\n\n- satu\n- dua\n"
    new = f"\r\n{FIRST}  \r\n\r\n\r\n- satu \t\r\n\r\n- dua"
    assert {kind for kind, _ in kinds(old, new)} == {"same"}


def test_no_break_spaces_and_direction_marks_are_a_change():
    (block,) = compare("sepuluh ribu orang datang", "sepuluh\u00a0ribu orang \u200fdatang")
    assert [span.text for span in block.new_spans if span.kind == "added"] == [
        "\u00a0",
        "\u200fdatang",
    ]


# --- words


@given(st.text() | lines, st.text() | lines)
def test_spans_rebuild_both_fields(old, new):
    spans = compare_words(old, new)
    assert "".join(span.text for span in spans if span.kind != "added") == old
    assert "".join(span.text for span in spans if span.kind != "removed") == new
    assert all(one.kind != two.kind for one, two in pairwise(spans))


def test_neighbouring_words_are_one_change():
    assert compare_words("Meta kehilangan dua peneliti", "Meta ditinggal tiga peneliti") == [
        Span("same", "Meta "),
        Span("removed", "kehilangan dua"),
        Span("added", "ditinggal tiga"),
        Span("same", " peneliti"),
    ]


def test_a_word_common_to_two_rewritten_sentences_is_not_kept_apart():
    old, new = (
        "aa bb cc dd ee ff yang gg hh ii jj kk ll",
        "ab bc cd de ef fg yang gh hi ij jk kl lm",
    )
    assert [span.kind for span in compare_words(old, new)] == ["removed", "added"]


def test_nothing_against_nothing():
    assert compare("", " \n\n") == []
    assert compare_words("", "") == []


# --- lists and folds


@pytest.mark.parametrize(
    ("old", "new", "change"),
    [
        (["AI", "Paris"], ["AI", "Paris"], ListChange((), (), False)),
        (["AI", "Paris"], ["Paris", "AI"], ListChange((), (), True)),
        (["AI", "Paris"], ["Meta", "Paris"], ListChange(("Meta",), ("AI",), False)),
        ([3, 1, 2], [2, 4, 3], ListChange((4,), (1,), True)),
        ([1, 1], [1], ListChange((), (), False)),
    ],
)
def test_lists(old, new, change):
    assert compare_lists(old, new) == change
    assert bool(change) == (change != ListChange((), (), False))


def test_long_unchanged_runs_fold():
    passages = [f"Alinea nomor {number}." for number in range(20)]
    blocks = compare(body(*passages), body(*passages[:9], "Sisipan.", *passages[9:]))
    shown = folded(blocks, context=2)
    assert [len(item.blocks) if isinstance(item, Fold) else item.text for item in shown] == [
        7,
        *passages[7:9],
        "Sisipan.",
        *passages[9:11],
        9,
    ]


@given(anything, anything, st.integers(0, 3))
def test_folding_hides_only_what_is_unchanged(old, new, context):
    blocks = compare(old, new)
    unfolded = []
    for item in folded(blocks, context=context):
        unfolded += item.blocks if isinstance(item, Fold) else (item,)
        if isinstance(item, Fold):
            assert len(item.blocks) > 1
            assert {block.kind for block in item.blocks} == {"same"}
    assert unfolded == blocks


# --- the work


def steps(function, *arguments) -> int:
    """The lines of code that a call runs through: its work, the same on any machine."""
    count = 0

    def tracer(_frame, event, _argument):
        nonlocal count
        count += event == "line"
        return tracer

    before = sys.gettrace()
    sys.settrace(tracer)
    try:
        function(*arguments)
    finally:
        sys.settrace(before)
    return count


def grows_too_fast(function, example) -> bool:
    """Whether four times the text takes much more than four times the steps."""
    small, large = (steps(function, *example(size)) for size in (300, 1200))
    return large > 6 * small


def shuffled(parts, separator):
    chosen = random.Random(7)  # noqa: S311 - the same texts each time
    one, other = list(parts), list(parts)
    chosen.shuffle(other)
    return separator.join(one), separator.join(other)


def crowd(letters, size, separator):
    chosen = random.Random(7)  # noqa: S311 - the same texts each time
    one, other = (chosen.choices(letters, k=size) for _ in range(2))
    return separator.join(one), separator.join(other)


HOSTILE = {
    "equal lines": lambda n: ("x" + "\n\na" * n, "y" + "\n\na" * (n // 2) + "\n\nz"),
    "alternating lines": lambda n: (
        "a\n\nb\n\n" * (n // 2),
        "c\n\n" + "b\n\nb\n\na\n\n" * (n // 3),
    ),
    "two lines at random": lambda n: crowd("ab", n, "\n\n"),
    "two words at random": lambda n: crowd("ab", n, " "),
    "lines in another order": lambda n: shuffled((f"w{i}" for i in range(n)), "\n\n"),
    "words in another order": lambda n: shuffled((f"w{i}" for i in range(n)), " "),
    "passages in another order": lambda n: shuffled((f"a{i} b c d e f" for i in range(n)), "\n\n"),
    "words backwards": lambda n: (
        " ".join(f"w{i}" for i in range(n)),
        " ".join(f"w{i}" for i in reversed(range(n))),
    ),
    "no spaces": lambda n: ("a" * n, "a" * n + "b"),
    "a run of spaces": lambda n: ("a" + " " * n * 50 + "b", "a" + " " * n * 50 + "\n\nb"),
    "only signs": lambda n: (".!" * n, "!?." * n),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_take_no_more_than_their_length(name):
    assert not grows_too_fast(compare, HOSTILE[name])


def test_the_count_of_steps_finds_what_grows_faster():
    def quadratic(old, new):
        found = 0
        for one in old:
            for other in new:
                found += one == other

    assert grows_too_fast(quadratic, HOSTILE["no spaces"])
