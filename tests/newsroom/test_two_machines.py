"""Two machines behind nginx, each with a page store of its own, on one PostgreSQL."""

import os
import socket
import subprocess
import time
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests import postgres
from tests.newsroom.processes import PIECE, Site, free_port, run
from tests.newsroom.test_page_store import CHANGE, TITLE, files, shell, wait_until

pytestmark = pytest.mark.skipif(
    os.environ.get("TEST_DATABASE") != "postgres", reason="machines share only PostgreSQL"
)

# In turns: each request goes to the other machine. Both know the host by its name alone.
NGINX = """
daemon off; worker_processes 1; pid {folder}/nginx.pid; {user}
events {{ worker_connections 64; }}
http {{
  access_log off; client_body_temp_path {folder}; proxy_temp_path {folder};
  fastcgi_temp_path {folder}; uwsgi_temp_path {folder}; scgi_temp_path {folder};
  upstream machines {{ server 127.0.0.1:{one}; server 127.0.0.1:{two}; }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://machines;
      proxy_set_header Host 127.0.0.1;
      add_header X-Machine $upstream_addr always;
    }}
  }}
}}
"""
# Every listener of every worker.
CUT = """
from django.db import connection
connection.cursor().execute(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE application_name = 'newsroom pages'"
)
"""


class Machines:
    """Two machines, and nginx in front of them."""

    def __init__(self, program: str, folder: Path, one: Site, two: Site) -> None:
        self.sites, self.port, self.folder = (one, two), free_port(), folder
        user = "user root;" if os.geteuid() == 0 else ""
        ports = {"one": one.port, "two": two.port, "port": self.port}
        (folder / "nginx.conf").write_text(NGINX.format(folder=folder, user=user, **ports))
        self.command = [program, "-c", f"{folder}/nginx.conf", "-e", f"{folder}/error.log"]

    def __enter__(self) -> "Machines":
        self.process = subprocess.Popen(self.command)
        wait_until(self.listens)
        return self

    def __exit__(self, *_) -> None:
        self.process.terminate()
        self.process.wait(timeout=10)

    def listens(self) -> bool:
        with closing(socket.socket()) as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def headline(self) -> tuple[int, str]:
        """The piece's headline, with the port of the machine that sent it."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        with closing(connection):
            connection.request("GET", PIECE)
            response = connection.getresponse()
            found = TITLE.search(response.read().decode())
            assert response.status == 200
            return int(response.headers["X-Machine"].rpartition(":")[2]), found[1]

    def send_what_they_keep(self) -> bool:
        """Whether neither makes the page anew."""
        kept = [files(site) for site in self.sites]
        for _ in range(4):
            self.headline()
        return all(kept) and kept == [files(site) for site in self.sites]


def test_two_machines_on_one_database(nginx_program, tmp_path):
    variables = {"DATABASE_URL": postgres.make_database(f"machines_{os.getpid()}")}
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    with (
        Site(tmp_path / "a", WORKERS="2", **variables) as one,
        Site(tmp_path / "b", WORKERS="2", **variables) as two,
        Machines(nginx_program, tmp_path, one, two) as machines,
    ):
        names = {one.port: "a", two.port: "b"}
        wait_until(machines.send_what_they_keep)

        for turn, (words, before) in enumerate([("published", ""), ("listeners cut", CUT)] * 3):
            wait_until(machines.send_what_they_keep)
            code = f"{before}{CHANGE.format(headline=f'Judul {turn}')}piece.save()"
            publisher, start = (one, two)[turn % 4 // 2], time.monotonic()
            assert shell(publisher, variables, code).returncode == 0
            seen = [machines.headline() for _ in range(4)]
            took = f"{time.monotonic() - start:.1f} s"
            said = ", ".join(f"{names[port]} sends {headline!r}" for port, headline in seen)
            print(f"{words}, {names[publisher.port]} publishes 'Judul {turn}': {said} ({took})")
            assert {port for port, _ in seen} == set(names)
            assert {headline for _, headline in seen} == {f"Judul {turn}"}

        wait_until(machines.send_what_they_keep)
        assert run(one.folder, "drop_pages", **variables).returncode == 0
        assert files(two) == {}
