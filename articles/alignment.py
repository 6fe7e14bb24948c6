"""What two sequences have in common, in a time that grows with their length alone (pure).

Parts that occur once on either side are anchors (patience diff): the longest run of them in the
same order is found in n log n, and so again between them. Where there is no anchor, Myers' greedy
walk (An O(ND) Difference Algorithm, 1986) goes a limited number of edits, keeps the way that got
furthest, and sets out again from there. Every limit is a constant, so no text, however hostile,
takes more than its length times that.
"""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from functools import wraps
from typing import NamedTuple

# Anchors within anchors; real texts need three or four.
MAX_DEPTH = 12
# Edits in one walk. Twice as many find slightly more in noise, and take twice as long there.
MAX_EDITS = 32


class Link(NamedTuple):
    """The part `old` of one sequence belongs to the part `new` of the other."""

    old: int
    new: int
    kind: str = "same"


class Region(NamedTuple):
    """A part of both sequences: up to but without the ends."""

    old: int
    old_end: int
    new: int
    new_end: int


Aligner = Callable[[Sequence[str], Sequence[str]], list[Link]]


def symmetric(align: Aligner) -> Aligner:
    """Make `align` find the same links whichever of the two sequences comes first.

    Among equally good alignments the algorithms choose by side; a comparison read backwards
    must be the same comparison.
    """

    @wraps(align)
    def either_way(old: Sequence[str], new: Sequence[str]) -> list[Link]:
        if (len(old), old) <= (len(new), new):
            return align(old, new)
        return sorted(Link(link.new, link.old, link.kind) for link in align(new, old))

    return either_way


@symmetric
def align(old: Sequence[str], new: Sequence[str]) -> list[Link]:
    """The parts that both have in the same order, as rising pairs of positions.

    Both sequences are of one type (lists, or tuples). n log n steps for n parts.
    """
    numbers: dict[str, int] = {}
    left = [numbers.setdefault(part, len(numbers)) for part in old]
    right = [numbers.setdefault(part, len(numbers)) for part in new]
    links: list[Link] = []
    waiting = [(Region(0, len(left), 0, len(right)), 0)]
    while waiting:
        region, depth = waiting.pop()
        region = _trimmed(left, right, region, links)
        if region.old == region.old_end or region.new == region.new_end:
            continue
        anchors = _anchors(left, right, region) if depth < MAX_DEPTH else []
        if anchors:
            links += anchors
            waiting += ((between, depth + 1) for between in gaps(anchors, region))
        else:
            links += _walk(left, right, region)
    return sorted(links)


def gaps(links: Sequence[Link], region: Region) -> list[Region]:
    """The regions before, between and after rising links; empty ones are left out."""
    found = []
    old, new = region.old, region.new
    for link in (*links, Link(region.old_end, region.new_end)):
        if link.old > old or link.new > new:
            found.append(Region(old, link.old, new, link.new))
        old, new = link.old + 1, link.new + 1
    return found


def rising(links: Sequence[Link]) -> list[Link]:
    """The longest choice of `links` (sorted by old) that rises on the new side too."""
    ends: list[int] = []  # the lowest new end of a chain, by its length
    last: list[int] = []  # the link at that end
    before: list[int] = []
    for position, link in enumerate(links):
        length = bisect_left(ends, link.new)
        before.append(last[length - 1] if length else -1)
        ends[length : length + 1] = [link.new]
        last[length : length + 1] = [position]
    chain = []
    position = last[-1] if last else -1
    while position >= 0:
        chain.append(links[position])
        position = before[position]
    return chain[::-1]


def _trimmed(left: list[int], right: list[int], region: Region, links: list[Link]) -> Region:
    """The region without its equal beginning and end, which are added to `links`."""
    old, old_end, new, new_end = region
    while old < old_end and new < new_end and left[old] == right[new]:
        links.append(Link(old, new))
        old, new = old + 1, new + 1
    while old < old_end and new < new_end and left[old_end - 1] == right[new_end - 1]:
        old_end, new_end = old_end - 1, new_end - 1
        links.append(Link(old_end, new_end))
    return Region(old, old_end, new, new_end)


def _anchors(left: list[int], right: list[int], region: Region) -> list[Link]:
    """The longest rising run of parts that are unique on both sides of the region."""
    mine = _single(left, region.old, region.old_end)
    theirs = _single(right, region.new, region.new_end)
    return rising([Link(at, theirs[part]) for part, at in mine.items() if part in theirs])


def _single(parts: list[int], start: int, end: int) -> dict[int, int]:
    """The parts that occur once from `start` to `end`, with their positions, in order."""
    seen: dict[int, int] = {}
    for position in range(start, end):
        part = parts[position]
        seen[part] = -1 if part in seen else position
    return {part: position for part, position in seen.items() if position >= 0}


def _walk(left: list[int], right: list[int], region: Region) -> list[Link]:
    """Links by as many limited walks as lead through the region."""
    old, old_end, new, new_end = region
    links = []
    while old < old_end and new < new_end:
        length, runs = _furthest(left, right, Region(old, old_end, new, new_end))
        while runs:
            start, diagonal, end, runs = runs
            links += (Link(old + step, new + step - diagonal) for step in range(start, end))
        # `length` is how far the way came on each side.
        old, new = old + length[0], new + length[1]
    return links


def _furthest(left: list[int], right: list[int], region: Region) -> tuple[tuple[int, int], tuple]:
    """The way that comes furthest from the region's start within MAX_EDITS edits.

    Returns where it ends (steps on the old side, on the new side) and its runs of equal parts,
    the last first: (start, diagonal, end, earlier runs), positions on the old side. A diagonal is
    the old position less the new one; the front holds for each how far it has come, and how.
    """
    old, old_end, new, new_end = region
    height, width = old_end - old, new_end - new
    front: dict[int, tuple[int, tuple]] = {0: (0, ())}
    for edits in range(MAX_EDITS + 1):
        reached = {}
        for diagonal in range(-min(edits, width), min(edits, height) + 1):
            if (diagonal + edits) % 2:
                continue
            at, runs = _step(front, diagonal, height, width) if edits else front[0]
            if at < 0:
                continue
            start = at
            while (
                at < height
                and at - diagonal < width
                and (left[old + at] == right[new + at - diagonal])
            ):
                at += 1
            reached[diagonal] = (at, (start, diagonal, at, runs) if at > start else runs)
            if at == height and at - diagonal == width:
                return (height, width), reached[diagonal][1]
        front = reached
    diagonal = max(front, key=lambda key: (2 * front[key][0] - key, -abs(key)))
    at, runs = front[diagonal]
    return (at, at - diagonal), runs


def _step(front: dict, diagonal: int, height: int, width: int) -> tuple[int, tuple]:
    """The better of leaving out an old part and taking in a new one; (-1, ()) where neither can."""
    removal = front.get(diagonal - 1)
    addition = front.get(diagonal + 1)
    best: tuple[int, tuple] = (-1, ())
    if removal and removal[0] < height:
        best = (removal[0] + 1, removal[1])
    if addition and addition[0] > best[0] and addition[0] - diagonal <= width:
        best = addition
    return best
