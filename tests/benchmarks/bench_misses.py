"""What making a page costs in a small archive and in large ones, for every kind of page.

SIZES names the archives' pieces: `SIZES=1000,50000,200000`. Each archive is served by a process of
its own, and the processes take turns. On SQLite the time is the process's own CPU, database and
all; on PostgreSQL it is the wall's. No page is kept. Near 1, size does not matter.
"""

import os
import time
from multiprocessing import get_context
from multiprocessing.connection import Connection

import django

SIZES = [int(size) for size in os.environ.get("SIZES", "1000,50000").split(",")]
ROUNDS = 15


def serve(size: int, pipe: Connection) -> None:
    """Make an archive; then make each page that is asked for, and answer with its seconds."""
    django.setup()
    # Only here: a new process knows the settings from now on.
    from django.db import connection
    from django.test import Client

    from tests.archives import make_archive
    from tests.benchmarks._newsroom import _refresh_statistics, throwaway_database
    from tests.factories import make_chief

    if connection.vendor == "postgresql":
        connection.settings_dict["TEST"]["NAME"] = f"sizes_{size}"
    clock = time.process_time if connection.vendor == "sqlite" else time.perf_counter
    with throwaway_database():
        paper = make_archive(size, make_chief())
        _refresh_statistics()
        pages, client = pages_of(paper, size), Client()
        pipe.send([*pages])
        while name := pipe.recv():
            start = clock()
            status = client.get(pages[name]).status_code
            pipe.send((clock() - start, status))


def pages_of(paper, size: int) -> dict[str, str]:
    """One page of each kind."""
    piece, section = paper.piece.get_absolute_url(), paper.main.get_absolute_url()
    # Three of the seven sections that have many pieces are one with what is below.
    last = size * 3 // 7 // 20
    return {
        "front page": "/",
        "piece, with everything": piece,
        "its history": f"{piece}riwayat/",
        "section": section,
        f"section, page {last}": f"{section}?hal={last}",
        "section that is quiet": "/rubrik/rubrik-7/",
        "tag of half the pieces": paper.common.get_absolute_url(),
        "tag of one piece": paper.rare.get_absolute_url(),
        "all tags": "/tag/",
        "author": paper.author.get_absolute_url(),
        "archive": "/arsip/",
        "archive, a year": f"/arsip/{paper.newest:%Y}/",
        "archive, a month": f"/arsip/{paper.newest:%Y/%m}/",
        "archive, a day": f"/arsip/{paper.newest:%Y/%m/%d}/",
        "ledger": "/koreksi/",
        "standing page": "/rupa-rupa/",
        "feed": "/feed.xml",
        "feed of a tag": f"{paper.common.get_absolute_url()}feed.xml",
        "list of sitemaps": "/sitemap.xml",
        "sitemap of news": "/sitemap-news.xml",
    }


def main() -> None:
    """Print milliseconds for the smallest archive, and each larger one's by its."""
    context, pipes = get_context("spawn"), []
    for size in SIZES:
        here, there = context.Pipe()
        context.Process(target=serve, args=(size, there), daemon=True).start()
        pipes.append(here)
    names = [pipe.recv() for pipe in pipes]
    larger = " ".join(f"{size:>9,}" for size in SIZES[1:])
    print(f"{'ms':>7} {larger}  load {os.getloadavg()[0]:.1f}")
    for place in range(len(names[0])):
        best = [float("inf")] * len(pipes)
        for _round in range(ROUNDS):
            for number, pipe in enumerate(pipes):
                pipe.send(names[number][place])
                seconds, status = pipe.recv()
                if status != 200:
                    raise RuntimeError(f"{names[number][place]}: {status}")
                best[number] = min(best[number], seconds)
        ratios = " ".join(f"{one / best[0]:>9.2f}" for one in best[1:])
        print(f"{best[0] * 1000:>7.2f} {ratios}  {names[-1][place]}", flush=True)
    for pipe in pipes:
        pipe.send("")
