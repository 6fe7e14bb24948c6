"""Which automatic versions may go.

The rule: of a piece's autosaves, those of the last day all stay, then one an hour for a week,
then one a day. Nothing but autosaves is ever thinned, and of them never one that was
published, pinned or labelled, nor the newest version of a piece.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import F
from django.utils import timezone

from articles.models import Revision

KEEP_ALL = timedelta(days=1)
KEEP_HOURLY = timedelta(days=7)


def superfluous(now: datetime | None = None) -> Iterator[int]:
    """Yield the primary keys of the revisions that may go."""
    now = now or timezone.now()
    candidates = (
        Revision.objects.filter(
            kind=Revision.Kind.AUTOSAVE,
            made_at__lt=now - KEEP_ALL,
            published_at__isnull=True,
            pinned=False,
            label="",
        )
        .exclude(pk=F("article__working_revision"))
        .exclude(pk=F("article__live_revision"))
        .exclude(pk=F("article__update_revision"))
        .order_by("article_id", "-number")
        .values_list("pk", "article_id", "made_at")
    )
    kept = None
    for pk, article, made_at in candidates.iterator():
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
