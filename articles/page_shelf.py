"""The page store of this site, as the settings have it; and how other machines hear of changes.

PAGE_STORE: whether pages are kept. PAGE_STORE_SHARED: whether others, on machines of their own,
write to the same database; then removals travel with PostgreSQL's NOTIFY (see `page_listening`).
"""

import hashlib
import json
import logging
import secrets
import time
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from django import get_version
from django.conf import settings
from django.db import DatabaseError, connection

from articles.page_index import Key
from articles.page_sending import Sender
from articles.page_store import TROUBLE, PageStore

logger = logging.getLogger(__name__)

CHANNEL = "newsroom_pages"
LISTENER = "newsroom pages"
# A machine that heard nothing for this long does not use its store; one that changes something
# waits as long for those that have not answered.
LEASE_SECONDS = 2.0
# PostgreSQL takes notices of up to 8,000 bytes.
LONGEST_NOTICE = 7500
EVERYTHING = "*"
LIBRARIES = "requirements.txt"
# What says nothing of how pages look, or must not be told.
UNSEEN = {
    "SECRET_KEY",
    "LOGGING",
    "PAGE_STORE_MEGABYTES",
    "EMAIL_HOST_PASSWORD",
    "CDN_PURGE_TOKEN",
    "SETTINGS_MODULE",
}


def are_kept() -> bool:
    """Whether this site keeps pages."""
    return settings.PAGE_STORE


@cache
def store() -> PageStore:
    """Return the store in the data folder."""
    limit = settings.PAGE_STORE_MEGABYTES * 1024 * 1024
    return PageStore(settings.DATA_DIR / "pages", limit=limit)


def begin() -> None:
    """Trust nothing that was kept before this start: while the store was off, or could not be
    written to, nobody noted what changed."""
    limit = store().limit
    # Not with the store itself, whose open files would be handed down to the workers.
    _try(PageStore(store().folder, limit=limit).distrust)


@cache
def sender() -> Sender:
    """Return what answers from the store in this process."""
    return Sender(
        store(),
        release=release_now(),
        hosts=known_hosts(),
        tls=bool(getattr(settings, "SECURE_SSL_REDIRECT", False)),
        passed=(
            *(settings.STATIC_URL, settings.MEDIA_URL, "/admin/", "/healthz", "/readyz"),
            *(f"/{file.name}" for file in sorted(settings.WHITENOISE_ROOT.iterdir())),
        ),
        memory=settings.PAGE_STORE_MEMORY_MEGABYTES * 1024 * 1024,
        session=settings.SESSION_COOKIE_NAME,
        secret=hashlib.sha256(f"page store {settings.SECRET_KEY}".encode()).digest(),
    )


def known_hosts() -> set[str]:
    """Return the host names, with and without the site's port, under which pages are kept."""
    names = {settings.SITE_URL.partition("://")[2]}
    for host in settings.ALLOWED_HOSTS:
        if host != "*":
            name = host.removeprefix(".")
            names |= {name, f"{name}:{settings.PORT}"}
    return names


def release_now() -> str:
    """Return what changes whenever pages may look different: code, libraries, templates, static
    files, settings."""
    digest = hashlib.sha256(get_version().encode())
    for folder, pattern in (
        ("articles", "*.py"),
        ("articles/locale", "*.mo"),
        ("newsroom", "*.py"),
        ("templates", "*"),
    ):
        for path in sorted((settings.BASE_DIR / folder).rglob(pattern)):
            state = path.stat()
            digest.update(f"{path} {state.st_size} {state.st_mtime_ns}\n".encode())
    # Also the libraries, which render texts.
    for path in (Path(settings.STATIC_ROOT) / "staticfiles.json", settings.BASE_DIR / LIBRARIES):
        if path.is_file():
            digest.update(path.read_bytes())
    seen = {
        name: getattr(settings, name)
        for name in dir(settings)
        if name.isupper() and name not in UNSEEN
    }
    digest.update(json.dumps(seen, sort_keys=True, default=_plain).encode())
    return digest.hexdigest()


def _plain(value: object) -> str:
    return str(value) if isinstance(value, Path) else type(value).__name__


# --- Changes --------------------------------------------------------------------


def hold(owner: str, keys: Iterable[Key]) -> None:
    """Hold keys in this machine's store. That it cannot be done never keeps a text from being
    saved; it is said in the log."""
    _try(lambda: store().hold(owner, keys))


def release(owner: str, keys: Iterable[Key]) -> None:
    """Release what hold() held."""
    _try(lambda: store().release(owner, keys))


def _try(work) -> None:
    try:
        work()
    except TROUBLE:
        logger.critical("The page store cannot be changed; delete %s", store().folder)


def notify(keys: Iterable[Key]) -> None:
    """Tell the other machines, when the transaction commits, what to remove."""
    name, plain = secrets.token_hex(8), [[key.name, key.lo, key.hi] for key in keys]
    if not _send(json.dumps([name, plain])):
        _send(json.dumps([name, EVERYTHING]))
    # Here it is held already.
    _try(lambda: store().note_done(name))


def notify_all() -> None:
    """Tell the other machines, when the transaction commits, to drop everything."""
    _send(json.dumps([secrets.token_hex(8), EVERYTHING]))


def _send(notice: str) -> bool:
    """Send a notice, unless it is too long for PostgreSQL."""
    if len(notice) > LONGEST_NOTICE:
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, notice])
    return True


def wait_for_others() -> None:
    """Wait until every machine has removed what was committed, or must have noticed that it
    hears nothing any more."""
    channel = f"{CHANNEL}_{secrets.token_hex(8)}"
    try:
        with connection.cursor() as cursor:
            waiting = _listeners(cursor)
            if not waiting:
                return
            cursor.execute(f'LISTEN "{channel}"')
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, json.dumps([channel, None])])
        _gather(channel, waiting)
        with connection.cursor() as cursor:
            cursor.execute(f'UNLISTEN "{channel}"')
    except DatabaseError:
        logger.warning("Whether other machines heard of a change is not known")
        time.sleep(LEASE_SECONDS)


def _gather(channel: str, waiting: set[str]) -> None:
    until = time.monotonic() + LEASE_SECONDS + 0.5
    while waiting and (left := until - time.monotonic()) > 0:
        for notice in connection.connection.notifies(timeout=min(left, 0.2), stop_after=1):
            if notice.channel == channel:
                waiting.discard(notice.payload)
        if waiting and time.monotonic() + LEASE_SECONDS > until:
            with connection.cursor() as cursor:
                # Whoever has gone hears nothing, and knows it.
                waiting &= _listeners(cursor)


def _listeners(cursor) -> set[str]:
    cursor.execute(
        "SELECT pid FROM pg_stat_activity "
        "WHERE application_name = %s AND datname = current_database()",
        [LISTENER],
    )
    return {str(pid) for (pid,) in cursor.fetchall()}
