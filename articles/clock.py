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

from articles import caching, due, page_shelf
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
        # Once more, because others may have been at it until the epoch was read.
        arrivals()
        store.set_due(next_moment(), epoch=epoch)
    except DatabaseError:
        # The store goes on asking until somebody can tell.
        return


def arrivals() -> bool:
    """Remove what the pieces show on that became public since the last look; whether any did."""
    store = page_shelf.store()
    now, seen = timezone.now(), store.seen_until()
    since = datetime.fromtimestamp(seen / 1_000_000, UTC) if seen else now
    pieces = Article.objects.public(now).filter(published_at__gt=since)
    rows = list(pieces.order_by("published_at").values())
    keys = set().union(*(caching.keys_of(Article, row["id"], Change(None, row)) for row in rows))
    if keys:
        store.remove(keys)
    store.see_until(caching.microseconds(now))
    return bool(rows)


def next_moment() -> int:
    """Return when the clock next changes a page, in nanoseconds since 1970."""
    now = timezone.now()
    scheduled = Article.objects.filter(published_at__gt=now, withdrawn_at__isnull=True)
    moments = [
        scheduled.order_by("published_at", "id").values_list("published_at", flat=True).first(),
        Article.objects.filter(update_try_at__isnull=False)
        .order_by("update_try_at")
        .values_list("update_try_at", flat=True)
        .first(),
        now + SOON if page_shelf.store().has_holds() else None,
    ]
    known = [caching.microseconds(moment) * 1000 for moment in moments if moment]
    return min(known, default=FOREVER)
