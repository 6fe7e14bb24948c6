"""What falls due by the clock. Time is a question, not a job.

A scheduled first publication needs nothing here: it is public when its time has come. A
scheduled update of a live piece is put in place by the first request that finds it due, or
by `manage.py publish_due`, whichever comes first.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DatabaseError, transaction
from django.utils import timezone

from articles.models import Article
from articles.workflow import apply_update

logger = logging.getLogger(__name__)

# After a failure the update waits this long, so that it does not slow every request.
RETRY_AFTER = timedelta(minutes=1)


@dataclass(frozen=True)
class Outcome:
    """What became of one update; `failure` is empty where it went out."""

    article: Article
    failure: str = ""


def any_due(now: datetime | None = None) -> bool:
    """Whether an update waits to be put in place. One look into an index."""
    return Article.objects.filter(update_try_at__lte=now or timezone.now()).exists()


def keep_up() -> None:
    """Put in place what is due, before a request is answered; never at the answer's cost.

    Where the database refuses (locked for long, read only), the page is shown as it is, and the
    next request tries again.
    """
    try:
        if any_due():
            publish_due()
    except DatabaseError:
        logger.exception("What is due could not be put in place")


def publish_due(now: datetime | None = None) -> list[Outcome]:
    """Put every due update in place, each in a transaction of its own; one that fails holds
    no other up: its reason is kept with the piece and it is tried again."""
    now = now or timezone.now()
    due = Article.objects.filter(update_try_at__lte=now).order_by("update_try_at", "id")
    outcomes = [_publish_one(pk, now) for pk in due.values_list("pk", flat=True)]
    return [outcome for outcome in outcomes if outcome]


def _publish_one(pk: int, now: datetime) -> Outcome | None:
    try:
        with transaction.atomic():
            article = _claim(pk, now)
            if article is None:
                return None
            return Outcome(apply_update(article))
    except Exception as error:
        logger.exception("The update of article %s failed", pk)
        return _note_failure(pk, now, str(error))


def _claim(pk: int, now: datetime) -> Article | None:
    """Lock a piece whose update is still due; None if another worker was faster."""
    return Article.objects.select_for_update().filter(pk=pk, update_try_at__lte=now).first()


@transaction.atomic
def _note_failure(pk: int, now: datetime, failure: str) -> Outcome | None:
    article = _claim(pk, now)
    if article is None:
        return None
    article.update_failure, article.update_try_at = failure, now + RETRY_AFTER
    article.save(update_fields=["update_failure", "update_try_at"])
    return Outcome(article, failure)
