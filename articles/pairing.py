"""Which passages of two versions belong together: kept, rewritten, moved (pure)."""

from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

from articles.alignment import Link, Region, align, gaps, symmetric
from articles.segmentation import words

SAME, CHANGED, MOVED = "same", "changed", "moved"
# A shorter run that stands elsewhere is more likely written anew than moved.
MOVED_WORDS = 6
# The part of the shorter passage's words, and pairs of words, that a rewritten one still has.
# Two unrelated paragraphs of Indonesian share a tenth.
LIKENESS = 0.3
# The same for a passage that was moved and rewritten at once.
MOVED_LIKENESS = 0.6
# Of each passage, how many likely partners are looked at closely.
CANDIDATES = 4


@symmetric
def pair(old: Sequence[str], new: Sequence[str]) -> list[Link]:
    """The links between two lists of passages, of three kinds, each passage in one at most.

    "same" and "changed" links together rise on both sides; "moved" ones cross them, and may be
    changed a little too. Steps: n log n for n words.
    """
    whole = Region(0, len(old), 0, len(new))
    # Rewritten passages count as equal from here on: a chain of them is no less a chain.
    twins = _twins(old, new)
    likened = [old[twins[at]] if at in twins else text for at, text in enumerate(new)]
    kept = align(list(old), likened)
    regions = gaps(kept, whole)
    for region in regions:
        for at in range(region.new, region.new_end):
            if at in twins and _likeness(_marks(likened[at]), _marks(new[at])) < MOVED_LIKENESS:
                likened[at] = new[at]
    moved = _moves(old, likened, regions)
    gone = {link.old for link in moved}
    come = {link.new for link in moved}
    links = moved + [
        link if old[link.old] == new[link.new] else link._replace(kind=CHANGED) for link in kept
    ]
    for region in regions:
        left = [at for at in range(region.old, region.old_end) if at not in gone]
        right = [at for at in range(region.new, region.new_end) if at not in come]
        if left and right:
            found = _alike([old[at] for at in left], [new[at] for at in right])
            links += (Link(left[link.old], right[link.new], CHANGED) for link in found)
    return sorted(links)


def _twins(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """For passages that are only in `new`, the one only in `old` that they are rewritten from."""
    here, there = set(old), set(new)
    lost = [at for at, text in enumerate(old) if text not in there]
    found = [at for at, text in enumerate(new) if text not in here]
    left = [_marks(old[at]) for at in lost]
    right = [_marks(new[at]) for at in found]
    twins: dict[int, int] = {}
    taken = set()
    for link in _candidates(left, right):
        one, other = lost[link.old], found[link.new]
        if one in taken or other in twins:
            continue
        if _likeness(left[link.old], right[link.new]) >= LIKENESS:
            twins[other] = one
            taken.add(one)
    return twins


def _moves(old: Sequence[str], new: Sequence[str], regions: Iterable[Region]) -> list[Link]:
    """Runs that left one place and came to another, found by the passages unique among those.

    A run takes its equal neighbours along, such as the heading of a moved paragraph.
    """
    free_old = {at: old[at] for region in regions for at in range(region.old, region.old_end)}
    free_new = {at: new[at] for region in regions for at in range(region.new, region.new_end)}
    places = _unique(free_new)
    moved: list[Link] = []
    for key, at in _unique(free_old).items():
        if key not in places or at not in free_old or places[key] not in free_new:
            continue
        run = [
            *_equal_neighbours(free_old, free_new, at - 1, places[key] - 1, -1),
            *_equal_neighbours(free_old, free_new, at, places[key], 1),
        ]
        for link in run:
            del free_old[link.old], free_new[link.new]
        if sum(len(words(old[link.old])) for link in run) >= MOVED_WORDS:
            moved += run
    return moved


def _equal_neighbours(left: dict, right: dict, old: int, new: int, step: int) -> list[Link]:
    run = []
    while old in left and new in right and left[old] == right[new]:
        run.append(Link(old, new, MOVED))
        old, new = old + step, new + step
    return run


def _unique(passages: dict[int, str]) -> dict[str, int]:
    counts = Counter(passages.values())
    return {key: at for at, key in passages.items() if counts[key] == 1}


def _alike(old: Sequence[str], new: Sequence[str]) -> list[Link]:
    """Pairs of like passages that do not cross: the likest first, then those in like places."""
    left = [_marks(text) for text in old]
    right = [_marks(text) for text in new]
    chosen: list[Link] = []
    for link in _candidates(left, right):
        place = bisect(chosen, link)
        before, after = chosen[place - 1 : place], chosen[place : place + 1]
        if (
            all(other.old < link.old and other.new < link.new for other in before)
            and all(other.old > link.old and other.new > link.new for other in after)
            and _likeness(left[link.old], right[link.new]) >= LIKENESS
        ):
            chosen.insert(place, link)
    for region in gaps(chosen, Region(0, len(old), 0, len(new))):
        if region.old_end - region.old == region.new_end - region.new:
            chosen += (
                Link(one, other, CHANGED)
                for one, other in zip(
                    range(region.old, region.old_end),
                    range(region.new, region.new_end),
                    strict=True,
                )
                if _likeness(left[one], right[other]) >= LIKENESS
            )
    return sorted(chosen)


def _marks(text: str) -> set:
    """What a passage is known by: its words, and its pairs of neighbouring words."""
    found = words(text)
    return {*found, *pairwise(found)}


def _candidates(left: Sequence[set], right: Sequence[set]) -> list[Link]:
    """The likely pairs, by the number of marks that no third passage has; most first."""
    homes = _only_homes(right)
    candidates = []
    shared: dict[int, Counter] = defaultdict(Counter)
    for mark, one in _only_homes(left).items():
        if mark in homes:
            shared[one][homes[mark]] += 1
    for one, votes in shared.items():
        ranked = sorted(votes.items(), key=lambda vote: (-vote[1], vote[0]))
        candidates += ((-count, one, other) for other, count in ranked[:CANDIDATES])
    return [Link(one, other, CHANGED) for _, one, other in sorted(candidates)]


def _only_homes(passages: Sequence[set]) -> dict:
    """The marks that only one of the passages has, each with that passage's position."""
    homes: dict = {}
    for at, marks in enumerate(passages):
        for mark in marks:
            homes[mark] = -1 if mark in homes else at
    return {mark: at for mark, at in homes.items() if at >= 0}


def _likeness(one: set, other: set) -> float:
    """The part of the smaller set that the other has too, from 0 to 1."""
    return len(one & other) / max(1, min(len(one), len(other)))
