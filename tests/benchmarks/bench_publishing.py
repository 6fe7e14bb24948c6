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
from contextlib import closing
from pathlib import Path

from tests.benchmarks._editor import Editor
from tests.benchmarks._servers import cpu, get
from tests.newsroom.processes import PIECE, Site

ROUNDS = int(os.environ.get("ROUNDS", "7"))
READERS, SECONDS = 16, int(os.environ.get("SECONDS", "20"))
LINK = re.compile(r'href="(/[^"#?]*)"')
NOT_PAGES = ("/static/", "/media/", "/admin/", "/cari/", "/arsip/depan/")


def main() -> None:
    with (
        tempfile.TemporaryDirectory() as name,
        Site(Path(name), WORKERS="2", RENDITIONS_IN_BACKGROUND="0") as site,
    ):
        editor = Editor(site)
        desk = editor.desk_of("Mistral")
        to_readers(site, editor, desk)
        under_load(site, editor, desk)


def to_readers(site: Site, editor: Editor, desk: str) -> None:
    """The time until the piece, and all pages that show it, have the new headline."""
    editor.send(desk, "_publish", headline="Penanda")
    pages = showing(site, "Penanda")
    act, piece, everywhere, works = [], [], [], []
    for turn in range(ROUNDS):
        for path in pages:
            get(site.port, path)
        words, before, start = f"Penanda {turn}", cpu(site), time.monotonic()
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
