"""The same site, started on a PostgreSQL server."""

import os
import re
import signal
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from tests.newsroom.processes import PIECE, Site, run

pytestmark = pytest.mark.skipif(
    os.environ.get("TEST_DATABASE") != "postgres",
    reason="needs the server that TEST_DATABASE=postgres starts",
)


@pytest.fixture
def database_url(tmp_path):
    """An empty database on the tests' server."""
    server = os.environ["TEST_DATABASE_URL"]
    name = re.sub(r"\W", "_", f"start_{os.getpid()}_{tmp_path.name}")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_first_and_second_start(tmp_path, database_url):
    for _ in range(2):
        with Site(tmp_path, DATABASE_URL=database_url) as site:
            assert site.status(PIECE) == 200
            assert site.passwords == [], "an outside database gets no demo accounts"
            assert "createsuperuser" in site.greeting
            assert site.stop(signal.SIGINT) == (0, "")
    assert not (tmp_path / "newsroom.sqlite3").exists()


def test_missing_database(tmp_path, database_url):
    absent = urlunsplit(urlsplit(database_url)._replace(path="/tidak_ada"))
    result = run(tmp_path, "serve", DATABASE_URL=absent)
    assert result.returncode == 1
    assert 'cannot be used: database "tidak_ada" does not exist;' in result.stderr
    assert len(result.stderr.splitlines()) == 1
