"""The order of pieces that match: by where their words stand, and how new they are.

Made here and not by the engines, from the entries' text, so that both give the same.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import log2

from articles.models import SearchEntry
from articles.search.indexing import ANYWHERE, GAP, HEADLINE, LEAD, OTHER_FORM, SEQUENCE, says
from articles.search.queries import Clause, Query
from articles.search.roots import without_clitic
from articles.search.text import encoded

# How much a word counts for where it stands, and for standing there as it was typed.
IN_HEADLINE, IN_LEAD, AS_TYPED, SIDE_BY_SIDE = 6.0, 2.5, 1.0, 3.0
# The newest of the candidates is worth this much more than one that is a year older ...
YEAR = 365 * 86_400 << 29
NEWNESS = 0.7


def order(query: Query, keys: Iterable[int]) -> list[int]:
    """Return the keys of entries, the best for the query first; of equals the newer.

    What only begins like the last word stands behind: `tahu` means itself before `tahun`.
    """
    keys, sought = sorted(keys, reverse=True), _Sought.of(query)
    rows = SearchEntry.objects.filter(pk__in=keys).values_list("pk", "text")
    places = {}
    for key, text in rows:
        score = sought.score(text) - NEWNESS * log2(1 + (keys[0] - key) / YEAR)
        places[key] = (sought.only_begins(text), -round(score, 6), -key)
    return sorted(places, key=places.__getitem__)


@dataclass(frozen=True)
class _Places:
    """An entry's text in three, each of which begins and ends with a space."""

    body: str
    lead: str
    headline: str

    @classmethod
    def of(cls, text: str) -> "_Places":
        """Cut a text; see `indexing` for its letters, which stand in this order."""
        text = f" {text} "
        # From behind, where the short parts are.
        if (last_of_lead := text.rfind(f" {LEAD}")) < 0:
            return cls(text, " ", " ")
        headline = text.index(" ", last_of_lead + 1)
        # Before it stand the other forms, or a gap where there are none.
        before = max(text.rfind(f" {letter}", 0, last_of_lead) for letter in (OTHER_FORM, GAP))
        lead = text.index(" ", before + 1)
        return cls(text[: lead + 1], text[lead : headline + 1], text[headline:])


@dataclass(frozen=True)
class _Wanted:
    """What one clause is looked for by, without the letter that says where."""

    typed: tuple[str, ...]
    starts: tuple[str, ...]
    phrase: tuple[str, ...] = ()

    @classmethod
    def of(cls, clause: Clause) -> "_Wanted":
        # `pemerintahnya` means `pemerintah`, and `perintah` less so.
        joined = clause.words[0].joined
        typed = tuple({joined, without_clitic(joined)})
        if clause.is_phrase:
            return cls(typed, (), tuple(map(encoded, clause.sequence)))
        starts = [f"{encoded(form)} " for form in clause.forms]
        if clause.prefix:
            starts.append(encoded(clause.sequence[0]))
        return cls(typed, tuple(starts))

    def score(self, places: _Places) -> float:
        if self.phrase:
            # Where it stands decides; the phrase itself is in every candidate.
            placed = all(f" {HEADLINE}{part} " in places.headline for part in self.phrase)
            times = places.body.count(_sequence(self.phrase))
            return IN_HEADLINE * placed + _saturated(times)
        total = 0.0
        for text, letter, worth in (
            (places.headline, HEADLINE, IN_HEADLINE),
            (places.lead, LEAD, IN_LEAD),
        ):
            if self._is_in(text, letter):
                total += worth + AS_TYPED * self._is_typed(text, letter)
        times = sum(places.body.count(f" {SEQUENCE}{start}") for start in self.starts)
        total += 2 * (times > 0 or self._is_in(places.body, OTHER_FORM))
        total += AS_TYPED * any(says(places.body, word) for word in self.typed)
        return total + _saturated(times)

    def _is_typed(self, text: str, letter: str) -> bool:
        return any(f" {letter}{encoded(word)} " in text for word in self.typed)

    def _is_in(self, text: str, letter: str) -> bool:
        return any(f" {letter}{start}" in text for start in self.starts)


@dataclass(frozen=True)
class _Sought:
    """What a query is looked for by, made once for all candidates."""

    wanted: tuple[_Wanted, ...]
    together: str
    # The last word, where it may be a beginning, and what it may be found by as a whole.
    beginning: str
    whole: tuple[str, ...]

    @classmethod
    def of(cls, query: Query) -> "_Sought":
        parts = [encoded(part) for clause in query.wanted for part in clause.sequence]
        together = _sequence(parts) if len(parts) > 1 else ""
        last = next((clause for clause in query.wanted if clause.prefix), None)
        beginning, whole = (last.sequence[0], last.forms) if last else ("", ())
        return cls(tuple(map(_Wanted.of, query.wanted)), together, encoded(beginning), whole)

    def only_begins(self, text: str) -> bool:
        """Whether an entry's text has the last word as a beginning alone."""
        text = f" {text} "
        begins = any(f" {letter}{self.beginning}" in text for letter in ANYWHERE)
        return bool(self.beginning) and begins and not any(says(text, form) for form in self.whole)

    def score(self, text: str) -> float:
        """Return how well an entry's text answers."""
        places = _Places.of(text)
        total = sum(one.score(places) for one in self.wanted)
        if self.together and self.together in places.body:
            total += SIDE_BY_SIDE
        return total


def _sequence(parts: Iterable[str]) -> str:
    return f" {' '.join(SEQUENCE + part for part in parts)} "


def _saturated(times: int) -> float:
    """The tenth mention says less than the first."""
    return 2 * times / (times + 2)
