"""The front page's places and what editors put there, as plain data (pure).

An area is the top of the page or the band of one main section; a slot is a place in it, counted
from 0. A slot without a piece fills itself when the page is made.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.dateparse import parse_datetime

TOP = "top"
# Beside the lead; and in the band of a section, its own lead included.
SECONDS = 3
BAND = 5

# (area, place in it)
Slot = tuple[str, int]


@dataclass(frozen=True)
class Placed:
    """A piece that stands in a slot, for good or until a time."""

    piece: int
    until: datetime | None = None


# By area: what stands in each of its slots.
Slots = dict[str, list[Placed | None]]


def size_of(area: str) -> int:
    """Return how many slots an area has."""
    return 1 + SECONDS if area == TOP else BAND


def band_of(section: int) -> str:
    """Return the name of a main section's area."""
    return str(section)


def read(stored: object) -> Slots:
    """Return what was stored as slots; what is none of it is left out."""
    areas = stored.items() if isinstance(stored, dict) else ()
    return {
        area: [_read_one(entry) for entry in entries[: size_of(area)]]
        for area, entries in areas
        if isinstance(entries, list)
    }


def write(slots: Slots) -> dict[str, list]:
    """Return slots as they are stored: empty areas and empty ends left out."""
    stored = {}
    for area in sorted(slots):
        entries = [
            placed
            and {
                "piece": placed.piece,
                "until": placed.until.astimezone(UTC).isoformat() if placed.until else None,
            }
            for placed in slots[area]
        ]
        while entries and entries[-1] is None:
            entries.pop()
        if entries:
            stored[area] = entries
    return stored


def at(slots: Slots, slot: Slot) -> Placed | None:
    """Return what stands in a slot."""
    area, place = slot
    entries = slots.get(area, [])
    return entries[place] if place < len(entries) else None


def every(*several: Slots) -> Iterator[Slot]:
    """Yield the slots of all areas named in any of these."""
    for area in dict.fromkeys(area for slots in several for area in slots):
        for place in range(size_of(area)):
            yield area, place


def standing(slots: Slots, moment: datetime) -> dict[str, list[int | None]]:
    """Return the pieces that stand in each slot at a moment, none of them twice.

    Of two places of one piece the higher counts; the top of the page is the highest.
    """
    seen: set[int] = set()
    found = {}
    for area in sorted(slots, key=lambda area: area != TOP):
        row: list[int | None] = [None] * size_of(area)
        for place, placed in enumerate(slots[area]):
            is_over = placed is None or (placed.until is not None and placed.until <= moment)
            if not is_over and placed.piece not in seen:
                row[place] = placed.piece
                seen.add(placed.piece)
        found[area] = row
    return found


def merge(base: Slots, mine: Slots, theirs: Slots) -> tuple[Slots, list[Slot]]:
    """Unite two arrangements that began from one; return it and the slots where they clash.

    A slot that only one of them changed is as they left it. Where both did, or where the result
    would show a piece twice, `mine` stands and the slot is named.
    """
    united: Slots = {}
    clashes: list[Slot] = []
    for slot in every(base, mine, theirs):
        was, own, other = (at(slots, slot) for slots in (base, mine, theirs))
        if own != was and other not in {was, own}:
            clashes.append(slot)
        united.setdefault(slot[0], []).append(other if own == was else own)
    places: dict[int, list[Slot]] = {}
    for slot in every(united):
        if placed := at(united, slot):
            places.setdefault(placed.piece, []).append(slot)
    clashes += [slot for several in places.values() if len(several) > 1 for slot in several[1:]]
    return united, sorted(set(clashes))


def _read_one(entry: object) -> Placed | None:
    match entry:
        case {"piece": int(piece), "until": None}:
            return Placed(piece)
        case {"piece": int(piece), "until": str(written)}:
            until = parse_datetime(written)
            return Placed(piece, until) if until and until.tzinfo else None
    return None
