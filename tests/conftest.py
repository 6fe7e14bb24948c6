"""Fixtures for all tests."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from hypothesis import HealthCheck, settings

from articles.models import append_only

# A busy machine is slow: that is no failure.
settings.register_profile("newsroom", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("newsroom")

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(autouse=True)
def media_folder(settings, tmp_path: Path) -> Path:
    """Each test has a media folder of its own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture(autouse=True)
def emptied_record(request) -> Iterator[None]:
    """Let a test that empties its tables afterwards empty the append-only ones as well."""
    transactional = {"transactional_db", "live_server"} & set(request.fixturenames)
    mark = request.node.get_closest_marker("django_db")
    if not transactional and not (mark and mark.kwargs.get("transaction")):
        yield
        return
    request.getfixturevalue("transactional_db")
    append_only.protect(connection)
    yield
    append_only.unprotect(connection)


@pytest.fixture
def loaded(db, django_capture_on_commit_callbacks) -> None:
    """The Mistral piece with everything around it."""
    with django_capture_on_commit_callbacks(execute=True):
        call_command("loaddata", "mistral", verbosity=0)


# --- Browser ------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser() -> Iterator:
    """One Chromium for the whole run. CHROMIUM names another program than the usual ones."""
    names = [os.environ["CHROMIUM"]] if "CHROMIUM" in os.environ else CHROMIUM_NAMES
    program = next(filter(None, map(shutil.which, names)), None)
    if program is None:
        message = f"no Chromium found (looked for: {', '.join(names)})"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)

    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in this thread; the ORM is used outside of it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def live_site(transactional_db, live_server) -> str:
    """The address of a running site, without a slash at its end."""
    return live_server.url


@pytest.fixture
def browser_errors() -> list[str]:
    """What the browser complained of. A test that provokes a complaint clears the list."""
    return []


@pytest.fixture
def make_page(browser, live_site, browser_errors) -> Iterator[Callable]:
    """A function that opens a fresh browser page; its arguments are those of a context.

    The test fails on any console error (so on any break of the content security policy),
    any script error and any request to another host.
    """
    contexts = []

    def open_page(**options):
        options = {
            "base_url": live_site,
            "locale": "id-ID",
            "timezone_id": "Asia/Jakarta",
            "viewport": {"width": 1280, "height": 900},
            **options,
        }
        context = browser.new_context(**options)
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        watch(page, live_site, browser_errors)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert browser_errors == []


@pytest.fixture
def page(make_page):
    """A fresh browser page on the live site."""
    return make_page()


def watch(page, site: str, errors: list[str]) -> None:
    """Note down everything that must not happen on a page of the site."""
    own = (f"{site}/", "data:", "blob:", "about:")

    def on_console(message) -> None:
        if message.type == "error":
            errors.append(f"console: {message.text}")

    def on_request(request) -> None:
        if not request.url.startswith(own):
            errors.append(f"request to another host: {request.url}")

    page.on("console", on_console)
    page.on("pageerror", lambda error: errors.append(f"script: {error}"))
    page.on("request", on_request)


# --- All tests ----------------------------------------------------------------


@pytest.fixture(scope="session")
def rows_of_migrations(django_db_setup, django_db_blocker) -> str:
    """What the migrations put into the tables, before any test."""
    with django_db_blocker.unblock():
        return connection.creation.serialize_db_to_string()


@pytest.fixture
def tables_put_right(rows_of_migrations, django_db_blocker) -> Iterator[None]:
    """Brings these rows back after a test that empties every table at its end.

    Django can do so itself, but keeps the rows at a connection, and where a browser runs there
    are two: one from before Playwright started its event loop in this thread, one from after.
    """
    yield
    with django_db_blocker.unblock():
        append_only.unprotect(connection)
        call_command("flush", interactive=False, verbosity=0, inhibit_post_migrate=True)
        connection.creation.deserialize_db_from_string(rows_of_migrations)
        append_only.protect(connection)
        ContentType.objects.clear_cache()
        connection.close()


def pytest_collection_modifyitems(items) -> None:
    """Marks tests, so that -m finds them, and has the tables put right where needed."""
    for item in items:
        names = getattr(item, "fixturenames", [])
        if "browser" in names:
            item.add_marker(pytest.mark.browser)
            if os.environ.get("CI") == "true":
                # A busy machine may miss a moment; a second failure is one, and both are printed.
                item.add_marker(pytest.mark.flaky(reruns=1))
        mark = item.get_closest_marker("django_db")
        empties = "transactional_db" in names or (mark and mark.kwargs.get("transaction"))
        if empties and "tables_put_right" not in names:
            # First in, last out: its turn is after the emptying.
            names.insert(0, "tables_put_right")
        # Those of `tests/newsroom` start sites, which have databases of their own.
        if not (
            mark or {"db", "transactional_db"} & {*names} or item.path.parent.name == "newsroom"
        ):
            item.add_marker(pytest.mark.pure)
    # Begun last, they would keep one worker busy when the others are done.
    items.sort(key=lambda item: item.get_closest_marker("long") is None)
