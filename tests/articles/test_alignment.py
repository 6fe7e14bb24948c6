from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from articles.alignment import Link, align


@given(st.lists(st.sampled_from("abc"), max_size=60), st.lists(st.sampled_from("abc"), max_size=60))
def test_links_rise_and_join_equal_parts(old, new):
    links = align(old, new)
    assert all(old[link.old] == new[link.new] for link in links)
    assert all(one.old < two.old and one.new < two.new for one, two in pairwise(links))
    assert align(new, old) == [Link(link.new, link.old) for link in links]


@given(st.lists(st.sampled_from("abcdef"), max_size=25), st.lists(st.integers(0, 25), max_size=6))
def test_few_changes_are_found_exactly(old, places):
    """Where Myers' walk reaches the end, no shorter way exists."""
    new = list(old)
    for place in places:
        new[place:place] = "x"
    assert len(align(old, new)) == len(old)
