import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.merging import Change, Conflict, merge
from articles.segmentation import split
from articles.text_merging import visible

FIRST = "Para peneliti dari Meta pindah ke Mistral di Paris pada hari Senin."
SECOND = "Kantor baru itu menempati gedung tua di tepi sungai sejak awal bulan."
THIRD = "Menteri mengatakan bahwa aturan akan terbit sebelum akhir tahun ini."
FOURTH = "Pengamat menilai langkah tersebut terlambat tetapi tetap perlu diambil."

REWRITTEN = [FIRST.replace("Meta", "Google"), SECOND.replace("tua", "kuno")]
SHORT = ["## Sela", "- satu", "- dua", "- tiga", "| a | b |", "| c | d |", "Ya.", "Tidak."]
passages = st.sampled_from([FIRST, SECOND, THIRD, FOURTH, *REWRITTEN, *SHORT])
bodies = st.lists(passages, max_size=7).map("\n\n".join)
tags = st.lists(st.sampled_from(["AI", "ai", "Meta", "Mistral", "Paris", "Riset"]), max_size=4)
ids = st.lists(st.integers(1, 5), max_size=4, unique=True)
snapshots = st.fixed_dictionaries(
    {
        "headline": st.sampled_from(["Satu", "Dua", "Dua\u00a0", "Tiga"]),
        "section": st.sampled_from([None, 1, 2]),
        "body": bodies,
        "tags": tags,
        "byline": ids,
    }
)


def body(*texts: str) -> str:
    return "\n\n".join(texts)


def merge_bodies(base: str, mine: str, theirs: str):
    return merge({"body": base}, {"body": mine}, {"body": theirs})


def merged(base: str, mine: str, theirs: str) -> str:
    result = merge_bodies(base, mine, theirs)
    assert result.conflicts == ()
    return result.settled["body"]


def said(text: str) -> set[str]:
    return {visible(passage.key) for passage in split(text)}


# --- what holds for any two edits


@given(snapshots, snapshots, snapshots)
def test_nothing_that_either_added_vanishes(base, mine, theirs):
    result = merge(base, mine, theirs)
    conflicts = "\n\n".join(
        f"{conflict.mine}\n\n{conflict.theirs}"
        for conflict in result.conflicts
        if conflict.field == "body"
    )
    found = said(result.resolved()["body"]) | said(conflicts)
    added = (said(mine["body"]) | said(theirs["body"])) - said(base["body"])
    assert added <= found
    for field in ("tags", "byline"):
        if field in result.settled:
            old, one, other, now = (
                {str(entry).casefold() for entry in side[field]}
                for side in (base, mine, theirs, result.settled)
            )
            assert (one | other) - old <= now
            assert not (old - one | old - other) & now


@given(snapshots, snapshots)
def test_one_edit_is_taken_as_it_is(base, edit):
    for result in (merge(base, edit, base), merge(base, base, edit), merge(base, edit, edit)):
        assert result.conflicts == ()
        assert result.resolved() == edit
        assert {change.field for change in result.changes} == {
            field for field in edit if edit[field] != base[field]
        }


@given(snapshots, snapshots, snapshots)
def test_it_does_not_matter_who_was_first(base, mine, theirs):
    one, other = merge(base, mine, theirs), merge(base, theirs, mine)
    assert one.settled == other.settled
    assert [(each.field, each.mine, each.theirs) for each in one.conflicts] == [
        (each.field, each.theirs, each.mine) for each in other.conflicts
    ]


@given(snapshots, snapshots, snapshots)
def test_every_conflict_can_be_settled_either_way(base, mine, theirs):
    result = merge(base, mine, theirs)
    for choices in (
        [conflict.mine for conflict in result.conflicts],
        [conflict.theirs for conflict in result.conflicts],
    ):
        snapshot = result.resolved(choices)
        assert snapshot.keys() == base.keys()
        for conflict, choice in zip(result.conflicts, choices, strict=True):
            if conflict.field == "body":
                assert said(choice) <= said(snapshot["body"])
            else:
                assert snapshot[conflict.field] == choice
    with pytest.raises(ValueError, match="zip"):
        result.resolved([*choices, ""])


fates = st.lists(st.sampled_from(["kept", "reworded", "added below"]), min_size=5, max_size=5)


def edited(how: list[str], by: str) -> str:
    """Five paragraphs, of which `by` rewords some and adds others."""
    texts = []
    for number, fate in enumerate(how):
        name = f"alinea{number}"
        word = by if fate == "reworded" else "tetap"
        texts.append(f"Isi {name} tentang {name} satu {word} dua {name} tiga.")
        if fate == "added below":
            texts.append(f"Sisipan {by} sesudah {by}{number} yang {by} tulis.")
    return body(*texts)


@given(fates, fates)
def test_a_merge_merged_again_stays(mine, theirs):
    """Who saves twice from one form meets a merge of the first save, and changes nothing."""
    base = edited(["kept"] * 5, "")
    one, other = edited(mine, "saya"), edited(theirs, "dia")
    first = merge_bodies(base, one, other)
    meet = [a == b != "kept" for a, b in zip(mine, theirs, strict=True)]
    assert len(first.conflicts) == sum(meet)
    for choice in ("mine", "theirs"):
        settled = first.resolved([getattr(conflict, choice) for conflict in first.conflicts])
        for start, seen in ((base, one if choice == "mine" else other), (one, one), (other, other)):
            again = merge_bodies(start, seen, settled["body"])
            assert again.conflicts == ()
            assert again.settled == settled


@given(snapshots, snapshots, st.integers(0, 3))
def test_what_nobody_sees_is_no_conflict(base, theirs, way):
    pasted = [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace(" ", "\u00a0"),
        lambda text: re.sub(r"(\w)\b", "\\1\u200f", text),
        lambda text: text.replace("\n", " \t\n") + "  ",
    ][way]
    # The marks of lists and headings are Markdown, not text: another space there is another shape.
    base["body"] = "".join(line for line in base["body"].splitlines(True) if line[0] not in "-#|")
    mine = base | {"body": pasted(base["body"]), "headline": base["headline"] + " "}
    result = merge(base, mine, theirs)
    assert result.conflicts == ()
    assert said(theirs["body"]) - said(base["body"]) <= said(result.settled["body"])


# --- the body, case by case


def test_different_paragraphs_merge_also_when_they_are_neighbours():
    mine, theirs = FIRST.replace("Meta", "Google"), SECOND.replace("tua", "kuno")
    result = merge_bodies(body(FIRST, SECOND), body(mine, SECOND), body(FIRST, theirs))
    assert result.settled["body"] == body(mine, theirs)
    assert result.changes == (
        Change("body", FIRST, mine, "mine"),
        Change("body", SECOND, theirs, "theirs"),
    )


def test_the_same_paragraph_is_a_conflict_and_the_rest_merges():
    mine, theirs = FIRST.replace("Meta", "Google"), FIRST.replace("Meta", "Apple")
    result = merge_bodies(
        body(FIRST, SECOND, THIRD),
        body(mine, SECOND, THIRD, FOURTH),
        body(theirs, SECOND),
    )
    assert result.conflicts == (Conflict("body", FIRST, mine, theirs),)
    assert result.resolved() == {"body": body(mine, SECOND, FOURTH)}
    assert result.resolved([theirs]) == {"body": body(theirs, SECOND, FOURTH)}
    assert result.resolved(["Baru.\n\nLagi."]) == {"body": body("Baru.", "Lagi.", SECOND, FOURTH)}
    assert result.resolved([""]) == {"body": body(SECOND, FOURTH)}


def test_a_deletion_against_a_change_is_a_conflict():
    changed = SECOND.replace("tua", "kuno")
    result = merge_bodies(body(FIRST, SECOND), body(FIRST), body(FIRST, changed))
    assert result.conflicts == (Conflict("body", SECOND, "", changed),)


def test_two_additions_at_one_place_are_a_conflict_unless_equal():
    result = merge_bodies(FIRST, body(FIRST, THIRD), body(FIRST, FOURTH))
    assert result.conflicts == (Conflict("body", "", THIRD, FOURTH),)
    assert merged(FIRST, body(FIRST, THIRD), body(FIRST, THIRD)) == body(FIRST, THIRD)
    assert merged(FIRST, body(FIRST, THIRD), body(FIRST, THIRD, FOURTH)) == body(
        FIRST, THIRD, FOURTH
    )


def test_an_addition_beside_a_change_is_taken():
    changed = FIRST.replace("Meta", "Google")
    assert merged(body(FIRST, SECOND), body(changed, SECOND), body(FIRST, THIRD, SECOND)) == body(
        changed, THIRD, SECOND
    )


def test_an_addition_within_what_the_other_deleted_is_a_conflict():
    result = merge_bodies(body(FIRST, SECOND, THIRD), FIRST, body(FIRST, SECOND, FOURTH, THIRD))
    assert result.conflicts == (
        Conflict("body", body(SECOND, THIRD), "", body(SECOND, FOURTH, THIRD)),
    )


def test_a_change_follows_the_paragraph_that_the_other_moved():
    changed = FIRST.replace("Meta", "Google")
    base = body(FIRST, SECOND, THIRD, FOURTH)
    moved, edited = body(SECOND, THIRD, FIRST, FOURTH), body(changed, SECOND, THIRD, FOURTH)
    assert merged(base, moved, edited) == body(SECOND, THIRD, changed, FOURTH)
    assert merged(base, edited, moved) == body(SECOND, THIRD, changed, FOURTH)


def test_lists_and_tables_stay_whole_and_paragraphs_apart():
    base = f"# Judul\n{FIRST}\n\n- satu\n- dua\n\n| a | b |\n|---|---|\n| c | d |"
    mine = f"{FIRST}\n\n- satu\n- dua\n- empat\n\n| a | b |\n|---|---|\n| c | d |"
    theirs = (
        f"{SECOND}\n\n# Judul\n{FIRST}\n\n- nol\n- satu\n- dua\n\n"
        "| a | b |\n|---|---|\n| c | d |\n| e | f |"
    )
    assert merged(base, mine, theirs) == (
        f"{SECOND}\n\n{FIRST}\n\n- nol\n- satu\n- dua\n- empat\n\n"
        "| a | b |\n|---|---|\n| c | d |\n| e | f |"
    )


def test_what_only_looks_the_same_gives_way_to_a_real_change():
    unseen, changed = FIRST.replace(" ", "\u00a0"), FIRST.replace("Meta", "Google")
    assert merged(body(FIRST, SECOND), body(unseen, SECOND), body(changed, SECOND)) == body(
        changed, SECOND
    )
    # and is kept where there is none.
    assert merged(body(FIRST, SECOND), body(unseen, SECOND), FIRST) == unseen


# --- fields and lists


def test_fields_merge_each_on_its_own():
    base = {"headline": "Lama", "kicker": "AI", "section": 1}
    result = merge(base, base | {"headline": "Baru", "section": 2}, base | {"section": 3})
    assert result.settled == {"headline": "Baru", "kicker": "AI"}
    assert result.changes == (Change("headline", "Lama", "Baru", "mine"),)
    assert result.conflicts == (Conflict("section", 1, 2, 3),)
    assert result.resolved([3]) == {"headline": "Baru", "kicker": "AI", "section": 3}


@pytest.mark.parametrize(
    ("field", "base", "mine", "theirs", "expected"),
    [
        ("tags", ["AI"], ["AI", "Meta"], ["AI", "Paris"], ["AI", "Meta", "Paris"]),
        ("tags", ["AI", "Meta"], ["AI"], ["AI", "Meta", "Paris"], ["AI", "Paris"]),
        ("tags", ["AI"], ["AI", "meta"], ["AI", "Meta"], ["AI", "meta"]),
        ("tags", ["a", "b", "c"], ["b", "a", "c"], ["a", "c", "b"], ["a", "b", "c"]),
        ("byline", [1, 2], [2, 1], [1, 2, 3], [2, 3, 1]),
        ("byline", [1, 2], [3, 1, 2], [1, 2, 4], [3, 1, 2, 4]),
        ("byline", [1, 2], [], [2, 1], []),
        ("byline", [], [1], [2], [1, 2]),
    ],
)
def test_lists_merge_as_ordered_sets(field, base, mine, theirs, expected):
    for one, other in ((mine, theirs), (theirs, mine)):
        result = merge({field: base}, {field: one}, {field: other})
        assert result.conflicts == ()
        assert result.settled == {field: expected}


def test_two_new_orders_of_a_byline_are_a_conflict():
    result = merge({"byline": [1, 2, 3]}, {"byline": [2, 1, 3]}, {"byline": [1, 3, 2]})
    assert result.conflicts == (Conflict("byline", [1, 2, 3], [2, 1, 3], [1, 3, 2]),)


def test_a_field_that_one_side_does_not_know_is_the_others():
    assert merge({"a": 1, "b": 1}, {"a": 2}, {"b": 3}).settled == {"a": 2, "b": 3}
    assert merge({}, {"a": 2}, {}).settled == {"a": 2}


def test_values_of_any_shape_merge_or_conflict():
    first = merge({"body": None}, {"body": "a"}, {"body": "b"})
    assert first.resolved(["b"]) == {"body": "b"}
    assert merge({"body": "a"}, {"body": []}, {"body": "b"}).resolved([[]]) == {"body": []}
    second = merge({"x": [{}]}, {"x": [{"a": 1}]}, {"x": [[]]})
    assert second.conflicts == (Conflict("x", [{}], [{"a": 1}], [[]]),)
