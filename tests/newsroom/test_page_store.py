"""Kept pages on a running site: two workers, commands beside them, processes killed, floods."""

import http.client
import os
import re
import signal
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from tests import postgres
from tests.newsroom.processes import PIECE, Site, run

TITLE = re.compile(r"<h1[^>]*>(.*?)</h1>")
CHANGE = """
from articles.models import Article
piece = Article.objects.get(slug="peneliti-ai-meta-pindah-ke-mistral")
piece.headline = {headline!r}
"""
# Killed when the change is committed and the store does not know.
KILLED = """
import os, signal
from articles import page_shelf
page_shelf.release = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def variables(tmp_path) -> dict[str, str]:
    """What names the database of this run's engine."""
    if os.environ.get("TEST_DATABASE") != "postgres":
        return {}
    name = re.sub(r"\W", "_", f"pages_{os.getpid()}_{tmp_path.name}")
    return {"DATABASE_URL": postgres.make_database(name)}


def ask(site: Site, path: str, **headers: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)
    with closing(connection):
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        return response.status, response.read().decode()


def headline(site: Site, path: str = PIECE) -> str:
    status, body = ask(site, path)
    assert status == 200
    return TITLE.search(body)[1]


def shell(site: Site, variables: dict, code: str):
    """Run code beside the server, on the same data."""
    return run(site.folder, "shell", "-v", "0", "-c", code, PORT=str(site.port), **variables)


def files(site: Site) -> dict[str, int]:
    """The kept pages, each with the time it was made."""
    return {
        path.name: path.stat().st_mtime_ns for path in (site.folder / "pages").glob("pages/*/*")
    }


def wait_until(what, seconds: float = 20) -> None:
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, "nothing came of it"
        time.sleep(0.05)


def is_sent_from_the_store(site: Site, path: str = PIECE) -> bool:
    """Whether asking makes no page anew."""
    ask(site, path)
    before = files(site)
    for _ in range(4):
        ask(site, path)
    return bool(before) and files(site) == before


def memory(site: Site) -> int:
    """Kilobytes of the server and its workers."""
    group = os.getpgid(site.process.pid)
    total = 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if os.getpgid(int(process.name)) == group:
                status = (process / "status").read_text()
                total += int(re.search(r"VmRSS:\s+(\d+)", status)[1])
        except (OSError, TypeError):
            continue
    return total


def test_two_workers_and_commands_beside_them(tmp_path, variables):
    with Site(tmp_path, WORKERS="2", **variables) as site:
        wait_until(lambda: is_sent_from_the_store(site))
        old = headline(site)
        for path in ("/", "/tag/", "/arsip/", "/arsip/2025/07/"):
            ask(site, path)

        # Committed by a command, in one transaction with what another never commits.
        done = shell(site, variables, CHANGE.format(headline="Satu") + "piece.save()")
        assert done.returncode == 0, done.stderr
        assert [headline(site) for _ in range(8)] == ["Satu"] * 8
        assert "Satu" in ask(site, "/")[1]

        rolled = (
            CHANGE.format(headline="Dua")
            + "from django.db import transaction\n"
            + "with transaction.atomic():\n    piece.save()\n    transaction.set_rollback(True)"
        )
        assert shell(site, variables, rolled).returncode == 0
        assert headline(site) == "Satu"

        # Killed after the commit, before the store hears of it.
        wait_until(lambda: is_sent_from_the_store(site))
        killed = shell(site, variables, KILLED + CHANGE.format(headline="Tiga") + "piece.save()")
        assert killed.returncode == -signal.SIGKILL
        assert [headline(site) for _ in range(8)] == ["Tiga"] * 8
        # Nobody's hold is cleared after a while, and pages are kept again.
        wait_until(lambda: is_sent_from_the_store(site))
        assert headline(site) == "Tiga"

        # The sample loaded again, beside the server.
        assert run(site.folder, "loaddata", "mistral", **variables).returncode == 0
        assert headline(site) == old

        made = files(site)
        with ThreadPoolExecutor(16) as pool:
            assert run(site.folder, "drop_pages", **variables).returncode == 0
            answers = [*pool.map(lambda _: ask(site, PIECE), range(64))]
        assert len(set(answers)) == 1
        assert made


# Each as it goes over the wire, and what is answered: target, further headers, statuses.
ODD = [
    (f"http://jahat.example{PIECE}", "", {200}),
    ("//jahat.example/", "", {404}),
    (f"/{PIECE}", "", {301}),
    ("/%2e%2e/%2e%2e/etc/passwd", "", {404}),
    (PIECE.replace("-", "%2D"), "", {200}),
    (PIECE.upper(), "", {301}),
    (f"{PIECE}%00", "", {404}),
    (f"/{'a' * 9000}/", "", {404}),
    (f"/?{'x=' * 20000}", "", {200}),
    ("/%ff%", "", {404}),
    ("/%0d%0aX-Odd:1/", "", {404}),
    ("*", "", {404}),
    (f"{PIECE}?hal=1&hal=x&%68al=2", "", {200}),
    (f"/rubrik/teknologi/?hal={'9' * 400}", "", {404}),
    *((PIECE, f"{name}: jahat.example", {200}) for name in ("X-Forwarded-Host", "X-Original-URL")),
    (PIECE, "Host: jahat.example", {400}),
    (PIECE, "X-Forwarded-Proto: https", {200}),
    (PIECE, "Accept-Encoding: identity;q=0, *;q=0", {200}),
    (PIECE, "Accept-Encoding: br;q=nan, gzip;q=-1", {200}),
    (PIECE, "Range: bytes=99999999-", {200}),
    (PIECE, 'If-Match: "lain"', {412}),
    (PIECE, f"If-None-Match: {'x,' * 4000}", {200}),
    (PIECE, "Cookie: newsroom_staff=\xff; newsroom_session=\xff", {200}),
]
ODD_METHODS = ("POST", "PUT", "OPTIONS", "TRACE", "PROPFIND", "CONNECT")


def wire(site: Site, target: str, header: str = "", method: str = "GET") -> tuple[int, bytes]:
    """Ask with exactly these bytes."""
    lines = [f"{method} {target} HTTP/1.1", f"Host: 127.0.0.1:{site.port}", header]
    request = "\r\n".join([*filter(None, lines), "Connection: close", "", ""])
    with socket.create_connection(("127.0.0.1", site.port), timeout=30) as connection:
        connection.sendall(request.encode("latin-1"))
        answer = connection.makefile("rb").read()
    return int(answer.split()[1]), answer


def odd_requests(site: Site) -> None:
    """Nobody's request makes an error or a page, or puts a word of its own into a kept one."""
    kept = files(site)
    for target, header, statuses in ODD:
        status, answer = wire(site, target, header)
        assert status in statuses, (target[:60], header[:60], status)
        assert status != 200 or b"jahat" not in answer
        assert b"\r\nx-odd" not in answer.lower()
    for method in ODD_METHODS:
        assert wire(site, PIECE, method=method)[0] == 405, method
    head, page = (wire(site, PIECE, method=method)[1] for method in ("HEAD", "GET"))
    assert head.endswith(b"\r\n\r\n")
    assert page.startswith(head.partition(b"\r\ndate:")[0])
    assert files(site) == kept


def test_a_flood_of_made_up_addresses(tmp_path, variables):
    # Pictures made meanwhile would weigh more than anything that is looked for here.
    with Site(tmp_path, RENDITIONS_IN_BACKGROUND="0", **variables) as site:
        wait_until(lambda: is_sent_from_the_store(site))
        ask(site, "/")
        odd_requests(site)

        def flood(turn: int) -> set[int]:
            connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)
            seen = set()
            with closing(connection):
                for number in range(turn * 40, turn * 40 + 40):
                    for path, headers in (
                        (f"/{number}/", {}),
                        (f"/tag/{number}/", {}),
                        (f"{PIECE}?x={number}", {}),
                        (f"{PIECE}?hal={number}", {}),
                        (PIECE, {"Cookie": f"newsroom_session={number}"}),
                        (PIECE, {"Accept-Encoding": f"x{number}"}),
                        ("/", {"Host": f"127.0.0.1:{number + 1}"}),
                        ("/", {"Host": f"h{number}.id"}),
                    ):
                        connection.request("GET", path, headers=headers)
                        response = connection.getresponse()
                        response.read()
                        seen.add(response.status)
            return seen

        with ThreadPoolExecutor(4) as pool:
            # Every thread of the server has what a thread needs before anything is weighed.
            list(pool.map(flood, range(4)))
            kept, before = files(site), memory(site)
            statuses = set().union(*pool.map(flood, range(4, 12)))
        assert statuses == {200, 400, 404}
        assert files(site) == kept
        print(f"{memory(site) - before} kB more after 2,560 made-up requests")
        assert memory(site) - before < 20_000
