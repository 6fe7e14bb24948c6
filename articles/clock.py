"""What the clock changes in the page store: pieces whose time has come.

The store knows the next such moment and hands requests to Django from then on. The first of
them puts due updates in place, removes what pieces that have just become public show on, and
tells the store the moment after that. What is over at a moment of its own, such as an expiring
label, is no matter of this: the page that shows it says so (`showing.until`) and ends then.
"""

import time
from datetime import UTC, datetime, timedelta

from django.db import DatabaseError
from django.utils import timezone

from articles import caching, cdn, due, page_shelf
from articles.caching import Change
from articles.models import Article
from articles.page_entries import FOREVER

# While somebody changes something, the next moment may be about to change as well.
SOON = timedelta(seconds=1)


def keep_up() -> None:
    """Do what is due, before a request is answered. Costs nothing where the store knows."""
    if not page_shelf.are_kept():
        due.keep_up()
        return
    store = page_shelf.store()
    if not store.is_due(time.time_ns()):
        return
    due.keep_up()
    try:
        while arrivals():
            pass
        epoch = store.epoch()
        cdn.keep_up()
        # Once more, because others may have been at it until the epoch was read.
        arrivals()
        store.set_due(next_moment(), epoch=epoch)
    except DatabaseError:
        # The store goes on asking until somebody can tell.
        return


def arrivals() -> bool:
    """Remove what shows the rows that became public since the last look; whether any did."""
    store = page_shelf.store()
    now, seen = timezone.now(), store.seen_until()
    since = datetime.fromtimestamp(seen / 1_000_000, UTC) if seen else now
    keys = set()
    for model, column in caching.APPEARING.items():
        came = model.objects.public(now).filter(**{f"{column}__gt": since}).order_by(column)
        for row in came.values():
            keys |= caching.keys_of(model, row["id"], Change(None, row))
    if keys:
        store.remove(keys)
        cdn.note(keys)
    store.see_until(caching.microseconds(now))
    return bool(keys)


def next_moment() -> int:
    """Return when the clock next changes a page, in nanoseconds since 1970."""
    now = timezone.now()
    updates = Article.objects.filter(update_try_at__isnull=False).order_by("update_try_at")
    later = [updates.values_list("update_try_at", flat=True)]
    for model, column in caching.APPEARING.items():
        to_come = model.objects.filter(**{f"{column}__gt": now}).order_by(column)
        later.append(to_come.values_list(column, flat=True))
    moments = [rows.first() for rows in later]
    moments.append(cdn.next_try())
    moments.append(now + SOON if page_shelf.store().has_holds() else None)
    known = [caching.microseconds(moment) * 1000 for moment in moments if moment]
    return min(known, default=FOREVER)
