"""What is nowhere, an old address, and the front page of readers, by the length of the archive.

A is the small archive, B the large one; a ratio near 1 means that the length does not matter.
"""

from django.test import Client

from articles import addresses, arranging, front_page
from articles.models import Article, Redirect
from articles.slots import TOP, Placed, band_of
from tests.benchmarks._newsroom import add_pieces, best_of, staff_of, throwaway_database
from tests.factories import make_section

PIECES = (300, 30_000)
LOST = "/2025/07/judul-nomor-1x/"


def newsroom(pieces: int) -> dict[str, float]:
    """Milliseconds for every job in an archive of a size, with as many old addresses."""
    with throwaway_database():
        section = make_section("Teknologi")
        staff = staff_of(section)
        add_pieces(pieces, section, staff["writer"])
        keys = list(Article.objects.order_by("pk").values_list("pk", flat=True))
        Redirect.objects.bulk_create(
            (Redirect(old_path=f"/lama/{key}/", article_id=key) for key in keys), batch_size=500
        )
        slots = {TOP: [Placed(keys[0])], band_of(section.pk): [Placed(keys[-1]), None, None]}
        arranging.arrange(slots, by=staff["chief"], base=0)
        client = Client()
        jobs = {
            "the page for what is nowhere": lambda: client.get(LOST),
            "nearest pieces": lambda: addresses.near(LOST),
            "an old address": lambda: client.get(f"/lama/{keys[-1]}/"),
            "a hostile address": lambda: client.get("/" + "a-" * 4000),
            "front page, arranged": front_page.compose,
        }
        return dict(zip(jobs, (1000 * time for time in best_of([*jobs.values()])), strict=True))


def main() -> None:
    small, large = map(newsroom, PIECES)
    print(f"{'A: 300':>10} {'B: 30,000':>10} {'B/A':>6}  ms")
    for name, time in small.items():
        print(f"{time:>10.2f} {large[name]:>10.2f} {large[name] / time:>6.2f}  {name}")
