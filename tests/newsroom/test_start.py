"""The site started on its embedded database: the first time, again, and after accidents."""

import os
import shutil
import signal
import time
from pathlib import Path

import pytest

from tests.newsroom.processes import PIECE, PRODUCTION, Site, run

pytestmark = pytest.mark.skipif(
    os.environ.get("TEST_DATABASE") == "postgres",
    reason="the embedded database is SQLite; test_start_on_postgres.py has the other start",
)


@pytest.fixture(scope="session")
def first_start(tmp_path_factory) -> Path:
    """A data folder that one start has filled."""
    folder = tmp_path_factory.mktemp("site") / "var"
    with Site(folder) as site:
        site.stop(signal.SIGTERM)
    return folder


@pytest.fixture
def fresh(first_start, tmp_path) -> Path:
    """A data folder with no data; the static files are there, to save their making."""
    shutil.copytree(first_start / "static", tmp_path / "static")
    shutil.copy(first_start / "static.stamp", tmp_path)
    return tmp_path


@pytest.fixture
def folder(first_start, tmp_path) -> Path:
    """A copy of such a data folder."""
    return Path(shutil.copytree(first_start, tmp_path / "var"))


def test_first_and_second_start(tmp_path):
    with Site(tmp_path) as site:
        assert site.status() == 200
        assert site.status(PIECE) == 200
        assert site.status("/admin/login/") == 200
        assert site.status(Host="jahat.example") == 400
        assert f"http://127.0.0.1:{site.port}{PIECE}" in site.greeting
        shown = site.passwords
        assert len(set(shown)) == 3
        assert site.stop(signal.SIGINT) == (0, "")
    for private in ("secret_key", "demo-accounts.json"):
        assert (tmp_path / private).stat().st_mode & 0o777 == 0o600
    assert not (tmp_path / "newsroom.sqlite3").stat().st_mode & 0o007
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "static").rglob("*")}

    with Site(tmp_path) as site:
        assert site.passwords == shown
        assert "..." not in site.greeting.split("http")[0], "nothing was left to prepare"
        assert site.status(PIECE) == 200
        assert site.stop(signal.SIGTERM) == (0, "")
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "static").rglob("*")} == before


def test_a_changed_password_is_not_shown_any_more(folder):
    with Site(folder) as site:
        shown = site.passwords
    change = (
        "from django.contrib.auth.models import User; u = User.objects.get(username='redaktur');"
        "u.set_password('sandi yang lain'); u.save()"
    )
    assert run(folder, "shell", "-v", "0", "-c", change).returncode == 0
    with Site(folder) as site:
        assert site.passwords == [shown[0], shown[2]]


def test_what_editors_removed_does_not_come_back(fresh):
    assert run(fresh, "migrate", "-v", "0").returncode == 0
    section = "from articles.models import Section; Section.objects.create(name='Kota')"
    assert run(fresh, "shell", "-v", "0", "-c", section).returncode == 0
    with Site(fresh) as site:
        assert site.status(PIECE) == 404


def test_without_demo_there_are_no_accounts(fresh):
    with Site(fresh, DEMO="0") as site:
        assert site.passwords == []
        assert "createsuperuser" in site.greeting
    assert not (fresh / "demo-accounts.json").exists()


def test_two_first_starts_at_once_share_one_data_folder(tmp_path):
    first, second = Site(tmp_path), Site(tmp_path)
    with first, second:
        assert first.status(PIECE) == second.status(PIECE) == 200
        assert first.passwords == second.passwords
        assert len(first.passwords) == 3


def test_it_listens_everywhere_when_told_to(folder):
    with Site(folder, HOST="0.0.0.0") as site:
        assert site.status() == 200
        assert site.status(Host="192.0.2.1") == 400


@pytest.mark.parametrize("moment", [0.0, 0.5, 1.0])
def test_a_start_killed_half_way_is_made_good(fresh, moment):
    site = Site(fresh)
    while not (fresh / "newsroom.sqlite3").exists():
        time.sleep(0.01)
    time.sleep(moment)
    os.killpg(site.process.pid, signal.SIGKILL)
    site.process.communicate()
    with Site(fresh) as site:
        assert site.status(PIECE) == 200
        assert len(site.passwords) == 3


def test_workers_end_with_a_killed_parent(folder):
    with Site(folder) as site:
        site.process.kill()
        site.process.wait()
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            try:
                os.killpg(site.process.pid, 0)
            except ProcessLookupError:
                return
            time.sleep(0.05)
    pytest.fail("a worker has outlived its parent")


def test_production_on_the_embedded_database_has_no_demo_accounts(fresh):
    with Site(fresh, **PRODUCTION) as site:
        assert site.passwords == []
        assert site.status(Host="koran.id") == 301, "to TLS"
    assert not (fresh / "demo-accounts.json").exists()


def test_an_unreadable_list_of_demo_accounts_is_no_reason_to_fail(folder):
    (folder / "demo-accounts.json").write_text("{")
    with Site(folder) as site:
        assert site.passwords == []
        assert site.status() == 200
