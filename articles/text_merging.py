"""Two edits of one text, made at the same time -> one, passage by passage (pure).

Each edit is a list of hunks: stretches of the base that became something else. Hunks of the two
that do not meet are both taken, also of neighbouring passages: a newspaper's paragraphs stand on
their own, unlike lines of code. Hunks that meet are one change if they look the same, and a clash
if not.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from articles.alignment import Link
from articles.pairing import CHANGED, MOVED, SAME, pair
from articles.parsing import LINE_ENDS
from articles.segmentation import Passage, join, split

MINE, THEIRS, BOTH = "mine", "theirs", "both"

INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
SPACES = re.compile(r"(?<=\S)[^\S\n]+")


@dataclass(frozen=True, slots=True)
class Change:
    """A part that was merged silently: what it was, what it is now, and who changed it."""

    field: str
    base: Any
    value: Any
    by: Literal["mine", "theirs", "both"]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A part that both changed, each in another way. Of the body, the passages as text."""

    field: str
    base: Any
    mine: Any
    theirs: Any


@dataclass(frozen=True, slots=True)
class Clash:
    """A conflict within the body, with the passages it is about."""

    conflict: Conflict
    mine: tuple[Passage, ...]
    theirs: tuple[Passage, ...]

    def passages(self, choice: str) -> Sequence[Passage]:
        if choice == self.conflict.mine:
            return self.mine
        return self.theirs if choice == self.conflict.theirs else split(choice)


def visible(text: str) -> str:
    """`text` as a reader sees it: the same for texts that look the same."""
    plain = INVISIBLE.sub("", unicodedata.normalize("NFC", LINE_ENDS.sub("\n", text)))
    return SPACES.sub(" ", plain).replace(" \n", "\n").rstrip()


def by_sight(base: str, mine: str, theirs: str, mine_if_same: bool) -> str:
    """Whose version to take of three that differ to the letter; "" if they look different too.

    Of two that look the same either would do; which one must not depend on whose it is.
    """
    if mine == theirs:
        return MINE if mine_if_same else THEIRS
    if mine == base:
        return THEIRS
    return MINE if theirs == base else ""


@dataclass(frozen=True, slots=True)
class _Hunk:
    """One side's change: the base's passages from `start` up to `end` became `passages`."""

    start: int
    end: int
    passages: tuple[Passage, ...]
    by: str


@dataclass(frozen=True, slots=True)
class _Side:
    """One edit: its changes, and its own copies of the passages that it left alone."""

    by: str
    hunks: list[_Hunk]
    kept: dict[int, Passage]

    def between(self, start: int, end: int, hunks: Iterable[_Hunk]) -> tuple[Passage, ...]:
        """What this side has for the base's passages from `start` up to `end`."""
        found: list[Passage] = []
        at = start
        for hunk in hunks:
            if hunk.by == self.by:
                found += (self.kept[place] for place in range(at, hunk.start))
                found += hunk.passages
                at = hunk.end
        return (*found, *(self.kept[place] for place in range(at, end)))


def merge_text(
    field: str, base: str, mine: str, theirs: str
) -> tuple[list[Passage | Clash], list[Change]]:
    """The merged passages, with clashes among them, and what was merged silently.

    field: the name that changes and conflicts carry.
    """
    start = split(base)
    one, other = _sides(start, split(mine), split(theirs))
    pieces: list[Passage | Clash] = []
    changes: list[Change] = []
    at = 0
    for hunks in _groups(one.hunks + other.hunks):
        first, end = hunks[0].start, max(hunk.end for hunk in hunks)
        pieces += _untouched(start, one, other, range(at, first))
        versions = (
            tuple(start[first:end]),
            one.between(first, end, hunks),
            other.between(first, end, hunks),
        )
        by = _taken(*versions) if len({hunk.by for hunk in hunks}) > 1 else hunks[0].by
        texts = [join(version) for version in versions]
        if by:
            taken = versions[2 if by == THEIRS else 1]
            pieces += taken
            changes.append(Change(field, texts[0], join(taken), by))
        else:
            pieces.append(Clash(Conflict(field, *texts), *versions[1:]))
        at = end
    pieces += _untouched(start, one, other, range(at, len(start)))
    return pieces, changes


def _sides(
    start: Sequence[Passage], mine: list[Passage], theirs: list[Passage]
) -> tuple[_Side, _Side]:
    keys = [passage.key for passage in start]
    links = [pair(keys, [passage.key for passage in side]) for side in (mine, theirs)]
    _follow_moves(start, mine, links[0], theirs, links[1])
    _follow_moves(start, theirs, links[1], mine, links[0])
    return _side(MINE, len(start), mine, links[0]), _side(THEIRS, len(start), theirs, links[1])


def _follow_moves(
    start: Sequence[Passage],
    mover: list[Passage],
    moves: Sequence[Link],
    editor: list[Passage],
    edits: list[Link],
) -> None:
    """Bring what one rewrote to the place where the other has moved the passage meanwhile."""
    edited = {link.old: at for at, link in enumerate(edits) if link.kind == CHANGED}
    for link in moves:
        base = start[link.old]
        if link.kind == MOVED and link.old in edited and mover[link.new].key == base.key:
            edit = edits[edited[link.old]]
            moved = mover[link.new]
            mover[link.new] = replace(editor[edit.new], lead=moved.lead, follows=moved.follows)
            editor[edit.new] = base
            edits[edited[link.old]] = edit._replace(kind=SAME)


def _side(by: str, length: int, passages: Sequence[Passage], links: Iterable[Link]) -> _Side:
    """`passages` as changes of a base of `length` passages."""
    side = _Side(by, [], {})
    old = new = 0
    for link in (*links, Link(length, len(passages))):
        if link.kind == MOVED:
            continue
        if link.old > old or link.new > new:
            side.hunks.append(_Hunk(old, link.old, tuple(passages[new : link.new]), by))
        old, new = link.old + 1, link.new + 1
        if link.kind == CHANGED:
            side.hunks.append(_Hunk(link.old, old, tuple(passages[link.new : new]), by))
        elif link.old < length:
            side.kept[link.old] = passages[link.new]
    return side


def _groups(hunks: Iterable[_Hunk]) -> list[list[_Hunk]]:
    """The hunks in order, those together that overlap or insert at the same place."""
    groups: list[list[_Hunk]] = []
    start = end = -1
    for hunk in sorted(hunks, key=lambda hunk: (hunk.start, hunk.end)):
        if hunk.start < end or hunk.start == hunk.end == start == end:
            groups[-1].append(hunk)
            end = max(end, hunk.end)
        else:
            groups.append([hunk])
            start, end = hunk.start, hunk.end
    return groups


def _untouched(start: Sequence[Passage], one: _Side, other: _Side, at: range) -> list[Passage]:
    """Passages that neither changed, with the distances and line ends that either gave them."""

    def look(passage: Passage) -> tuple[str, ...]:
        return passage.lead, passage.text, passage.follows

    found = []
    for place in at:
        mine, theirs = one.kept[place], other.kept[place]
        if look(mine) == look(start[place]):
            found.append(theirs)
        elif look(theirs) == look(start[place]):
            found.append(mine)
        else:
            found.append(max(mine, theirs, key=look))
    return found


def _taken(base: Sequence[Passage], mine: Sequence[Passage], theirs: Sequence[Passage]) -> str:
    """Whose version of a stretch that both changed can be taken; "" if it is a clash."""
    seen = [[visible(passage.key) for passage in side] for side in (base, mine, theirs)]
    by = by_sight(*("\n\n".join(side) for side in seen), join(mine) >= join(theirs))
    if by:
        return BOTH if seen[1] == seen[2] and by == MINE else by
    # Both wrote the same, and one of them some more before or behind it.
    shorter, longer = sorted(seen[1:], key=len)
    if shorter and shorter in (longer[: len(shorter)], longer[-len(shorter) :]):
        return MINE if longer is seen[1] else THEIRS
    return ""
