"""What each kind of page costs in a small, a middling and a large archive: kept, and made anew.

SIZES=1000,50000,200000 says which; one site each, side by side, in turns.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from tests.benchmarks._servers import get, one_by_one
from tests.benchmarks.bench_pages import miss
from tests.newsroom.processes import ROOT, Site, environment, run

SIZES = [int(size) for size in os.environ.get("SIZES", "1000,10000").split(",")]
ROUNDS = int(os.environ.get("ROUNDS", "5"))
MISSES, HITS = 12, 300
FILL = """
import json, django; django.setup()
from django.db import connection
from tests.archives import make_archive
from tests.factories import make_chief
paper = make_archive({size}, make_chief())
connection.cursor().execute("ANALYZE")
print(json.dumps({{
    "front page": "/",
    "piece": paper.piece.get_absolute_url(),
    "its history": paper.piece.get_absolute_url() + "riwayat/",
    "section": paper.main.get_absolute_url(),
    "section, far down": paper.main.get_absolute_url() + "?hal={deep}",
    "tag of half of all": paper.common.get_absolute_url(),
    "tag of one": paper.rare.get_absolute_url(),
    "author": paper.author.get_absolute_url(),
    "all tags": "/tag/",
    "archive": "/arsip/",
    "year": f"/arsip/{{paper.newest:%Y}}/",
    "month": f"/arsip/{{paper.newest:%Y/%m}}/",
    "ledger": "/koreksi/",
    "feed": "/feed.xml",
    "news sitemap": "/sitemap-news.xml",
}}))
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        sites, pages = {}, {}
        for size in SIZES:
            folder = Path(name, str(size))
            folder.mkdir()
            start = time.monotonic()
            pages[size] = filled(folder, size)
            print(f"{size} pieces written in {time.monotonic() - start:.0f} s", flush=True)
            options = {"WORKERS": "1", "DEMO": "0", "RENDITIONS_IN_BACKGROUND": "0"}
            sites[size] = stack.enter_context(Site(folder, **options))
        found = {}
        for _ in range(ROUNDS):
            for kind in pages[SIZES[0]]:
                for size, site in sites.items():
                    cost = costs_of(site, pages[size][kind])
                    found.setdefault((kind, size), []).append(cost)
        report(list(pages[SIZES[0]]), found)


def filled(folder: Path, size: int) -> dict[str, str]:
    """Make a site's database; return the addresses of its kinds of pages."""
    done = run(folder, "migrate", "-v0")
    if done.returncode:
        raise RuntimeError(done.stderr)
    code = FILL.format(size=size, deep=max(2, size // 400))
    variables = environment(folder, DJANGO_SETTINGS_MODULE="newsroom.settings", PAGE_STORE="0")
    out = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=variables,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return json.loads(out.splitlines()[-1])


def costs_of(site: Site, path: str) -> tuple[float, float]:
    """Microseconds of CPU for a page made anew, and for the same page kept."""
    anew, _ = one_by_one(site, partial(miss, site, path), MISSES)
    kept, _ = one_by_one(site, partial(get, site.port, path), HITS)
    return anew, kept


def report(kinds: list[str], found: dict) -> None:
    print(f"medians of {ROUNDS} rounds; load average {os.getloadavg()[0]:.1f}")
    print(f"{'':22}" + "".join(f"{f'{size} ms':>12}{'x':>7}" for size in SIZES) + f"{'kept x':>9}")
    for kind in kinds:
        new, kept = (
            [statistics.median(row[place] for row in found[kind, size]) for size in SIZES]
            for place in (0, 1)
        )
        cells = "".join(f"{one / 1000:12.1f}{one / new[0]:7.2f}" for one in new)
        print(f"{kind:22}{cells}{kept[-1] / kept[0] if kept[0] else 0:9.2f}")
