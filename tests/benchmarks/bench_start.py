"""From the command to the first answer, and the memory of two workers, beside a bare
`startproject` on the same server."""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks._servers import Server, get, granian, memory, wait_for
from tests.newsroom.processes import MANAGE, PIECE, Site, environment, free_port

ROUNDS = 7
WORKERS = 2
# Each worker has answered by then.
ASKED = 60


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        bare, ours = Path(name, "bare"), Path(name, "ours")
        bare.mkdir()
        ours.mkdir()
        command = [sys.executable, "-m", "django", "startproject", "bare", str(bare)]
        subprocess.run(command, check=True)
        with Site(ours):
            pass  # the first start migrates and collects
        jobs = {"bare startproject": lambda: of_bare(bare), "newsroom": lambda: of_ours(ours)}
        found = {job: [] for job in jobs}
        for _ in range(ROUNDS):
            for job, start in jobs.items():
                found[job].append(start())
    medians = {job: [statistics.median(c) for c in zip(*found[job], strict=True)] for job in found}
    base = medians["bare startproject"]
    print(f"{'':20}{'ms to first answer':>20}{'x':>7}{'MB, 2 workers':>16}{'x':>7}")
    for job, (seconds, size) in medians.items():
        beside = seconds / base[0], size / base[1]
        print(f"{job:20}{seconds * 1000:20.0f}{beside[0]:7.2f}{size:16.1f}{beside[1]:7.2f}")


def of_bare(folder: Path) -> tuple[float, float]:
    port = free_port()
    command = granian("bare.wsgi:application", port, threads=4, workers=WORKERS)
    return measured(lambda: Server(command, port, folder=folder), "/")


def of_ours(folder: Path) -> tuple[float, float]:
    port = free_port()
    # As on a site whose pictures are made.
    settings = {"WORKERS": str(WORKERS), "RENDITIONS_IN_BACKGROUND": "0"}
    variables = environment(folder, PORT=str(port), **settings)
    return measured(lambda: Server([*MANAGE, "serve"], port, **variables), PIECE)


def measured(make, path: str) -> tuple[float, float]:
    """Seconds until the first answer; megabytes after some more."""
    start = time.monotonic()
    server = make()
    try:
        wait_for(server.port)
        seconds = time.monotonic() - start
        for _ in range(ASKED):
            get(server.port, path)
        return seconds, memory(server)
    finally:
        server.__exit__()
