"""Eight writers, and a server that is killed in mid-save again and again: what was answered as
saved is found afterwards."""

import http.client
import json
import os
import re
import signal
import threading
import time
from contextlib import closing
from itertools import count
from urllib.parse import urlencode

import pytest

from tests import postgres
from tests.newsroom.processes import Site, run

WRITERS = 8
ENOUGH, KILLS = 250, 4
PASSWORD = "sandi-uji-yang-panjang"
# Nobody waits longer than this for the run, however slow the machine.
PATIENCE = 240


@pytest.fixture
def variables(tmp_path) -> dict[str, str]:
    """What names the database of this run's engine."""
    if os.environ.get("TEST_DATABASE") != "postgres":
        return {}
    name = re.sub(r"\W", "_", f"durable_{os.getpid()}_{tmp_path.name}")
    return {"DATABASE_URL": postgres.make_database(name)}


class Writer(threading.Thread):
    """Saves one marked text after another into one piece, and notes which were acknowledged."""

    def __init__(self, newsroom: "Newsroom", piece: int, number: int) -> None:
        super().__init__(daemon=True)
        self.newsroom, self.piece, self.number = newsroom, piece, number
        self.acknowledged: list[str] = []
        self.cookies: dict[str, str] = {}

    def run(self) -> None:
        for turn in count():
            if self.newsroom.over.is_set():
                return
            mark = f"penulis-{self.number}-simpanan-{turn}"
            try:
                if self.save(mark):
                    self.acknowledged.append(mark)
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)  # the server was killed

    def ask(self, method: str, path: str, fields: dict | None = None) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.newsroom.port, timeout=30)
        headers = {"Cookie": "; ".join(f"{key}={value}" for key, value in self.cookies.items())}
        if fields is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            fields = fields | {"csrfmiddlewaretoken": self.cookies.get("newsroom_csrf", "")}
        with closing(connection):
            connection.request(method, path, urlencode(fields or {}), headers)
            response = connection.getresponse()
            response.read()
            for header in response.headers.get_all("Set-Cookie") or []:
                key, _, value = header.partition(";")[0].partition("=")
                self.cookies[key] = value
            return response.status, response.headers.get("Location", "")

    def save(self, mark: str) -> bool:
        """Whether the server said that it is saved."""
        if "newsroom_session" not in self.cookies:
            self.ask("GET", "/admin/login/")
            who = {"username": "pemred", "password": PASSWORD}
            self.ask("POST", "/admin/login/", who)
            return False
        fields = {"headline": f"Judul {self.piece}", "body": f"Isi.\n\n{mark}\n\nAkhir."}
        address = f"/admin/articles/article/{self.piece}/"
        status, location = self.ask("POST", f"{address}change/", fields)
        return status == 302 and location.startswith(address)


class Newsroom:
    """The server the writers know; `port` changes each time it is killed and started again."""

    def __init__(self, folder, variables: dict) -> None:
        self.folder, self.variables = folder, {"WORKERS": "2", "DEMO": "0", **variables}
        self.port, self.kills = 0, 0
        self.over = threading.Event()

    def run_until(self, enough) -> None:
        """Serve and kill in turns until enough was acknowledged, and it was killed often enough."""
        until = time.monotonic() + PATIENCE
        while (not enough() or self.kills < KILLS) and time.monotonic() < until:
            with Site(self.folder, **self.variables) as site:
                self.port = site.port
                time.sleep(3 + self.kills % 7 / 5)
                os.killpg(site.process.pid, signal.SIGKILL)
                self.kills += 1
        self.over.set()


def manage(newsroom: Newsroom, *command: str, **more: str) -> str:
    done = run(newsroom.folder, *command, **newsroom.variables, **more)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.long
@pytest.mark.parametrize("together", [True, False], ids=["one piece", "many pieces"])
def test_what_was_answered_as_saved_is_found(tmp_path, variables, together):
    newsroom = Newsroom(tmp_path, variables)
    manage(newsroom, "migrate", "-v", "0")
    account = {"USERNAME": "pemred", "PASSWORD": PASSWORD, "EMAIL": "pemred@example.org"}
    account = {f"DJANGO_SUPERUSER_{key}": value for key, value in account.items()}
    manage(newsroom, "createsuperuser", "--noinput", **account)
    make = (
        "from articles.models import Article; "
        f"[Article.objects.create(headline=f'Judul {{n}}') for n in range(1, {WRITERS + 1})]"
    )
    manage(newsroom, "shell", "-v", "0", "-c", make)
    writers = [Writer(newsroom, 1 if together else n + 1, n) for n in range(WRITERS)]
    for writer in writers:
        writer.start()
    newsroom.run_until(lambda: sum(len(w.acknowledged) for w in writers) >= ENOUGH)
    for writer in writers:
        writer.join(60)

    tables = "articles.revision", "articles.article"
    rows = json.loads(manage(newsroom, "dumpdata", *tables))
    revisions = [row for row in rows if row["model"] == "articles.revision"]
    kept = "\n".join(row["fields"]["snapshot"]["body"] for row in revisions)
    marks = set(re.findall(r"penulis-\d+-simpanan-\d+", kept))
    acknowledged = {mark for writer in writers for mark in writer.acknowledged}
    print(f"{len(acknowledged)} acknowledged saves, {newsroom.kills} kills")
    assert len(acknowledged) >= ENOUGH
    assert newsroom.kills >= KILLS
    assert acknowledged - marks == set()
    numbers: dict[int, list[int]] = {}
    for row in revisions:
        numbers.setdefault(row["fields"]["article"], []).append(row["fields"]["number"])
    for found in numbers.values():
        assert sorted(found) == [*range(1, len(found) + 1)]
    texts = {row["pk"]: row["fields"]["snapshot"]["body"] for row in revisions}
    for row in rows:
        if row["model"] == "articles.article" and row["pk"] in numbers:
            # The row and its working copy are of one save.
            assert row["fields"]["body"] == texts[row["fields"]["working_revision"]]
