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
from collections.abc import Iterable
from contextlib import closing
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone
from django.utils.module_loading import import_string

from articles.models import Purge
from articles.page_index import Key

logger = logging.getLogger(__name__)

# An editor waits no longer than this, and only where the network took the last one.
PATIENCE_SECONDS = 2
RETRY_AFTER = timedelta(seconds=30)
AT_ONCE = 100
# The most tags that the common networks take in one request.
MOST_TAGS = 30


def is_used() -> bool:
    """Whether a network keeps pages of this site."""
    return settings.CDN_SECONDS > 0


def tags_of(keys: Iterable[Key]) -> list[str]:
    """Return what pages that show these are tagged with. Short, for there are many a page."""
    names = {key.name for key in keys}
    return sorted(hashlib.sha256(name.encode()).hexdigest()[:8] for name in names)


def note(keys: Iterable[Key]) -> None:
    """Write down what changes, in the transaction that changes it."""
    if is_used() and (tags := tags_of(keys)):
        Purge.objects.create(tags=tags)


def note_all() -> None:
    """Write down that every page may have changed."""
    if is_used():
        Purge.objects.create(tags=[])


def tell() -> None:
    """Tell the network what waits. That it cannot be told never keeps a text from being saved."""
    if not is_used():
        return
    try:
        # One that failed keeps editors waiting no longer: it is tried again by itself.
        if not Purge.objects.exclude(failure="").filter(try_at__gt=timezone.now()).exists():
            send_waiting()
    except DatabaseError:
        logger.exception("What the network is to drop could not be read")


def keep_up() -> None:
    """Try again what waits, before a request is answered."""
    if is_used() and Purge.objects.filter(try_at__lte=timezone.now()).exists():
        send_waiting()


def next_try() -> datetime | None:
    """Return when what waits is to be tried again."""
    if not is_used():
        return None
    return Purge.objects.order_by("try_at").values_list("try_at", flat=True).first()


def failing() -> Purge | None:
    """Return the oldest purge that the network did not take, for the desk."""
    return Purge.objects.exclude(failure="").first() if is_used() else None


def send_waiting() -> tuple[int, int]:
    """Tell what waits; return how many changes were told of and how many were not."""
    now = timezone.now()
    waiting = list(Purge.objects.filter(try_at__lte=now)[:AT_ONCE])
    # Whoever else tries leaves these alone meanwhile; told of twice would do no harm.
    mine = Purge.objects.filter(pk__in=[purge.pk for purge in waiting])
    mine.update(try_at=now + RETRY_AFTER)
    tags = sorted({tag for purge in waiting for tag in purge.tags})
    everything = any(not purge.tags for purge in waiting)
    parts = [tags[start : start + MOST_TAGS] for start in range(0, len(tags), MOST_TAGS)]
    try:
        for part in [[]] if everything else parts:
            import_string(settings.CDN_PURGER)(part)
    except (OSError, http.client.HTTPException) as error:
        failure = str(error) or type(error).__name__
        mine.update(failure=failure[:500])
        logger.warning("The network keeps old pages: %s", failure)
        return 0, len(waiting)
    mine.delete()
    return len(waiting), 0


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
        connection.request("POST", path, body, headers)
        response = connection.getresponse()
        if not 200 <= response.status < 300:
            raise http.client.HTTPException(f"{response.status} {response.reason}")
