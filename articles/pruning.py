"""Which automatic versions may go.

The rule: of a piece's autosaves, those of the last day all stay, then one an hour for a week,
then one a day. Nothing but autosaves is ever thinned, and of them never one that was
published, shared, pinned or labelled, nor the newest version of a piece.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from articles.models import Revision

KEEP_ALL = timedelta(days=1)
KEEP_HOURLY = timedelta(days=7)
AT_ONCE = 200


def prune(now: datetime | None = None) -> int:
    """Delete the revisions that may go; return how many went.

    What followed on a deleted one follows on the one before it from then on.
    """
    now = now or timezone.now()
    # Read whole before the first deletion: a cursor does not outlive its rows.
    keys = list(superfluous(now))
    return sum(
        _delete(keys[start : start + AT_ONCE], now) for start in range(0, len(keys), AT_ONCE)
    )


@transaction.atomic
def _delete(keys: list[int], now: datetime) -> int:
    # Asked again under the lock: one may have been pinned or scheduled meanwhile.
    rows = _expendable(now).filter(pk__in=keys).select_for_update(of=("self",))
    parents = dict(rows.order_by("pk").values_list("pk", "parent"))
    for key, parent in parents.items():
        # The oldest come first, so what stays is at most one step away.
        stays = parents[key] = parents.get(parent, parent)
        Revision.objects.filter(parent=key).update(parent=stays)
    Revision.objects.filter(pk__in=parents).delete()
    return len(parents)


def _expendable(now: datetime) -> QuerySet[Revision]:
    """Return the revisions that no rule protects, whatever their age among each other."""
    return (
        Revision.objects.filter(
            kind=Revision.Kind.AUTOSAVE,
            made_at__lt=now - KEEP_ALL,
            published_at__isnull=True,
            preview_links__isnull=True,
            pinned=False,
            label="",
        )
        .exclude(pk=F("article__working_revision"))
        .exclude(pk=F("article__live_revision"))
        .exclude(pk=F("article__update_revision"))
    )


def superfluous(now: datetime | None = None) -> Iterator[int]:
    """Yield the primary keys of the revisions that may go."""
    now = now or timezone.now()
    candidates = _expendable(now).order_by("article_id", "-number")
    kept = None
    for pk, article, made_at in candidates.values_list("pk", "article_id", "made_at").iterator():
        local = timezone.localtime(made_at)
        hourly = now - made_at < KEEP_HOURLY
        slot = (
            article,
            local.replace(minute=0, second=0, microsecond=0) if hourly else local.date(),
        )
        # The newest of each hour or day comes first, and stays.
        if slot == kept:
            yield pk
        kept = slot
