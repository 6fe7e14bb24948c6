"""What a page costs: kept, unchanged or made anew, beside servers that send the same bytes.

One worker each, over loopback, in turns. CPU is that of the server's processes alone, by the
kernel's count. Needs `wrk` (Debian's package); where nginx is missing, its line is, too.
"""

import http.client
import json
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from tests.newsroom.processes import PIECE, ROOT, Site, environment, free_port

ROUNDS = 5
SECONDS = 2
CONNECTIONS = 8
MISSES = 60
TICK = os.sysconf("SC_CLK_TCK")
LIST = "/rubrik/teknologi/"

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


class Server:
    """Something that listens, in a process group of its own."""

    def __init__(self, command: list[str], port: int, **variables: str) -> None:
        self.port = port
        variables = {**os.environ, **variables}
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=variables, start_new_session=True, stderr=subprocess.DEVNULL
        )
        for _ in range(400):
            try:
                get(port, "/")
                return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError(f"{command} does not answer")

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *_) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def get(port: int, path: str, **headers: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", path, headers=headers)
    response = connection.getresponse()
    response.body = response.read()
    connection.close()
    return response


def cpu(process: subprocess.Popen) -> float:
    """Seconds that a server's processes have computed."""
    group, total = process.pid, 0
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if os.getpgid(int(entry.name)) == group:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                total += int(fields[11]) + int(fields[12])
        except OSError:
            continue
    return total / TICK


def load(server, path: str, *headers: str) -> tuple[float, float]:
    """Microseconds of CPU a request, and requests a second."""
    options = [part for header in headers for part in ("-H", header)]
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", *options]
    before = cpu(server.process)
    address = f"http://127.0.0.1:{server.port}{path}"
    out = subprocess.run([*command, address], capture_output=True, text=True, check=True).stdout
    used = cpu(server.process) - before
    if "Non-2xx" in out and not headers:
        raise RuntimeError(out)
    number = int(re.search(r"(\d+) requests in", out)[1])
    return used / number * 1e6, float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1])


def misses(site, folder: Path) -> tuple[float, float]:
    """The same for a page that was just removed."""
    before, start = cpu(site.process), time.monotonic()
    for _ in range(MISSES):
        for page in folder.glob("pages/pages/*/*"):
            page.unlink()
        get(site.port, PIECE)
    return (cpu(site.process) - before) / MISSES * 1e6, MISSES / (time.monotonic() - start)


def granian(application: str, port: int) -> list[str]:
    options = ["--interface", "wsgi", "--workers", "1", "--blocking-threads", "4", "--no-ws"]
    program = str(Path(sys.executable).with_name("granian"))
    return [program, *options, "--port", str(port), "--log-level", "warning", application]


def constant_site(body: str, headers: list) -> Server:
    port = free_port()
    command = granian("tests.benchmarks._constant_site:application", port)
    return Server(command, port, BODY=body, HEADERS=json.dumps(headers))


def main() -> None:
    if not shutil.which("wrk"):
        sys.exit("This benchmark needs wrk; type: apt-get install wrk")
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        for part in ("kept", "off", "root"):
            (folder / part).mkdir()
        kept = stack.enter_context(Site(folder / "kept"))
        off = stack.enter_context(Site(folder / "off", PAGE_STORE="0"))
        page = get(kept.port, PIECE)
        (folder / "root" / "index.html").write_bytes(page.body)
        body = str(folder / "root" / "index.html")
        length = ("Content-Length", str(len(page.body)))
        few = [("Content-Type", "text/html; charset=utf-8"), length]
        same = [pair for pair in page.headers.items() if pair[0] not in {"server", "date"}]
        constant, dressed = (
            stack.enter_context(constant_site(body, headers)) for headers in (few, same)
        )
        port = free_port()
        variables = environment(folder / "off", PORT=str(port))
        cached = stack.enter_context(
            Server(granian("tests.benchmarks._cached_site:application", port), port, **variables)
        )
        jobs = {
            "granian, constant bytes": lambda: load(constant, "/"),
            "  with the page's headers": lambda: load(dressed, "/"),
            "hit, article": lambda: load(kept, PIECE),
            "hit, list": lambda: load(kept, LIST),
            "304": lambda: load(kept, PIECE, f"If-None-Match: {page.headers['ETag']}"),
            "miss, article": lambda: misses(kept, folder / "kept"),
            "store off, article": lambda: load(off, PIECE),
            "Django's page cache": lambda: load(cached, PIECE),
        }
        if program := shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin"):
            port = free_port()
            (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=port))
            nginx = stack.enter_context(Server([program, "-c", f"{folder}/nginx.conf"], port))
            jobs["nginx, static file"] = lambda: load(nginx, "/")
        report(jobs)


def report(jobs: dict) -> None:
    found = {name: [] for name in jobs}
    for _ in range(ROUNDS):
        for name, job in jobs.items():
            found[name].append(job())
    medians = {
        name: tuple(statistics.median(column) for column in zip(*rows, strict=True))
        for name, rows in found.items()
    }
    constant = medians["granian, constant bytes"][0]
    nginx = medians.get("nginx, static file", (0,))[0]
    print(f"{'':26}{'us CPU':>9}{'a second':>10}{'x constant':>12}{'x nginx':>9}")
    for name, (used, rate) in medians.items():
        beside = f"{used / nginx:9.2f}" if nginx else ""
        print(f"{name:26}{used:9.1f}{rate:10.0f}{used / constant:12.2f}{beside}")
