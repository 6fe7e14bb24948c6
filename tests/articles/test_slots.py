"""The front page's places as data: what stands when, and two arrangements made one."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from articles.slots import TOP, Placed, at, every, merge, read, standing, write

NOON = datetime(2025, 7, 12, 5, tzinfo=UTC)
A, B, C, D = (Placed(number) for number in (1, 2, 3, 4))

ENTRIES = st.none() | st.builds(Placed, st.integers(1, 6), st.none() | st.just(NOON))
SLOTS = st.dictionaries(st.sampled_from([TOP, "1", "2"]), st.lists(ENTRIES, max_size=4))


@given(SLOTS)
def test_what_is_written_is_read_again(slots):
    stored = write(slots)
    assert write(read(stored)) == stored
    assert all(at(read(stored), slot) == at(slots, slot) for slot in every(slots))


def test_what_is_none_of_it_is_left_out():
    assert read(None) == read([]) == read("x") == read({"top": 3}) == {}
    odd = {"top": [{"piece": "1"}, 4, {"piece": 1, "until": "kapan"}, {"piece": 2, "until": None}]}
    assert read(odd) == {"top": [None, None, None, B]}
    assert len(read({"top": [None] * 100})["top"]) == 4


def test_a_place_falls_free_when_its_time_is_over_and_no_piece_stands_twice():
    slots = {"7": [A, B], TOP: [Placed(2, NOON), None, Placed(1)]}
    before = standing(slots, NOON - timedelta(seconds=1))
    assert before == {TOP: [2, None, 1, None], "7": [None] * 5}
    assert standing(slots, NOON) == {TOP: [None, None, 1, None], "7": [None, 2, None, None, None]}


def test_each_keeps_what_the_other_left_alone():
    base = {TOP: [A, None, None, None]}
    united, clashes = merge(base, {TOP: [A, B]}, {TOP: [C], "7": [D]})
    assert (united[TOP], united["7"][0], clashes) == ([C, B, None, None], D, [])


def test_both_in_one_place_clash_and_ones_own_stands():
    united, clashes = merge({TOP: [A]}, {TOP: [B]}, {TOP: [C]})
    assert (united[TOP][0], clashes) == (B, [(TOP, 0)])
    assert merge({TOP: [A]}, {TOP: [B]}, {TOP: [B]})[1] == []


def test_a_piece_both_placed_in_different_places_is_asked_about():
    united, clashes = merge({}, {TOP: [A]}, {"7": [A]})
    assert clashes == [("7", 0)]
    assert united[TOP][0] == A


@given(SLOTS, SLOTS, SLOTS)
def test_merging_loses_nothing(base, mine, theirs):
    united, clashes = merge(base, mine, theirs)
    for slot in every(base, mine, theirs):
        was, own, other = (at(slots, slot) for slots in (base, mine, theirs))
        assert at(united, slot) == (other if own == was else own)
        if was != own != other != was:
            assert slot in clashes
