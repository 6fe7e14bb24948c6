"""How often a derived word meets its root, and how often words meet that have nothing in common."""

from dataclasses import dataclass

from articles.search import queries, text
from tests.judged import rows

WORK, HELD = "work", "held"
ALIKE, AMBIGUOUS = "alike", "ambiguous"


@dataclass(frozen=True)
class Pair:
    """Two words. held: nothing was tuned to them. kind: the rule, or why they look alike."""

    held: bool
    kind: str
    one: str
    other: str

    @property
    def meets(self) -> bool:
        """Whether a search for one finds the other."""
        asked = queries.parse(self.one, prefix=False).clauses[0]
        return not next(text.words(self.other)).forms.isdisjoint(asked.forms)


def read(name: str) -> list[Pair]:
    """Return the pairs of a table: `pairs` of root and derived word, or `unlike` ones."""
    return [Pair(part == HELD, kind, one, other) for part, kind, one, other in rows(name)]


def share(pairs: list[Pair]) -> float:
    """Return how many of 1 meet."""
    return sum(pair.meets for pair in pairs) / len(pairs)
