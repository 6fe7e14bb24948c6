"""Two edits of one piece, made at the same time -> one (pure).

Both started from the same snapshot. Field by field, and in the body passage by passage, a change
by one of them is taken; equal changes are one; different changes of the same part are a conflict,
which a person settles. A difference that nobody can see (line ends, kinds of spaces, marks of
direction) never makes a conflict. The time grows with the length of the texts alone.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from articles.segmentation import Passage, join
from articles.text_merging import (
    BOTH,
    MINE,
    THEIRS,
    Change,
    Clash,
    Conflict,
    by_sight,
    merge_text,
    visible,
)

__all__ = ["Change", "Clash", "Conflict", "Merge", "merge"]

BODY = "body"
# Lists whose order says nothing: two orders are no conflict.
UNORDERED = {"tags"}
# Before the first entry of a list.
_TOP = object()

Snapshot = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Merge:
    """What came of two edits.

    settled: the fields without a conflict. changes: what either changed in them, or in the
    body's other passages. conflicts: what a person has to settle, in the order of the fields and
    of the text. body: its passages and clashes, if it has any of these.
    """

    settled: Snapshot
    changes: tuple[Change, ...]
    conflicts: tuple[Conflict, ...]
    body: tuple[Passage | Clash, ...] = ()

    def resolved(self, choices: Sequence[Any] | None = None) -> Snapshot:
        """The merged snapshot, with one value for each conflict; without `choices`, mine.

        Raises ValueError if there are not as many choices as conflicts.
        """
        if choices is None:
            choices = [conflict.mine for conflict in self.conflicts]
        snapshot = dict(self.settled)
        passages: list[Passage] = []
        pieces = iter(self.body)
        for conflict, choice in zip(self.conflicts, choices, strict=True):
            if conflict.field != BODY or not self.body:
                snapshot[conflict.field] = choice
                continue
            for piece in pieces:
                if isinstance(piece, Clash):
                    passages += piece.passages(choice)
                    break
                passages.append(piece)
        if self.body:
            snapshot[BODY] = join([*passages, *pieces])
        return snapshot


def merge(base: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> Merge:
    """Merge two edits of the snapshot `base`.

    A field that one of them does not know (an older form, an older schema) is the other's.
    """
    settled: Snapshot = {}
    changes: list[Change] = []
    conflicts: list[Conflict] = []
    body: tuple[Passage | Clash, ...] = ()
    for name in dict.fromkeys((*base, *mine, *theirs)):
        start = base.get(name)
        one = mine.get(name, theirs.get(name, start))
        other = theirs.get(name, one)
        texts = all(isinstance(value, str) for value in (start, one, other))
        if name == BODY and texts and start not in (one, other) and one != other:
            pieces, within = merge_text(name, start, one, other)
            changes += within
            clashes = [piece.conflict for piece in pieces if isinstance(piece, Clash)]
            conflicts += clashes
            if clashes:
                body = tuple(pieces)
            else:
                settled[name] = join(pieces)
            continue
        found = _settled(name, start, one, other)
        if isinstance(found, Conflict):
            conflicts.append(found)
        else:
            settled[name] = found.value
            changes += [found] if found.value != start else []
    return Merge(settled, tuple(changes), tuple(conflicts), body)


def _settled(name: str, base: Any, mine: Any, theirs: Any) -> Change | Conflict:
    """One field as a whole."""
    if mine == theirs:
        return Change(name, base, mine, BOTH)
    if mine == base:
        return Change(name, base, theirs, THEIRS)
    if theirs == base:
        return Change(name, base, mine, MINE)
    if all(isinstance(value, str) for value in (base, mine, theirs)):
        by = by_sight(visible(base), visible(mine), visible(theirs), mine >= theirs)
        if by:
            return Change(name, base, theirs if by == THEIRS else mine, by)
    if all(_is_plain_list(value) for value in (base, mine, theirs)):
        merged = _merge_lists(base, mine, theirs, ordered=name not in UNORDERED)
        if merged is not None:
            return Change(name, base, merged, BOTH)
    return Conflict(name, base, mine, theirs)


# --- lists


def _merge_lists(base: Sequence, mine: Sequence, theirs: Sequence, *, ordered: bool) -> list | None:
    """The entries of all three but those that either removed, each once.

    New ones stand behind the entry they were put behind. None if both brought what stayed into
    an order of their own.
    """
    start, one, other = sides = [_entries(side) for side in (base, mine, theirs)]
    stayed = start.keys() & one.keys() & other.keys()
    before, here, there = ([key for key in side if key in stayed] for side in sides)
    if ordered and before not in (here, there) and here != there:
        return None
    behind: dict[Any, list[list]] = defaultdict(list)
    for side in (one, other):
        for place, run in _additions(side, start, stayed):
            behind[place].append(run)
    merged: dict[Any, None] = {}
    for place in (_TOP, *_order(before, here, there)):
        # In the order of the alphabet, since neither of the two was first.
        for run in ([place], *sorted(behind[place], key=str)):
            merged |= dict.fromkeys(run)
    del merged[_TOP]
    return [_spelling(start.get(key), one.get(key), other.get(key)) for key in merged]


def _is_plain_list(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(part, str | int) for part in value)


def _additions(side: Iterable, start: Container, stayed: Container) -> Iterator[tuple[Any, list]]:
    """The runs of new entries, each with the entry before it that stayed."""
    place, run = _TOP, []
    for key in side:
        if key in stayed:
            yield place, run
            place, run = key, []
        elif key not in start:
            run.append(key)
    yield place, run


def _order(before: list, here: list, there: list) -> list:
    """The order of the one who changed it; if both did and it means nothing, the old one."""
    if before in (here, there):
        return there if here == before else here
    return here if here == there else before


def _entries(side: Sequence) -> dict:
    """The entries by what makes two of them the same: case does not."""
    entries: dict = {}
    for entry in side:
        entries.setdefault(visible(entry).casefold() if isinstance(entry, str) else entry, entry)
    return entries


def _spelling(base: Any, mine: Any, theirs: Any) -> Any:
    if mine is None or theirs is None:
        return theirs if mine is None else mine
    if mine in (base, theirs):
        return theirs
    return mine if theirs == base else max(mine, theirs)
