"""What a page costs: kept, unchanged or made anew, beside servers that send the same bytes.

One worker each, over loopback, in turns. CPU is that of the server's processes alone, by the
kernel's count. Needs `wrk` (Debian's package); where nginx is missing, its line is, too.
"""

import os
import re
import shutil
import statistics
import sys
import tempfile
from collections import Counter
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from tests.benchmarks._editor import LIST as DESK
from tests.benchmarks._editor import Editor, Form
from tests.benchmarks._servers import Server, constant_site, get, granian, load, one_by_one
from tests.newsroom.processes import PIECE, Site, environment, free_port

ROUNDS = int(os.environ.get("ROUNDS", "5"))
ONE_BY_ONE = 40
LIST = "/rubrik/teknologi/"
# What the site itself is served with, the fewest, and as many as granian takes by itself.
THREADS = {"4 threads": 4, "1 thread": 1, "its own choice": 0}
BASE = "granian, constant, 1 thread"
BROWSER = {"Accept-Encoding": "gzip, deflate, br"}

NGINX = """
worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
  access_log off; default_type "text/html; charset=utf-8"; sendfile on; keepalive_requests 1000000;
  client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
  uwsgi_temp_path {folder}; scgi_temp_path {folder};
  server {{ listen 127.0.0.1:{port}; root {folder}/root; index index.html; }}
}}
"""


def main() -> None:
    if not shutil.which("wrk"):
        sys.exit("This benchmark needs wrk; type: apt-get install wrk")
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        for part in ("kept", "off", "root"):
            (folder / part).mkdir()
        kept = stack.enter_context(Site(folder / "kept", RENDITIONS_IN_BACKGROUND="0"))
        off = stack.enter_context(Site(folder / "off", PAGE_STORE="0"))
        page = get(kept.port, PIECE)
        (folder / "root" / "index.html").write_bytes(page.body)
        report(
            {
                **nginx(stack, folder),
                **constants(stack, folder / "root" / "index.html", page),
                **ours(kept, off, page),
                **others(stack, folder / "off", page),
                **desk(Editor(kept), kept),
            }
        )


def nginx(stack: ExitStack, folder: Path) -> dict:
    """The same bytes as a file."""
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        return {}
    port = free_port()
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=port))
    server = stack.enter_context(Server([program, "-c", f"{folder}/nginx.conf"], port))
    return {"nginx, static file": partial(load, server, "/")}


def constants(stack: ExitStack, body: Path, page) -> dict:
    """The same bytes from memory: with two headers, and with the page's own."""
    few = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(page.body)))]
    same = [pair for pair in page.headers.items() if pair[0] not in {"server", "date"}]
    jobs = {}
    for words, threads in THREADS.items():
        server = stack.enter_context(constant_site(body, few, threads))
        jobs[f"granian, constant, {words}"] = partial(load, server, "/")
    server = stack.enter_context(constant_site(body, same, 1))
    return jobs | {f"  the same, {len(same)} headers": partial(load, server, "/")}


def ours(kept: Site, off: Site, page) -> dict:
    return {
        "hit, article": partial(load, kept, PIECE),
        "hit, list": partial(load, kept, LIST),
        "304": partial(load, kept, PIECE, f"If-None-Match: {page.headers['ETag']}"),
        "miss, article": partial(one_by_one, kept, partial(miss, kept, PIECE), ONE_BY_ONE),
        "miss, list": partial(one_by_one, kept, partial(miss, kept, LIST), ONE_BY_ONE),
        "store off, article": partial(
            one_by_one, off, partial(get, off.port, PIECE, **BROWSER), ONE_BY_ONE
        ),
        "store off, list": partial(
            one_by_one, off, partial(get, off.port, LIST, **BROWSER), ONE_BY_ONE
        ),
    }


def miss(site: Site, path: str) -> None:
    """Ask for a page that was just removed."""
    for page in site.folder.glob("pages/pages/*/*"):
        page.unlink()
    get(site.port, path, **BROWSER)


def others(stack: ExitStack, folder: Path, page) -> dict:
    """On the same database: Django's own page cache, and the same page by a plain view."""
    jobs = {}
    for words, name in (("Django's page cache", "cached"), ("plain view, article", "plain")):
        port = free_port()
        command = granian(f"tests.benchmarks._{name}_site:application", port, threads=4)
        variables = environment(folder, PORT=str(port))
        server = stack.enter_context(Server(command, port, **variables))
        jobs[words] = partial(one_by_one, server, partial(get, port, PIECE, **BROWSER), ONE_BY_ONE)
        if name == "cached":
            jobs[words] = partial(load, server, PIECE)
        elif elements(get(port, PIECE).body) != elements(page.body):
            raise RuntimeError("The plain view shows another page.")
    return jobs


def elements(body: bytes) -> Counter:
    """Return how many there are of each element of a page, and of each name in its data; without
    those that only set names in other scripts apart."""
    return Counter(re.findall(rb'<(?!bdi)[a-z][a-z0-9]*|"@?\w+":', body))


def desk(editor: Editor, site: Site) -> dict:
    """The list of pieces, and a save in the desk's form."""
    address = editor.desk_of("Mistral")
    fields = Form(editor.ask("GET", address)[1]).sent
    number = iter(range(10**6))

    def save() -> None:
        changed = [
            (name, f"{next(number)} {value}" if name == "kicker" else value)
            for name, value in fields
            if name != "csrfmiddlewaretoken"
        ]
        editor.post(address, [*changed, ("_save", "1")])

    return {
        "admin, list": partial(one_by_one, site, partial(editor.ask, "GET", DESK), 10),
        "admin, save": partial(one_by_one, site, save, 10),
    }


def report(jobs: dict) -> None:
    found = {name: [] for name in jobs}
    for _ in range(ROUNDS):
        for name, job in jobs.items():
            found[name].append(job())
    medians = {
        name: tuple(statistics.median(column) for column in zip(*rows, strict=True))
        for name, rows in found.items()
    }
    constant, plain = medians[BASE][0], medians["plain view, article"][0]
    static = medians.get("nginx, static file", (0,))[0]
    print(f"medians of {ROUNDS} rounds; load average {os.getloadavg()[0]:.1f}")
    print(f"{'':34}{'us CPU':>9}{'a second':>10}{'x constant':>12}{'x nginx':>9}{'x plain':>9}")
    for name, (used, rate) in medians.items():
        beside = f"{used / static:9.2f}" if static else f"{'':9}"
        print(f"{name:34}{used:9.1f}{rate:10.0f}{used / constant:12.2f}{beside}{used / plain:9.3f}")
