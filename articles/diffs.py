"""Two versions -> marked changes (pure).

Bodies are compared by passage, and rewritten passages by word; short fields by word; tags and
bylines as lists. The results hold plain text: whoever shows them escapes it. The time grows with
the length of the texts and no faster, whatever they hold (see `alignment`).
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal

from articles.alignment import Link, align
from articles.pairing import MOVED, SAME, pair
from articles.segmentation import Passage, split, tokens

ADDED, REMOVED = "added", "removed"
MOVED_FROM, MOVED_TO = "moved_from", "moved_to"
FOLDED = "folded"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text that both versions have, or only the old one, or only the new one."""

    kind: Literal["same", "removed", "added"]
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """A passage of either version, or one of both.

    old, new: the passage in each version; None where that version has none.
    spans: of a changed passage, the old and the new words in reading order; of a moved one, in
    both places, if it was changed as well.
    move: of a moved one, the number of the move, the same in both places; 0 for the others.
    """

    kind: Literal["same", "added", "removed", "changed", "moved_from", "moved_to"]
    old: Passage | None = None
    new: Passage | None = None
    spans: tuple[Span, ...] = ()
    move: int = 0

    @property
    def text(self) -> str:
        """What the passage says; for a changed one, what it says now."""
        passage = self.new or self.old
        return passage.key if passage else ""

    @property
    def old_spans(self) -> list[Span]:
        """The old side alone, for a comparison in two columns."""
        return [span for span in self.spans if span.kind != ADDED]

    @property
    def new_spans(self) -> list[Span]:
        """The new side alone."""
        return [span for span in self.spans if span.kind != REMOVED]


@dataclass(frozen=True, slots=True)
class Fold:
    """Unchanged passages that a reader of the comparison need not see at once."""

    blocks: tuple[Block, ...]
    kind: Literal["folded"] = FOLDED


@dataclass(frozen=True, slots=True)
class ListChange:
    """What happened to a list: entries in their order. True if anything did.

    reordered: the entries that stayed stand in another order.
    """

    added: tuple
    removed: tuple
    reordered: bool

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.reordered)


def compare(old: str, new: str) -> list[Block]:
    """The passages of both bodies in reading order: what went stands before what came.

    The blocks with an `old` are the old text, those with a `new` the new one. Passages that
    differ only in spaces at line ends or in blank lines between them are the same.
    """
    before, after = split(old), split(new)
    links = pair([passage.key for passage in before], [passage.key for passage in after])
    moved_from, moved_to = _moved(links, before, after)
    blocks: list[Block] = []
    at_old = at_new = 0
    for link in (*links, Link(len(before), len(after))):
        if link.kind == MOVED:
            continue
        blocks += (
            moved_from.get(at) or Block(REMOVED, old=before[at]) for at in range(at_old, link.old)
        )
        blocks += (
            moved_to.get(at) or Block(ADDED, new=after[at]) for at in range(at_new, link.new)
        )
        if link.old < len(before):
            one, other = before[link.old], after[link.new]
            blocks.append(Block(link.kind, old=one, new=other, spans=_spans(one, other)))
        at_old, at_new = link.old + 1, link.new + 1
    return blocks


def compare_words(old: str, new: str) -> list[Span]:
    """The words of both texts in reading order: what went stands before what came.

    The spans that are not "added" are the old text, those that are not "removed" the new one,
    to the letter.
    """
    spans = []
    for edit in _readable(_edits(tokens(old), tokens(new))):
        parts = ((SAME, edit.kept), (REMOVED, edit.removed), (ADDED, edit.added))
        spans += (Span(kind, "".join(part)) for kind, part in parts if part)
    return spans


def compare_lists(old: Sequence[Hashable], new: Sequence[Hashable]) -> ListChange:
    """What was added to a list of different entries, what removed, and whether the rest moved."""
    before, after = list(dict.fromkeys(old)), list(dict.fromkeys(new))
    had, has = set(before), set(after)
    return ListChange(
        added=tuple(entry for entry in after if entry not in had),
        removed=tuple(entry for entry in before if entry not in has),
        reordered=[e for e in before if e in has] != [e for e in after if e in had],
    )


def folded(blocks: Iterable[Block], *, context: int = 2) -> list[Block | Fold]:
    """`blocks`, with what is unchanged folded away but for `context` passages beside a change.

    Folding one passage would save nothing: it stays.
    """
    shown: list[Block | Fold] = []
    runs = [(kind, list(run)) for kind, run in groupby(blocks, key=lambda block: block.kind)]
    for position, (kind, run) in enumerate(runs):
        head = context if position else 0
        tail = context if position < len(runs) - 1 else 0
        end = len(run) - tail
        if kind == SAME and end - head > 1:
            shown += (*run[:head], Fold(tuple(run[head:end])), *run[end:])
        else:
            shown += run
    return shown


def _spans(old: Passage, new: Passage) -> tuple[Span, ...]:
    return () if old.key == new.key else tuple(compare_words(old.key, new.key))


def _moved(
    links: Iterable[Link], before: Sequence[Passage], after: Sequence[Passage]
) -> tuple[dict[int, Block], dict[int, Block]]:
    """The moved blocks by their old and by their new places; neighbours share a move's number."""
    moves: dict[Link, int] = {}
    leaving, coming = {}, {}
    number = 0
    for link in links:
        if link.kind == MOVED:
            together = moves.get(Link(link.old - 1, link.new - 1, MOVED))
            number += not together
            moves[link] = move = together or number
            one, other = before[link.old], after[link.new]
            spans = _spans(one, other)
            leaving[link.old] = Block(MOVED_FROM, old=one, spans=spans, move=move)
            coming[link.new] = Block(MOVED_TO, new=other, spans=spans, move=move)
    return leaving, coming


@dataclass(slots=True)
class _Edit:
    """Tokens that stayed, and then what went and what came."""

    kept: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)

    @property
    def size(self) -> int:
        return max(len(self.removed), len(self.added))


def _edits(old: list[str], new: list[str]) -> list[_Edit]:
    edits = [_Edit()]
    at_old = at_new = 0
    for link in (*align(old, new), Link(len(old), len(new))):
        if link.old > at_old or link.new > at_new:
            edits[-1].removed = old[at_old : link.old]
            edits[-1].added = new[at_new : link.new]
            edits.append(_Edit())
        edits[-1].kept += old[link.old : link.old + 1]
        at_old, at_new = link.old + 1, link.new + 1
    return edits


def _readable(edits: list[_Edit]) -> list[_Edit]:
    """`edits` without the crumbs between them, which hinder reading more than they tell."""
    return _without(_without(edits, _is_space), _is_crumb)


def _is_space(last: _Edit, edit: _Edit) -> bool:
    return len(edit.kept) == 1 and edit.kept[0].isspace()


def _is_crumb(last: _Edit, edit: _Edit) -> bool:
    """Whether what stayed is no longer than a third of the change on either side of it."""
    return len(edit.kept) * 3 <= min(last.size, edit.size)


def _without(edits: list[_Edit], is_crumb: Callable[[_Edit, _Edit], bool]) -> list[_Edit]:
    """`edits`, in which changes with only a crumb between them are one."""
    whole = edits[:1]
    for edit in edits[1:]:
        last = whole[-1]
        if edit.size and is_crumb(last, edit):
            last.removed += edit.kept + edit.removed
            last.added += edit.kept + edit.added
        else:
            whole.append(edit)
    return whole
