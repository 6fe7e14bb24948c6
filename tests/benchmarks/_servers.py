"""Servers in processes of their own, and what they cost: CPU, memory, time."""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path

from tests.newsroom.processes import ROOT, free_port

SECONDS = 2
CONNECTIONS = 8
SETTINGS = "DJANGO_SETTINGS_MODULE"


class Server:
    """Something that listens, in a process group of its own."""

    def __init__(self, command: list[str], port: int, *, folder: Path = ROOT, **variables: str):
        self.port = port
        # The benchmarks' own settings are none of theirs.
        kept = {name: os.environ[name] for name in os.environ if name != SETTINGS}
        self.process = subprocess.Popen(
            command,
            cwd=folder,
            env=kept | variables,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def __enter__(self) -> "Server":
        wait_for(self.port)
        return self

    def __exit__(self, *_) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def wait_for(port: int) -> None:
    """Return when something answers."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            get(port, "/")
            return
        except OSError:
            time.sleep(0.005)
    raise RuntimeError(f"Nothing answers on port {port}")


def get(port: int, path: str, **headers: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    with closing(connection):
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        response.body = response.read()
        return response


def processes_of(server):
    """The folders in /proc of a server's processes."""
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if os.getpgid(int(entry.name)) == server.process.pid:
                yield entry
        except OSError:
            continue


def cpu(server) -> float:
    """Seconds that a server's processes have computed, by the kernel's count."""
    total = 0.0
    for entry in processes_of(server):
        # As clock_getcpuclockid() has it; /proc counts in hundredths of a second alone.
        clock = (~int(entry.name) << 3) | 2
        with suppress(OSError):
            total += time.clock_gettime(clock)
    return total


def memory(server) -> float:
    """Megabytes of a server's processes; what they share counts once."""
    total = 0
    for entry in processes_of(server):
        try:
            total += int(re.search(r"Pss:\s+(\d+)", (entry / "smaps_rollup").read_text())[1])
        except (OSError, TypeError):
            continue
    return total / 1024


def load(server, path: str, *headers: str) -> tuple[float, float]:
    """Microseconds of CPU a request, and requests a second, under `wrk`."""
    options = [part for header in headers for part in ("-H", header)]
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", *options]
    before = cpu(server)
    address = f"http://127.0.0.1:{server.port}{path}"
    out = subprocess.run([*command, address], capture_output=True, text=True, check=True).stdout
    used = cpu(server) - before
    if "Non-2xx" in out and not any("None-Match" in header for header in headers):
        raise RuntimeError(out)
    number = int(re.search(r"(\d+) requests in", out)[1])
    return used / number * 1e6, float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1])


def one_by_one(server, job, number: int) -> tuple[float, float]:
    """The same of a job that is done some times, one after the other."""
    before, start = cpu(server), time.monotonic()
    for _ in range(number):
        job()
    return (cpu(server) - before) / number * 1e6, number / (time.monotonic() - start)


def granian(application: str, port: int, *, threads: int = 0, workers: int = 1) -> list[str]:
    """The command that serves an application; threads: as many as granian likes, or so many."""
    program = str(Path(sys.executable).with_name("granian"))
    command = [program, "--interface", "wsgi", "--workers", str(workers), "--no-ws"]
    if threads:
        command += ["--blocking-threads", str(threads)]
    return [*command, "--port", str(port), "--log-level", "warning", application]


def constant_site(body: Path, headers: list, threads: int = 0) -> Server:
    port = free_port()
    command = granian("tests.benchmarks._constant_site:application", port, threads=threads)
    return Server(command, port, BODY=str(body), HEADERS=json.dumps(headers))
