"""Counting the addresses that readers ask for in vain, so that editors can lead them on.

Counted in memory and written now and then, after an answer has gone out: no request waits for it.
So the numbers are about right, not exact, and a stopped process takes its last few with it. What
is held and what is kept is capped: a flood of made-up addresses fills neither memory nor disk.
"""

import logging
import re
import threading
import time
from collections import Counter
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone

from articles.addresses import is_ours, tidied
from articles.models import MissingAddress

logger = logging.getLogger(__name__)

# Held in memory between two writings, and written of these.
MOST_HELD, MOST_WRITTEN = 500, 20
# Kept in all; those least asked for go first. What nobody asked for so long goes, too.
MOST_KEPT, FORGOTTEN_AFTER = 500, timedelta(days=90)

# Whatever else is asked for was made by a machine that looks for holes.
_PLAUSIBLE = re.compile(r"(/[a-z0-9][a-z0-9_.-]*)+/?")
_OF_MACHINES = re.compile(r"\.(?!html?$)|/(?:wp-|cgi-|xmlrpc|vendor|phpmyadmin)")
# Numbers of telephones and identity cards, keys and tokens: nothing of a person is kept.
_PERSONAL = re.compile(r"[0-9]{9}|[a-z0-9_]{32}")

_lock = threading.Lock()
_counts: Counter[str] = Counter()
_written_at = time.monotonic()


def note(path: str) -> None:
    """Count one request for an address that nothing is at. Asks nothing of the database."""
    path = tidied(path).lower()
    if not is_countable(path):
        return
    with _lock:
        if path in _counts or len(_counts) < MOST_HELD:
            _counts[path] += 1


def is_countable(path: str) -> bool:
    """Whether a tidied address is one that a person may have followed."""
    return (
        is_ours(path)
        and len(path) <= MissingAddress._meta.get_field("path").max_length
        and bool(_PLAUSIBLE.fullmatch(path))
        and not _OF_MACHINES.search(path)
        and not _PERSONAL.search(path)
    )


def write_if_due() -> None:
    """Write down what was counted, if the last time is long enough ago; never fails."""
    pause = settings.MISSING_WRITTEN_EVERY
    if not _counts or pause is None or time.monotonic() - _written_at < pause:
        return
    try:
        write()
    except DatabaseError:
        logger.exception("What was asked for in vain could not be counted")


def write() -> None:
    """Write down what was counted since the last time."""
    global _written_at
    with _lock:
        counted, _written_at = _counts.most_common(MOST_WRITTEN), time.monotonic()
        _counts.clear()
    if counted:
        _add(dict(counted))


@transaction.atomic
def _add(counted: dict[str, int]) -> None:
    today = timezone.localdate()
    MissingAddress.objects.bulk_create(
        (MissingAddress(path=path, asked_on=today) for path in sorted(counted)),
        ignore_conflicts=True,
    )
    # In one order, so that two processes do not wait for each other.
    for path, number in sorted(counted.items()):
        known = MissingAddress.objects.filter(path=path)
        known.update(count=F("count") + number, asked_on=today)
    MissingAddress.objects.filter(asked_on__lt=today - FORGOTTEN_AFTER).delete()
    by_count = MissingAddress.objects.order_by("-count", "-asked_on", "-pk")
    over = list(by_count.values_list("pk", flat=True)[MOST_KEPT:])
    MissingAddress.objects.filter(pk__in=over).delete()
