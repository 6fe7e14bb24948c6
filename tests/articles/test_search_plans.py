"""What PostgreSQL is asked to do: look into the newest entries, or gather by the index."""

import pytest

from articles.search import postgres
from articles.search.expression import Group, Token

# A third of 200,000 pieces have a frequent word, a twelfth a rarer one.
KNOWN = postgres._Statistics(200_000, ["frequent", "other", "rarer", "seldom"], [])
SHARES = {"frequent": 1 / 3, "other": 1 / 3, "rarer": 1 / 12, "seldom": 1 / 12}
TWENTY = 21


def word(*words: str) -> Token:
    return Token(words)


def all_of(*words: str) -> Group:
    return Group(tuple(word(one) for one in words), every=True)


@pytest.mark.parametrize(
    ("asked", "gathers"),
    [
        (all_of("frequent"), False),
        (all_of("rarer"), False),
        (all_of("unheard"), True),
        (all_of("frequent", "other"), False),
        # Each is frequent enough to be soon found; all at once they hardly ever stand together.
        (all_of("rarer", "seldom", "frequent"), True),
        (Group((word("rarer"), word("seldom")), every=False), False),
        (word("frequent", "other"), False),
        (word("rarer", "seldom"), True),
    ],
)
def test_what_is_frequent_is_looked_for_in_the_newest_and_what_is_rare_by_the_index(
    monkeypatch, asked, gathers
):
    monkeypatch.setattr(postgres, "_statistics", lambda _turn: KNOWN)
    monkeypatch.setattr(postgres._Statistics, "share_of", lambda _self, one: SHARES.get(one, 0.0))
    condition, order = postgres.newest_first(asked, TWENTY)
    assert ("SELECT" in condition, "+ 0" in order) == (gathers, gathers)
