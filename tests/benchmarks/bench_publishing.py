"""From an editor's button to readers: how long it takes, what it costs, and that nothing stale or
broken is read while it happens.

The sample newspaper with two workers, as on a small server.
"""

import http.client
import os
import re
import statistics
import tempfile
import threading
import time
from contextlib import ExitStack, closing
from pathlib import Path

from tests.benchmarks._editor import Editor
from tests.benchmarks._servers import cpu, get
from tests.newsroom.processes import PIECE, Site

ROUNDS = int(os.environ.get("ROUNDS", "7"))
ACTS = 15
READERS, SECONDS = 16, int(os.environ.get("SECONDS", "20"))
LINK = re.compile(r'href="(/[^"#?]*)"')
NOT_PAGES = ("/static/", "/media/", "/admin/", "/cari/", "/arsip/depan/")


def main() -> None:
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        sites = []
        for part, store in (("kept", "1"), ("off", "0")):
            folder = Path(name, part)
            folder.mkdir()
            options = {"WORKERS": "2", "RENDITIONS_IN_BACKGROUND": "0", "PAGE_STORE": store}
            sites.append(stack.enter_context(Site(folder, **options)))
        editors = [Editor(site) for site in sites]
        desk = editors[0].desk_of("Mistral")
        pages = to_readers(sites[0], editors[0], desk)
        removals(sites, editors, desk, pages)
        under_load(sites[0], editors[0], desk)


def to_readers(site: Site, editor: Editor, desk: str) -> list[str]:
    """The time until the piece, and all pages that show it, have the new headline; those pages."""
    editor.send(desk, "_publish", headline="Zqxwv")
    pages = showing(site, "Zqxwv")
    act, piece, everywhere, works = [], [], [], []
    for turn in range(ROUNDS):
        for path in pages:
            get(site.port, path)
        words, before, start = f"Zqxwv {turn}", cpu(site), time.monotonic()
        editor.send(desk, "_publish", headline=words)
        act.append(time.monotonic() - start)
        works.append(cpu(site) - before)
        check(site, PIECE, words)
        piece.append(time.monotonic() - start)
        for path in pages:
            check(site, path, words)
        everywhere.append(time.monotonic() - start)
    print(f"medians of {ROUNDS}; load average {os.getloadavg()[0]:.1f}")
    print(f"{'form opened, sent and answered':44}{ms(act)} ms ({ms(works)} ms of CPU)")
    print(f"{'  until the piece was read anew':44}{ms(piece)} ms")
    print(f"{f'  until all {len(pages)} pages that show it were':44}{ms(everywhere)} ms")
    return pages


def removals(sites: list[Site], editors: list[Editor], desk: str, pages: list[str]) -> None:
    """What publishing costs more where pages are kept, beside two renders; CPU, in turns."""
    used, renders = [0.0, 0.0], 0.0
    for turn in range(ACTS):
        for path in pages:
            get(sites[0].port, path)
        for place, (site, editor) in enumerate(zip(sites, editors, strict=True)):
            before = cpu(site)
            editor.send(desk, "_publish", headline=f"Zqxwv {turn}")
            used[place] += cpu(site) - before
        before = cpu(sites[1])
        for _ in range(2):
            get(sites[1].port, PIECE)
        renders += cpu(sites[1]) - before
    more = (used[0] - used[1]) / ACTS
    print(f"{'publishing, with and without the store':44}", end="")
    print(f"{used[0] / ACTS * 1000:7.1f} and {used[1] / ACTS * 1000:.1f} ms of CPU")
    print(f"{'  the difference, and two renders':44}", end="")
    print(f"{more * 1000:7.1f} and {renders / ACTS * 1000:.1f} ms: x {more / (renders / ACTS):.2f}")


def ms(seconds: list[float]) -> str:
    return f"{statistics.median(seconds) * 1000:7.1f}"


def showing(site: Site, words: str) -> list[str]:
    """The public pages on which these words stand."""
    seen, ahead, found = set(), ["/"], []
    while ahead:
        path = ahead.pop()
        if path in seen or path.startswith(NOT_PAGES):
            continue
        seen.add(path)
        page = get(site.port, path).body.decode(errors="replace")
        if words in page:
            found.append(path)
        ahead += LINK.findall(page)
    return sorted(found)


def check(site: Site, path: str, words: str) -> None:
    if words not in get(site.port, path).body.decode(errors="replace"):
        raise RuntimeError(f"{path} is stale")


# --- Reading and publishing at the same time -----------------------------------


class Reader(threading.Thread):
    """Reads one page again and again, and notes what it got and how long it took."""

    def __init__(self, site: Site, path: str, published: list, over: threading.Event) -> None:
        super().__init__(daemon=True)
        self.site, self.path, self.published, self.over = site, path, published, over
        self.times, self.errors, self.stale = [], 0, 0

    def run(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=30)
        with closing(connection):
            while not self.over.is_set():
                # What was answered as published before this request began must be in it.
                known, start = len(self.published), time.monotonic()
                try:
                    connection.request("GET", self.path)
                    response = connection.getresponse()
                    page = response.read().decode()
                except (OSError, http.client.HTTPException):
                    self.errors += 1
                    connection.close()
                    continue
                self.times.append(time.monotonic() - start)
                self.errors += response.status != 200
                seen = re.search(r"Laju (\d+)", page)
                self.stale += bool(known) and (seen is None or int(seen[1]) < known - 1)
                # As readers come, not as fast as this program can ask.
                time.sleep(0.002)


def under_load(site: Site, editor: Editor, desk: str) -> None:
    published: list[int] = []
    over, acts = threading.Event(), []
    paths = [PIECE, "/", "/rubrik/teknologi/", PIECE]
    readers = [Reader(site, paths[n % 4], published, over) for n in range(READERS)]
    for reader in readers:
        reader.start()
    until, turn = time.monotonic() + SECONDS, 0
    while time.monotonic() < until:
        start = time.monotonic()
        editor.send(desk, "_publish", headline=f"Laju {turn}")
        published.append(turn)
        acts.append(time.monotonic() - start)
        turn += 1
        time.sleep(max(0.0, 1 - (time.monotonic() - start)))
    over.set()
    for reader in readers:
        reader.join(30)
    times = sorted(t for reader in readers for t in reader.times)
    p50, p99 = (times[int(len(times) * part)] * 1000 for part in (0.5, 0.99))
    errors, stale = (sum(getattr(r, what) for r in readers) for what in ("errors", "stale"))
    print(f"{READERS} connections reading, {turn} publications in {SECONDS} s:")
    print(f"  {len(times)} answers, {errors} errors, {stale} stale")
    print(f"  p50 {p50:.1f} ms, p99 {p99:.1f} ms, slowest {times[-1] * 1000:.0f} ms")
    print(f"  publishing: median {ms(acts)} ms")
