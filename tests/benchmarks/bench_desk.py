"""The desk page, the list of pieces and the record, by the length of the archive.

A is the small archive, B the large one; a ratio near 1 means that the length does not matter.
"""

from django.urls import reverse

from tests.benchmarks._newsroom import (
    add_acts,
    add_pieces,
    best_of,
    make_busy,
    opener,
    staff_of,
    throwaway_database,
)
from tests.factories import make_section

PIECES = (300, 30_000)
ACTS = (2_000, 200_000)
DESK, LIST = reverse("admin:index"), reverse("admin:articles_article_changelist")
RECORD = reverse("admin:articles_activity_changelist")
# Filters of the list, as the desk page leads to them.
QUERIES = ("", "?state=live", "?stage=in_review", "?stage=changed", "?state=scheduled")


def measure(staff: dict) -> dict[str, float]:
    """Milliseconds for every page, by what it is."""
    jobs = {f"desk, {name}": opener(user, DESK) for name, user in staff.items()}
    jobs |= {f"list{query}": opener(staff["chief"], f"{LIST}{query}") for query in QUERIES}
    record = {"record": "", "record, one act": "?act__exact=delete"}
    jobs |= {name: opener(staff["chief"], f"{RECORD}{query}") for name, query in record.items()}
    return dict(zip(jobs, (1000 * time for time in best_of([*jobs.values()])), strict=True))


def newsroom(pieces: int, acts: int) -> dict[str, float]:
    """What measure() finds in an archive of a size; as many pieces wait at the desk in each."""
    with throwaway_database():
        section = make_section("Teknologi")
        staff = staff_of(section)
        add_pieces(pieces, section, staff["writer"])
        add_acts(acts)
        make_busy()
        return measure(staff)


def main() -> None:
    small, large = (newsroom(*sizes) for sizes in zip(PIECES, ACTS, strict=True))
    print(f"{'A: 300':>10} {'B: 30,000':>10} {'B/A':>6}  ms; record: 2,000 and 200,000 lines")
    for name, time in small.items():
        print(f"{time:>10.1f} {large[name]:>10.1f} {large[name] / time:>6.2f}  {name}")
