"""A content delivery network in front of the site: how long it may keep a page, and what to drop.

CDN_SECONDS: how long; 0: nothing of this is done. CDN_PURGE_URL, CDN_PURGE_TOKEN: whom to tell.
CDN_PURGER: the function that tells it, by its dotted path.

What changed is written down with the change, in its transaction, and told as soon as that is
committed, before the editor has an answer. What the network does not take stays and is tried
again: by the next change, by the first request after its time, or by `manage.py publish_due`.
"""

import hashlib
import http.client
import json
import logging
import socket
import threading
import time
from collections.abc import Iterable
from contextlib import closing, suppress
from datetime import datetime, timedelta
from queue import Empty, SimpleQueue
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone
from django.utils.module_loading import import_string

from articles.models import Purge
from articles.page_index import Key

logger = logging.getLogger(__name__)

# The network answers within this. Whoever waits for it, an editor where the network took the last
# one or a reader, begins no other request after it.
PATIENCE_SECONDS = 2
RETRY_AFTER = timedelta(seconds=30)
AT_ONCE = 100
# The most tags that the common networks take in one request.
MOST_TAGS = 30
# The table of what waits, once this process has seen it.
_found: set[str] = set()


def is_used() -> bool:
    """Whether a network keeps pages of this site."""
    return settings.CDN_SECONDS > 0


def tags_of(keys: Iterable[Key]) -> list[str]:
    """Return what pages that show these are tagged with. Short, for there are many a page."""
    names = {key.name for key in keys}
    return sorted(hashlib.sha256(name.encode()).hexdigest()[:8] for name in names)


def has_place() -> bool:
    """Whether there is where to write: not while an empty database is given its first tables."""
    if not _found:
        _found.update({Purge._meta.db_table}.intersection(connection.introspection.table_names()))
    return bool(_found)


def note(keys: Iterable[Key]) -> None:
    """Write down what changes, in the transaction that changes it."""
    if is_used() and (tags := tags_of(keys)) and has_place():
        Purge.objects.create(tags=tags)


def note_all() -> None:
    """Write down that every page may have changed."""
    if is_used():
        Purge.objects.create(tags=[])


def tell() -> None:
    """Tell the network what waits. That it cannot be told never keeps a text from being saved."""
    if not is_used() or not has_place():
        return
    try:
        # One that failed keeps editors waiting no longer: it is tried again by itself.
        if not Purge.objects.exclude(failure="").filter(try_at__gt=timezone.now()).exists():
            send_waiting()
    except DatabaseError:
        logger.exception("What the network is to drop could not be read")


def keep_up(patience: float = PATIENCE_SECONDS) -> None:
    """Try again what waits, before a request is answered. patience: in seconds."""
    if is_used() and Purge.objects.filter(try_at__lte=timezone.now()).exists():
        send_waiting(patience)


def next_try() -> datetime | None:
    """Return when what waits is to be tried again."""
    if not is_used():
        return None
    return Purge.objects.order_by("try_at").values_list("try_at", flat=True).first()


def failing() -> Purge | None:
    """Return the oldest purge that the network did not take, for the desk."""
    return Purge.objects.exclude(failure="").first() if is_used() else None


def send_waiting(patience: float = PATIENCE_SECONDS) -> tuple[int, int]:
    """Tell what waits; return how many changes were told of and how many were not.

    patience: seconds after which nothing more is begun; whoever comes next goes on from there.
    """
    began, now = time.monotonic(), timezone.now()
    waiting = list(Purge.objects.filter(try_at__lte=now)[:AT_ONCE])
    # Whoever else tries leaves these alone meanwhile; told of twice would do no harm.
    mine = Purge.objects.filter(pk__in=[purge.pk for purge in waiting])
    mine.update(try_at=now + RETRY_AFTER)
    everything = any(not purge.tags for purge in waiting)
    tags = sorted({tag for purge in waiting for tag in purge.tags})
    parts = [tags[start : start + MOST_TAGS] for start in range(0, len(tags), MOST_TAGS)]
    parts, failure = [[]] if everything else parts, ""
    for part in list(parts):
        if failure := refusal(part):
            break
        parts.remove(part)
        if time.monotonic() - began >= patience:
            break
    untold = {tag for part in parts for tag in part}
    left = [purge for purge in waiting if everything or untold.intersection(purge.tags)]
    left = left if parts else []
    for purge in left:
        purge.tags = purge.tags if everything else sorted(untold.intersection(purge.tags))
        purge.failure, purge.try_at = failure, now + RETRY_AFTER if failure else timezone.now()
    Purge.objects.bulk_update(left, ["tags", "failure", "try_at"])
    mine.exclude(pk__in=[purge.pk for purge in left]).delete()
    return len(waiting) - len(left), len(left)


def refusal(tags: list[str]) -> str:
    """Ask the network to drop pages; return why it did not, or nothing."""
    try:
        import_string(settings.CDN_PURGER)(tags)
    except (OSError, http.client.HTTPException) as error:
        said = str(error) or type(error).__name__
    except Exception as error:  # a function of somebody else's; what it tells of is saved already
        logger.exception("CDN_PURGER failed")
        said = f"CDN_PURGER: {type(error).__name__}"
    else:
        return ""
    said = "".join(letter if letter.isprintable() else " " for letter in said).strip()[:500]
    logger.warning("The network keeps old pages: %s", said)
    return said or "?"


def over_http(tags: list[str]) -> None:
    """Ask for pages with these tags, or all, to be dropped: JSON, as Cloudflare has it.

    Goes to the address in the settings and nowhere else, wherever that may lead. Raises OSError
    or HTTPException for anything but a 2xx.
    """
    address = urlsplit(settings.CDN_PURGE_URL)
    kinds = {"http": http.client.HTTPConnection, "https": http.client.HTTPSConnection}
    connection = kinds[address.scheme](address.hostname, address.port, timeout=PATIENCE_SECONDS)
    path = address._replace(scheme="", netloc="", fragment="").geturl() or "/"
    headers = {"Content-Type": "application/json"}
    if settings.CDN_PURGE_TOKEN:
        headers["Authorization"] = f"Bearer {settings.CDN_PURGE_TOKEN}"
    body = json.dumps({"tags": tags} if tags else {"purge_everything": True})
    with closing(connection):
        response = in_time(connection, "POST", path, body, headers)
        if not 200 <= response.status < 300:
            raise http.client.HTTPException(f"{response.status} {response.reason}")


def in_time(connection: http.client.HTTPConnection, *request) -> http.client.HTTPResponse:
    """Return the answer to a request. Raises TimeoutError where it takes longer than PATIENCE.

    The connection's own limit is for each piece that arrives, and there is none for finding out
    where a name leads.
    """
    answers: SimpleQueue = SimpleQueue()

    def ask() -> None:
        try:
            connection.request(*request)
            answers.put(connection.getresponse())
        except (OSError, http.client.HTTPException) as error:
            answers.put(error)

    threading.Thread(target=ask, daemon=True).start()
    try:
        answer = answers.get(timeout=PATIENCE_SECONDS)
    except Empty:
        with suppress(OSError, AttributeError):  # it may have gone, or never have been
            connection.sock.shutdown(socket.SHUT_RDWR)
        raise TimeoutError(f"no answer within {PATIENCE_SECONDS} s") from None
    if isinstance(answer, Exception):
        raise answer
    return answer
